"""One call at least of every operation in the tables.

Rows of `(expressions, module, names)`: in an expression `f` is the function, `x` the tensor or
variable `[1., 2., 3.]`; also known are `tf`, `np`, `keras`, `io`, `math` and `os`. Whatever
does not come from `x` is a plain number or list, so that the test sees which parameter is given
a tensor; `a(1., 2.)` is a tensor too, but has nothing to do with `x`. A comment says what
differs: `# variable: none, traced: zeros, integers: any`.
"""

from __future__ import annotations

Samples = tuple[tuple[str | tuple[str, ...], str, str], ...]

MATH, LINALG, NN, IMAGE = "tensorflow.math", "tensorflow.linalg", "tensorflow.nn", "tensorflow.image"
TF, OPS, BACKEND, NP = "tensorflow", "keras.ops", "keras.backend", "numpy"
TNP = "tensorflow.experimental.numpy"

D = "tf.linalg.diag(x)"
I = "tf.cast(x, tf.int32)"  # noqa: E741
C = "tf.cast(x, tf.complex64)"
S = "tf.strings.as_string(x)"
GREY = "tf.reshape(x, [1, 1, 3, 1])"
RGB = "tf.reshape(x, [1, 1, 1, 3])"
FIELD = "tf.reshape(tf.tile(x, [48]), [1, 12, 12, 1])"
SPARSE = "tf.sparse.from_dense(x)"
SQUARE_SPARSE = "tf.sparse.from_dense(tf.linalg.diag(x))"

UNARY = "f(x)"
BINARY = ("f(x, 2.)", "f(2., x)")
LISTS = ("f(x, [1., 3., 4.])", "f([1., 3., 4.], x)")
COMPARISON = ("f(x, 2)",)
NORMAL = ("f([3])", "f([3], x)", "f([3], 0., x)", "f([3], dtype=tf.float64)")
UNIFORM = ("f([3])", "f([3], x[0], 9.)", "f([3], 0., x[0])", "f([3], 0, 9, dtype=tf.int32)")

MATHEMATICS: Samples = (
    (
        UNARY,
        MATH,
        """
        abs acos acosh asin asinh atan atanh bessel_i0 bessel_i0e bessel_i1 bessel_i1e ceil cos
        cosh count_nonzero cumprod cumsum cumulative_logsumexp digamma erf erfc erfcinv erfinv exp
        expm1 floor is_finite is_inf is_nan is_non_decreasing is_strictly_increasing l2_normalize
        lbeta lgamma log log1p log_sigmoid log_softmax ndtri negative
        reciprocal reciprocal_no_nan reduce_euclidean_norm reduce_logsumexp reduce_max
        reduce_mean reduce_min reduce_prod reduce_std reduce_sum reduce_variance rint round rsqrt
        sigmoid sign sin sinh softmax softplus softsign sqrt square tan tanh zero_fraction
        """,
    ),
    (UNARY, MATH, "conj real"),
    (("f(x)", "f(x, output_type=tf.int64)"), MATH, "argmax argmin"),
    (BINARY, MATH, "add divide maximum minimum multiply pow subtract truediv"),
    (BINARY, MATH, "floormod mod squared_difference"),
    (BINARY, MATH, "atan2 divide_no_nan igamma igammac multiply_no_nan"),
    (BINARY, MATH, "xdivy xlog1py xlogy"),
    (COMPARISON, MATH, "equal floordiv greater greater_equal less less_equal not_equal"),
    ("f(x > 1, x > 2)", MATH, "logical_and logical_or logical_xor"),
    ("f(x > 1)", MATH, "logical_not reduce_all reduce_any"),
    (("f([x, x])", "f([x])"), MATH, "accumulate_n add_n"),
    (("f(tf.complex(x, x * x))",), MATH, "angle imag"),
    (("f([.5, .5, .5], [.5, .5, .5], x / 4)", "f(x, [.5, .5, .5], [.1, .2, .3])"), MATH, "betainc"),
    (("f([0, 1, 1], weights=x)",), MATH, "bincount"),
    (
        (
            "f([0, 1, 2], [0, 1, 2])",
            "f([0, 1, 2], [0, 1, 2], weights=x, dtype=tf.float32)",
            f"f([0, 1, 2], {I})",
        ),
        MATH,
        "confusion_matrix",
    ),
    ("f([0], x[None], 1)", MATH, "in_top_k"),
    (f"f({I} - 1)", MATH, "invert_permutation"),
    (("f(x, [2., 2., 2.])", "f([2., 2., 2.], x)  # all: zeros"), MATH, "nextafter"),
    (("f([1., 2., 3.], x)", "f(x, [2., 2., 2.])"), MATH, "polygamma"),
    (("f([2., 2., 2.], x)", "f(x + 1, [2., 2., 2.])"), MATH, "zeta"),
    (("f([x[0], x[1]], 2.)", "f([2., 3.], x)"), MATH, "polyval"),
    (
        "f(x, [0, 0, 1])",
        MATH,
        "segment_max segment_mean segment_min segment_prod segment_sum",
    ),
    (
        "f(x, [0, 0, 1], 2)",
        MATH,
        """
        unsorted_segment_max unsorted_segment_mean unsorted_segment_min unsorted_segment_prod
        unsorted_segment_sqrt_n unsorted_segment_sum
        """,
    ),
    ("f(3, 2)", MATH, "sobol_sample"),
    ("f(x, 2)", MATH, "top_k"),
    (
        f"f({D})",
        LINALG,
        """
        adjoint cholesky det diag_part eig eigh eigvals eigvalsh expm inv logdet lu
        matrix_rank matrix_transpose pinv qr slogdet sqrtm svd tensor_diag_part trace
        """,
    ),
    (f"f(tf.cast({D}, tf.complex64))", LINALG, "logm"),
    (UNARY, LINALG, "diag norm normalize tensor_diag"),
    (f"f({D}, 1, 1)", LINALG, "band_part"),
    (
        (f"f({D}, [[1.], [2.], [3.]])", "f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])"),
        LINALG,
        "cholesky_solve lstsq triangular_solve solve",
    ),
    (
        (f"f({D} + 1, a([1.], [2.], [3.]))", f"f({D} + 1, x[:, None])"),
        LINALG,
        "tridiagonal_matmul tridiagonal_solve",
    ),
    (LISTS, LINALG, "cross"),
    (("f(x[0], a(1., 2.))", "f(2., x)"), MATH, "scalar_mul"),
    ("f('i,i->', x, x)", LINALG, "einsum"),
    (("f(3)", "f(3, dtype=tf.int32)"), LINALG, "eye"),
    ("f([x, x])", LINALG, "global_norm"),
    ((f"f({D}, {D})",), LINALG, "matmul"),
    ((f"f({D}, [1., 2., 3.])", "f([[1., 2., 3.]], x)"), LINALG, "matvec"),
    ((f"f({D}, x * x)",), LINALG, "set_diag"),
    (("f(x, x, 1)",), LINALG, "tensordot"),
    (f"f({C})", "tensorflow.signal", "fft ifft irfft"),
    (f"f({C}[None])", "tensorflow.signal", "fft2d ifft2d irfft2d"),
    (f"f({C}[None, None])", "tensorflow.signal", "fft3d ifft3d"),
    (UNARY, "tensorflow.signal", "dct fftshift idct ifftshift rfft"),
    (UNARY, "tensorflow.signal", "mfccs_from_log_mel_spectrograms"),
    ("f(x[None])", "tensorflow.signal", "rfft2d"),
    ("f(x[None, None])", "tensorflow.signal", "rfft3d"),
    ("f(tf.tile(x, [8]), 8, 4)", "tensorflow.signal", "frame stft"),
    ("f(tf.tile(x, [8]), 8)", "tensorflow.signal", "mdct"),
    ("f(tf.reshape(tf.tile(x, [8]), [6, 4]))", "tensorflow.signal", "inverse_mdct"),
    (f"f(tf.reshape(tf.tile({C}, [5]), [3, 5]), 8, 4)", "tensorflow.signal", "inverse_stft"),
    ("f(tf.reshape(tf.tile(x, [8]), [6, 4]), 2)", "tensorflow.signal", "overlap_and_add"),
    ("f(8)", "tensorflow.signal", "hamming_window hann_window kaiser_window"),
    ("f()", "tensorflow.signal", "linear_to_mel_weight_matrix"),
    (
        f"f({I}, {I})",
        "tensorflow.bitwise",
        "bitwise_and bitwise_or bitwise_xor left_shift right_shift",
    ),
    (f"f({I})", "tensorflow.bitwise", "invert"),
    (BINARY, TF, "realdiv"),
    (("f(x, 2.)",), TF, "truncatediv truncatemod"),
    (
        f"f({D})",
        TF,
        "cholesky diag_part matrix_determinant matrix_inverse matrix_square_root matrix_transpose trace",
    ),
    (
        (f"f({D}, [[1.], [2.], [3.]])", "f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])"),
        TF,
        "matrix_solve matrix_triangular_solve",
    ),
    (UNARY, TF, "ceil cumprod diag digamma erf erfc expm1 is_finite is_inf is_nan lgamma"),
    (UNARY, TF, "log log1p log_sigmoid rint rsqrt"),
    (BINARY, TF, "div_no_nan squared_difference"),
    ("f([x, x])", TF, "global_norm"),
)

