"""What is certain of the models, layers and symbolic tensors of Keras that a program makes.

A *symbolic* tensor is a `KerasTensor`: it stands for a tensor in the making of a model and never
holds a value. The facts of a `Product`: *shaped*, it knows the shape of its inputs; *built*, its
variables exist; *weights*, it has variables that are trainable once they exist; *noisy*, it
behaves in another way while it is trained; *penalised*, it has a loss of its own for its variables;
*new*, all that it gives was computed by itself, not handed through; *one*, it gives one tensor;
*closed*, that depends on what it was given and on variables of its own, and on nothing else.
"""

from __future__ import annotations

from tapelint import libraries
from tapelint.state import State, leaves
from tapelint.values import (
    Atom,
    Constant,
    Detached,
    FunctionRef,
    Key,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Symbol,
    Value,
    only,
)

_SHAPED, _BUILT, _WEIGHTS = "shaped", "built", "weights"
_NOISY, _PENALISED = "noisy", "penalised"
_NEW, _ONE, _CLOSED = "new", "one", "closed"
_INHERITED = frozenset({_NOISY, _PENALISED})
"""What a model is if one of its layers is."""
_PENALTIES = frozenset({"kernel_regularizer", "bias_regularizer", "embeddings_regularizer"})
_INPUT_SHAPE = frozenset({"input_shape", "input_dim", "batch_input_shape"})
_CHANGING = frozenset({"trainable", "lora_rank", "quantization_config"})
"""Arguments after which the variables of a layer may be others, or none."""
_LISTS = frozenset({"trainable_variables", "trainable_weights", "variables", "weights"})
_ENDS = frozenset({"inputs", "outputs"})
_NUMBERS = frozenset(
    """
    units filters kernel_size strides rate pool_size size target_shape input_shape input_dim
    output_dim num_heads key_dim name dtype
    """.split()
)
"""Arguments of layers that are no functions, whatever they are."""
_LONGER = frozenset({"add", "pop"})
"""Where a program has one of these words, a `Sequential` may get another last layer."""
_REPLACED = frozenset(
    "kernel bias _kernel recurrent_kernel embeddings setattr __setattr__ __dict__".split()
)
"""Where it has one of these, tensors may be put in the place of a layer's variables."""
SPOKEN = _LONGER | _REPLACED
_ENDS_OF_A_LAYER = frozenset({"input", "output"})


def made(
    path: str,
    positional: tuple[Value, ...],
    keywords: tuple[tuple[str, Value], ...],
    state: State,
) -> Product:
    """The object that a call of the class `path` makes."""
    names = {name for name, _ in keywords}
    if path in libraries.KERAS_INPUTS:
        facts = {_BUILT} if "tensor" in names else {_BUILT, _CLOSED}
        return Product(libraries.SYMBOLIC, frozenset(facts))
    if libraries.is_keras_layer(path):
        layer = path.rpartition(".")[2]
        known = layer in libraries.WITH_VARIABLES and not names & _CHANGING
        facts = {_WEIGHTS} if known else set[str]()
        facts |= {_SHAPED} if names & _INPUT_SHAPE else set()
        facts |= {_NOISY} if layer in libraries.NOISY_LAYERS else set()
        facts |= {_NEW} if layer in libraries.NEW_TENSORS else set()
        facts |= {_ONE} if layer in libraries.NEW_TENSORS - libraries.SEVERAL_TENSORS else set()
        closed = layer in libraries.CLOSED_LAYERS and _call_nothing(positional, keywords)
        facts |= {_CLOSED} if closed else set()
        penalties = [value for name, value in keywords if name in _PENALTIES]
        facts |= {_PENALISED} if any(Constant(None) not in v for v in penalties) else set()
        return Product(path, frozenset(facts))
    if path.startswith("keras.applications.") and libraries.is_class(path):
        facts = {_BUILT, _WEIGHTS, _NEW, _ONE, _CLOSED}
        return Product(path, frozenset(facts - {_CLOSED} if "input_tensor" in names else facts))
    if path not in libraries.KERAS_MODELS or "trainable" in names:
        return Product(path)
    given = dict(keywords)
    if path.endswith("Sequential"):
        return Product(path, _stacked(given.get("layers", _nth(positional, 0)), state))
    outputs = given.get("outputs", _nth(positional, 1))
    return Product(path, _of_all(outputs, state))


