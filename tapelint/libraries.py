"""What tapelint knows of libraries by name: which names mean the same, and what calls do.

The only module that knows the API of TensorFlow, Keras, NumPy and the standard library. A
path is dotted and canonical (see `canonical`): `tensorflow.GradientTape`, `numpy.square`,
`builtins.zip`.
"""

from __future__ import annotations

import builtins
from functools import lru_cache

TAPE = "tensorflow.GradientTape"
VARIABLE = "tensorflow.Variable"

VARIABLE_PARAMETERS = (
    "initial_value",
    "trainable",
    "validate_shape",
    "caching_device",
    "name",
    "variable_def",
    "dtype",
)

TAPE_MEMBERS = (
    "gradient",
    "jacobian",
    "batch_jacobian",
    "watch",
    "watched_variables",
    "reset",
    "stop_recording",
)
TAPE_PARAMETERS = ("persistent", "watch_accessed_variables")
DERIVATIVES: dict[str, tuple[str, ...]] = {
    "gradient": ("target", "sources", "output_gradients", "unconnected_gradients"),
    "jacobian": (
        "target",
        "sources",
        "unconnected_gradients",
        "parallel_iterations",
        "experimental_use_pfor",
    ),
    "batch_jacobian": (
        "target",
        "source",
        "unconnected_gradients",
        "parallel_iterations",
        "experimental_use_pfor",
    ),
}
"""Signatures without `self` (`inspect.signature`, TensorFlow 2.21)."""

_PREFIXES = (
    ("tensorflow.compat.v1.", "tensorflow."),
    ("tensorflow.compat.v2.", "tensorflow."),
    ("tensorflow._api.v2.", "tensorflow."),
    ("tensorflow.autodiff.", "tensorflow."),
    ("tensorflow.python.eager.backprop.", "tensorflow."),
    ("tensorflow.contrib.eager.", "tensorflow."),
    ("tensorflow.python.keras.", "keras."),
    ("tensorflow.keras.", "keras."),
    ("tensorflow.optimizers.", "keras.optimizers."),
    ("tf_keras.", "keras."),
    ("tensorflow.random.", "tensorflow.random."),
    ("tensorflow.experimental.numpy.", "tensorflow.experimental.numpy."),
)
_ALIASES = {
    "tensorflow.compat.v1": "tensorflow",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow.compat": "tensorflow.compat",
    "tensorflow.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tf_keras": "keras",
    "tensorflow.python.framework.ops.Tensor": "tensorflow.Tensor",
}


@lru_cache(maxsize=4096)
def canonical(path: str) -> str:
    """The one path that stands for all the names of a thing."""
    if path in _ALIASES:
        return _ALIASES[path]
    for prefix, short in _PREFIXES:
        if path.startswith(prefix) and prefix != short:
            return canonical(short + path[len(prefix) :])
    return path


ARRAY_FACTS = frozenset("shape dtype ndim size itemsize nbytes".split())
"""Attributes of arrays that are no arrays."""
DATASET = "tensorflow.data.Dataset"
DATASET_METHODS = frozenset(
    """
    apply batch cache concatenate enumerate filter flat_map interleave map padded_batch prefetch
    repeat shard shuffle skip take_while unbatch with_options zip
    """.split()
)
"""Methods of a dataset that give a dataset."""
NUMBER_METHODS = frozenset("item tolist as_list all any".split())
"""Methods of an array that give no array."""
CUSTOM_GRADIENT = "tensorflow.custom_gradient"
CUSTOM_GRADIENTS = frozenset(
    {CUSTOM_GRADIENT, "tensorflow.recompute_grad", "tensorflow.grad_pass_through"}
)
"""What makes of a function one whose gradient is not that of its operations."""
NEW_TENSORS = frozenset(
    """
    Dense EinsumDense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose
    Conv3DTranspose SeparableConv1D SeparableConv2D DepthwiseConv1D DepthwiseConv2D LSTM GRU
    SimpleRNN Bidirectional BatchNormalization LayerNormalization GroupNormalization
    UnitNormalization Embedding Flatten Reshape Permute MaxPooling1D MaxPooling2D MaxPooling3D
    MaxPool2D AveragePooling1D AveragePooling2D AveragePooling3D GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D UpSampling1D UpSampling2D
    ZeroPadding2D Cropping2D MultiHeadAttention Attention Dot Concatenate Rescaling Normalization
    """.split()
)
"""Layers that do not give back what they were given: no dropout, no activation, no Lambda."""
CLOSED_LAYERS = NEW_TENSORS - {"Bidirectional"} | frozenset(
    """
    Activation ReLU LeakyReLU ELU PReLU Softmax Dropout SpatialDropout1D SpatialDropout2D
    SpatialDropout3D GaussianNoise GaussianDropout AlphaDropout Add Average Multiply Subtract
    Maximum Minimum InputLayer Masking RepeatVector
    """.split()
)
"""Layers that run nobody's functions, unless they are given some."""
ONE_TENSOR = (NEW_TENSORS | CLOSED_LAYERS) - {"MultiHeadAttention", "Attention", "InputLayer"}
"""Layers that give one tensor, unless they are made with one of these arguments."""
RETURNING_STATES = frozenset({"return_state"})

