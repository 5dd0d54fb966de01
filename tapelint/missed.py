"""The sources of a derivative call that certainly have no derivative, and why."""

from __future__ import annotations

from tapelint.bound import forms
from tapelint.events import Lost, Reason
from tapelint.found import Found
from tapelint.program import Call, Compute, Expr, Literal
from tapelint.reasons import Asked, explain
from tapelint.results import Results, sources_of
from tapelint.state import State
from tapelint.structures import named
from tapelint.tensors import NO_KEYS
from tapelint.values import Atom, TapeRef, Value, Weights

_EACH, _SOME = "each of ", "some of "


def lost_sources(
    machine: Results,
    ref: TapeRef,
    call: Call,
    sources: Expr | None,
    bound: dict[str, Value],
    state: State,
) -> tuple[Lost, ...]:
    """The sources whose derivative is certainly None, and why.

    `sources`: as they are written; `bound`: the arguments of the call.
    """
    if "target" not in bound or not (bound.keys() & {"sources", "source"}):
        return ()
    tape = state.tapes[ref.key]
    found = Found.of(bound["target"], tape, state, machine.words)
    asked = Asked(machine, ref.key, tape, found.targets if found else (), call, state)
    lost: list[Lost] = []
    for name, value in named(sources, sources_of(bound), state):
        by = machine.by_layer(value)
        if by and found is not None and all(found.misses(atom, state) for atom in by):
            missed, part = _missed(by, found)
            lost.append(explain(asked, name, missed)._replace(part=part))
        elif by and tape.watched == NO_KEYS and all(map(_has_state, by)):
            lost.append(Lost(name, Reason.NOT_TRAINABLE, part=_SOME))
    if any(one.part == _SOME for one in lost) and _sorts_out(machine):
        return tuple(one for one in lost if one.part != _SOME)
    return tuple(lost)


def _sorts_out(machine: Results) -> bool:
    """Whether the program asks of anything whether it is None: it may leave some of a list out."""
    machine.looked_around = True
    return any(
        isinstance(form, Compute) and form.op in ("is", "is not") and any(map(_is_none, form.parts))
        for form in forms(machine.module_body)
    )


def _is_none(expr: Expr) -> bool:
    return isinstance(expr, Literal) and expr.value is None


def _missed(sources: Value, found: Found) -> tuple[Value, str]:
    """The sources, of lists of variables no more than is missed, and how much of them that is."""
    lists = [atom for atom in sources if isinstance(atom, Weights)]
    if not lists:
        return sources, ""
    missed = frozenset(Weights(found.missed(each)) for each in lists)
    whole = all(found.missed(each) >= each.layers for each in lists)
    return sources.difference(lists) | missed, _EACH if whole else _SOME


def _has_state(source: Atom) -> bool:
    """Whether it lists variables that no tape watches by itself."""
    return isinstance(source, Weights) and source.state
