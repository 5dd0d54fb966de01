"""What is certain of the models, layers and symbolic tensors of Keras that a program makes.

A *symbolic* tensor is a `KerasTensor`: it stands for a tensor in the making of a model and never
holds a value. The facts of a `Product`: *shaped*, it knows the shape of its inputs; *built*, its
variables exist; *weights*, it has variables that are trainable once they exist; *noisy*, it
behaves in another way while it is trained; *penalised*, it has a loss of its own for its variables;
*stateful*, it has variables that are not trainable once they exist; *empty*, it has no layers;
*lone*, no other one has its key; *new*, all that it gives was computed by itself, not handed
through; *one*, it gives one tensor; *closed*, what it gives depends on what it was given and on
variables of its own, and on nothing else; *old*, Keras 3 refuses to make it; *bare*, all of its
layers are known, and may well have no trainable variables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, reduce

from tapelint import keras_library, libraries
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
_NOISY, _PENALISED, _STATEFUL = "noisy", "penalised", "stateful"
_EMPTY, _LONE, _OLD, _BARE = "empty", "lone", "old", "bare"
_NEW, _ONE, _CLOSED = "new", "one", "closed"
_INHERITED = frozenset({_NOISY, _PENALISED, _STATEFUL, _OLD})
"""What a model is if one of its layers is."""
_INPUTS = {
    Product(keras_library.SYMBOLIC, frozenset(facts))
    for facts in ({_BUILT, _CLOSED, _BARE}, {_BUILT, _CLOSED, _BARE, _OLD})
}
"""What `keras.Input(...)` gives."""


def made(
    path: str,
    positional: tuple[Value, ...],
    keywords: tuple[tuple[str, Value], ...],
    key: Key,
    state: State,
) -> Product:
    """The object that a call of the class `path` makes, which `key` tells apart from others."""
    names = {name for name, _ in keywords}
    if path in keras_library.INPUTS:
        facts = {_BUILT, _BARE} if "tensor" in names else {_BUILT, _BARE, _CLOSED}
        shape = only(dict(keywords).get("shape", _nth(positional, 0)))
        facts |= {_OLD} if isinstance(shape, Constant) and isinstance(shape.value, int) else set()
        return Product(keras_library.SYMBOLIC, frozenset(facts))
    if keras_library.is_layer(path):
        layer = path.rpartition(".")[2]
        facts = {_WEIGHTS if _has_variables(layer, keywords) else _BARE}
        facts |= {_SHAPED} if names & keras_library.INPUT_SHAPE else set()
        facts |= {_NOISY} if layer in keras_library.NOISY_LAYERS else set()
        facts |= {_STATEFUL} if layer == keras_library.WITH_AVERAGES else set()
        facts |= {_NEW} if layer in keras_library.NEW_TENSORS else set()
        one = layer in keras_library.ONE_TENSOR and names.isdisjoint(keras_library.RETURNING_STATES)
        facts |= {_ONE} if one else set()
        closed = layer in keras_library.CLOSED_LAYERS and _call_nothing(positional, keywords)
        facts |= {_CLOSED} if closed else set()
        penalties = [value for name, value in keywords if name in keras_library.PENALTIES]
        facts |= {_PENALISED} if any(Constant(None) not in v for v in penalties) else set()
        return Product(path, frozenset(facts), frozenset({key}))
    if path.startswith("keras.applications.") and libraries.is_class(path):
        facts = {_BUILT, _WEIGHTS, _NEW, _ONE, _CLOSED}
        facts -= {_CLOSED} if "input_tensor" in names else set()
        return Product(path, frozenset(facts), frozenset({key}))
    if path not in keras_library.MODELS or "trainable" in names:
        return Product(path)
    given = dict(keywords)
    if keras_library.is_sequential(path):
        return _stacked(path, given.get("layers", _nth(positional, 0)), state)
    inputs = given.get("inputs", _nth(positional, 0))
    return _functional(path, inputs, given.get("outputs", _nth(positional, 1)), state)


def _has_variables(layer: str, keywords: tuple[tuple[str, Value], ...]) -> bool:
    """Whether a layer certainly has trainable variables once it is built."""
    changed = (value for name, value in keywords if name in keras_library.CHANGING)
    known = all(value == frozenset({Constant(True)}) for value in changed)
    return layer in keras_library.WITH_VARIABLES and known


def _call_nothing(positional: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...]) -> bool:
    """Whether no argument of a layer is a function of the program, or may be one."""
    given = [
        *positional[1:],
        *(value for name, value in keywords if name not in keras_library.NUMBERS),
    ]
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


def _stacked(path: str, layers: Value, state: State) -> Product:
    """`Sequential([...])`, `Sequential()`."""
    empty = Product(path, frozenset({_EMPTY, _BARE}))
    atom = only(layers)
    if not layers or atom == Constant(None):
        return empty
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    if obj is None or obj.kind != "list" or obj.rest:
        return Product(path)
    return reduce(longer, obj.fields.values(), empty)


def longer(model: Product, layer: Value) -> Product:
    """A `Sequential` with one layer more; it is built if its first layer knows its shape."""
    last = only(layer)
    if not isinstance(last, Product):
        last = Product("?", frozenset({_BARE} if isinstance(last, Ref) else ()))
    facts = (model.facts | last.facts) & (_INHERITED | {_WEIGHTS}) | last.facts & {_NEW, _ONE}
    is_first = _EMPTY in model.facts
    if _BUILT in model.facts or (is_first and last.facts & {_SHAPED, _BUILT}):
        facts |= {_BUILT}
    if _CLOSED in last.facts and (is_first or _CLOSED in model.facts):
        facts |= {_CLOSED}
    facts |= model.facts & last.facts & {_BARE}
    return replace(model, facts=facts | model.facts & {_LONE}, layers=model.layers | last.layers)


def told_apart(model: Product, key: Key, *, lone: bool) -> Product:
    """The model, known by its key if it matters which one it is."""
    changes = keras_library.is_sequential(model.path) or is_unbuilt(model)
    if not (changes or is_noisy(model) or is_penalised(model)):
        return model
    facts = model.facts | ({_LONE} if lone else set())
    return Product(model.path, facts, model.layers | {key}, key)


def cloned(model: Product, layer: Key) -> Product:
    """Another model of such layers; a `Sequential` may not have been told its shape."""
    lost = {_LONE, _BUILT} if keras_library.is_sequential(model.path) else {_LONE}
    return Product(model.path, model.facts - lost, frozenset({layer}))


def is_lone(model: Product) -> bool:
    """Whether no other model has its key."""
    return _LONE in model.facts


def is_unbuilt(model: Product) -> bool:
    """Whether it may be that it has no variables so far, but gets them when it is called."""
    return _WEIGHTS in model.facts and _BUILT not in model.facts


@lru_cache(maxsize=1024)
def built(model: Product) -> Product:
    """The model once it has been called."""
    return Product(model.path, model.facts | {_BUILT}, model.layers, model.key)


def _functional(path: str, inputs: Value, outputs: Value, state: State) -> Product:
    """The facts of a functional model are those of its outputs."""
    atoms = list(leaves(outputs, state))
    if not atoms or not all(is_symbolic(atom) for atom in atoms):
        return Product(path)
    each = [_facts(atom) for atom in atoms]
    of_every = frozenset.intersection(*each) & {_NEW, _ONE, _CLOSED, _BARE}
    of_every -= set() if only(outputs) in atoms else {_ONE}
    facts = frozenset[str]().union(*each) - {_NEW, _ONE, _CLOSED, _BARE} | of_every
    # Layers before its inputs are none of its own.
    if not all(map(_is_input, leaves(inputs, state))):
        facts = facts - {_WEIGHTS, _STATEFUL} | {_BARE}
    return Product(path, facts, frozenset(layers_of(atoms)))


def _is_input(atom: Atom) -> bool:
    """Whether a symbolic tensor certainly comes before all layers."""
    match atom:
        case Method(Product(path), "input" | "inputs"):
            return keras_library.is_model(path)
    return atom in _INPUTS


def _facts(symbol: Atom) -> frozenset[str]:
    """Those of a symbolic tensor; the ends of a model have some of the model's."""
    match symbol:
        case Product(facts=facts):
            return facts
        case Method(Product(facts=facts), "output" | "outputs"):
            return facts & {_CLOSED, _BUILT, _WEIGHTS, _BARE}
        case Method(Product(facts=facts)):
            return facts & {_CLOSED} | {_BARE}
    return frozenset()


