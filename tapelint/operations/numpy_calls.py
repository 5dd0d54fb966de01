"""numpy.*: arrays from whatever is given. Also the copy inside TensorFlow, which stays there.

A NumPy function reads the numbers of a tensor (`__array__`) and gives an array; in a
`tf.function` it cannot. Only operators between an array and a tensor stay in TensorFlow.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, SAME, CUTS, MAKES, LEAVES = (
    Effect.CONNECTS,
    Effect.SAME,
    Effect.CUTS,
    Effect.MAKES,
    Effect.LEAVES,
)
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
BOOL, COMPLEX = DType.BOOL, DType.COMPLEX
FROM_ARGUMENT, UNKNOWN = DType.FROM_ARGUMENT, DType.UNKNOWN

NP, TNP = "numpy", "tensorflow.experimental.numpy"
SOURCE = "numpy: __array__"
TNP_SOURCE = "tensorflow/python/ops/numpy_ops"

_ARRAYS: Table = (
    (
        Operation(LEAVES, FLOAT, SOURCE),
        NP,
        """
        arccos arccosh arcsin arcsinh arctan arctan2 arctanh average bartlett blackman cbrt
        corrcoef cos cosh cov deg2rad divide double exp exp2 expm1 fabs fft.fftfreq float16 float32
        float64 geomspace heaviside hypot interp linalg.cholesky linalg.det linalg.eigh
        linalg.eigvalsh linalg.inv linalg.norm linalg.pinv linalg.qr linalg.slogdet linalg.solve
        linalg.svd linspace log log10 log1p log2 logaddexp logspace mean median nanmean nanmedian
        nanpercentile nanquantile nanstd nanvar percentile quantile rad2deg random.dirichlet sin
        sinc sinh sqrt std tan tanh trapezoid tri true_divide var
        """,
    ),
    (
        Operation(LEAVES, SAME_AS_INPUT, SOURCE),
        NP,
        """
        abs absolute add amax amin append apply_along_axis around atleast_1d atleast_2d atleast_3d
        broadcast_to ceil clip column_stack concatenate conj conjugate convolve copy correlate
        cross cumprod cumsum delete diag diagflat diagonal diff dot dstack einsum expand_dims
        fliplr flipud floor floor_divide fmax fmin fmod hstack inner insert kron
        linalg.matrix_power linalg.multi_dot matmul max maximum min minimum mod moveaxis multiply
        nan_to_num nancumprod nancumsum nanmax nanmin nanprod nansum negative outer pad power prod
        ptp random.permutation ravel real reciprocal remainder repeat reshape resize roll rot90
        round setdiff1d sign sort square squeeze stack subtract sum swapaxes take take_along_axis
        tensordot tile trace transpose tril triu trunc unique vander vdot vstack where
        """,
    ),
    (
        Operation(LEAVES, INTEGER, SOURCE),
        NP,
        """
        argmax argmin argpartition argsort argwhere bincount bitwise_and bitwise_or bitwise_xor
        count_nonzero digitize int16 int32 int64 int8 left_shift nanargmax nanargmin nonzero
        random.binomial random.multinomial random.poisson right_shift searchsorted uint uint16
        uint32 uint64 uint8 unravel_index
        """,
    ),
    (
        Operation(LEAVES, BOOL, SOURCE),
        NP,
        """
        all allclose any array_equal bool bool_ equal greater greater_equal isclose isfinite isin
        isinf isnan isneginf isposinf isreal less less_equal logical_and logical_not logical_or
        logical_xor not_equal signbit
        """,
    ),
    (Operation(LEAVES, COMPLEX, SOURCE), NP, "complex128 complex64 fft.fft fft.fft2 fft.ifft"),
    (op(LEAVES, FROM_ARGUMENT, "iter dtype=", "numpy"), NP, "fromiter"),
    (op(LEAVES, FROM_ARGUMENT, "buffer dtype=", "numpy", otherwise=FLOAT), NP, "frombuffer"),
    (
        op(LEAVES, FROM_ARGUMENT, "object dtype=", SOURCE, otherwise=SAME_AS_INPUT),
        NP,
        "array",
    ),
    (
        op(LEAVES, FROM_ARGUMENT, "a dtype=", SOURCE, otherwise=SAME_AS_INPUT),
        NP,
        "asarray asanyarray ascontiguousarray",
    ),
    (op(LEAVES, FROM_ARGUMENT, "shape dtype=", SOURCE, otherwise=FLOAT), NP, "empty ones zeros"),
    (
        op(LEAVES, FROM_ARGUMENT, "a dtype=", SOURCE, otherwise=SAME_AS_INPUT),
        NP,
        "ones_like zeros_like",
    ),
    (op(LEAVES, FROM_ARGUMENT, "N M k dtype=", SOURCE, otherwise=FLOAT), NP, "eye"),
    (op(LEAVES, FROM_ARGUMENT, "n dtype=", SOURCE, otherwise=FLOAT), NP, "identity"),
    (
        op(LEAVES, FROM_ARGUMENT, "shape fill_value dtype=", SOURCE, otherwise=SAME_AS_INPUT),
        NP,
        "full",
    ),
    (
        op(LEAVES, FROM_ARGUMENT, "a fill_value dtype=", SOURCE, otherwise=SAME_AS_INPUT),
        NP,
        "full_like",
    ),
    (
        op(
            LEAVES, FROM_ARGUMENT, "start_or_stop stop step dtype=", SOURCE, otherwise=SAME_AS_INPUT
        ),
        NP,
        "arange",
    ),
    (
        Operation(LEAVES, FLOAT, "numpy.random"),
        NP,
        """
        random.beta random.exponential random.gamma random.multivariate_normal random.normal
        random.rand random.randn random.random random.random_sample random.standard_normal
        random.uniform
        """,
    ),
    (Operation(LEAVES, INTEGER, "numpy.random"), NP, "random.randint"),
    (Operation(LEAVES, FLOAT, "numpy"), NP, "genfromtxt hamming hanning loadtxt"),
    (
        Operation(LEAVES, UNKNOWN, SOURCE),
        NP,
        """
        angle array_split binary_repr block dsplit dtype finfo gradient histogram hsplit iinfo imag
        isscalar issubdtype linalg.eig linalg.eigvals linalg.matrix_rank meshgrid ndim
        promote_types random.choice random.default_rng random.get_state random.seed random.shuffle
        save savetxt set_printoptions shape size split testing.assert_allclose
        testing.assert_almost_equal testing.assert_array_almost_equal testing.assert_array_equal
        testing.assert_array_less testing.assert_equal vsplit
        """,
    ),
)

_STAY: Table = (
    # Only subscripts its argument, so a tensor (not a variable) stays one.
    (Operation(CONNECTS, SAME_AS_INPUT, "numpy.flip: m[index]"), NP, "flip"),
)

_TENSORFLOW_COPY: Table = (
    (
        Operation(CONNECTS, FLOAT, TNP_SOURCE),
        TNP,
        "cos divide exp log mean sin sqrt std tanh true_divide var",
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, TNP_SOURCE),
        TNP,
        """
        abs add amax amin clip concatenate cumsum dot expand_dims hstack matmul max maximum min
        minimum multiply power prod ravel reshape square squeeze stack subtract sum tensordot tile
        transpose vstack
        """,
    ),
    (op(CONNECTS, SAME_AS_INPUT, "condition x* y*", TNP_SOURCE), TNP, "where"),
    (
        op(SAME, FROM_ARGUMENT, "a* dtype=", TNP_SOURCE, otherwise=SAME_AS_INPUT),
        TNP,
        "asarray",
    ),
    (
        op(
            SAME, FROM_ARGUMENT, "val* dtype=", TNP_SOURCE + ": copy=False", otherwise=SAME_AS_INPUT
        ),
        TNP,
        "array",
    ),
    (Operation(CONNECTS, SAME_AS_INPUT, TNP_SOURCE), TNP, "copy"),
    (op(MAKES, FROM_ARGUMENT, "shape dtype=", TNP_SOURCE, otherwise=FLOAT), TNP, "ones zeros"),
    (
        op(CUTS, FROM_ARGUMENT, "a dtype=", TNP_SOURCE, otherwise=SAME_AS_INPUT),
        TNP,
        "ones_like zeros_like",
    ),
    (
        op(CUTS, FROM_ARGUMENT, "start stop step dtype=", TNP_SOURCE, otherwise=SAME_AS_INPUT),
        TNP,
        "arange",
    ),
    (Operation(CUTS, INTEGER, TNP_SOURCE), TNP, "argmax argmin argsort"),
    (
        Operation(MAKES, FLOAT, TNP_SOURCE),
        TNP,
        "random.rand random.randn random.standard_normal random.uniform",
    ),
    (Operation(MAKES, INTEGER, TNP_SOURCE), TNP, "random.randint"),
    (
        Operation(LEAVES, UNKNOWN, TNP_SOURCE),
        TNP,
        "ndim random.seed shape",
    ),
)

ROWS: Table = (*_ARRAYS, *_STAY, *_TENSORFLOW_COPY)
