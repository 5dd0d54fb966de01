"""Optimizers of Keras and TensorFlow 1 as objects: made, called, and built by their first call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.exposure import blurred
from tapelint.fates import Spoken
from tapelint.lifecycle import Persistence, Phase
from tapelint.program import Call
from tapelint.spelling import NO_NAME, spell
from tapelint.state import Object, State
from tapelint.tapes import Arguments
from tapelint.tensors import NEW
from tapelint.updates import (
    BUILT,
    FIRST,
    MADE,
    SCALES,
    Update,
    gradients_of,
    pairs_of,
    tell_update,
    update_of,
)
from tapelint.values import (
    NONE,
    UNKNOWN,
    Constant,
    Product,
    Ref,
    Sequence,
    Symbol,
    TapeRef,
    Value,
    only,
)
from tapelint.zips import exhausted

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
KIND = "optimizer"
"""The kind of their objects; the class is a library symbol."""
_LEAVES_SCALE = frozenset({"inner_optimizer", "dynamic_growth_steps", "name"})
"""Arguments of a `LossScaleOptimizer` that leave its scale what it is at first."""
_READS = frozenset({"get_config", "scale_loss", "apply_gradients"})
"""Methods that do not build an optimizer for other variables than `BUILT` says."""


def make_optimizer(
    machine: Calls, path: str, arguments: Arguments, expr: Call, state: State
) -> Result:
    """A call of the class `path`."""
    state = machine.expose(arguments.values, state)
    names = {name for name, _ in arguments.keywords}
    plain = not arguments.opaque and len(arguments.positional) <= 1 and names <= _LEAVES_SCALE
    fields: dict[str, Value] = {
        BUILT: NONE,
        FIRST: NONE,
        MADE: frozenset({Constant(expr.origin)}),
        SCALES: frozenset({Constant(path in libraries.LOSS_SCALING and plain)}),
    }
    obj = Object(KIND, fields, cls=frozenset({Symbol(path)}))
    return machine.make_object(expr.origin, obj, state)


def call_optimizer(
    machine: Calls, ref: Ref, name: str, arguments: Arguments, expr: Call, state: State
) -> Result:
    """A call of the method `name`."""
    obj = state.heap[ref.key]
    cls = only(obj.cls)
    if not isinstance(cls, Symbol) or name in obj.fields:
        return UNKNOWN, machine.hand_over([frozenset({ref}), *arguments.values], state)
    if name == "apply_gradients" and not arguments.opaque:
        update = update_of(ref, obj, arguments, expr)
        if machine.told:
            tell_update(machine, update, cls.path, state)
        given = gradients_of(update, state)
        state = machine.update(Spoken(expr.origin, NO_NAME, name), given, state)
        return frozenset({Product(f"{cls.path}.{name}")}), _applied(update, state)
    if name == "scale_loss" and cls.path in libraries.LOSS_SCALING and not arguments.opaque:
        return machine.operation(expr.origin, arguments.values, state, NEW), state
    if name not in _READS or arguments.opaque:
        state = state.with_object(ref.key, blurred(obj))
    tape = _used_by(arguments, state) if name == "minimize" else None
    if tape is not None:
        rest = [value for value in arguments.values if only(value) != tape]
        state = machine.hand_over(rest, state)
        return UNKNOWN, machine.use_up(tape, _spelled(expr, "tape"), expr, state)
    return machine.foreign_method(Product(cls.path), name, arguments, expr.origin, state)


def _used_by(arguments: Arguments, state: State) -> TapeRef | None:
    """The tape from which `minimize(loss, variables, tape=tape)` of Keras 2 takes a gradient.

    Some of its optimizers enter the tape once more, so that it must be idle and unspent.
    """
    tape = only(dict(arguments.keywords).get("tape", UNKNOWN))
    known = state.tapes.get(tape.key) if isinstance(tape, TapeRef) else None
    if (
        not isinstance(tape, TapeRef)
        or known is None
        or tape.key in state.exposed
        or known.persistence != {Persistence.NO}
        or any(mode.phase is not Phase.IDLE for mode in known.modes)
    ):
        return None
    return tape


def _spelled(expr: Call, keyword: str) -> str | None:
    """How an argument is written."""
    return next((spell(a.value) for a in expr.args if a.name == keyword), None)


def _applied(update: Update, state: State) -> State:
    """After the call: a zip is exhausted, and the optimizer is built for these variables."""
    pairs = pairs_of(update, state)
    site = update.call.origin
    state = exhausted(update.value, site, state)
    obj = update.optimizer
    if obj.get(BUILT) != NONE:
        return state
    given: Value = UNKNOWN
    if pairs is not None:
        given = frozenset({Sequence(tuple(pair.variable for pair in pairs))})
    obj = obj.put(BUILT, given).put(FIRST, frozenset({Constant(site)}))
    return state.with_object(update.ref.key, obj)
