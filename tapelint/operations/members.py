"""What attributes and methods of tensors, variables and Keras objects give, by owner and name.

Facts only, as data: each is run under TensorFlow by the tests. What is not here is unknown, and
so is a subclass that has a member of that name of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from tapelint.enums import Single


class Owner(Single):
    """Whose member it is."""

    TENSOR = "tensorflow.Tensor"
    VARIABLE = "tensorflow.Variable"
    KERAS_VARIABLE = "keras.Variable: the weights of layers, from Keras 3 on"
    LAYER = "keras.layers.Layer, so each model too"
    MODEL = "keras.Model"
    METRIC = "keras.metrics.Metric"


class Gives(Single):
    """What comes of it, for a tape that records at that moment."""

    TENSOR = "a new tensor each time, connected to the owner and to the float arguments"
    STATE = "the variable again: as a source the same as the owner, as a target without a past"
    ARGUMENT = "the first argument, as a tensor if it was none"
    CUTS = "a tensor connected to nothing"
    SYMBOLIC = "a symbolic tensor of Keras, or a list of them: no tape takes it"
    LEAVES = "no tensor: an array, a Python value, an object, None"


class Member(NamedTuple):
    """One attribute, or one method and what a call of it gives."""

    gives: Gives
    method: bool


CALL = "__call__"
"""The name under which the call of the owner itself stands."""

_ATTRIBUTES: tuple[tuple[Owner, Gives, str], ...] = (
    (Owner.TENSOR, Gives.LEAVES, "device dtype ndim shape"),
    (
        Owner.VARIABLE,
        Gives.LEAVES,
        "aggregation constraint device dtype name shape synchronization trainable",
    ),
    (Owner.VARIABLE, Gives.STATE, "handle"),
    (
        Owner.KERAS_VARIABLE,
        Gives.LEAVES,
        """
        aggregation constraint dtype name ndim overwrite_with_gradient path regularizer shape
        synchronization trainable
        """,
    ),
    (Owner.KERAS_VARIABLE, Gives.STATE, "handle value"),
    (Owner.LAYER, Gives.LEAVES, "built compute_dtype dtype name trainable"),
    (Owner.LAYER, Gives.SYMBOLIC, "input output"),
    (Owner.MODEL, Gives.LEAVES, "input_shape metrics_names output_shape stop_training"),
    (Owner.MODEL, Gives.SYMBOLIC, "inputs outputs"),
    (Owner.METRIC, Gives.LEAVES, "dtype name"),
)
_METHODS: tuple[tuple[Owner, Gives, str], ...] = (
    (Owner.TENSOR, Gives.LEAVES, "__array__ __len__ get_shape numpy ref set_shape"),
    (Owner.VARIABLE, Gives.LEAVES, "__array__ get_shape load numpy ref set_shape"),
    (Owner.VARIABLE, Gives.TENSOR, "gather_nd read_value read_value_no_copy sparse_read value"),
    # With `read_value=False` nothing when run eagerly, else an operation.
    (
        Owner.VARIABLE,
        Gives.STATE,
        """
        assign assign_add assign_sub batch_scatter_update scatter_add scatter_div scatter_max
        scatter_min scatter_mul scatter_nd_add scatter_nd_sub scatter_nd_update scatter_sub
        scatter_update
        """,
    ),
    (Owner.VARIABLE, Gives.CUTS, "is_initialized"),
    (Owner.KERAS_VARIABLE, Gives.LEAVES, "__array__ numpy"),
    (Owner.KERAS_VARIABLE, Gives.ARGUMENT, "assign"),
    (Owner.KERAS_VARIABLE, Gives.TENSOR, "assign_add assign_sub"),
    (
        Owner.LAYER,
        Gives.LEAVES,
        "compute_output_shape count_params get_config get_weights set_weights",
    ),
    # In a `tf.function` most of these raise; `train_on_batch` and `test_on_batch` cut.
    (
        Owner.MODEL,
        Gives.LEAVES,
        """
        compile evaluate fit get_compile_config predict predict_on_batch reset_metrics summary
        test_on_batch to_json train_on_batch
        """,
    ),
    (Owner.METRIC, Gives.CUTS, f"{CALL} result"),
    (Owner.METRIC, Gives.LEAVES, "get_config reset_state update_state"),
)

MEMBERS: dict[tuple[Owner, str], Member] = {
    (owner, name): Member(gives, method)
    for table, method in ((_ATTRIBUTES, False), (_METHODS, True))
    for owner, gives, names in table
    for name in names.split()
}

METRICS: frozenset[str] = frozenset(
    f"keras.metrics.{name}"
    for name in """
    AUC Accuracy BinaryAccuracy BinaryCrossentropy BinaryIoU CategoricalAccuracy
    CategoricalCrossentropy CategoricalHinge CosineSimilarity F1Score FalseNegatives FalsePositives
    Hinge IoU KLDivergence LogCoshError Mean MeanAbsoluteError MeanAbsolutePercentageError MeanIoU
    MeanMetricWrapper MeanSquaredError MeanSquaredLogarithmicError OneHotIoU OneHotMeanIoU Poisson
    Precision PrecisionAtRecall R2Score Recall RecallAtPrecision RootMeanSquaredError
    SensitivityAtSpecificity SparseCategoricalAccuracy SparseCategoricalCrossentropy
    SparseTopKCategoricalAccuracy SpecificityAtSensitivity SquaredHinge Sum TopKCategoricalAccuracy
    TrueNegatives TruePositives
    """.split()
)
"""The classes whose objects are metrics, by canonical name."""


def member(owner: Owner, name: str) -> Member | None:
    """What is known of the member `name`: a model's are a layer's too; None: nothing."""
    if owner is Owner.MODEL and (owner, name) not in MEMBERS:
        owner = Owner.LAYER
    return MEMBERS.get((owner, name))
