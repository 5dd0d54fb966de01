"""One use at least of every member: in an expression `o` is the owner, `x` a watched tensor.

`x` is `[1., 2.]`. A variable holds `[3., 4.]`, a layer and a model take `[x]`, a model is
compiled, a metric is a mean that was given `x`. A comment says what is given instead of the
member's own `Gives` where run eagerly or traced: `# traced: CUTS`; `error`: it raises.
"""

from __future__ import annotations

from tapelint.operations.members import CALL, MEMBERS, Owner

_SLICES = "tf.IndexedSlices(x[:1], [0])"
_SCATTERS = "batch_scatter_update scatter_add scatter_max scatter_min scatter_mul scatter_update"
_BATCH = "(tf.stack([x]), tf.ones([1, 1])"

_METHODS: tuple[tuple[Owner, str, str], ...] = (
    (Owner.TENSOR, "()", "__array__ __len__ get_shape numpy ref"),
    (Owner.TENSOR, "([2])", "set_shape"),
    (Owner.VARIABLE, "()", "__array__ get_shape is_initialized numpy read_value ref value"),
    (Owner.VARIABLE, "()", "read_value_no_copy"),
    (Owner.VARIABLE, "([2])", "set_shape"),
    (Owner.VARIABLE, "([1., 1.])", "load"),
    (Owner.VARIABLE, "([0])", "sparse_read"),
    (Owner.VARIABLE, "([[0]])", "gather_nd"),
    (Owner.VARIABLE, "(x * x)", "assign assign_add assign_sub"),
    (Owner.VARIABLE, f"({_SLICES})", f"{_SCATTERS} scatter_div scatter_sub"),
    (Owner.VARIABLE, "([[0]], x[:1])", "scatter_nd_add scatter_nd_sub scatter_nd_update"),
    (Owner.KERAS_VARIABLE, "()", "__array__ numpy"),
    (Owner.KERAS_VARIABLE, "(x)", "assign"),
    (Owner.KERAS_VARIABLE, "(x * x)", "assign_add assign_sub"),
    (Owner.LAYER, "()", "count_params get_config get_weights"),
    (Owner.LAYER, "((1, 2))", "compute_output_shape"),
    (Owner.LAYER, "(o.get_weights())", "set_weights"),
    (Owner.MODEL, "('sgd', 'mse')", "compile"),
    (Owner.MODEL, _BATCH + ", verbose=0)", "evaluate fit"),
    (Owner.MODEL, "(tf.stack([x]), verbose=0)", "predict"),
    (Owner.MODEL, "(tf.stack([x]))", "predict_on_batch"),
    (Owner.MODEL, _BATCH + ")  # traced: CUTS", "test_on_batch train_on_batch"),
    (Owner.MODEL, "()", "get_compile_config reset_metrics to_json"),
    (Owner.MODEL, "(print_fn=lambda *_, **__: None)", "summary"),
    (Owner.METRIC, "(x)", f"{CALL} update_state"),
    (Owner.METRIC, "()", "get_config reset_state result"),
)

MEMBER_SAMPLES: dict[tuple[Owner, str], str] = {
    key: f"o.{key[1]}" for key, known in MEMBERS.items() if not known.method
} | {
    (owner, name): f"o.{name}{arguments}"
    for owner, arguments, names in _METHODS
    for name in names.split()
}

_CLASSES = "tf.stack([tf.nn.softmax(x)])"
METRIC_SAMPLES: dict[str, str] = {
    "f()(x)": "Mean Sum",
    "f(keras.losses.mean_squared_error)(tf.zeros([2]), x)": "MeanMetricWrapper",
    "f()([1., 0.], x)": """
        Accuracy CosineSimilarity Hinge LogCoshError MeanAbsoluteError MeanAbsolutePercentageError
        MeanSquaredError MeanSquaredLogarithmicError Poisson RootMeanSquaredError SquaredHinge
        """,
    "f()([1., 0.], tf.sigmoid(x))": """
        AUC BinaryAccuracy BinaryCrossentropy BinaryIoU FalseNegatives FalsePositives KLDivergence
        Precision Recall TrueNegatives TruePositives
        """,
    "f()([[1., 0.]], " + _CLASSES + ")": """
        CategoricalAccuracy CategoricalCrossentropy CategoricalHinge F1Score R2Score
        TopKCategoricalAccuracy
        """,
    "f()(tf.ones([1, 1]), " + _CLASSES + ")": """
        SparseCategoricalAccuracy SparseCategoricalCrossentropy SparseTopKCategoricalAccuracy
        """,
    "f(.5)([1., 0.], tf.sigmoid(x))": """
        PrecisionAtRecall RecallAtPrecision SensitivityAtSpecificity SpecificityAtSensitivity
        """,
    "f(3)([1., 0.], x)": "MeanIoU",
    "f(3, [0])([1., 0.], x)": "IoU",
    "f(2, [0])([[1., 0.]], " + _CLASSES + ")": "OneHotIoU",
    "f(2)([[1., 0.]], " + _CLASSES + ")": "OneHotMeanIoU",
}
