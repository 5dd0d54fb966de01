"""Samples for numpy.* and the copy in TensorFlow, and for what gives no tensor."""

from __future__ import annotations

from .notation import BINARY, LISTS, NP, TF, TNP, UNARY, D, I, Samples

NUMPY: Samples = (
    (
        UNARY,
        NP,
        """
        abs absolute all amax amin angle any arccos arccosh arcsin arcsinh arctan arctanh argmax
        argmin argsort argwhere around asanyarray ascontiguousarray atleast_1d atleast_2d
        atleast_3d average bool bool_ cbrt ceil complex128 complex64 conj conjugate copy cos cosh
        count_nonzero cov cumprod cumsum deg2rad diag diagflat diff double exp exp2 expm1 fabs
        fft.fft fft.ifft flipud float16 float32 float64 floor gradient histogram imag int16 int32
        int64 int8 isfinite isinf isnan isneginf isposinf isreal isscalar linalg.norm log log10
        log1p log2 logical_not max mean median meshgrid min nan_to_num nanargmax nanargmin
        nancumprod nancumsum nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar ndim
        negative nonzero prod ptp rad2deg random.choice random.permutation random.poisson ravel
        real reciprocal round shape sign signbit sin sinc sinh size sort sqrt square squeeze std
        sum tan tanh transpose trapezoid trunc uint uint16 uint32 uint64 uint8 unique vander var
        """,
    ),
    (("f(x)", "f(x, dtype=np.int32)"), NP, "array asarray ones_like zeros_like"),
    (
        BINARY,
        NP,
        """
        add allclose append arctan2 array_equal divide equal floor_divide fmax fmin greater
        greater_equal hypot isclose isin kron less less_equal logaddexp maximum minimum mod
        multiply not_equal outer power remainder subtract true_divide
        """,
    ),
    ("f(x, .3)", NP, "nanquantile quantile"),
    ("f(x, .5)", NP, "heaviside"),
    (BINARY, NP, "fmod setdiff1d"),
    ("f(np.sum, 0, x)", NP, "apply_along_axis"),
    (f"f({D}, 2)", NP, "linalg.matrix_power"),
    (f"f({D})", NP, "fft.fft2"),
    ("f(x > 1, x > 2)", NP, "logical_and logical_or logical_xor"),
    (f"f({I}, {I})", NP, "bitwise_and bitwise_or bitwise_xor left_shift right_shift"),
    (f"f({I})", NP, "bincount"),
    (LISTS, NP, "convolve correlate cross dot inner vdot"),
    (("f([x, x])",), NP, "block column_stack concatenate dstack hstack stack vstack"),
    (
        f"f({D})",
        NP,
        """
        corrcoef diagonal fliplr linalg.cholesky linalg.det linalg.eig linalg.eigh linalg.eigvals
        linalg.eigvalsh linalg.inv linalg.matrix_rank linalg.pinv linalg.qr linalg.slogdet
        linalg.svd rot90 trace tril triu
        """,
    ),
    ((f"f({D}, x)",), NP, "linalg.solve matmul"),
    ((f"f([{D}, {D}])",), NP, "linalg.multi_dot"),
    ((f"f({D}, 0, 1)",), NP, "moveaxis swapaxes"),
    (("f(x, [2, 3])",), NP, "broadcast_to"),
    (("f(x, 0, 2)",), NP, "clip insert"),
    (("f(x, 1)",), NP, "argpartition delete nanpercentile pad percentile repeat roll tile"),
    (("f(x, 3)",), NP, "array_split split"),
    ("f(x, 3)  # variable: error", NP, "hsplit"),
    (f"f({D}, 3)", NP, "vsplit"),
    (f"f({D}[None], 3)", NP, "dsplit"),
    (("f(x, 0)",), NP, "expand_dims take"),
    ("f(x)  # variable: left", NP, "flip"),
    ("f(np.ones(3), np.zeros(1, int), 0)", NP, "take_along_axis"),
    (("f(x, [3, 1])",), NP, "reshape resize"),
    ("f('i,i->', x, x)", NP, "einsum"),
    (("f(x, x, 1)",), NP, "tensordot"),
    (("f(x, [1., 2.], [3., 4.])",), NP, "interp"),
    (("f([1., 2.], x)",), NP, "searchsorted"),
    (("f(x, [1., 2.])",), NP, "digitize"),
    ((f"f({I}, [9])",), NP, "unravel_index"),
    (("f(x > 1, x, x)",), NP, "where"),
    (("f([3])", "f([3], dtype=np.int32)"), NP, "empty ones zeros"),
    (("f(3)", "f(3, dtype=np.int32)"), NP, "eye identity"),
    (("f([3], x[0])", "f([3], 1., dtype=np.int32)"), NP, "full"),
    (("f(x, 1)", "f(x, 1, dtype=np.int32)"), NP, "full_like"),
    (("f(3.)", "f(3)", "f(0, x[0])", "f(0, 3, dtype=np.float32)"), NP, "arange"),
    (("f(0, x[0], 3)", "f(0, 1, 3)"), NP, "linspace logspace"),
    ("f(1., x[2], 3)", NP, "geomspace"),
    (("f(1., x)",), NP, "random.beta random.normal random.uniform random.gamma"),
    (("f(x)",), NP, "random.exponential"),
    (("f(3, .5)",), NP, "random.binomial"),
    (("f([0., 0.], [[1., 0.], [0., 1.]])",), NP, "random.multivariate_normal"),
    ("f(3)", NP, "bartlett blackman fft.fftfreq tri"),
    ("f(iter([1.]), float)", NP, "fromiter"),
    (("f(b'12345678')", "f(b'12345678', np.int32)"), NP, "frombuffer"),
    ("f([1., 2.])", NP, "random.dirichlet"),
    ("f(3, [.5, .5])", NP, "random.multinomial"),
    ("f('f4', 'f8')", NP, "promote_types"),
    ("f(3)", NP, "hamming hanning random.rand random.randint random.randn random.random"),
    ("f(3)", NP, "binary_repr random.default_rng random.random_sample random.seed"),
    ("f(3)", NP, "random.standard_normal"),
    ("f()", NP, "random.get_state set_printoptions"),
    ("f([1, 2])", NP, "random.shuffle"),
    ("f(io.StringIO('1 2'))", NP, "genfromtxt loadtxt"),
    ("f(io.BytesIO(), x)", NP, "save savetxt"),
    ("f('float32')", NP, "dtype finfo"),
    ("f('int32')", NP, "iinfo"),
    ("f(np.float32, np.floating)", NP, "issubdtype"),
    (
        "f(x, x)",
        NP,
        """
        testing.assert_allclose testing.assert_array_almost_equal testing.assert_array_equal
        """,
    ),
    ("f(x[0], x[0])", NP, "testing.assert_almost_equal testing.assert_equal"),
    ("f(x, x + 1)", NP, "testing.assert_array_less"),
    (
        UNARY,
        TNP,
        """
        abs amax amin argmax argmin argsort array asarray copy cos cumsum exp log max mean min
        ndim prod ravel shape sin sqrt square std sum tanh transpose var
        """,
    ),
    (("f(x, dtype=np.int32)",), TNP, "array asarray"),
    ("f(x, copy=False)", TNP, "array"),
    (BINARY, TNP, "add divide maximum minimum multiply power subtract true_divide"),
    (("f(x, 0., 9.)",), TNP, "clip"),
    (("f([x, x])", "f([x])"), TNP, "concatenate hstack stack vstack"),
    (LISTS, TNP, "dot"),
    (("f(x, 0)",), TNP, "expand_dims"),
    ((f"f({D}, {D})",), TNP, "matmul"),
    (("f(x, [3, 1])",), TNP, "reshape"),
    ("f(x[None])", TNP, "squeeze"),
    (("f(x, x, 1)",), TNP, "tensordot"),
    (("f(x, 2)",), TNP, "tile"),
    (
        ("f([True, False, True], x, 0.)", "f([True, False, False], 0., x)", "f(x > 1, 1., 0.)"),
        TNP,
        "where",
    ),
    (("f([3])", "f([3], dtype=np.int32)"), TNP, "ones zeros"),
    (("f(x)", "f(x, dtype=np.int32)"), TNP, "ones_like zeros_like"),
    (("f(3.)", "f(3)", "f(3, dtype=np.float32)"), TNP, "arange"),
    ("f(3)", TNP, "random.rand random.randint random.randn random.seed random.standard_normal"),
    ("f()", TNP, "random.uniform"),
)


