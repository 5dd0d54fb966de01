"""Classes of the file that derive from a layer or model of Keras, and what Keras does with them.

`layer(x)` runs the `call` of the class. What Keras does besides concerns no tape: it makes tensors
of arrays, builds the variables the first time, and passes `training` on from a layer around. Only
what no code out of sight holds is followed: nobody else sets its attributes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.exposure import is_blurred
from tapelint.keras_objects import is_symbolic
from tapelint.program import Function
from tapelint.state import State, leaves
from tapelint.tapes import Arguments
from tapelint.values import (
    UNKNOWN,
    Atom,
    FunctionRef,
    Ref,
    Sequence,
    Site,
    Symbol,
    Tensor,
    Value,
    Variable,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
_PASSED_ON = ("training", "mask")
"""Parameters of `call` for which Keras has values of its own."""
_HOOKS = frozenset(
    """
    __call__ __delattr__ __getattr__ __getattribute__ __new__ __setattr__ build <decorated>
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
    if not isinstance(cls, Symbol):
        return False
    return libraries.is_keras_layer(cls.path) or cls.path in libraries.KERAS_MODELS


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
    if any(is_symbolic(a) for value in arguments.values for a in leaves(value, state)):
        return None
    bound = replace(found, receiver=frozenset({ref}))
    given = _given(found.function, arguments)
    value, after = machine.run_function(bound, given, site, state)
    if _changed(state, after):
        # The first time, Keras may run it once more, with symbols.
        return UNKNOWN, machine.hand_over([frozenset({ref}), *arguments.values], after)
    return value, after


def _given(function: Function, arguments: Arguments) -> Arguments:
    """What `call` gets."""
    positional = tuple(map(_as_tensors, arguments.positional))
    keywords = {name: _as_tensors(value) for name, value in arguments.keywords}
    free = [p.name for p in function.parameters[1 + len(positional) :]]
    passed = {name: UNKNOWN for name in _PASSED_ON if name in free}
    return Arguments(positional, tuple({**passed, **keywords}.items()))


def _as_tensors(value: Value) -> Value:
    """Arrays and numbers become tensors, of which no more is known."""
    return value if all(map(_is_kept, value)) else UNKNOWN


def _is_kept(atom: Atom) -> bool:
    match atom:
        case Tensor() | Variable():
            return True
        case Sequence(items):
            return all(_as_tensors(item) == item for item in items)
    return False


def _changed(before: State, after: State) -> bool:
    """Whether anything that was there before is in another way, and not just in any way."""
    heap = {key: obj for key, obj in after.heap.items() if not is_blurred(obj)}
    return any(
        now.get(key, thing) != thing
        for then, now in (
            (before.tapes, after.tapes),
            (before.heap, heap),
            (before.frames, after.frames),
        )
        for key, thing in then.items()
    )