ARRAYS: Samples = (
    (("f(x, [2, 3])", "f(x, [3])"), TF, "broadcast_to"),
    (("f([x, x], 0)", "f([x], 0)", "f(x, 0)"), TF, "concat"),
    (("f(x, [3])", "f(x, x.shape)", "f(x, [None])"), TF, "ensure_shape"),
    (("f(x, 0)", "f(x, -1)"), TF, "expand_dims"),
    ("f([x, x])", TF, "identity_n"),
    (("f(x)", "f(x[0])"), TF, "identity squeeze transpose"),
    (("f(x, [[1, 1]])", "f(x, [[0, 0]])"), TF, "pad"),
    (("f(x, 2)", "f(x, 1)"), TF, "repeat"),
    (("f(x, [3, 1])", "f(x, [3])", "f(x, x.shape)"), TF, "reshape"),
    (("f(x, [0])", "f(x, [])"), TF, "reverse"),
    (("f(x, 1, 0)", "f(x, 0, 0)"), TF, "roll"),
    (UNARY, TF, "sort"),
    (("f(x, [2])", "f(x, [1])"), TF, "tile"),
    (("f([x, x])", "f([x])"), TF, "stack"),
    ((f"f(x, [0, 1])", f"f([1., 2., 3., 4.], {I})"), TF, "gather"),
    (("f(x, [[0], [1]])", f"f([1., 2., 3., 4.], {I}[:, None])"), TF, "gather_nd"),
    (("f(x, [True, False, True])", "f(x, x > 0)", "f([1., 2., 3.], x > 1)"), TF, "boolean_mask"),
    (
        ("f(x > 1, x, 0.)", "f(x > 1, 0., x)", "f([True, True, False], x, [0., 0., 0.])",
         "f([True, False, False], [1., 1., 1.], x)", "f(x > 1, 1., 0.)", "f(x > 1)"),
        TF,
        "where",
    ),
    (("f(x, [0], [2])", f"f([1., 2., 3.], {I}[:1], [1])"), TF, "slice"),
    (("f(x, [0], [2])", f"f([1., 2., 3.], {I}[:1], [3])"), TF, "strided_slice"),
    ((f"f({D}, [1, 2, 3], 1)", f"f([[1.], [2.], [3.]], [0, 1, 1], 1)", f"f([[1.], [2.], [3.]], {I} // {I}, 1)"), TF, "reverse_sequence"),
    (("f([[0], [1], [2]], x, [4])", f"f({I}[:, None], [1., 2., 3.], [4])"), TF, "scatter_nd"),
    (
        (
            "f(x, [[0]], [1.5])",
            "f([1., 1., 1.], [[0], [1], [2]], x)",
            f"f([1., 1., 1., 1.], {I}[:, None], [1., 2., 3.])",
        ),
        TF,
        """
        tensor_scatter_nd_add tensor_scatter_nd_max tensor_scatter_nd_sub tensor_scatter_nd_update
        """,
    ),
    (
        (
            "f(x, [[0]], [1.5])",
            "f([9., 9., 9.], [[0], [1], [2]], x)",
            f"f([1., 1., 1., 1.], {I}[:, None], [1., 2., 3.])",
        ),
        TF,
        "tensor_scatter_nd_min",
    ),
    (("f([[0, 1, 2]], [x])", f"f([{I}], [[1., 2., 3.]])"), TF, "dynamic_stitch"),
    (("f(x, [0, 1, 0], 2)", f"f([1., 2., 3.], {I}, 4)"), TF, "dynamic_partition"),
    (("f(x, x)", "f(x)"), TF, "meshgrid"),
    (("f(x, 3)", "f(x, [1, 2])", "f(x, 1)"), TF, "split"),
    (UNARY, TF, "unstack"),
    ("f([x, x])", TF, "shape_n tuple"),
    (UNARY, TF, "argsort as_string guarantee_const ones_like rank shape size stop_gradient"),
    (UNARY, TF, "unique unique_with_counts"),
    (("f([1., 2.], x)", "f(x, [2.])"), TF, "searchsorted"),
    (f"f({I}, [4, 4, 4])", TF, "unravel_index"),
    (f"f({I}, {I})", TF, "broadcast_dynamic_shape"),
    ("f(x, [0., 9.])", TF, "histogram_fixed_width histogram_fixed_width_bins"),
    (("f(x, tf.float32)", "f(x, tf.float64)", "f(x, 'int32')", "f(x, dtype=tf.bool)"), TF, "cast"),
    (("f(x, tf.float32)", "f(x, tf.float64)", "f(x, tf.int32)"), TF, "saturate_cast"),
    (("f(x)", "f([x, x])", "f(x, tf.float32)", "f([1, 2], dtype=tf.float32)"), TF, "convert_to_tensor"),
    (("f(x)  # variable: none, traced: error", "f([1, 2], tf.float32)"), TF, "constant"),
    ("f(x, tf.int32)", TF, "bitcast"),
    (LISTS, TF, "complex"),
    (("f([3], x[0])", f"f({I}, 1.)"), TF, "fill"),
    (("f(0., x[0], 3)", "f(x[0], 9., 3)", f"f(0., 1., {I}[2])"), TF, "linspace"),
    (("f([3])", f"f({I})", "f([3], tf.int32)", "f([3], dtype='bool')"), TF, "ones zeros"),
    (("f(x)", "f(x, tf.int32)"), TF, "zeros_like"),
    (("f(x[0])", "f(0., x[0])", "f(0, 3, dtype=tf.float32)", f"f({I}[2])"), TF, "range"),
    ((f"f({I}, 4)", f"f({I}, 4, dtype=tf.int32)", "f([0, 1], 3, x[0])  # integers: any"), TF, "one_hot"),
    ((f"f({I})", f"f({I}, dtype=tf.float32)"), TF, "sequence_mask"),
    ("f()", TF, "timestamp"),
    (UNARY, TF, "to_double to_float to_int32 to_int64"),
    (
        ("f(x, 0., 9.)", "f([0., 0., 0.], x, 9.)", "f([3., 4., 5.], 0., x)", "f(x, -9., 9.)"),
        TF,
        "clip_by_value",
    ),
    (("f(x, 1.)", "f(x, 9.)", "f([1., 2., 3.], x[0])"), TF, "clip_by_norm"),
    (("f([x, x], 1.)", "f([x], 99.)"), TF, "clip_by_global_norm"),
    (("f(lambda e: e * e, x)", "f(lambda e: e * x[0], np.ones(2, np.float32))"), TF, "map_fn vectorized_map"),
    (
        ("f(lambda a, e: a + e * e, x)", "f(lambda a, e: a + e * x[0], np.ones(2, np.float32))"),
        TF,
        "foldl foldr scan",
    ),
    (
        (
            "f(tf.constant(True), lambda: x * 2., lambda: a(1., 2., 3.))",
            "f(tf.constant(False), lambda: a(1., 2., 3.), lambda: x)",
            "f(x[0] > 0., lambda: [1., 2., 3.], lambda: [2., 3., 4.])",
        ),
        TF,
        "cond",
    ),
    (
        (
            "f([(tf.constant(False), lambda: a(1., 2., 3.))], default=lambda: x)",
            "f([(tf.constant(True), lambda: x * 2.)], default=lambda: a(0., 0., 0.))",
        ),
        TF,
        "case",
    ),
    (("f(tf.constant(1), [lambda: x * 2., lambda: x])", f"f({I}[0], [lambda: [1.], lambda: [2.]])"), TF, "switch_case"),
    (
        (
            "f(lambda i, a: i < 0, lambda i, a: (i + 1, a * a), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * 2.), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * x[0]), [0, 1.])",
        ),
        TF,
        "while_loop",
    ),
    (("f(lambda a: a * 2., [x], tf.float32)",), TF, "py_function"),
    (("f(lambda a: np.float32(a * 2), [x], tf.float32)",), TF, "numpy_function"),
    (
        ("f(lambda a: a * 2., x)", "f(lambda a: a, x)", "f(lambda a: a * x, [1., 2.])"),
        "tensorflow.nest",
        "map_structure",
    ),
    (("f(x)", "f([x, {'a': x}])"), "tensorflow.nest", "flatten"),
    (("f([0], [x])", "f([x, x], [1., 2.])"), "tensorflow.nest", "pack_sequence_as"),
    (
        (
            "f([3])",
            "f([3], x)",
            "f([3], 0., x)",
            "f([3], dtype=tf.float64)",
            f"f({I})",
        ),
        "tensorflow.random",
        "normal truncated_normal",
    ),
    ((*UNIFORM, f"f({I})"), "tensorflow.random", "uniform"),
    (
        (
            "f([3], [1, 2])",
            "f([3], [1, 2], x)",
            "f([3], [1, 2], 0., x)",
            "f([3], [1, 2], dtype=tf.float64)",
            f"f({I}, [1, 2])",
        ),
        "tensorflow.random",
        "stateless_normal stateless_truncated_normal",
    ),
    (
        (
            "f([3], [1, 2])",
            "f([3], [1, 2], x[0], 9.)",
            "f([3], [1, 2], 0., x[0])",
            "f([3], [1, 2], 0, 9, dtype=tf.int32)",
            f"f({I}, [1, 2])",
        ),
        "tensorflow.random",
        "stateless_uniform",
    ),
    (("f([3], x)", "f([3], 2., x)", f"f({I}, 2.)"), "tensorflow.random", "gamma"),
    (("f([3], x)", f"f({I}, 2.)"), "tensorflow.random", "poisson"),
    (UNARY, "tensorflow.random", "shuffle"),
    ("f(x[None], 2)", "tensorflow.random", "categorical"),
    ("f(x[None], 2, [1, 2])", "tensorflow.random", "stateless_categorical"),
    (("f([3])", "f([3], x)", "f([3], 0., x)", f"f({I})"), TF, "random_normal truncated_normal"),
    (("f([3])", "f([3], x[0], 9.)", "f([3], 0., x[0])", f"f({I})"), TF, "random_uniform"),
    (UNARY, TF, "random_shuffle"),
    ("f(x, 'm')", "tensorflow.debugging", "check_numerics"),
    (UNARY, "tensorflow.sparse", "from_dense"),
    (f"f({SPARSE})", "tensorflow.sparse", "reduce_max reduce_sum reorder to_dense transpose"),
    (f"f({SPARSE}, {SPARSE})", "tensorflow.sparse", "add"),
    (
        (f"f({SQUARE_SPARSE}, [[1.], [2.], [3.]])",),
        "tensorflow.sparse",
        "sparse_dense_matmul",
    ),
    (UNARY, "tensorflow.quantization", "fake_quant_with_min_max_args"),
    (
        ("f(x, 0., 9.)", "f([9., 9., 9.], 0., x[0])"),
        "tensorflow.quantization",
        "fake_quant_with_min_max_vars",
    ),
    (f"f({S})", "tensorflow.strings", "bytes_split length lower reduce_join split strip upper"),
    (f"f({S})", "tensorflow.strings", "as_string"),
    (f"f('{{}}', {S})", "tensorflow.strings", "format"),
    (f"f([{S}, {S}])", "tensorflow.strings", "join"),
    (f"f({S}, '1', '2')", "tensorflow.strings", "regex_replace"),
    (f"f({S}, 0, 1)", "tensorflow.strings", "substr"),
    (f"f({S}, 9)", "tensorflow.strings", "to_hash_bucket_fast"),
    ((f"f({S})", f"f(tf.strings.as_string({I}), tf.int32)"), "tensorflow.strings", "to_number"),
    (f"f({S}, 'UTF-8')", "tensorflow.strings", "unicode_decode unicode_split"),
    (UNARY, "tensorflow.io", "serialize_tensor"),
    ("f(tf.io.serialize_tensor(x), tf.float32)", "tensorflow.io", "parse_tensor"),
)

