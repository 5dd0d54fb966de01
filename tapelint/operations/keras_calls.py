"""keras.*: functions of losses, metrics, activations, ops, random and the old backend module.

Keras 3 on TensorFlow: mostly TensorFlow's own operations below, but integers become floats
where NumPy makes them so, and `keras.backend` is the frozen Keras 2 interface.
"""

from __future__ import annotations

from .kinds import DType, Effect, Operation, Table, op

CONNECTS, SAME, STRUCTURE, CUTS = Effect.CONNECTS, Effect.SAME, Effect.STRUCTURE, Effect.CUTS
ZEROS, RAISES, MAKES, LEAVES = Effect.ZEROS, Effect.RAISES, Effect.MAKES, Effect.LEAVES
SAME_AS_INPUT, FLOAT, INTEGER = DType.SAME_AS_INPUT, DType.FLOAT, DType.INTEGER
BOOL, COMPLEX = DType.BOOL, DType.COMPLEX
FROM_ARGUMENT, UNKNOWN = DType.FROM_ARGUMENT, DType.UNKNOWN

OPS, BACKEND = "keras.ops", "keras.backend"
OPS_SOURCE = "keras/src/ops, backend/tensorflow"
LEGACY = "keras/src/legacy/backend.py"

_LOSSES: Table = (
    (
        Operation(CONNECTS, FLOAT, "keras/src/losses/losses.py"),
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
        op(CONNECTS, FLOAT, "y_true y_pred*", "keras/src/losses/losses.py"),
        "keras.losses",
        "sparse_categorical_crossentropy",
    ),
    (
        Operation(CUTS, FLOAT, "keras/src/metrics: comparison, cast"),
        "keras.metrics",
        """
        binary_accuracy categorical_accuracy sparse_categorical_accuracy
        sparse_top_k_categorical_accuracy top_k_categorical_accuracy
        """,
    ),
    (
        Operation(CONNECTS, FLOAT, "keras/src/activations/activations.py"),
        "keras.activations",
        """
        celu elu exponential gelu hard_sigmoid hard_silu hard_swish leaky_relu log_sigmoid
        log_softmax mish selu sigmoid silu softmax softplus softsign swish tanh
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "keras/src/activations/activations.py"),
        "keras.activations",
        "relu relu6",
    ),
    (Operation(SAME, SAME_AS_INPUT, "activations.linear"), "keras.activations", "linear"),
)

_OPS: Table = (
    (
        Operation(CONNECTS, FLOAT, OPS_SOURCE),
        OPS,
        """
        arccos arccosh arcsin arcsinh arctan arctan2 arctanh average binary_crossentropy
        categorical_crossentropy celu cholesky cos cosh depthwise_conv det divide divide_no_nan
        elu erf erfinv exp exp2 expm1 gelu hard_sigmoid hard_silu hard_swish inv leaky_relu log
        log10 log1p log2 log_sigmoid log_softmax logaddexp logsumexp lstsq mean median norm
        normalize pinv quantile reciprocal rsqrt selu sigmoid silu sin sinh softmax softplus
        softsign solve solve_triangular sqrt std swish tan tanh true_divide var
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, OPS_SOURCE),
        OPS,
        """
        abs absolute add amax amin append batch_normalization broadcast_to clip concatenate conv
        copy cross cumprod cumsum diag diagonal dot einsum expand_dims flip hstack inner kron
        layer_normalization matmul max max_pool maximum min minimum mod multiply negative outer
        pad power prod ravel relu relu6 repeat reshape roll segment_sum sort square squeeze
        subtract sum tensordot tile trace transpose tril triu vdot vstack
        """,
    ),
    # Of a list; `keras.ops.stack(tensor)` is the tensor itself.
    (Operation(CONNECTS, SAME_AS_INPUT, OPS_SOURCE), OPS, "stack"),
    (Operation(CONNECTS, FLOAT, OPS_SOURCE), OPS, "average_pool"),
    (op(CONNECTS, FLOAT, "start* stop*", OPS_SOURCE), OPS, "linspace"),
    (op(CONNECTS, SAME_AS_INPUT, "x* indices", OPS_SOURCE), OPS, "take take_along_axis"),
    (op(CONNECTS, SAME_AS_INPUT, "condition x1* x2*", OPS_SOURCE), OPS, "where"),
    (op(CONNECTS, FLOAT, "target output*", OPS_SOURCE), OPS, "sparse_categorical_crossentropy"),
    (op(CONNECTS, SAME_AS_INPUT, "inputs*", OPS_SOURCE), OPS, "slice"),
    (Operation(RAISES, SAME_AS_INPUT, "XlaDynamicUpdateSlice: none"), OPS, "slice_update"),
    (op(CONNECTS, SAME_AS_INPUT, "indices values*", OPS_SOURCE), OPS, "scatter"),
    (op(CONNECTS, SAME_AS_INPUT, "inputs* indices updates*", OPS_SOURCE), OPS, "scatter_update"),
    (
        op(CONNECTS, FROM_ARGUMENT, "shape fill_value* dtype=", OPS_SOURCE, otherwise=UNKNOWN),
        OPS,
        "full",
    ),
    (
        Operation(SAME, SAME_AS_INPUT, OPS_SOURCE),
        OPS,
        "conj conjugate diff get_item moveaxis real swapaxes",
    ),
    (
        op(SAME, FROM_ARGUMENT, "x* dtype=", OPS_SOURCE, otherwise=SAME_AS_INPUT),
        OPS,
        "array cast convert_to_tensor",
    ),
    (op(SAME, UNKNOWN, "pred true_fn* false_fn*", OPS_SOURCE), OPS, "cond"),
    (op(SAME, UNKNOWN, "cond body* loop_vars*", OPS_SOURCE), OPS, "while_loop"),
    (op(CONNECTS, UNKNOWN, "f* xs*", OPS_SOURCE), OPS, "map"),
    (op(CONNECTS, UNKNOWN, "function* elements*", OPS_SOURCE), OPS, "vectorized_map"),
    (Operation(STRUCTURE, SAME_AS_INPUT, OPS_SOURCE), OPS, "meshgrid moments split unstack"),
    (Operation(STRUCTURE, FLOAT, OPS_SOURCE), OPS, "eigh qr slogdet svd"),
    (Operation(STRUCTURE, UNKNOWN, OPS_SOURCE), OPS, "top_k"),
    (Operation(CUTS, FLOAT, OPS_SOURCE), OPS, "ceil floor"),
    (Operation(CUTS, SAME_AS_INPUT, OPS_SOURCE), OPS, "floor_divide round stop_gradient"),
    (
        op(CUTS, FROM_ARGUMENT, "x dtype=", OPS_SOURCE, otherwise=SAME_AS_INPUT),
        OPS,
        "ones_like zeros_like",
    ),
    (
        Operation(CUTS, BOOL, OPS_SOURCE),
        OPS,
        """
        all any equal greater greater_equal isclose less less_equal logical_and logical_not
        logical_or logical_xor not_equal
        """,
    ),
    (
        Operation(CUTS, INTEGER, OPS_SOURCE),
        OPS,
        "argmax argmin count_nonzero nonzero searchsorted size",
    ),
    (Operation(CUTS, FLOAT, OPS_SOURCE), OPS, "multi_hot one_hot"),
    (Operation(ZEROS, SAME_AS_INPUT, OPS_SOURCE), OPS, "sign"),
    (Operation(ZEROS, INTEGER, OPS_SOURCE), OPS, "argsort"),
    (Operation(RAISES, BOOL, OPS_SOURCE), OPS, "isfinite isinf isnan"),
    (Operation(RAISES, INTEGER, OPS_SOURCE), OPS, "digitize"),
    (op(RAISES, UNKNOWN, "x weights*", OPS_SOURCE), OPS, "bincount"),
    (op(MAKES, FROM_ARGUMENT, "shape dtype=", OPS_SOURCE, otherwise=FLOAT), OPS, "ones zeros"),
    (op(MAKES, FROM_ARGUMENT, "n dtype=", OPS_SOURCE, otherwise=FLOAT), OPS, "identity"),
    (op(MAKES, FROM_ARGUMENT, "N M k dtype=", OPS_SOURCE, otherwise=FLOAT), OPS, "eye"),
    (
        op(CUTS, FROM_ARGUMENT, "start stop step dtype=", OPS_SOURCE, otherwise=SAME_AS_INPUT),
        OPS,
        "arange",
    ),
    (Operation(LEAVES, UNKNOWN, OPS_SOURCE), OPS, "dtype is_tensor ndim shape"),
    (Operation(LEAVES, SAME_AS_INPUT, OPS_SOURCE), OPS, "convert_to_numpy"),
)

