"""Samples for keras.*."""

from __future__ import annotations

from .notation import (
    BACKEND,
    BINARY,
    COMPARISON,
    GREY,
    LISTS,
    NORMAL,
    OPS,
    RGB,
    UNARY,
    D,
    I,
    Samples,
)

KERAS: Samples = (
    (
        ("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"),
        "keras.losses",
        """
        KLD MAE MAPE MSE MSLE binary_crossentropy binary_focal_crossentropy
        categorical_crossentropy categorical_focal_crossentropy categorical_hinge
        cosine_similarity dice hinge huber kl_divergence kld kullback_leibler_divergence logcosh
        mae mape mean_absolute_error mean_absolute_percentage_error mean_squared_error
        mean_squared_logarithmic_error mse msle poisson squared_hinge tversky
        """,
    ),
    (
        ("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"),
        "keras.losses",
        "sparse_categorical_crossentropy",
    ),
    (
        ("f(x * 1., [1., 3., 4.])", "f([1., 3., 4.], x * 1.)"),
        "keras.metrics",
        "binary_accuracy categorical_accuracy",
    ),
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
        abs absolute all amax amin any arccos arccosh arcsin arcsinh arctan arctanh argsort
        average ceil celu conj conjugate convert_to_numpy copy cos cosh count_nonzero cumprod
        cumsum diag dtype elu erf erfinv exp exp2 expm1 flip floor gelu hard_sigmoid hard_silu
        hard_swish is_tensor isfinite isinf isnan leaky_relu log log10 log1p log2 log_sigmoid
        log_softmax logical_not logsumexp max mean median min ndim negative nonzero norm normalize
        prod ravel real reciprocal relu relu6 round rsqrt selu shape sigmoid sign silu sin sinh
        size softmax softplus softsign sort sqrt square std stop_gradient sum swish tan tanh
        transpose unstack var
        """,
    ),
    (
        ("f(x)", "f([x, x])", "f(x, dtype='float64')", "f(x, dtype='int32')"),
        OPS,
        "array convert_to_tensor",
    ),
    (("f(x, 'float32')", "f(x, 'float64')", "f(x, dtype='int32')"), OPS, "cast"),
    (BINARY, OPS, "add divide maximum minimum multiply power subtract true_divide"),
    (BINARY, OPS, "arctan2 divide_no_nan logaddexp mod"),
    (COMPARISON, OPS, "equal floor_divide greater greater_equal less less_equal not_equal"),
    ("f(x, 2.)", OPS, "isclose"),
    ("f(x > 1, x > 2)", OPS, "logical_and logical_or logical_xor"),
    (
        ("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"),
        OPS,
        "binary_crossentropy categorical_crossentropy",
    ),
    (LISTS, OPS, "append dot inner outer vdot"),
    (("f(x * 1., a(1., 3., 4.))", "f(a(1., 3., 4.), x * 1.)"), OPS, "cross"),
    (("f(x, x)  # traced: error",), OPS, "kron"),
    (
        ("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"),
        OPS,
        "sparse_categorical_crossentropy",
    ),
    (
        (
            f"f({D}, [[1.], [2.], [3.]])",
            "f([[1., 0., 0.], [0., 2., 0.], [0., 0., 3.]], x[:, None])",
        ),
        OPS,
        "matmul solve solve_triangular lstsq",
    ),
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
    ("f(x, 0)", OPS, "diff"),
    ("f(x, 0, 0)  # variable: error", OPS, "moveaxis swapaxes"),
    (f"f({D}, 0, 1)", OPS, "moveaxis swapaxes"),
    (("f(x, 1)", "f(x, 0)"), OPS, "pad roll"),
    (("f(x, 2)", "f(x, 1)"), OPS, "repeat tile"),
    ("f(x[None])", OPS, "squeeze"),
    (f"f({D})", OPS, "layer_normalization"),
    (
        (
            "f(x[None], a(0., 0., 0.), a(1., 1., 1.), -1)",
            "f(a([1., 2., 3.]), x, a(1., 1., 1.), -1)",
        ),
        OPS,
        "batch_normalization",
    ),
    (
        (
            f"f({GREY}, a([[[1.]]]))",
            "f(a([[[1.], [2.]]]), tf.reshape(x, [1, 3, 1, 1]), padding='same')",
        ),
        OPS,
        "conv depthwise_conv",
    ),
    ((f"f({GREY}, 1)",), OPS, "average_pool max_pool"),
    (("f(x[0], 9., 3)", "f(0., x[0], 3)"), OPS, "linspace"),
    (("f(x, .3)", "f([1., 2., 4.], x[0] / 4)"), OPS, "quantile"),
    (("f(x, [0, 1])", f"f([1., 2., 3., 4.], {I})"), OPS, "take take_along_axis"),
    (
        ("f([True, False, True], x, 0.)", "f([True, False, False], 0., x)", "f(x > 1, 1., 0.)"),
        OPS,
        "where",
    ),
    (("f(x, a(0, 0, 1))",), OPS, "segment_sum"),
    (("f(x, [0], [2])",), OPS, "slice"),
    (("f(x, [0], [9.])", "f([1., 2., 3., 4.], [0], x)"), OPS, "slice_update"),
    (("f([[0], [1], [2]], x, [4])", f"f({I}[:, None], [1., 2., 3.], [4])"), OPS, "scatter"),
    (
        (
            "f(x, [[0]], [9.])",
            "f([1., 2., 3.], [[0], [1], [2]], x)",
            f"f([1., 2., 3., 4.], {I}[:, None], [1., 2., 3.])",
        ),
        OPS,
        "scatter_update",
    ),
    (("f([3], x[0])", f"f({I}, 1.)", "f([3], 2., dtype='int32')"), OPS, "full"),
    (
        (
            "f(a.scalar(True), lambda: x * 2., lambda: a(1., 2., 3.))",
            "f(a.scalar(False), lambda: a(1., 2., 3.), lambda: x)",
            "f(x[0] > 0., lambda: [1.], lambda: [2.])",
        ),
        OPS,
        "cond",
    ),
    (
        (
            "f(lambda i, a: i < 0, lambda i, a: (i + 1, a * a), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * 2.), [0, x])",
            "f(lambda i, a: i < 3, lambda i, a: (i + 1, a * x[0]), [0, 1.])",
        ),
        OPS,
        "while_loop",
    ),
    (
        ("f(lambda e: e * e, x)", "f(lambda e: e * x[0], np.ones(2, np.float32))"),
        OPS,
        "map vectorized_map",
    ),
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
        l2_normalize log max mean min ndim prod relu round shape sigmoid sign sin softplus
        softsign sqrt square std stop_gradient sum tanh transpose var
        """,
    ),
    ("f([x, x])", BACKEND, "batch_get_value"),
    ("f(x[None])", BACKEND, "softmax"),
    (("f([x, x])", "f([x])"), BACKEND, "concatenate stack"),
    (
        ("f(x / 4, a(.1, .5, .8))", "f(a(.1, .5, .8), x / 4)"),
        BACKEND,
        "binary_crossentropy categorical_crossentropy",
    ),
    (
        ("f(a(1), x[None] / 6)", f"f({I}[:1], a([.1, .2, .3, .4]))"),
        BACKEND,
        "sparse_categorical_crossentropy",
    ),
    (("f(x, .01)", "f(x, 0.)"), BACKEND, "dropout"),
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
    ("f([3])", BACKEND, "random_bernoulli"),
    (f"f({GREY}, 2, 2, 'channels_last')", BACKEND, "resize_images"),
    ("f(tf.Variable([1.]), [2.])", BACKEND, "set_value"),
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
    ("f([x])", "keras.layers", "add maximum minimum multiply"),
    (
        ("f([x[None], x[None] * x])",),
        "keras.layers",
        "add average concatenate maximum minimum multiply subtract",
    ),
    ("f(x[None])", "keras.utils", "normalize"),
    (f"f({D})", "keras.utils", "img_to_array"),
    ("f()", "keras.utils", "disable_interactive_logging enable_interactive_logging"),
    (UNARY, "keras.utils", "is_keras_tensor"),
    ("f([[1], [1, 2]])", "keras.utils", "pad_sequences"),
    ("f(0)", "keras.utils", "set_random_seed"),
    ((f"f({I}, 4)",), "keras.utils", "to_categorical"),
    ("f('float32')", "keras", "mixed_precision.set_global_policy"),
    ("f()", "keras", "initializers.he_normal mixed_precision.global_policy"),
    ("f()", "keras", "config.backend utils.get_custom_objects"),
    ("f('relu')", "keras", "activations.get"),
    ("f(keras.activations.relu)", "keras", "activations.serialize"),
    ("f('zeros')", "keras", "initializers.get"),
    ("f('mse')", "keras", "losses.get"),
    ("f('sgd')", "keras", "optimizers.get"),
    ("f('l2')", "keras", "regularizers.get"),
    ("f(.1)", "keras", "regularizers.l1 regularizers.l1_l2 regularizers.l2"),
)
