"""Layers of the file in functional models: `Sampling()([mean, log_variance])`.

Keras traces the `call` of the class there, and runs it whenever the model is called. It is run
here on tensors that stand for any, and a tape looks on: what the layer gives is known if that
depends on nothing but its inputs and the layers in its attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tapelint import keras_library, keras_objects
from tapelint.changes import changed
from tapelint.history import How
from tapelint.keras_classes import given_to, own_call
from tapelint.lifecycle import Persistence, Phase
from tapelint.state import State, holders, leaves
from tapelint.structures import parts
from tapelint.tape_state import Mode, Tape
from tapelint.tapes import Arguments
from tapelint.values import (
    ALIAS,
    UNKNOWN,
    WEIGHTS,
    Atom,
    Constant,
    Detached,
    FunctionRef,
    Key,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    Symbol,
    Tensor,
    Value,
    Weights,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

_INPUT: Key = "any input"
_TAPE: Key = "the tape that looks on"
_RECORD = Record(_TAPE, _TAPE)
_LOOKING_ON = Tape(
    _TAPE,
    frozenset({Persistence.YES}),
    frozenset({Mode(Phase.RECORDING, _RECORD)}),
    watched=frozenset({_INPUT}),
)
_NUMBER: Value = frozenset({Detached(array=False)})
_FIELDS = keras_library.SIMPLE | {"<bases>"}
"""What the class of such a layer may have."""


class _Trial(NamedTuple):
    """The state in which `call` is tried, and the layers in the attributes of its object."""

    state: State
    layers: frozenset[Key]


def on_symbols(
    machine: Calls, ref: Ref, arguments: Arguments, site: Site, state: State
) -> tuple[Value, State] | None:
    """What a layer gives that is called on symbolic tensors; None: it is not, or not known."""
    atoms = [atom for value in arguments.positional for atom in leaves(value, state)]
    if not atoms or not all(map(keras_objects.is_symbolic, atoms)):
        return None
    call = own_call(machine, ref, arguments, state)
    trial = _trial(machine, ref, state) if call is not None else None
    if call is None or trial is None or not _holds_nothing(call):
        return None
    standing = Arguments(tuple(_standing_for(value, state) for value in arguments.positional))
    given = given_to(machine, call.function, standing, trial.state)
    with machine.silence():
        value, after = machine.run_function(call, given, site, trial.state)
    if changed(trial.state, after) or after.frames != trial.state.frames:
        return None
    result = _symbols(machine, value, trial, arguments, state)
    # Whatever it holds, it does it from now on when nobody sees it.
    return (result, machine.expose([frozenset({call})], state)) if result else None


def _trial(machine: Calls, ref: Ref, state: State) -> _Trial | None:
    """None: the layer may have variables out of sight."""
    obj = state.heap[ref.key]
    (cls,) = obj.cls
    classes = [
        state.heap[each.key] for each in machine.lineage(cls, state) if isinstance(each, Ref)
    ]
    simple = all(each.fields.keys() <= _FIELDS for each in classes)
    if not simple or (keras_objects.sets_attributes(machine.words) and holders(state, ref.key)):
        return None
    layers: set[Key] = set()
    fields: dict[str, Value] = {}
    for name, value in obj.fields.items():
        kept = _attribute(machine, value, layers)
        if kept is None:
            return None
        fields[name] = kept
    frames = {frame: _loose(names) for frame, names in state.frames.items()}
    tried = replace(state, frames=frames, tapes={_TAPE: _LOOKING_ON})
    return _Trial(tried.with_object(ref.key, replace(obj, fields=fields)), frozenset(layers))


def _attribute(machine: Calls, value: Value, layers: set[Key]) -> Value | None:
    """An attribute of the layer; None: there may be variables in it that are not known."""
    atom = only(value)
    match atom:
        case Product() if keras_objects.is_object(atom):
            own = machine.own_variables(atom)
            layers |= own.layers if isinstance(own, Weights) else set()
            return value if isinstance(own, Weights) else None
        case Product(path) if path.startswith(keras_library.HELPERS):
            return UNKNOWN
        case Constant() | Detached() | Symbol():
            return _loosened(value)
    return None


def _loose(names: Mapping[str, Value]) -> dict[str, Value]:
    """Names when `call` is run later: modules and what is in them stay the same."""
    return {
        name: value if isinstance(only(value), Symbol) else _loosened(value)
        for name, value in names.items()
    }


def _holds_nothing(function: FunctionRef) -> bool:
    """Whether its parameters stand for numbers and the like when they are left out."""
    return all(isinstance(atom, Constant) for _, value in function.defaults for atom in value)


def _loosened(value: Value) -> Value:
    """Another number may stand where there is one now."""
    atom = only(value)
    is_number = isinstance(atom, Constant) and isinstance(atom.value, (int, float))
    return _NUMBER if is_number else UNKNOWN


def _standing_for(value: Value, state: State) -> Value:
    """Tensors in the place of symbolic ones."""
    items = parts(value, state)
    if items is not None:
        return frozenset({Sequence(tuple(_standing_for(item, state) for item in items))})
    one = all(map(keras_objects.is_one, value))
    return frozenset({Tensor(frozenset({_INPUT}), solid=one)})


def _symbols(
    machine: Calls, value: Value, trial: _Trial, arguments: Arguments, state: State
) -> Value | None:
    """Symbolic tensors in the place of those that `call` gave; None: they may be anything."""
    atom = only(value)
    if isinstance(atom, Sequence):
        items = [_symbols(machine, item, trial, arguments, state) for item in atom.items]
        return frozenset({Sequence(tuple(i for i in items if i))}) if all(items) else None
    if not value or not all(_is_closed(machine, each, trial.layers) for each in value):
        return None
    new = all(isinstance(each, Tensor) and _INPUT not in each.keys for each in value)
    layer = keras_objects.of_file(trial.layers, new=new)
    symbol = keras_objects.called(layer, arguments.values, state, set_by_hand=False)
    return frozenset({symbol}) if symbol else None


def _is_closed(machine: Calls, atom: Atom, layers: frozenset[Key]) -> bool:
    """Whether it certainly is one tensor that came of the inputs and of these layers alone."""
    if not isinstance(atom, Tensor) or not atom.solid or atom.assumed or ALIAS in atom.keys:
        return False
    reach = atom.reach(_RECORD)
    return reach is not None and all(
        _is_computed(machine, key) for key in reach - layers - {_INPUT, WEIGHTS}
    )


def _is_computed(machine: Calls, key: Key) -> bool:
    """Whether it is a tensor on the way, not a variable."""
    made = machine.history.of(key)
    return made is not None and made.how is not How.WRITTEN
