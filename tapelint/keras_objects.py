"""What is certain of the models, layers and symbolic tensors of Keras that a program makes.

A *symbolic* tensor is a `KerasTensor`: it stands for a tensor in the making of a model and never
holds a value. The facts of a `Product`: *shaped*, it knows the shape of its inputs; *built*, its
variables exist; *weights*, it has variables that are trainable once they exist; *noisy*, it
behaves in another way while it is trained; *penalised*, it has a loss of its own for its variables.
"""

from __future__ import annotations

from tapelint import libraries
from tapelint.state import State, leaves
from tapelint.values import Atom, Constant, Key, Method, Product, Ref, Value, only

_SHAPED, _BUILT, _WEIGHTS = "shaped", "built", "weights"
_NOISY, _PENALISED = "noisy", "penalised"
_INHERITED = frozenset({_NOISY, _PENALISED})
"""What a model is if one of its layers is."""
_PENALTIES = frozenset({"kernel_regularizer", "bias_regularizer", "embeddings_regularizer"})
_INPUT_SHAPE = frozenset({"input_shape", "input_dim", "batch_input_shape"})
_CHANGING = frozenset({"trainable", "lora_rank", "quantization_config"})
"""Arguments after which the variables of a layer may be others, or none."""
_LISTS = frozenset({"trainable_variables", "trainable_weights", "variables", "weights"})
_ENDS = frozenset({"inputs", "outputs"})
_ENDS_OF_A_LAYER = frozenset({"input", "output"})


def made(
    path: str,
    positional: tuple[Value, ...],
    keywords: tuple[tuple[str, Value], ...],
    state: State,
) -> Product:
    """The object that a call of the class `path` makes."""
    if path in libraries.KERAS_INPUTS:
        return Product(libraries.SYMBOLIC, frozenset({_BUILT}))
    names = {name for name, _ in keywords}
    if libraries.is_keras_layer(path):
        known = path.rpartition(".")[2] in libraries.WITH_VARIABLES and not names & _CHANGING
        facts = {_WEIGHTS} if known else set()
        facts |= {_SHAPED} if names & _INPUT_SHAPE else set()
        facts |= {_NOISY} if path.rpartition(".")[2] in libraries.NOISY_LAYERS else set()
        penalties = [value for name, value in keywords if name in _PENALTIES]
        facts |= {_PENALISED} if any(Constant(None) not in v for v in penalties) else set()
        return Product(path, frozenset(facts))
    if path.startswith("keras.applications.") and libraries.is_class(path):
        return Product(path, frozenset({_BUILT, _WEIGHTS}))
    if path not in libraries.KERAS_MODELS or "trainable" in names:
        return Product(path)
    given = dict(keywords)
    if path.endswith("Sequential"):
        return Product(path, _stacked(given.get("layers", _nth(positional, 0)), state))
    outputs = given.get("outputs", _nth(positional, 1))
    return Product(path, _of_all(outputs, state))


def _nth(positional: tuple[Value, ...], at: int) -> Value:
    return positional[at] if len(positional) > at else frozenset()


def _stacked(layers: Value, state: State) -> frozenset[str]:
    """`Sequential([...])` is built if its first element knows its shape."""
    atom = only(layers)
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    if obj is None or obj.kind != "list" or obj.rest:
        return frozenset()
    each = [only(value) for value in obj.fields.values()]
    first = each[0] if each else None
    known = [a.facts for a in each if isinstance(a, Product)]
    inherited = frozenset[str]().union(*known) & _INHERITED
    if not isinstance(first, Product) or not first.facts & {_SHAPED, _BUILT}:
        return inherited
    weights = any(_WEIGHTS in facts for facts in known)
    return inherited | ({_BUILT, _WEIGHTS} if weights else {_BUILT})


def _of_all(value: Value, state: State) -> frozenset[str]:
    """The facts of a functional model are those of its outputs."""
    atoms = list(leaves(value, state))
    if not atoms or not all(is_symbolic(atom) for atom in atoms):
        return frozenset()
    return frozenset[str]().union(*(a.facts for a in atoms if isinstance(a, Product)))


def called(layer: Product, inputs: list[Value], state: State, set_by_hand: bool) -> Product | None:
    """What a layer gives that is called on symbolic tensors; None: it is called on others.

    `set_by_hand`: with `training=`, which holds whenever the model is called.
    """
    each = [list(leaves(value, state)) for value in inputs]
    symbols = [a for atoms in each if all(map(is_symbolic, atoms)) for a in atoms]
    if not symbols:
        return None
    own = layer.facts - {_NOISY} if set_by_hand else layer.facts
    facts = own.union(*(s.facts for s in symbols if isinstance(s, Product)))
    return Product(libraries.SYMBOLIC, facts & {_WEIGHTS, *_INHERITED} | {_BUILT})


def is_symbolic(atom: Atom) -> bool:
    """Whether it certainly is a `KerasTensor` or a list of them, if it can be read at all."""
    match atom:
        case Product(path):
            return path == libraries.SYMBOLIC
        case Method(Product(path), name):
            if name in _ENDS:
                return libraries.is_keras_model(path)
            inner = libraries.is_keras_model(path) or libraries.is_keras_layer(path)
            return name in _ENDS_OF_A_LAYER and (inner or _is_part(path))
    return False


def _is_part(path: str) -> bool:
    """Whether it is a layer of a model: `model.layers[-1]`, `model.get_layer("name")`."""
    model, _, name = path.rpartition(".")
    return name in ("layers", "get_layer") and libraries.is_keras_model(model)


def element(atom: Method) -> Value | None:
    """An element of `model.layers`, or of symbolic tensors; None: not known."""
    if is_symbolic(atom):
        return frozenset({Product(libraries.SYMBOLIC)})
    match atom:
        case Method(Product(path), "layers") if libraries.is_keras_model(path):
            return frozenset({Product(f"{path}.layers")})
    return None


def is_object(atom: Atom) -> bool:
    """Whether it certainly is a Keras model or layer."""
    if not isinstance(atom, Product):
        return False
    path = atom.path
    return libraries.is_keras_model(path) or libraries.is_keras_layer(path) or _is_part(path)


def has_weights(atom: Atom) -> bool:
    """Whether it certainly has variables."""
    return isinstance(atom, Product) and {_BUILT, _WEIGHTS} <= atom.facts


def named(model: Product, key: Key) -> Product:
    """The model, told apart from others of its kind."""
    return Product(model.path, model.facts | {f"made as {key}"})


def is_noisy(atom: Product) -> bool:
    """Whether it certainly is a model that behaves in another way while it is trained."""
    return libraries.is_keras_model(atom.path) and _NOISY in atom.facts


def is_penalised(atom: Product) -> bool:
    """Whether it certainly is a model with a loss of its own for its variables."""
    return libraries.is_keras_model(atom.path) and _PENALISED in atom.facts


def are_variables(atom: Atom) -> bool:
    """Whether it certainly is a variable of Keras, or a list of some that is not empty."""
    match atom:
        case Method(Product(path) as receiver, name):
            if name == "kernel":
                known = path.rpartition(".")[2] in libraries.WITH_KERNEL
                return known and libraries.is_keras_layer(path) and _WEIGHTS in receiver.facts
            return name in _LISTS and has_weights(receiver)
    return False