def layers_of(atoms: Iterable[Atom]) -> Iterator[Key]:
    """The layers of models, of their attributes, and on the way to symbolic tensors."""
    for atom in atoms:
        model = atom.receiver if isinstance(atom, Method) else atom
        yield from model.layers if isinstance(model, Product) else ()


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
    result |= layer.facts.intersection({_CLOSED, _BARE}, *map(_facts, others))
    return Product(keras_library.SYMBOLIC, result, frozenset(layers_of([layer, *others])))


def of_file(layers: frozenset[Key], *, new: bool) -> Product:
    """A layer of the file that depends on its inputs and these layers, and gives one tensor.

    `new`: that is none of its inputs.
    """
    facts = {_CLOSED, _ONE, _BARE} | ({_NEW} if new else set())
    return Product("keras.layers.Layer", frozenset(facts), layers)


def is_symbolic(atom: Atom) -> bool:
    """Whether it certainly is a `KerasTensor` or a list of them, if it can be read at all."""
    match atom:
        case Product(path):
            return path == keras_library.SYMBOLIC
        case Method(Product(path), name):
            if name in keras_library.ENDS:
                return keras_library.is_model(path)
            inner = keras_library.is_model(path) or keras_library.is_layer(path)
            return name in keras_library.ENDS_OF_A_LAYER and (inner or _is_part(path))
    return False


