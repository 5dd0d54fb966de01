"""tf.math, tf.linalg, tf.signal, tf.bitwise: numbers from numbers.

Differentiable: what `math_grad.py`, `linalg_grad.py` or `fft_ops.py` registers a gradient for.
A registered gradient of None cuts; no registration at all raises LookupError.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, SAME, STRUCTURE, CUTS = Effect.CONNECTS, Effect.SAME, Effect.STRUCTURE, Effect.CUTS
ZEROS, RAISES, MAKES = Effect.ZEROS, Effect.RAISES, Effect.MAKES
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
BOOL, COMPLEX, FROM_ARGUMENT, UNKNOWN = (
    DType.BOOL,
    DType.COMPLEX,
    DType.FROM_ARGUMENT,
    DType.UNKNOWN,
)

MATH, LINALG, SIGNAL = "tensorflow.math", "tensorflow.linalg", "tensorflow.signal"
GRAD = "math_grad.py"

_MATH_ROWS: Table = (
    (
        Operation(CONNECTS, FLOAT, GRAD),
        MATH,
        """
        acos acosh asin asinh atan atan2 atanh bessel_i0 bessel_i0e bessel_i1 bessel_i1e cos cosh
        cumulative_logsumexp digamma divide divide_no_nan erf erfc erfcinv erfinv exp expm1 igamma
        igammac l2_normalize lbeta lgamma log log1p log_sigmoid log_softmax multiply_no_nan ndtri
        reciprocal reciprocal_no_nan reduce_logsumexp reduce_std reduce_variance rsqrt sigmoid sin
        sinh softmax softplus softsign sqrt tan tanh truediv unsorted_segment_mean
        unsorted_segment_sqrt_n xdivy xlog1py xlogy
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, GRAD),
        MATH,
        """
        abs add cumprod cumsum floormod maximum minimum mod multiply negative pow
        reduce_euclidean_norm reduce_max reduce_mean reduce_min reduce_prod reduce_sum scalar_mul
        segment_max segment_mean segment_min segment_prod segment_sum square squared_difference
        subtract unsorted_segment_max unsorted_segment_min unsorted_segment_prod
        unsorted_segment_sum
        """,
    ),
    (op(SAME, SAME_AS_INPUT, "coeffs* x*", "math_ops.polyval: one coefficient"), MATH, "polyval"),
    (op(CONNECTS, FLOAT, "a x*", GRAD), MATH, "polygamma"),
    (op(CONNECTS, FLOAT, "x q*", GRAD), MATH, "zeta"),
    (Operation(CONNECTS, FLOAT, GRAD), MATH, "nextafter"),  # by x2: zeros
    (op(CONNECTS, FLOAT, "a b x*", GRAD), MATH, "betainc"),
    # Of real numbers angle and imag are constants, real and conj the numbers themselves.
    (Operation(CONNECTS, FLOAT, GRAD), MATH, "angle imag"),
    (Operation(SAME, SAME_AS_INPUT, "math_ops.real"), MATH, "real"),
    (Operation(SAME, SAME_AS_INPUT, "math_ops.py"), MATH, "accumulate_n add_n conj"),
    (Operation(STRUCTURE, UNKNOWN, "nn_grad._TopKGrad"), MATH, "top_k"),
    (Operation(ZEROS, SAME_AS_INPUT, "math_grad._SignGrad"), MATH, "sign"),
    (Operation(CUTS, SAME_AS_INPUT, "math_grad: gradient None"), MATH, "round floordiv"),
    (Operation(CUTS, FLOAT, "math_grad: gradient None"), MATH, "ceil floor rint zero_fraction"),
    (
        Operation(CUTS, BOOL, "math_grad: not differentiable"),
        MATH,
        """
        equal greater greater_equal is_non_decreasing is_strictly_increasing less less_equal
        logical_and logical_not logical_or logical_xor not_equal reduce_all reduce_any
        """,
    ),
    (
        op(CUTS, FROM_ARGUMENT, "input axis output_type=", "math_grad", otherwise=INTEGER),
        MATH,
        "argmax argmin",
    ),
    (
        op(CUTS, FROM_ARGUMENT, "input axis keepdims dtype=", "math_ops", otherwise=INTEGER),
        MATH,
        "count_nonzero",
    ),
    (
        op(
            CONNECTS,
            FROM_ARGUMENT,
            "labels predictions num_classes weights* dtype=",
            "confusion_matrix.py",
            otherwise=INTEGER,
        ),
        MATH,
        "confusion_matrix",
    ),
    (Operation(CUTS, INTEGER, "array_grad"), MATH, "invert_permutation"),
    (Operation(MAKES, FLOAT, "math_ops.sobol_sample"), MATH, "sobol_sample"),
    (Operation(RAISES, BOOL, "IsNan ...: none registered"), MATH, "is_finite is_inf is_nan"),
    (Operation(RAISES, BOOL, "InTopKV2: none registered"), MATH, "in_top_k"),
    (op(RAISES, UNKNOWN, "arr weights*", "DenseBincount: none registered"), MATH, "bincount"),
)

