"""What tapelint knows of Keras by name: its classes, their arguments, methods and attributes.

What `libraries` is for the other packages. Words of a program are those of `Program.words`.
"""

from __future__ import annotations

import re

from tapelint.libraries import is_class

# --- classes of Keras ---------------------------------------------------------------------

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
INPUTS = frozenset({"keras.Input", "keras.layers.Input"})
MODELS = frozenset(
    {"keras.Model", "keras.models.Model", "keras.Sequential", "keras.models.Sequential"}
)
HELPERS = ("keras.losses.", "keras.metrics.", "keras.initializers.", "keras.random.")
"""Packages of classes whose objects have no trainable variables."""
STATE = frozenset({"built", "trainable"})
"""Attributes of layers that Keras sets by itself."""
FACTS = frozenset(
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

# --- arguments, attributes and methods of layers and models -------------------------------

PENALTIES = frozenset({"kernel_regularizer", "bias_regularizer", "embeddings_regularizer"})
"""Arguments by which a layer has a loss of its own for its variables."""
INPUT_SHAPE = frozenset({"input_shape", "input_dim", "batch_input_shape"})
"""Arguments by which a layer knows the shape of its inputs."""
CHANGING = frozenset({"trainable", "lora_rank", "quantization_config", "center", "scale"})
"""Arguments after which the variables of a layer may be others, or none."""
ALL_VARIABLES = frozenset({"variables", "weights"})
"""Attributes that list the variables that are not trainable, too."""
VARIABLES = ALL_VARIABLES | {"trainable_variables", "trainable_weights"}
ENDS = frozenset({"inputs", "outputs"})
"""Attributes of a model that are symbolic tensors."""
ENDS_OF_A_LAYER = frozenset({"input", "output"})
NUMBERS = frozenset(
    """
    units filters kernel_size strides rate pool_size size target_shape input_shape input_dim
    output_dim num_heads key_dim name dtype
    """.split()
)
"""Arguments of layers that are no functions, whatever they are."""
LONGER = frozenset({"add", "pop"})
"""Methods by which a `Sequential` gets another last layer."""
REPLACED = frozenset(
    """
    kernel= _kernel= bias= recurrent_kernel= depthwise_kernel= pointwise_kernel= gamma= beta=
    moving_mean= moving_variance= embeddings= _embeddings= alpha= mean= variance= scale= offset=
    activation= recurrent_activation= call= __call__= cell= layers= _layers=
    setattr __setattr__ __dict__
    """.split()
)
"""Where a program has one of these words, what a layer computes may be something else."""
FROZEN = frozenset({"trainable=", "self.trainable=", "setattr"})
"""Where a program has one of these words, a model may have no trainable variables."""
SPOKEN = LONGER | REPLACED | FROZEN
"""Words that change what is known of models."""

DATASETS = re.compile(r"keras\.(utils|preprocessing)\.(\w+\.)?\w+_dataset_from_\w+$")
"""Calls that give a dataset of TensorFlow."""
LOAD_DATA = re.compile(r"keras\.datasets\.\w+\.load_data$")
"""Calls that give two pairs of arrays (keras/src/datasets, the pages of `load_data`)."""
ON_CALLBACKS = frozenset({"model", "params"})
"""Attributes that Keras sets on a callback."""

# --- classes that derive from one of Keras ------------------------------------------------

PASSED_ON = ("training", "mask")
"""How parameters of `call` end for which Keras has values of its own: `mask`, `query_mask`."""
LAYERS = frozenset({"keras.layers.Layer", "keras.Layer"})
BASES = LAYERS | {"keras.Model", "keras.models.Model"}
"""Others set attributes of their own when they are built."""
HOOKS = frozenset(
    """
    __call__ __delattr__ __getattr__ __getattribute__ __init_subclass__ __new__ __setattr__
    compute_mask <decorated>
    """.split()
)
"""What makes calls or attributes anything."""
SIMPLE = frozenset({"__init__", "call", "compute_output_shape", "get_config"})
"""Methods of a layer that makes its variables, if any, with other layers."""
QUIET = frozenset(
    """
    __init__ add_weight add_loss add_metric compile count_params get_config get_weights
    load_weights save_weights set_weights summary
    """.split()
)
"""Methods of Keras that set no attribute of the file's own and hand the object to nobody."""
SET_IF_GIVEN = {
    "__init__": frozenset({"trainable"}),
    "compile": frozenset({"loss", "optimizer", "metrics", "stop_training"}),
}
"""Attributes that such a method may set if it is told to."""
TRAINING = frozenset({"fit", "train_on_batch"})
"""Methods that run `train_step`."""
STEPS = frozenset({"make_train_function", "train_function", "distribute_strategy"})
"""Where a class has one of these, `fit` may do anything."""
EAGER = frozenset({"run_eagerly"})
"""Where a program has this word, `train_step` may not be compiled."""


def is_model(path: str) -> bool:
    """Whether calling `path` makes a Keras model."""
    return path in MODELS or (path.startswith("keras.applications.") and is_class(path))


def is_sequential(path: str) -> bool:
    """Whether calling `path` makes a model that can get other layers later."""
    return path in MODELS and path.endswith("Sequential")


def is_layer(path: str) -> bool:
    """Whether calling `path` makes a Keras layer: `keras.layers.Dense`."""
    module, _, name = path.rpartition(".")
    return module == "keras.layers" and name[:1].isupper() and path not in INPUTS