NETWORKS: Samples = (
    (UNARY, NN, "compute_average_loss crelu elu gelu l2_loss relu relu6"),
    (UNARY, NN, "scale_regularization_loss selu silu swish"),
    (("f(x)", "f(x, .1)"), NN, "leaky_relu"),
    (("f(x, 0.)", "f(x, .01)"), NN, "dropout"),
    (
        (
            "f(x, 0., 1., None, None, 1e-3)",
            "f(a(1., 2., 3.), x, 1., None, None, 1e-3)",
            "f(a(1., 2., 3.), 0., x, None, None, 1e-3)",
            "f(a(1., 2., 3.), 0., 1., x, None, 1e-3)",
            "f(a(1., 2., 3.), 0., 1., None, x, 1e-3)",
        ),
        NN,
        "batch_normalization",
    ),
    (("f(tf.linalg.diag(x), [1., 2., 3.])", "f([[1., 2., 3.]], x)"), NN, "bias_add"),
    (f"f({RGB})", NN, "local_response_normalization"),
    (LISTS, NN, "log_poisson_loss sigmoid_cross_entropy_with_logits"),
    (LISTS, NN, "softmax_cross_entropy_with_logits"),
    (
        (
            "f(x, [1., 2., 3.], a(1., 2., 3.))",
            "f([1., 2., 3.], x, a(1., 2., 3.))",
            "f([1., 2., 3.], [1., 2., 3.], x)",
        ),
        NN,
        "weighted_cross_entropy_with_logits",
    ),
    (("f(1, x)", f"f({I}[0], [1., 2., 3.])"), NN, "sparse_softmax_cross_entropy_with_logits"),
    (
        ("f([[1]], tf.reshape(x, [1, 1, 3]), [1], [1])", f"f([[1]], [[[1., 2., 3.]]], {I}[:1], [1])"),
        NN,
        "ctc_loss",
    ),
    (("f(tf.reshape(x, [1, 1, 3]), [1])",), NN, "ctc_beam_search_decoder"),
    ((f"f({D}, [0, 1])", f"f([[1.], [2.], [3.], [4.]], {I})"), NN, "embedding_lookup"),
    (
        (
            f"f({D}, tf.SparseTensor([[0, 0], [0, 1]], [1, 2], [1, 2]), None, combiner='sum')",
            f"f([[1., 2.], [3., 4.], [1., 2.], [3., 4.]], tf.sparse.from_dense({I}[None]), None, combiner='sum')",
        ),
        NN,
        "embedding_lookup_sparse",
    ),
    (("f(tf.reshape(x, [1, 3, 1]), 2, 1, 'SAME')",), NN, "avg_pool1d max_pool1d"),
    ((f"f({GREY}, 2, 1, 'SAME')",), NN, "avg_pool avg_pool2d max_pool max_pool2d"),
    (("f(tf.reshape(x, [1, 1, 1, 3, 1]), 2, 1, 'SAME')",), NN, "avg_pool3d max_pool3d"),
    ((f"f({GREY}, [1, 2], 'AVG')",), NN, "pool"),
    ((f"f({GREY}, 1, 1, 'SAME')",), NN, "max_pool_with_argmax"),
    (
        ("f(tf.reshape(x, [1, 3, 1]), [[[1.]]], 1, 'SAME')", "f([[[1.], [2.]]], tf.reshape(x, [3, 1, 1]), 1, 'SAME')"),
        NN,
        "conv1d",
    ),
    (
        (
            "f(tf.reshape(x, [1, 3, 1]), [[[1.]]], [1, 3, 1], 1)",
            "f([[[1.], [2.]]], tf.reshape(x, [3, 1, 1]), [1, 2, 1], 1)",
        ),
        NN,
        "conv1d_transpose",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], 1, 'SAME')",
            "f(a([[[1.], [2.]]]), tf.reshape(x, [1, 3, 1, 1]), 1, 'SAME')",
        ),
        NN,
        "conv2d",
    ),
    ((f"f({GREY}, [[[[1.]]]])", "f([[[[1.], [2.]]]], x[None, :, None, None], padding='SAME')"), NN, "convolution"),
    (
        (
            f"f({GREY}, [[[[1.]]]], [1, 1, 3, 1], 1)",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [1, 1, 2, 1], 1)",
        ),
        NN,
        "conv2d_transpose",
    ),
    (
        (
            "f(tf.reshape(x, [1, 1, 1, 3, 1]), [[[[[1.]]]]], [1, 1, 1, 1, 1], 'SAME')",
            "f(a([[[[1.], [2.]]]]), tf.reshape(x, [1, 1, 3, 1, 1]), [1, 1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "conv3d",
    ),
    (
        (
            "f(tf.reshape(x, [1, 1, 1, 3, 1]), [[[[[1.]]]]], [1, 1, 1, 3, 1], [1, 1, 1, 1, 1])",
            "f([[[[[1.], [2.]]]]], tf.reshape(x, [1, 1, 3, 1, 1]), [1, 1, 1, 2, 1], [1, 1, 1, 1, 1])",
        ),
        NN,
        "conv3d_transpose",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "depthwise_conv2d",
    ),
    (
        (
            f"f({GREY}, [[[[1.]]]], [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
            "f([[[[1.], [2.]]]], tf.reshape(x, [1, 3, 1, 1]), [[[[1.]]]], [1, 1, 1, 1], 'SAME')",
        ),
        NN,
        "separable_conv2d",
    ),
    ("f(tf.reshape(tf.tile(x, [4]), [1, 1, 3, 4]), 2)", NN, "depth_to_space"),
    (f"f({FIELD}, 2)", NN, "space_to_depth"),
    ("f(x, [0])", NN, "moments"),
    (
        ("f(x, [3., 2., .1])", "f([3., 2., .1], x)", "f([3., 2., .1], [1., 2., .2], x * 1.)"),
        "tensorflow.losses",
        "absolute_difference log_loss mean_squared_error",
    ),
    (
        (
            "f(x[None], [[1., 2., 3.]])",
            "f([[1., 2., 3.]], x[None])",
            "f([[1., 2., 3.]], [[1., 2., 4.]], x[0])",
        ),
        "tensorflow.losses",
        "softmax_cross_entropy",
    ),
    (
        ("f([1], x[None])", "f([1], [[1., 2., 3.]], x[0])", f"f({I}[:1], [[1., 2., 3.]])"),
        "tensorflow.losses",
        "sparse_softmax_cross_entropy",
    ),
    (("f(x, [0], [1., 2., 3.])", "f([1., 2., 3.], [0], x)"), NN, "weighted_moments"),
)

