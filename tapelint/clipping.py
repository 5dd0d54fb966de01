"""Operations that clip one gradient, and refuse None."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapelint.gradients import is_derivative
from tapelint.optimizer_events import NoneClipped
from tapelint.program import Call
from tapelint.spelling import mentioned, spell
from tapelint.state import State
from tapelint.tapes import Arguments
from tapelint.values import Missing, Site, Tensor, Value

if TYPE_CHECKING:
    from tapelint.calls import Calls

CLIPPING = frozenset(
    f"tensorflow.{name}" for name in ("clip_by_value", "clip_by_norm", "clip_by_average_norm")
)


def tell_clipped(machine: Calls, arguments: Arguments, expr: Call, state: State) -> None:
    """A call of one of `CLIPPING` on a derivative that may be None, and was not looked at."""
    if not machine.told or not arguments.positional or not expr.args:
        return
    value, written = arguments.positional[0], expr.args[0].value
    site = _derivative(machine, value)
    asked = frozenset[str]().union(*(test.words for test, _ in state.tests))
    if site is None or asked & machine.depends(frozenset(mentioned(written))):
        return
    certain = all(isinstance(atom, Missing) for atom in value)
    function, what = spell(expr.func) or "clipping", spell(written) or "the gradient"
    machine.tell(NoneClipped(expr.origin, machine.context(), function, what, site, certain))


def _derivative(machine: Calls, value: Value) -> Site | None:
    """The derivative call that gave a value, if that certainly is a derivative and may be None."""
    if not is_derivative(machine, value):
        return None
    for atom in value:
        if isinstance(atom, Missing):
            return atom.site
        if isinstance(atom, Tensor):
            for key in atom.keys & machine.doubtful:
                made = machine.history.of(key)
                return made.site if made is not None else None
    return None
