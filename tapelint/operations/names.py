"""Which modules offer the same function under the same name.

Rows of `(other, module, names)`: `other.name` is the very same object as `module.name`.
"""

from __future__ import annotations

ALIASES = (
    (
        "tensorflow",
        "tensorflow.math",
        """
        abs acos acosh add add_n argmax argmin asin asinh atan atan2 atanh cos cosh cumsum divide
        equal exp floor greater greater_equal less less_equal logical_and logical_not logical_or
        maximum minimum multiply negative not_equal pow reduce_all reduce_any reduce_logsumexp
        reduce_max reduce_mean reduce_min reduce_prod reduce_sum round scalar_mul sigmoid sign sin
        sinh sqrt square subtract tan tanh truediv
        """,
    ),
    (
        "tensorflow",
        "tensorflow.linalg",
        "eig eigvals einsum eye matmul norm tensordot",
    ),
    (
        "tensorflow.nn",
        "tensorflow.math",
        """
        in_top_k l2_normalize log_softmax sigmoid softmax softplus softsign tanh top_k
        zero_fraction
        """,
    ),
    ("tensorflow.linalg", "tensorflow.math", "l2_normalize"),
    ("tensorflow.dtypes", "tensorflow", "as_dtype cast complex saturate_cast"),
    ("tensorflow", "tensorflow.debugging", "Assert"),
    (
        "tensorflow.image",
        "tensorflow.io",
        "decode_image decode_jpeg decode_png encode_jpeg encode_png",
    ),
    (
        "keras.metrics",
        "keras.losses",
        """
        KLD MAE MAPE MSE MSLE binary_crossentropy binary_focal_crossentropy
        categorical_crossentropy categorical_focal_crossentropy categorical_hinge hinge huber
        kl_divergence kld kullback_leibler_divergence logcosh mae mape mean_absolute_error
        mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error mse msle
        poisson sparse_categorical_crossentropy squared_hinge
        """,
    ),
    (
        "tensorflow.losses",
        "keras.losses",
        """
        KLD MAE MAPE MSE MSLE binary_crossentropy categorical_crossentropy categorical_hinge
        cosine_similarity hinge huber kld kullback_leibler_divergence logcosh mae mape mse msle
        poisson sparse_categorical_crossentropy squared_hinge
        """,
    ),
    (
        "tensorflow.metrics",
        "keras.metrics",
        """
        KLD MAE MAPE MSE MSLE binary_accuracy binary_crossentropy categorical_accuracy
        categorical_crossentropy kld mae mape mse msle sparse_categorical_accuracy
        sparse_categorical_crossentropy
        """,
    ),
    ("keras.preprocessing.image", "keras.utils", "img_to_array"),
    ("keras.preprocessing.sequence", "keras.utils", "pad_sequences"),
)