IMAGES: Samples = (
    ((f"f({GREY}, .5)",), IMAGE, "adjust_brightness central_crop random_brightness"),
    ((f"f({GREY}, 1.)",), IMAGE, "central_crop"),
    ((f"f({GREY}, .5)", f"f({RGB}, .5)"), IMAGE, "adjust_contrast adjust_gamma"),
    ((f"f({RGB}, .5)",), IMAGE, "adjust_hue adjust_saturation random_hue"),
    ((f"f({RGB}, .5, 1.5)",), IMAGE, "random_contrast random_saturation"),
    (f"f({GREY})", IMAGE, "flip_left_right flip_up_down grayscale_to_rgb rot90 transpose"),
    (f"f({GREY})", IMAGE, "image_gradients random_flip_left_right random_flip_up_down"),
    (f"f({FIELD})", IMAGE, "sobel_edges"),
    (f"f({GREY})", IMAGE, "per_image_standardization total_variation"),
    (f"f({RGB})", IMAGE, "hsv_to_rgb rgb_to_grayscale rgb_to_hsv rgb_to_yiq rgb_to_yuv"),
    (f"f({RGB})", IMAGE, "yiq_to_rgb yuv_to_rgb"),
    (f"f({GREY}, (1, 2))", IMAGE, "stateless_random_flip_left_right stateless_random_flip_up_down"),
    (f"f({GREY}, .5, (1, 2))", IMAGE, "stateless_random_brightness"),
    ((f"f({GREY}, [1, 1, 3, 1], (1, 2))",), IMAGE, "stateless_random_crop"),
    ((f"f({GREY}, [1, 1, 2, 1])", "f(x, [3])"), IMAGE, "random_crop"),
    (f"f({GREY}, [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')", IMAGE, "extract_patches"),
    ((f"f({GREY}, 0, 0, 1, 2)", f"f({GREY}, 0, 0, 1, 3)"), IMAGE, "crop_to_bounding_box"),
    ((f"f({GREY}, 0, 0, 2, 4)", f"f({GREY}, 0, 0, 1, 3)"), IMAGE, "pad_to_bounding_box"),
    ((f"f({FIELD}, 6, 8)", f"f({GREY}, 1, 3)"), IMAGE, "resize_with_crop_or_pad resize_with_pad"),
    (
        (f"f({GREY}, [2, 2])", f"f({GREY}, [1, 3])", f"f([[[[1.], [2.]]]], {I}[:2])"),
        IMAGE,
        "resize resize_bicubic resize_bilinear resize_nearest_neighbor",
    ),
    (
        (
            f"f({GREY}, [[0., 0., 1., 1.]], [0], [2, 2])",
            "f([[[[1.], [2.]], [[3.], [7.]]]], tf.pad(x, [[0, 1]])[None] / 4, [0], [2, 2])",
        ),
        IMAGE,
        "crop_and_resize",
    ),
    ((f"f({GREY}, tf.uint8)", f"f({GREY}, tf.float32)", f"f({GREY}, tf.float64)"), IMAGE, "convert_image_dtype"),
    ((f"f({GREY}, [[[[1.], [5.], [3.]]]], 9.)",), IMAGE, "psnr"),
    ((f"f({FIELD}, np.ones([1, 12, 12, 1], np.float32), 9.)",), IMAGE, "ssim"),
    (
        (f"f(tf.tile({FIELD}, [1, 16, 16, 1]), np.ones([1, 192, 192, 1], np.float32), 9.)",),
        IMAGE,
        "ssim_multiscale",
    ),
    (("f([[0., 0., 1., 1.]] * 3, x, 2)", "f(tf.tile(x[:, None], [1, 4]), [1., 2., 3.], 2)"), IMAGE, "non_max_suppression"),
    (("f([9, 9, 1], tf.reshape(tf.tile(x[:1], [4]), [1, 1, 4]) / 4)",), IMAGE, "sample_distorted_bounding_box"),
    ((f"f({FIELD}, [[[0., 0., 1., 1.]]], [[1., 2., 3.]])",), IMAGE, "draw_bounding_boxes"),
    (f"f(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8))", "tensorflow.io", "encode_jpeg encode_png"),
    (
        "f(tf.io.encode_jpeg(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8)))",
        "tensorflow.io",
        "decode_image decode_jpeg",
    ),
    (
        "f(tf.io.encode_png(tf.cast(tf.reshape(x, [1, 3, 1]), tf.uint8)))",
        "tensorflow.io",
        "decode_png",
    ),
    ("f(os.devnull)", "tensorflow.io", "read_file"),
    (("f(tf.io.serialize_tensor(x), tf.uint8)",), "tensorflow.io", "decode_raw"),
)

