"""Classes of the file that derive from a layer or model of Keras, and what Keras does with them.

`layer(x)` runs the `call` of the class. What Keras does besides concerns no tape: it makes tensors
of arrays, builds the variables the first time, and passes `training` on from a layer around. Only
what no code out of sight holds is followed: nobody else sets its attributes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from tapelint.exposure import is_blurred
from tapelint.keras_objects import is_symbolic
from tapelint.program import Function
from tapelint.state import State, leaves
from tapelint.tapes import Arguments
from tapelint.tensors import MAYBE_SAME
from tapelint.values import (
    UNKNOWN,
    Atom,
    FunctionRef,
    Key,
    Ref,
    Sequence,
    Site,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
T = TypeVar("T")
_PASSED_ON = ("training", "mask")
"""How parameters of `call` end for which Keras has values of its own: `mask`, `query_mask`."""
_BASES = frozenset({"keras.layers.Layer", "keras.Layer", "keras.Model", "keras.models.Model"})
"""Others set attributes of their own when they are built."""
_HOOKS = frozenset(
    """
    __call__ __delattr__ __getattr__ __getattribute__ __init_subclass__ __new__ __setattr__
    build compute_mask <decorated>
    """.split()
)
"""What makes calls or attributes anything; when `build` runs is up to Keras."""
_QUIET = frozenset(
    """
    __init__ add_weight add_loss add_metric count_params get_config get_weights load_weights
    save_weights set_weights summary
    """.split()
)
"""Methods of Keras that set no attribute of the file's own and hand the object to nobody."""


def is_plain(machine: Calls, cls: Atom | None, state: State) -> bool:
    """Whether a class derives from one of Keras, and does nothing to calls and attributes."""
    while isinstance(cls, Ref) and cls.key in state.heap:
        bases = machine.bases(cls, state)
        if len(bases) != 1 or not _HOOKS.isdisjoint(state.heap[cls.key].fields):
            return False
        cls = bases[0]
    return isinstance(cls, Symbol) and cls.path in _BASES


def is_quiet(machine: Calls, ref: Ref, name: str, state: State) -> bool:
    """Whether a method that Keras defines leaves an object of the file alone."""
    return name in _QUIET and is_plain(machine, only(state.heap[ref.key].cls), state)


def call_layer(
    machine: Calls, ref: Ref, arguments: Arguments, site: Site, state: State
) -> Result | None:
    """`layer(x)`; None: not known."""
    cls = only(state.heap[ref.key].cls)
    if ref.key in state.exposed or arguments.opaque or not is_plain(machine, cls, state):
        return None
    found = only(machine.in_class(cls, "call", state) or UNKNOWN) if cls is not None else None
    if not isinstance(found, FunctionRef) or found.receiver or found.flavor != "plain":
        return None
    if "call" in state.heap[ref.key].fields or _takes_anything(found.function):
        return None
    if any(is_symbolic(a) for value in arguments.values for a in leaves(value, state)):
        return None
    bound = replace(found, receiver=frozenset({ref}))
    given = _given(machine, found.function, arguments, state)
    # Of what it holds besides tensors no more is known there.
    state = machine.expose(arguments.values, state)
    value, after = machine.run_function(bound, given, site, state)
    after = machine.lend(arguments, after)
    changed = _changed(state, after)
    if not changed and after.frames == state.frames:
        return value, after
    # The first time, Keras may run it once more, with symbols.
    return UNKNOWN, machine.hand_over([frozenset({ref}), *changed], _rebound(state, after))


def _given(machine: Calls, function: Function, arguments: Arguments, state: State) -> Arguments:
    """What `call` gets."""
    positional = tuple(_as_tensors(machine, value, state) for value in arguments.positional)
    keywords = {name: _as_tensors(machine, value, state) for name, value in arguments.keywords}
    by_position = [p for p in function.parameters if p.kind in ("positional", "normal")]
    taken = {p.name for p in by_position[: 1 + len(positional)]}
    free = {p.name for p in function.parameters} - taken
    passed = {name: UNKNOWN for name in free if name.endswith(_PASSED_ON)}
    return Arguments(positional, tuple({**passed, **keywords}.items()))


def _takes_anything(function: Function) -> bool:
    """Whether Keras 2 may pass on what is not even named."""
    return any(parameter.kind == "doublestar" for parameter in function.parameters)


def _as_tensors(machine: Calls, value: Value, state: State) -> Value:
    """Arrays and numbers become tensors, of which no more is known."""
    atom = only(value)
    if isinstance(atom, Sequence):
        items = tuple(_as_tensors(machine, item, state) for item in atom.items)
        return frozenset({replace(atom, items=items)})
    if all(isinstance(atom, Tensor) for atom in value):
        return value
    if all(isinstance(atom, (Tensor, Variable)) for atom in value):
        # Keras 3 casts a variable of another dtype than the layer has, and keeps others.
        return machine.operation(None, [value], state, MAYBE_SAME)
    return UNKNOWN


def _changed(before: State, after: State) -> list[Value]:
    """The tapes and objects that were there before and are in another way, not just in any way."""
    tapes = [frozenset[Atom]({TapeRef(key)}) for key in _other(before.tapes, after.tapes)]
    heap = {key: obj for key, obj in after.heap.items() if not is_blurred(obj)}
    return [*tapes, *(frozenset[Atom]({Ref(key)}) for key in _other(before.heap, heap))]


def _other(then: Mapping[Key, T], now: Mapping[Key, T]) -> list[Key]:
    return [key for key, thing in then.items() if now.get(key, thing) != thing]


def _rebound(before: State, after: State) -> State:
    """The state in which each name that was bound anew may be anything."""
    for frame in _other(before.frames, after.frames):
        then = before.frames[frame]
        names = {
            name: value if then.get(name) == value else value | UNKNOWN
            for name, value in after.frames[frame].items()
        }
        after = after.with_frame(frame, names)
    return after