NOISY_LAYERS = frozenset(
    """
    Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D AlphaDropout GaussianDropout
    GaussianNoise BatchNormalization
    """.split()
)
"""Layers that behave in another way while a model is trained."""

SYMBOLIC = "keras.KerasTensor"
"""What `keras.Input(...)` gives, and a layer called on it."""
KERAS_INPUTS = frozenset({"keras.Input", "keras.layers.Input"})
KERAS_MODELS = frozenset(
    {"keras.Model", "keras.models.Model", "keras.Sequential", "keras.models.Sequential"}
)
KERAS_HELPERS = ("keras.losses.", "keras.metrics.", "keras.initializers.")
"""Packages of classes whose objects have no trainable variables."""
KERAS_STATE = frozenset({"built", "trainable"})
"""Attributes of layers that Keras sets by itself."""
KERAS_FACTS = frozenset(
    """
    built compute_dtype dtype losses metrics metrics_names name non_trainable_variables
    non_trainable_weights trainable trainable_variables trainable_weights variable_dtype
    variables weights __class__
    """.split()
)
"""Attributes of layers that lead to no other layer."""
WITH_KERNEL = frozenset(
    """
    Dense Conv1D Conv2D Conv3D Conv1DTranspose Conv2DTranspose Conv3DTranspose
    """.split()
)
"""Layers whose attribute `kernel` is a variable; reading it before they are built raises."""
WITH_AVERAGES = "BatchNormalization"
"""The layer that keeps moving averages in variables that are not trainable."""
WITH_VARIABLES = WITH_KERNEL | frozenset(
    {"Embedding", "LSTM", "GRU", "SimpleRNN", "LayerNormalization", WITH_AVERAGES}
)
"""Layers that have trainable variables once they are built."""
OLD_KERAS = frozenset(
    """
    tf_keras TF_USE_LEGACY_KERAS python v1 contrib disable_eager_execution disable_v2_behavior
    """.split()
)
"""Where a program has one of these words, it may mean Keras 2."""

_OPTIMIZERS = frozenset(
    """
    Adadelta Adafactor Adagrad Adam AdamW Adamax Ftrl Lamb Lion LossScaleOptimizer Muon Nadam
    RMSprop SGD
    """.split()
)
"""Classes of Keras 3 that are optimizers; those of Keras 2 have the same names."""
LOSS_SCALING = frozenset(
    {"keras.mixed_precision.LossScaleOptimizer", "keras.optimizers.LossScaleOptimizer"}
)

STAR_NAMES = frozenset({"GradientTape", "Variable", "constant", "function"})
"""What `from tensorflow import *` is followed for."""

BUILTINS = frozenset(dir(builtins))

TAPE_WRAPPERS = frozenset(
    {
        "horovod.tensorflow.DistributedGradientTape",
        "horovod.tensorflow.PartialDistributedGradientTape",
        "horovod.tensorflow.keras.DistributedGradientTape",
        "byteps.tensorflow.DistributedGradientTape",
        "byteps.tensorflow.keras.DistributedGradientTape",
        "smdistributed.dataparallel.tensorflow.DistributedGradientTape",
        "herring.tensorflow.DistributedGradientTape",
    }
)
"""Calls that take a tape and give a tape of its kind that shares its record."""
WRAPPED_AWAY = frozenset({"unconnected_gradients"})
"""Arguments of `gradient` that such a tape does not take."""

TRANSPARENT_DECORATORS = frozenset(
    {
        "tensorflow.function",
        "tensorflow.autograph.experimental.do_not_convert",
        "tensorflow.Module.with_name_scope",
        "functools.wraps",
        "abc.abstractmethod",
        "typing.override",
        "typing.overload",
        "typing.no_type_check",
    }
)

