"""Calls that give a context manager; what entering and leaving one does is in `managers`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.program import Call
from tapelint.state import Object, State
from tapelint.tapes import Arguments
from tapelint.values import NONE, UNKNOWN, Constant, Sequence, Value

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]


def _stack(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return machine.make_object(expr.origin, Object("stack"), state)


def _place(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`with tf.device(...)`, `with tf.name_scope(...)`: nothing to tapes."""
    return machine.make_object(expr.origin, Object("manager", {"gives": UNKNOWN}), state)


def _null(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    inner = arguments.positional[0] if arguments.positional else NONE
    return machine.make_object(expr.origin, Object("manager", {"gives": inner}), state)


def _catching(word: str, machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """One that exceptions of some classes do not get out of."""
    types: Value = frozenset({Sequence(arguments.positional)})
    manager = Object("manager", {word: frozenset({Constant(True)}), "types": types})
    return machine.make_object(expr.origin, manager, state)


MANAGER_CALLS: dict[str, Callable[[Calls, Arguments, Call, State], Result]] = {
    "contextlib.ExitStack": _stack,
    "contextlib.nullcontext": _null,
    "contextlib.closing": _null,
    "tensorflow.device": _place,
    "tensorflow.name_scope": _place,
    **dict.fromkeys(libraries.SWALLOWING, partial(_catching, "swallows")),
    **dict.fromkeys(libraries.EXPECTING, partial(_catching, "expects")),
}
