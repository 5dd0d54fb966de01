"""What tapelint knows of libraries by name: which names mean the same, and what calls do.

The only module that knows the API of TensorFlow, NumPy and the standard library;
`keras_library` knows that of Keras. A path is dotted and canonical (see `canonical`):
`tensorflow.GradientTape`, `numpy.square`, `builtins.zip`.
"""

from __future__ import annotations

import builtins
import re
from functools import lru_cache

TAPE = "tensorflow.GradientTape"
VARIABLE = "tensorflow.Variable"
MODULE = "tensorflow.Module"

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
TAPE_WORDS = frozenset({"GradientTape", *TAPE_MEMBERS}) - {"reset"}
"""The words that speak of tapes; much else has a `reset`."""
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
_OF_KERAS = re.compile(r"^tensorflow\.(?=(?:losses|metrics|initializers)\.[A-Z]\w*[a-z])")
"""Their classes; the functions of TensorFlow 1 have other names than those of Keras."""
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
    return _OF_KERAS.sub("keras.", path)


@lru_cache(maxsize=4096)
def member(path: str, name: str) -> str:
    """The path that stands for the attribute `name` of a thing."""
    return canonical(f"{path}.{name}")


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
DATA = frozenset("pandas scipy sklearn PIL cv2 h5py imageio skimage".split())
"""Packages that give numbers, arrays and objects that hold some, unless they are given others."""
READERS = re.compile(
    r"(?!.*(?:pickle|joblib))(sklearn\.datasets\.|.*\.(read|imread|imdecode|load|open|fetch|File$))"
)
"""Calls of these that give what is in a file, or what they make up; a pickle may hold anything."""
DATASETS = re.compile(r"tensorflow\.data\.(experimental\.)?(\w+Dataset|make_\w+_dataset)$")
"""Calls that give a dataset."""


@lru_cache(maxsize=4096)
def root(path: str) -> str:
    """The package that a path belongs to."""
    return path.partition(".")[0]


@lru_cache(maxsize=4096)
def is_class(path: str) -> bool:
    """Whether a path looks like a class, as all of TensorFlow's and Keras's names tell."""
    return path.rpartition(".")[2][:1].isupper()


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