CHECKPOINTS = frozenset({"tensorflow.train.Checkpoint", "tensorflow.train.CheckpointManager"})
"""Classes that write the variables of objects to files and read them back, and call nothing."""

SILENT_ROOTS = frozenset(
    """
    tensorflow keras numpy builtins math random time os sys logging json re collections
    itertools functools operator typing datetime pathlib argparse copy pickle warnings gc
    string textwrap dataclasses abc enum contextlib matplotlib pandas scipy sklearn seaborn
    tqdm PIL cv2 h5py imageio IPython tensorflow_datasets tensorflow_probability
    tensorflow_addons sonnet skimage pprint types inspect traceback shutil glob csv io
    statistics fractions decimal timeit platform tempfile absl wandb tensorboard
    """.split()
)
"""Packages whose code never looks for tapes or objects that nobody handed to it."""

UPDATES = frozenset("apply_gradients assign assign_add assign_sub".split())
"""Methods of optimizers and variables that write to variables."""

QUIET_METHODS = frozenset(
    """
    apply_gradients apply assign assign_add assign_sub numpy append extend insert add update
    update_state reset_states reset_state result write flush close format join split strip
    items keys values get pop popleft setdefault copy index count sort shape get_shape lower
    upper startswith endswith replace encode decode mean sum min max item tolist astype
    reshape set_description set_postfix info debug warning error scalar image histogram
    trainable_variables get_weights take batch shuffle prefetch repeat cache as_numpy_iterator
    scope as_default eval train
    """.split()
)
"""Methods that, whatever they belong to, do not use a tape that they were not given."""

RUNNING_METHODS = frozenset(
    "fit train_on_batch predict evaluate call map run __call__ minimize test_on_batch".split()
)
"""Methods of library objects that call functions of the program."""

PLAIN_MANAGERS = frozenset({"scope", "as_default", "name_scope", "device", "as_graph_def"})
"""Methods whose result, used in `with`, does not swallow exceptions."""

TAPE_ERRORS = frozenset(
    f"builtins.{name}"
    for name in """
    BaseException Exception RuntimeError ValueError TypeError AttributeError LookupError
    NotImplementedError ArithmeticError AssertionError
    """.split()
)
"""Built-in exceptions that a handler must name to catch what a tape raises."""

SWALLOWING = frozenset({"contextlib.suppress"})
EXPECTING = frozenset({"pytest.raises", "pytest.deprecated_call", "_pytest.python_api.raises"})
EXPECTING_METHODS = ("assertRaises", "assertWarns")
"""Context managers and methods that say: the exception is wanted."""

NO_RETURN = frozenset({"sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort"})

SEQUENCE_MAKERS = frozenset({"builtins.list", "builtins.tuple", "builtins.sorted"})
CONSUMERS = frozenset(
    f"builtins.{name}" for name in "sum list tuple min max sorted dict set frozenset".split()
)
"""Built-ins that iterate over their whole argument at once."""

ARRAYS = frozenset({"numpy"})


def root(path: str) -> str:
    """The package that a path belongs to."""
    return path.partition(".")[0]


def is_class(path: str) -> bool:
    """Whether a path looks like a class, as all of TensorFlow's and Keras's names tell."""
    return path.rpartition(".")[2][:1].isupper()


def is_keras_model(path: str) -> bool:
    """Whether calling `path` makes a Keras model."""
    return path in KERAS_MODELS or (path.startswith("keras.applications.") and is_class(path))


def is_sequential(path: str) -> bool:
    """Whether calling `path` makes a model that can get other layers later."""
    return path in KERAS_MODELS and path.endswith("Sequential")


def is_keras_layer(path: str) -> bool:
    """Whether calling `path` makes a Keras layer: `keras.layers.Dense`."""
    module, _, name = path.rpartition(".")
    return module == "keras.layers" and name[:1].isupper() and path not in KERAS_INPUTS


@lru_cache(maxsize=1024)
def is_optimizer(path: str) -> bool:
    """Whether calling `path` makes an optimizer, of any Keras or of TensorFlow 1."""
    module, _, name = path.rpartition(".")
    if module == "tensorflow.train":
        return name.endswith("Optimizer")
    package = module.split(".")[:2]
    return path in LOSS_SCALING or (
        name in _OPTIMIZERS and package in (["keras", "optimizers"], ["keras", "optimizer_v2"])
    )