_RANDOM: Table = (
    (
        op(CONNECTS, FROM_ARGUMENT, "shape mean* stddev* dtype=", OPS_SOURCE, otherwise=FLOAT),
        "keras.random",
        "normal truncated_normal",
    ),
    (
        op(CONNECTS, FROM_ARGUMENT, "shape minval* maxval* dtype=", OPS_SOURCE, otherwise=FLOAT),
        "keras.random",
        "uniform",
    ),
    (Operation(CUTS, INTEGER, OPS_SOURCE), "keras.random", "categorical"),
    (op(SAME, SAME_AS_INPUT, "inputs* rate", OPS_SOURCE), "keras.random", "dropout"),
    (op(CONNECTS, SAME_AS_INPUT, "x*", OPS_SOURCE), "keras.random", "shuffle"),
)

_BACKEND: Table = (
    (
        Operation(CONNECTS, FLOAT, LEGACY),
        BACKEND,
        """
        binary_crossentropy categorical_crossentropy cos elu exp hard_sigmoid l2_normalize log
        sigmoid sin softmax softplus softsign sqrt std tanh var
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, LEGACY),
        BACKEND,
        """
        abs batch_dot batch_flatten bias_add clip concatenate cumprod cumsum dot expand_dims
        flatten max maximum mean min minimum permute_dimensions pow prod relu repeat_elements
        reshape reverse square squeeze sum tile transpose
        """,
    ),
    (Operation(CONNECTS, SAME_AS_INPUT, LEGACY), BACKEND, "stack"),
    (op(CONNECTS, SAME_AS_INPUT, "reference* indices", LEGACY), BACKEND, "gather"),
    (
        op(CONNECTS, SAME_AS_INPUT, "condition then_expression* else_expression*", LEGACY),
        BACKEND,
        "switch",
    ),
    (
        op(CONNECTS, FLOAT, "target output*", LEGACY),
        BACKEND,
        "sparse_categorical_crossentropy",
    ),
    (op(CONNECTS, UNKNOWN, "fn* elems*", LEGACY), BACKEND, "map_fn"),
    (op(SAME, FROM_ARGUMENT, "x* dtype=", LEGACY), BACKEND, "cast"),
    (Operation(SAME, FLOAT, LEGACY), BACKEND, "cast_to_floatx"),
    (op(SAME, SAME_AS_INPUT, "x*", LEGACY + ": level 0"), BACKEND, "dropout"),
    (op(SAME, FROM_ARGUMENT, "value* dtype=", LEGACY, otherwise=FLOAT), BACKEND, "constant"),
    (Operation(ZEROS, SAME_AS_INPUT, LEGACY), BACKEND, "sign"),
    (Operation(CUTS, SAME_AS_INPUT, LEGACY), BACKEND, "round stop_gradient"),
    (
        op(CUTS, FROM_ARGUMENT, "x dtype=", LEGACY, otherwise=SAME_AS_INPUT),
        BACKEND,
        "ones_like zeros_like",
    ),
    (
        Operation(CUTS, BOOL, LEGACY),
        BACKEND,
        "all any equal greater greater_equal less less_equal not_equal",
    ),
    (Operation(CUTS, INTEGER, LEGACY), BACKEND, "argmax argmin shape"),
    (Operation(CUTS, FLOAT, LEGACY), BACKEND, "one_hot random_bernoulli"),
    (op(CONNECTS, SAME_AS_INPUT, "x* height_factor", LEGACY), BACKEND, "resize_images"),
    (
        op(MAKES, FROM_ARGUMENT, "shape dtype=", LEGACY + ": variables", otherwise=FLOAT),
        BACKEND,
        "ones zeros",
    ),
    (
        op(CONNECTS, FROM_ARGUMENT, "shape mean* stddev* dtype=", LEGACY, otherwise=FLOAT),
        BACKEND,
        "random_normal truncated_normal",
    ),
    (
        op(CONNECTS, FROM_ARGUMENT, "shape minval* maxval* dtype=", LEGACY, otherwise=FLOAT),
        BACKEND,
        "random_uniform",
    ),
    (
        Operation(LEAVES, UNKNOWN, LEGACY),
        BACKEND,
        """
        batch_get_value clear_session count_params dtype epsilon floatx get_uid image_data_format
        int_shape is_keras_tensor ndim set_epsilon set_floatx set_image_data_format set_value
        """,
    ),
    (Operation(LEAVES, SAME_AS_INPUT, LEGACY), BACKEND, "eval get_value"),
)

_UTILITIES: Table = (
    (
        Operation(CONNECTS, FLOAT, "keras/src/applications/imagenet_utils.py"),
        "keras.applications",
        """
        densenet.preprocess_input inception_v3.preprocess_input mobilenet.preprocess_input
        mobilenet_v2.preprocess_input resnet_v2.preprocess_input xception.preprocess_input
        """,
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "keras/src/applications/imagenet_utils.py"),
        "keras.applications",
        """
        resnet.preprocess_input resnet50.preprocess_input vgg16.preprocess_input
        vgg19.preprocess_input
        """,
    ),
    (
        Operation(SAME, SAME_AS_INPUT, "preprocess_input: nothing to do"),
        "keras.applications",
        "efficientnet.preprocess_input",
    ),
    (
        Operation(CONNECTS, SAME_AS_INPUT, "keras/src/layers/merging"),
        "keras.layers",
        "concatenate subtract",
    ),
    (
        Operation(SAME, SAME_AS_INPUT, "keras/src/layers/merging: one tensor"),
        "keras.layers",
        "add maximum minimum multiply",
    ),
    (Operation(CONNECTS, FLOAT, "keras/src/layers/merging"), "keras.layers", "average"),
    (Operation(CONNECTS, FLOAT, "keras/src/utils/numerical_utils.py"), "keras.utils", "normalize"),
    (Operation(LEAVES, FLOAT, "keras/src/utils/image_utils.py"), "keras.utils", "img_to_array"),
    (
        Operation(LEAVES, UNKNOWN, "keras/src/utils"),
        "keras.utils",
        """
        disable_interactive_logging enable_interactive_logging is_keras_tensor pad_sequences
        set_random_seed
        """,
    ),
    (Operation(CUTS, FLOAT, "keras/src/utils/numerical_utils.py"), "keras.utils", "to_categorical"),
    (
        Operation(LEAVES, UNKNOWN, "keras/src"),
        "keras",
        """
        config.backend mixed_precision.global_policy mixed_precision.set_global_policy
        utils.get_custom_objects
        """,
    ),
    (
        Operation(LEAVES, UNKNOWN, "keras/src: objects"),
        "keras",
        """
        activations.get activations.serialize initializers.get initializers.he_normal losses.get
        optimizers.get regularizers.get regularizers.l1 regularizers.l1_l2 regularizers.l2
        """,
    ),
)

ROWS: Table = (*_LOSSES, *_OPS, *_RANDOM, *_BACKEND, *_UTILITIES)
