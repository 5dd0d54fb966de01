"""Sequential models of Keras as they change: `model.add(layer)`, `model.pop()`, the first call.

That they are followed at all is asked of `stack_uses` before the program is run.
"""

from __future__ import annotations

from tapelint.exposure import Exposure
from tapelint.keras_objects import built, is_lone, is_unbuilt, longer, of_any_layers
from tapelint.state import State, substituted
from tapelint.tapes import Arguments
from tapelint.values import Product, Value, within


def stacked(
    machine: Exposure, model: Product, method: str, arguments: Arguments, state: State
) -> State:
    """After `model.add(layer)` or `model.pop()`."""
    layers = arguments.values if method == "add" and not arguments.opaque else []
    after = longer(model, layers[0]) if layers and is_lone(model) else _unknown(model)
    for around in _around(model, state):
        state = _turned(machine, around, _unknown(around), state)
    return _turned(machine, model, after, state)


def _unknown(model: Product) -> Product:
    return of_any_layers(Product(model.path, key=model.key))


def _around(model: Product, state: State) -> set[Product]:
    """The models and symbolic tensors that a model is a part of."""
    names = [*state.frames.values(), *(obj.fields for obj in state.heap.values())]
    values = [value for held in names for value in held.values()]
    values += [obj.rest for obj in state.heap.values()]
    found = {atom for value in values for atom in within(value) if isinstance(atom, Product)}
    return {one for one in found if model.key in one.layers and one.key != model.key}


def called(machine: Exposure, model: Product, state: State) -> State:
    """After `model(x)`: it has its variables then."""
    if not (is_lone(model) and is_unbuilt(model)):
        return state
    return _turned(machine, model, built(model), state)


def settled(machine: Exposure, models: Value, state: State) -> tuple[Value, State]:
    """Just before one of several is called: one that may have been called before has been, then."""
    for atom in models:
        if not isinstance(atom, Product) or not is_lone(atom) or not is_unbuilt(atom):
            continue
        if built(atom) in models:
            models -= {atom}
            state = _turned(machine, atom, built(atom), state)
    return models, state


def _turned(machine: Exposure, before: Product, after: Product, state: State) -> State:
    """The state with one model in the place of another, wherever that stands."""
    machine.fates.models.add(after)
    if before in machine.fates.shared:
        machine.fates.shared.add(after)
    return substituted(state, before, frozenset({after}))
