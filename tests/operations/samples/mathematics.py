"""Samples for tf.math, tf.linalg, tf.signal, tf.bitwise."""

from __future__ import annotations

from .notation import BINARY, COMPARISON, LINALG, LISTS, MATH, TF, UNARY, C, D, I, Samples

MATHEMATICS: Samples = (
    (
        UNARY,
        MATH,
        """
        abs acos acosh asin asinh atan atanh bessel_i0 bessel_i0e bessel_i1 bessel_i1e ceil cos
        cosh count_nonzero cumprod cumsum cumulative_logsumexp digamma erf erfc erfcinv erfinv exp
        expm1 floor is_finite is_inf is_nan is_non_decreasing is_strictly_increasing l2_normalize
        lbeta lgamma log log1p log_sigmoid log_softmax ndtri negative reciprocal reciprocal_no_nan
        reduce_euclidean_norm reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod
        reduce_std reduce_sum reduce_variance rint round rsqrt sigmoid sign sin sinh softmax
        softplus softsign sqrt square tan tanh zero_fraction
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
    (("f([x[0], x[1]], 2.)", "f([2., 3.], x)", "f([x], 2.)"), MATH, "polyval"),
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
        adjoint cholesky det diag_part eig eigh eigvals eigvalsh expm inv logdet lu matrix_rank
        matrix_transpose pinv qr slogdet sqrtm svd tensor_diag_part trace
        """,
    ),
    (f"f(tf.cast({D}, tf.complex64))", LINALG, "logm"),
    (UNARY, LINALG, "diag norm normalize tensor_diag"),
    (f"f({D}, 1, 1)", LINALG, "band_part"),
    (
        (
            f"f({D}, [[1.], [2.], [3.]])",
            "f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])",
        ),
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
        """
        cholesky diag_part matrix_determinant matrix_inverse matrix_square_root matrix_transpose
        trace
        """,
    ),
    (
        (
            f"f({D}, [[1.], [2.], [3.]])",
            "f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])",
        ),
        TF,
        "matrix_solve matrix_triangular_solve",
    ),
    (UNARY, TF, "ceil cumprod diag digamma erf erfc expm1 is_finite is_inf is_nan lgamma"),
    (UNARY, TF, "log log1p log_sigmoid rint rsqrt"),
    (BINARY, TF, "div_no_nan squared_difference"),
    ("f([x, x])", TF, "global_norm"),
)