KERAS: Samples = (
    (
        ("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"),
        "keras.losses",
        """
        KLD MAE MAPE MSE MSLE binary_crossentropy binary_focal_crossentropy
        categorical_crossentropy categorical_focal_crossentropy categorical_hinge
        cosine_similarity dice hinge huber
        kl_divergence kld kullback_leibler_divergence logcosh mae mape mean_absolute_error
        mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse
        msle poisson squared_hinge tversky
        """,
    ),
    (
        ("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"),
        "keras.losses",
        "sparse_categorical_crossentropy",
    ),
    (("f(x * 1., [1., 3., 4.])", "f([1., 3., 4.], x * 1.)"), "keras.metrics", "binary_accuracy categorical_accuracy"),
    (("f([1], x[None])",), "keras.metrics", "sparse_categorical_accuracy"),
    (("f([1], x[None], 1)",), "keras.metrics", "sparse_top_k_categorical_accuracy"),
    (("f([[1., 0., 0.]], x[None], 1)",), "keras.metrics", "top_k_categorical_accuracy"),
    (
        UNARY,
        "keras.activations",
        """
        celu elu exponential gelu hard_sigmoid hard_silu hard_swish leaky_relu linear log_sigmoid
        log_softmax mish relu relu6 selu sigmoid silu softmax softplus softsign swish tanh
        """,
    ),
    (
        UNARY,
        OPS,
        """
        abs absolute all amax amin any arccos arccosh arcsin arcsinh arctan arctanh
        argsort average ceil conj conjugate convert_to_numpy copy cos cosh count_nonzero cumprod
        cumsum diag dtype elu erf erfinv exp exp2 expm1 flip floor gelu hard_sigmoid
        hard_silu hard_swish is_tensor isfinite isinf isnan leaky_relu log log10 log1p log2
        log_sigmoid log_softmax logical_not logsumexp max mean median min ndim negative
        nonzero norm normalize prod ravel real reciprocal relu relu6 round rsqrt selu shape
        sigmoid sign silu sin sinh size softmax softplus softsign sort sqrt square std
        stop_gradient sum swish tan tanh transpose unstack var celu
        """,
    ),
    (("f(x)", "f([x, x])", "f(x, dtype='float64')", "f(x, dtype='int32')"), OPS, "array convert_to_tensor"),
    (("f(x, 'float32')", "f(x, 'float64')", "f(x, dtype='int32')"), OPS, "cast"),
    (BINARY, OPS, "add divide maximum minimum multiply power subtract true_divide"),
    (BINARY, OPS, "arctan2 divide_no_nan logaddexp mod"),
    (COMPARISON, OPS, "equal floor_divide greater greater_equal less less_equal not_equal"),
    ("f(x, 2.)", OPS, "isclose"),
    ("f(x > 1, x > 2)", OPS, "logical_and logical_or logical_xor"),
    (("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"), OPS, "binary_crossentropy categorical_crossentropy"),
    (LISTS, OPS, "append dot inner outer vdot"),
    (("f(x * 1., a(1., 3., 4.))", "f(a(1., 3., 4.), x * 1.)"), OPS, "cross"),
    (("f(x, x)  # traced: error",), OPS, "kron"),
    (("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"), OPS, "sparse_categorical_crossentropy"),
    ((f"f({D}, [[1.], [2.], [3.]])", f"f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])"), OPS, "matmul solve solve_triangular lstsq"),
    ((f"f({D}, [1., 2., 3.], 1)", "f([1., 2., 3.], x, 1)"), OPS, "tensordot"),
    ("f('i,i->', x, x)", OPS, "einsum"),
    (f"f({D})", OPS, "cholesky det diagonal eigh inv pinv qr slogdet svd trace tril triu"),
    (("f([x, x])", "f([x])"), OPS, "concatenate hstack stack vstack"),
    (("f(x, 0., 9.)",), OPS, "clip"),
    (("f(x, [2, 3])", "f(x, [3])"), OPS, "broadcast_to"),
    (("f(x, [3, 1])", "f(x, [3])"), OPS, "reshape"),
    (("f(x, 0)",), OPS, "expand_dims get_item"),
    (("f([x, 1.], 0)",), OPS, "get_item"),
    ("f(x * 1.)", OPS, "argmax argmin diff"),
    (f"f({D}, 0, 1)", OPS, "moveaxis swapaxes"),
    (("f(x, 1)", "f(x, 0)"), OPS, "pad roll"),
    (("f(x, 2)", "f(x, 1)"), OPS, "repeat tile"),
    ("f(x[None])", OPS, "squeeze"),
    (f"f({D})", OPS, "layer_normalization"),
    (
        ("f(x[None], a(0., 0., 0.), a(1., 1., 1.), -1)", "f(a([1., 2., 3.]), x, a(1., 1., 1.), -1)"),
        OPS,
        "batch_normalization",
    ),
    (
        (f"f({GREY}, a([[[1.]]]))", "f(a([[[1.], [2.]]]), tf.reshape(x, [1, 3, 1, 1]), padding='same')"),
        OPS,
        "conv depthwise_conv",
    ),
    ((f"f({GREY}, 1)",), OPS, "average_pool max_pool"),
    (("f(x[0], 9., 3)", "f(0., x[0], 3)"), OPS, "linspace"),
    (("f(x, .3)", "f([1., 2., 4.], x[0] / 4)"), OPS, "quantile"),
    (("f(x, [0, 1])", f"f([1., 2., 3., 4.], {I})"), OPS, "take take_along_axis"),
    (("f([True, False, True], x, 0.)", "f([True, False, False], 0., x)", "f(x > 1, 1., 0.)"), OPS, "where"),
    (("f(x, a(0, 0, 1))",), OPS, "segment_sum"),
    (("f(x, [0], [2])",), OPS, "slice"),
    (("f(x, [0], [9.])", "f([1., 2., 3., 4.], [0], x)"), OPS, "slice_update"),
    (("f([[0], [1], [2]], x, [4])", f"f({I}[:, None], [1., 2., 3.], [4])"), OPS, "scatter"),
    (
        ("f(x, [[0]], [9.])", "f([1., 2., 3.], [[0], [1], [2]], x)", f"f([1., 2., 3., 4.], {I}[:, None], [1., 2., 3.])"),
        OPS,
        "scatter_update",
    ),
    (("f([3], x[0])", f"f({I}, 1.)", "f([3], 2., dtype='int32')"), OPS, "full"),
    (("f(tf.constant(True), lambda: x * 2., lambda: a(1., 2., 3.))", "f(tf.constant(False), lambda: a(1., 2., 3.), lambda: x)", "f(x[0] > 0., lambda: [1.], lambda: [2.])"), OPS, "cond"),
    (
        (
            "f(lambda i, a: i < 0, lambda i, a: (i + 1, a * a), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * 2.), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * x[0]), [0, 1.])",
        ),
        OPS,
        "while_loop",
    ),
    (("f(lambda e: e * e, x)", "f(lambda e: e * x[0], np.ones(2, np.float32))"), OPS, "map vectorized_map"),
    (("f(x, x)",), OPS, "meshgrid"),
    (("f(x, 3)",), OPS, "split"),
    (("f(x, 0)",), OPS, "moments"),
    (("f(x, 2)",), OPS, "top_k"),
    (("f(x)", "f(x, dtype='int32')"), OPS, "ones_like zeros_like"),
    (("f([1., 2.], x)",), OPS, "searchsorted"),
    ((f"f({I}, 4)",), OPS, "multi_hot one_hot"),
    (("f(x, [2.])",), OPS, "digitize"),
    (("f([0, 1, 1], weights=x)",), OPS, "bincount"),
    (("f([3])", "f([3], dtype='int32')"), OPS, "ones zeros"),
    (("f(3)", "f(3, dtype='int32')"), OPS, "identity eye"),
    (("f(x[0])", "f(0., x[0])", "f(0, 3, dtype='float32')"), OPS, "arange"),
    (
        ("f([3])", "f([3], x)", "f([3], 0., x)", "f([3], dtype='float64')"),
        "keras.random",
        "normal truncated_normal",
    ),
    (
        ("f([3])", "f([3], x[0], 9.)", "f([3], 0., x[0])", "f([3], dtype='float64')"),
        "keras.random",
        "uniform",
    ),
    (("f(x[None], 2)",), "keras.random", "categorical"),
    (("f(x, 0.)", "f(x, .01)"), "keras.random", "dropout"),
    (UNARY, "keras.random", "shuffle"),
    (
        UNARY,
        BACKEND,
        """
        abs all any argmax argmin batch_flatten cast_to_floatx cos count_params cumprod cumsum
        dtype elu eval exp expand_dims flatten get_value hard_sigmoid int_shape is_keras_tensor
        l2_normalize log max mean min ndim prod relu round shape sigmoid sign sin
        softplus softsign sqrt square std stop_gradient sum tanh transpose var
        """,
    ),
    ("f([x, x])", BACKEND, "batch_get_value"),
    ("f(x[None])", BACKEND, "softmax"),
    (("f([x, x])", "f([x])"), BACKEND, "concatenate stack"),
    (("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"), BACKEND, "binary_crossentropy categorical_crossentropy"),
    (("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"), BACKEND, "sparse_categorical_crossentropy"),
    (("f(x, .01)",), BACKEND, "dropout"),
    ((f"f({D}, {D})",), BACKEND, "batch_dot dot"),
    ((f"f({D}, x)",), BACKEND, "bias_add"),
    (("f(x, 0., 9.)",), BACKEND, "clip"),
    (BINARY, BACKEND, "maximum minimum"),
    (("f(x, 2)",), BACKEND, "pow tile"),
    (COMPARISON, BACKEND, "equal greater greater_equal less less_equal not_equal"),
    ((f"f({D}, [1, 0])",), BACKEND, "permute_dimensions"),
    (("f(x, 2, 0)",), BACKEND, "repeat_elements"),
    (("f(x, [3, 1])",), BACKEND, "reshape"),
    (("f(x, 0)",), BACKEND, "reverse"),
    (("f(x[None], 0)",), BACKEND, "squeeze"),
    (("f(x, [0, 1])", f"f([1., 2., 3., 4.], {I})"), BACKEND, "gather"),
    (("f(x > 1, x, a(1., 1., 1.))", "f(x > 2, a(1., 1., 1.), x)"), BACKEND, "switch"),
    (("f(lambda e: e * e, x)", "f(lambda e: e * x[0], np.ones(2, np.float32))"), BACKEND, "map_fn"),
    (("f(x, 'float32')", "f(x, 'float64')", "f(x, 'int32')"), BACKEND, "cast"),
    (("f(x)  # variable: none, traced: error", "f([1, 2], dtype='int32')"), BACKEND, "constant"),
    (("f(x)", "f(x, dtype='int32')"), BACKEND, "ones_like zeros_like"),
    ((f"f({I}, 4)",), BACKEND, "one_hot"),
    (("f([3])  # traced: error", "f([3], dtype='int32')  # traced: error"), BACKEND, "ones zeros"),
    (NORMAL, BACKEND, "random_normal truncated_normal"),
    (("f([3])", "f([3], x[0], 9.)", "f([3], 0., x[0])"), BACKEND, "random_uniform"),
    ("f()", BACKEND, "clear_session epsilon floatx image_data_format"),
    ("f('a')", BACKEND, "get_uid"),
    ("f(1e-7)", BACKEND, "set_epsilon"),
    ("f('float32')", BACKEND, "set_floatx"),
    ("f('channels_last')", BACKEND, "set_image_data_format"),
    (
        f"f({RGB})",
        "keras.applications",
        """
        densenet.preprocess_input inception_v3.preprocess_input mobilenet.preprocess_input
        mobilenet_v2.preprocess_input resnet.preprocess_input resnet50.preprocess_input
        resnet_v2.preprocess_input vgg16.preprocess_input vgg19.preprocess_input
        xception.preprocess_input
        """,
    ),
    (UNARY, "keras.applications", "efficientnet.preprocess_input"),
    (("f([x[None], x[None] * x])",), "keras.layers", "add average concatenate maximum minimum multiply subtract"),
    ("f(x[None])", "keras.utils", "normalize"),
    (f"f({D})", "keras.utils", "img_to_array"),
    ("f()", "keras.utils", "disable_interactive_logging enable_interactive_logging"),
    (UNARY, "keras.utils", "is_keras_tensor"),
    ("f([[1], [1, 2]])", "keras.utils", "pad_sequences"),
    ("f(0)", "keras.utils", "set_random_seed"),
    ((f"f({I}, 4)",), "keras.utils", "to_categorical"),
    ("f('float32')", "keras", "mixed_precision.set_global_policy"),
    ("f()", "keras", "initializers.he_normal mixed_precision.global_policy"),
    ("f('relu')", "keras", "activations.get"),
    ("f(keras.activations.relu)", "keras", "activations.serialize"),
    ("f('zeros')", "keras", "initializers.get"),
    ("f('mse')", "keras", "losses.get"),
    ("f('sgd')", "keras", "optimizers.get"),
    ("f('l2')", "keras", "regularizers.get"),
    ("f(.1)", "keras", "regularizers.l1 regularizers.l1_l2 regularizers.l2"),
)