def is_one(symbol: Atom) -> bool:
    """Whether it certainly is one symbolic tensor, and no list of them."""
    return symbol in _INPUTS or (isinstance(symbol, Product) and _ONE in symbol.facts)


def sets_attributes(words: frozenset[str]) -> bool:
    """Whether a program with these words may set an attribute of anything but `self`."""
    return any(word.endswith("=") and not word.startswith("self.") for word in words)


def _is_part(path: str) -> bool:
    """Whether it is a layer of a model: `model.layers[-1]`, `model.get_layer("name")`."""
    model, _, name = path.rpartition(".")
    return name in ("layers", "get_layer") and keras_library.is_model(model)


def element(atom: Method) -> Value | None:
    """An element of `model.layers`, or of symbolic tensors; None: not known."""
    if is_symbolic(atom):
        return frozenset({Product(keras_library.SYMBOLIC)})
    match atom:
        case Method(Product(path) as model, "layers") if keras_library.is_model(path):
            return frozenset({part(model, "layers")})
    return None


def part(model: Product, name: str) -> Product:
    """One of the layers of a model: `model.layers[-1]`, `model.get_layer("name")`."""
    return Product(f"{model.path}.{name}", model.facts & {_CLOSED} | {_BARE}, model.layers)


def is_object(atom: Atom) -> bool:
    """Whether it certainly is a Keras model or layer."""
    if not isinstance(atom, Product):
        return False
    path = atom.path
    return keras_library.is_model(path) or keras_library.is_layer(path) or _is_part(path)


def makes_weights(model: Product) -> bool:
    """Whether it certainly has trainable variables once they exist."""
    return _WEIGHTS in model.facts


def of_any_layers(model: Product) -> Product:
    """The model, of which no layer is known for certain any more."""
    return replace(model, facts=frozenset({_BARE}))


def is_bare(model: Product) -> bool:
    """Whether it may well have no trainable variables."""
    return _BARE in model.facts


def is_old(model: Product) -> bool:
    """Whether Keras 3 refuses to make it."""
    return _OLD in model.facts


def has_weights(atom: Atom) -> bool:
    """Whether it certainly has variables."""
    return isinstance(atom, Product) and {_BUILT, _WEIGHTS} <= atom.facts


def gives_new(atom: Product, words: frozenset[str]) -> bool:
    """Whether nothing that it gives when it is called is what it was given.

    `words`: those by which a program may change the layers of a model out of sight.
    """
    return _NEW in atom.facts and _keeps(atom, words)


def gives_one(atom: Product, words: frozenset[str]) -> bool:
    """Whether it certainly gives one tensor when it is called; `words` as above."""
    return _ONE in atom.facts and _keeps(atom, words)


def is_closed(atom: Product, words: frozenset[str]) -> bool:
    """Whether what it gives depends on nothing but its input and its variables.

    `words` as above.
    """
    closed = _CLOSED in atom.facts and _keeps(atom, words)
    return closed and words.isdisjoint(keras_library.REPLACED)


def has_state(model: Atom) -> bool:
    """Whether it certainly has variables that are not trainable."""
    return isinstance(model, Product) and {_BUILT, _STATEFUL} <= model.facts


def _keeps(atom: Product, words: frozenset[str]) -> bool:
    """Whether the last layer of a model stays the last."""
    return not keras_library.is_sequential(atom.path) or words.isdisjoint(keras_library.LONGER)


def is_noisy(atom: Product) -> bool:
    """Whether it certainly is a model that behaves in another way while it is trained."""
    return keras_library.is_model(atom.path) and _NOISY in atom.facts


def is_penalised(atom: Product) -> bool:
    """Whether it certainly is a model with a loss of its own for its variables."""
    return keras_library.is_model(atom.path) and _PENALISED in atom.facts