_LINALG_ROWS: Table = (
    (
        Operation(CONNECTS, FLOAT, "linalg_grad.py"),
        LINALG,
        """
        cholesky cholesky_solve det eigvalsh expm global_norm inv logdet lstsq norm pinv solve
        sqrtm triangular_solve tridiagonal_matmul tridiagonal_solve
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "array_grad.py, math_grad.py"),
        LINALG,
        """
        adjoint band_part cross diag diag_part einsum matmul matrix_transpose matvec set_diag
        tensor_diag tensor_diag_part tensordot trace
        """,
    ),
    (Operation(CONNECTS, COMPLEX, "linalg_grad.py"), LINALG, "eigvals"),
    (Operation(STRUCTURE, COMPLEX, "linalg_grad.py"), LINALG, "eig"),
    (Operation(STRUCTURE, FLOAT, "linalg_grad.py"), LINALG, "eigh normalize qr slogdet svd"),
    (Operation(CUTS, INTEGER, "linalg_impl: sum of bools"), LINALG, "matrix_rank"),
    (Operation(RAISES, COMPLEX, "MatrixLogarithm: none registered"), LINALG, "logm"),
    (Operation(RAISES, UNKNOWN, "Lu: none registered"), LINALG, "lu"),
    (
        op(
            MAKES,
            FROM_ARGUMENT,
            "num_rows num_columns batch_shape dtype=",
            "linalg_ops.eye",
            otherwise=FLOAT,
        ),
        LINALG,
        "eye",
    ),
)

_SIGNAL_ROWS: Table = (
    (
        Operation(CONNECTS, COMPLEX, "fft_ops.py"),
        SIGNAL,
        "fft fft2d fft3d ifft ifft2d ifft3d rfft rfft2d stft",
    ),
    (Operation(CONNECTS, FLOAT, "fft_ops.py"), SIGNAL, "dct idct irfft irfft2d mdct"),
    (Operation(CONNECTS, FLOAT, "spectral_ops.py"), SIGNAL, "inverse_stft inverse_mdct"),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "fft_ops.py"),
        SIGNAL,
        "fftshift ifftshift frame overlap_and_add",
    ),
    (Operation(CONNECTS, FLOAT, "mfcc_ops.py"), SIGNAL, "mfccs_from_log_mel_spectrograms"),
    (Operation(RAISES, COMPLEX, "RFFT3D: none registered"), SIGNAL, "rfft3d"),
    (
        Operation(MAKES, FLOAT, "window_ops.py"),
        SIGNAL,
        "hamming_window hann_window kaiser_window linear_to_mel_weight_matrix",
    ),
)

ROWS: Table = (
    *_MATH_ROWS,
    *_LINALG_ROWS,
    *_SIGNAL_ROWS,
    (
        Operation(CUTS, INTEGER, "bitwise_ops: not differentiable"),
        "tensorflow.bitwise",
        "bitwise_and bitwise_or bitwise_xor invert left_shift right_shift",
    ),
    (Operation(CONNECTS, FLOAT, GRAD), "tensorflow", "realdiv"),
    (Operation(CUTS, SAME_AS_INPUT, "math_grad: gradient None"), "tensorflow", "truncatediv"),
    (Operation(RAISES, SAME_AS_INPUT, "TruncateMod: none registered"), "tensorflow", "truncatemod"),
    (Operation(CONNECTS, FLOAT, "linalg_grad.py"), "tensorflow", "matrix_square_root"),
    # TensorFlow 1 names.
    (Operation(CONNECTS, FLOAT, GRAD), "tensorflow", "lgamma log log1p log_sigmoid rsqrt"),
    (Operation(CONNECTS, FLOAT, GRAD), "tensorflow", "digamma div_no_nan erf erfc expm1"),
    (Operation(CONNECTS, SAME_AS_INPUT, GRAD), "tensorflow", "cumprod squared_difference trace"),
    (Operation(CONNECTS, SAME_AS_INPUT, GRAD), "tensorflow", "matrix_transpose diag diag_part"),
    (
        Operation(CONNECTS, FLOAT, "linalg_grad.py"),
        "tensorflow",
        """
        cholesky global_norm matrix_determinant matrix_inverse matrix_solve
        matrix_triangular_solve
        """,
    ),
    (Operation(CUTS, FLOAT, "math_grad: gradient None"), "tensorflow", "ceil rint"),
    (
        Operation(RAISES, BOOL, "IsNan ...: none registered"),
        "tensorflow",
        "is_finite is_inf is_nan",
    ),
)