SURROUNDINGS: Samples = (
    ("f('float32')", TF, "as_dtype"),
    ("f(x)  # variable: error", TF, "TensorSpec.from_tensor"),
    ("f(x.shape, x.shape)", TF, "broadcast_static_shape"),
    ("f(3)", TF, "compat.dimension_value"),
    ("f(1)", TF, "random.Generator.from_seed"),
    ("f(0)", TF, "summary.experimental.set_step"),
    ("f('a')", TF, "feature_column.numeric_column"),
    (
        "f()",
        TF,
        """
        config.experimental.list_logical_devices config.experimental.list_physical_devices
        config.functions_run_eagerly config.get_visible_devices config.list_logical_devices
        config.list_physical_devices control_flow_v2_enabled distribute.get_replica_context
        distribute.get_strategy distribute.has_strategy enable_eager_execution enable_v2_behavior
        executing_eagerly executing_eagerly_outside_functions get_default_graph get_logger
        inside_function no_op ones_initializer random.get_global_generator
        random_normal_initializer random_uniform_initializer resource_variables_enabled
        summary.flush test.gpu_device_name test.is_built_with_cuda test.is_gpu_available
        zeros_initializer
        """,
    ),
    (UNARY, TF, "debugging.is_numeric_tensor get_static_value is_tensor"),
    ("f(x)  # traced: error", TF, "make_tensor_proto"),
    ("f(tf.make_tensor_proto([1.]))", TF, "make_ndarray"),
    ("f(x)", TF, "group"),
    ("f('')", TF, "print"),
    ("f(0)", TF, "random.set_seed set_random_seed"),
    ("f(False)", TF, "config.experimental_run_functions_eagerly config.run_functions_eagerly"),
    ("f(False)", TF, "config.optimizer.set_jit debugging.set_log_device_placement"),
    ("f(True)", TF, "config.set_soft_device_placement"),
    ("f(tf.compat.v1.logging.get_verbosity())", TF, "logging.set_verbosity"),
    ("f('')", TF, "logging.info"),
    ("f(x, x)", TF, "assert_equal debugging.assert_equal debugging.assert_greater_equal"),
    ("f(x, x)", TF, "debugging.assert_less_equal debugging.assert_near"),
    ("f(x, 0.)", TF, "assert_greater debugging.assert_greater"),
    ("f(x, 9.)", TF, "assert_less debugging.assert_less"),
    ("f(x, 1)", TF, "assert_rank debugging.assert_rank"),
    ("f(x)", TF, "debugging.assert_non_negative debugging.assert_positive"),
    ("f(x[0])", TF, "debugging.assert_scalar"),
    ("f(-x)", TF, "debugging.assert_negative debugging.assert_non_positive"),
    ("f(x, x.dtype)", TF, "debugging.assert_type"),
    (f"f({I})", TF, "debugging.assert_integer"),
    ("f(True, [x])", TF, "debugging.Assert"),
    ("f([(x, [3])])", TF, "debugging.assert_shapes"),
    ("f()", TF, "debugging.disable_check_numerics"),
    ("f(x, 'm')", TF, "debugging.assert_all_finite"),
    ("f(x, x)", TF, "nest.assert_same_structure"),
    (UNARY, TF, "nest.is_nested"),
    ("f(os.curdir)", TF, "io.gfile.exists io.gfile.isdir io.gfile.listdir io.gfile.makedirs"),
    ("f('*.no')", TF, "io.gfile.glob"),
    (
        "f(lambda: iter([1.]), output_signature=tf.TensorSpec([]))",
        TF,
        "data.Dataset.from_generator",
    ),
    (UNARY, TF, "data.Dataset.from_tensor_slices data.Dataset.from_tensors"),
    ("f(os.curdir, shuffle=False)", TF, "data.Dataset.list_files"),
    ("f(3)", TF, "data.Dataset.range"),
    ("f((tf.data.Dataset.range(1), tf.data.Dataset.range(1)))", TF, "data.Dataset.zip"),
    ("f(1.)", TF, "constant_initializer"),
    ("f('no_such_directory')", TF, "train.latest_checkpoint"),
)