def _call_nothing(positional: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...]) -> bool:
    """Whether no argument of a layer is a function of the program, or may be one."""
    given = [*positional[1:], *(value for name, value in keywords if name not in _NUMBERS)]
    return all(_is_harmless(atom) for value in given for atom in value) and all(
        not isinstance(atom, FunctionRef | Partial) for value in positional[:1] for atom in value
    )


def _is_harmless(atom: Atom) -> bool:
    match atom:
        case Constant() | Detached():
            return True
        case Symbol(path) | Product(path):
            return libraries.root(path) in ("tensorflow", "keras", "numpy")
        case Sequence(items):
            return all(_is_harmless(a) for item in items for a in item)
    return False


def _nth(positional: tuple[Value, ...], at: int) -> Value:
    return positional[at] if len(positional) > at else frozenset()


def _stacked(layers: Value, state: State) -> frozenset[str]:
    """`Sequential([...])` is built if its first element knows its shape."""
    atom = only(layers)
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    if obj is None or obj.kind != "list" or obj.rest:
        return frozenset()
    each = [only(value) for value in obj.fields.values()]
    first, last = (each[0], each[-1]) if each else (None, None)
    known = [a.facts for a in each if isinstance(a, Product)]
    inherited = frozenset[str]().union(*known) & _INHERITED
    inherited |= last.facts & {_NEW, _ONE} if isinstance(last, Product) else frozenset()
    closed = each and all(isinstance(a, Product) and _CLOSED in a.facts for a in each)
    inherited |= {_CLOSED} if closed else frozenset()
    if not isinstance(first, Product) or not first.facts & {_SHAPED, _BUILT}:
        return inherited
    weights = any(_WEIGHTS in facts for facts in known)
    return inherited | ({_BUILT, _WEIGHTS} if weights else {_BUILT})


def _of_all(value: Value, state: State) -> frozenset[str]:
    """The facts of a functional model are those of its outputs."""
    atoms = list(leaves(value, state))
    if not atoms or not all(is_symbolic(atom) for atom in atoms):
        return frozenset()
    each = [_facts(atom) for atom in atoms]
    of_every = frozenset.intersection(*each) & {_NEW, _ONE, _CLOSED}
    of_every -= set() if only(value) in atoms else {_ONE}
    return frozenset[str]().union(*each) - {_NEW, _ONE, _CLOSED} | of_every


def _facts(symbol: Atom) -> frozenset[str]:
    """Those of a symbolic tensor: an end of a model that is closed is so as well."""
    match symbol:
        case Product(facts=facts):
            return facts
        case Method(Product(facts=facts)):
            return facts & {_CLOSED}
    return frozenset()


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
    result = facts & {_WEIGHTS, *_INHERITED} | layer.facts & {_NEW, _ONE} | {_BUILT}
    others = [atom for atoms in each for atom in atoms if not isinstance(atom, Constant)]
    result |= layer.facts.intersection({_CLOSED}, *map(_facts, others))
    return Product(libraries.SYMBOLIC, result)


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


def gives_new(atom: Product, words: frozenset[str]) -> bool:
    """Whether nothing that it gives when it is called is what it was given.

    `words`: those of the program, which may change the layers of a model later.
    """
    return _NEW in atom.facts and _keeps(atom, words)


def gives_one(atom: Product, words: frozenset[str]) -> bool:
    """Whether it certainly gives one tensor when it is called; `words` as above."""
    return _ONE in atom.facts and _keeps(atom, words)


def is_closed(atom: Product, words: frozenset[str]) -> bool:
    """Whether the one tensor that it gives depends on nothing but its input and its variables.

    `words` as above.
    """
    return _CLOSED in atom.facts and gives_one(atom, words) and words.isdisjoint(_REPLACED)


def _keeps(atom: Product, words: frozenset[str]) -> bool:
    """Whether the last layer of a model stays the last."""
    return not atom.path.endswith(".Sequential") or words.isdisjoint(_LONGER)


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