NUMPY: Samples = (
    (
        UNARY,
        NP,
        """
        abs absolute all amax amin angle any arccos arccosh arcsin arcsinh arctan
        arctanh argmax argmin argsort argwhere around asanyarray
        ascontiguousarray atleast_1d atleast_2d atleast_3d average bool_ cbrt
        ceil conj copy cos cosh count_nonzero cov cumprod cumsum deg2rad diag diff exp
        exp2 expm1 fabs flipud float16 float32 float64 floor gradient histogram imag
        int16 int32 int64 int8 isfinite isinf isnan isscalar linalg.norm log log10 log1p log2
        logical_not max mean median meshgrid min nan_to_num nanmax nanmean nanmin
        nanstd nansum ndim negative nonzero prod ptp rad2deg random.choice
        random.permutation random.poisson ravel real round shape sign sin sinc sinh size sort
        sqrt square squeeze std sum tan tanh transpose uint8 unique var
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
    ("f(x > 1, x > 2)", NP, "logical_and logical_or logical_xor"),
    (f"f({I}, {I})", NP, "bitwise_and bitwise_or bitwise_xor left_shift right_shift"),
    (f"f({I})", NP, "bincount"),
    (LISTS, NP, "convolve correlate cross dot inner vdot"),
    (("f([x, x])",), NP, "block column_stack concatenate dstack hstack stack vstack"),
    (
        f"f({D})",
        NP,
        """
        corrcoef diagonal fliplr linalg.cholesky linalg.det linalg.eig linalg.eigh
        linalg.eigvals linalg.eigvalsh linalg.inv linalg.matrix_rank linalg.pinv linalg.qr
        linalg.slogdet linalg.svd rot90 trace tril triu
        """,
    ),
    ((f"f({D}, x)",), NP, "linalg.solve matmul"),
    ((f"f([{D}, {D}])",), NP, "linalg.multi_dot"),
    ((f"f({D}, 0, 1)",), NP, "moveaxis swapaxes"),
    (("f(x, [2, 3])",), NP, "broadcast_to"),
    (("f(x, 0, 2)",), NP, "clip insert"),
    (("f(x, 1)",), NP, "delete pad percentile quantile repeat roll tile"),
    (("f(x, 3)",), NP, "array_split split"),
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
    (("f(1., x)",), NP, "random.beta random.normal random.uniform random.gamma"),
    (("f(x)",), NP, "random.exponential"),
    (("f(3, .5)",), NP, "random.binomial"),
    (("f([0., 0.], [[1., 0.], [0., 1.]])",), NP, "random.multivariate_normal"),
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
        abs amax amin argmax argmin argsort array asarray copy cos cumsum exp log max mean
        min ndim prod ravel shape sin sqrt square std sum tanh transpose var
        """,
    ),
    (("f(x, dtype=np.int32)",), TNP, "array asarray"),
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
    (("f([True, False, True], x, 0.)", "f([True, False, False], 0., x)", "f(x > 1, 1., 0.)"), TNP, "where"),
    (("f([3])", "f([3], dtype=np.int32)"), TNP, "ones zeros"),
    (("f(x)", "f(x, dtype=np.int32)"), TNP, "ones_like zeros_like"),
    (("f(3.)", "f(3)", "f(3, dtype=np.float32)"), TNP, "arange"),
    ("f(3)", TNP, "random.rand random.randint random.randn random.seed random.standard_normal"),
    ("f()", TNP, "random.uniform"),
)

SURROUNDINGS: Samples = (
    ("f('float32')", TF, "as_dtype"),
    (
        "f()",
        TF,
        """
        config.experimental.list_logical_devices
        config.experimental.list_physical_devices config.functions_run_eagerly
        config.get_visible_devices config.list_logical_devices config.list_physical_devices
        distribute.get_replica_context distribute.get_strategy distribute.has_strategy
        executing_eagerly executing_eagerly_outside_functions get_logger inside_function no_op
        ones_initializer random_normal_initializer random_uniform_initializer summary.flush
        test.gpu_device_name test.is_built_with_cuda test.is_gpu_available zeros_initializer
        """,
    ),
    (UNARY, TF, "get_static_value is_tensor"),
    ("f(x)  # traced: error", TF, "make_tensor_proto"),
    ("f(tf.make_tensor_proto([1.]))", TF, "make_ndarray"),
    ("f(x)", TF, "group"),
    ("f('')", TF, "print"),
    ("f(0)", TF, "random.set_seed set_random_seed"),
    ("f(False)", TF, "config.experimental_run_functions_eagerly config.run_functions_eagerly"),
    ("f(True)", TF, "config.set_soft_device_placement"),
    ("f('ERROR')", TF, "logging.set_verbosity"),
    ("f('')", TF, "logging.info"),
    ("f(x, x)", TF, "assert_equal debugging.assert_equal debugging.assert_greater_equal"),
    ("f(x, x)", TF, "debugging.assert_less_equal debugging.assert_near"),
    ("f(x, 0.)", TF, "assert_greater debugging.assert_greater"),
    ("f(x, 9.)", TF, "assert_less debugging.assert_less"),
    ("f(x, 1)", TF, "assert_rank debugging.assert_rank"),
    ("f(x)", TF, "debugging.assert_non_negative debugging.assert_positive"),
    ("f(x[0])", TF, "debugging.assert_scalar"),
    ("f([(x, [3])])", TF, "debugging.assert_shapes"),
    ("f()", TF, "debugging.disable_check_numerics"),
    ("f(x, 'm')", TF, "debugging.assert_all_finite"),
    ("f(x, x)", TF, "nest.assert_same_structure"),
    (UNARY, TF, "nest.is_nested"),
    ("f(os.curdir)", TF, "io.gfile.exists io.gfile.isdir io.gfile.listdir io.gfile.makedirs"),
    ("f('*.no')", TF, "io.gfile.glob"),
    ("f(lambda: iter([1.]), output_signature=tf.TensorSpec([]))", TF, "data.Dataset.from_generator"),
    (UNARY, TF, "data.Dataset.from_tensor_slices data.Dataset.from_tensors"),
    ("f(os.curdir, shuffle=False)", TF, "data.Dataset.list_files"),
    ("f(3)", TF, "data.Dataset.range"),
    ("f((tf.data.Dataset.range(1), tf.data.Dataset.range(1)))", TF, "data.Dataset.zip"),
    ("f(1.)", TF, "constant_initializer"),
    ("f('no_such_directory')", TF, "train.latest_checkpoint"),
)

SAMPLES: dict[str, tuple[str, ...]] = {}
"""Path to expressions; a name may stand in several rows."""
for _expressions, _module, _names in (
    *MATHEMATICS,
    *ARRAYS,
    *NETWORKS,
    *IMAGES,
    *KERAS,
    *NUMPY,
    *SURROUNDINGS,
):
    for _name in _names.split():
        _given = (_expressions,) if isinstance(_expressions, str) else _expressions
        SAMPLES[f"{_module}.{_name}"] = SAMPLES.get(f"{_module}.{_name}", ()) + _given
