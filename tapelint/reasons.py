"""Why a derivative is None: where the path from the target back to the source breaks.

That it is None is certain before anybody asks here. The cause that is told is the one nearest
to the source, on the path that breaks least often: mending it brings the derivative back, or the
next cause to light.

Terms: a *break* is a place in the history where the asked tape could not follow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from tapelint.events import Lost, Reason
from tapelint.history import How, Made
from tapelint.joins import common_dtype
from tapelint.lifecycle import Phase
from tapelint.machine import Machine
from tapelint.program import Call, Form
from tapelint.state import State
from tapelint.tape_state import Tape
from tapelint.values import (
    ALIAS,
    Atom,
    Detached,
    Key,
    Site,
    Tensor,
    Value,
    Variable,
    Weights,
)

_BREAKS = {
    How.LEFT: Reason.LEFT,
    How.NO_GRADIENT: Reason.NO_GRADIENT,
    How.WRITTEN: Reason.WRITTEN,
}
_WHATEVER_THE_TARGET = (Reason.DTYPE, Reason.REBOUND)
_STANDING = {
    "before": Reason.BEFORE,
    "earlier": Reason.BEFORE,
    "after": Reason.AFTER,
    "paused": Reason.PAUSED,
}


class Asked(NamedTuple):
    """A derivative call: of which tape, for which targets, as it is written."""

    machine: Machine
    key: Key
    tape: Tape
    targets: tuple[Atom, ...]
    call: Call
    state: State


class Break(NamedTuple):
    """A place where the tape could not follow."""

    key: Key
    made: Made
    reason: Reason
    when: str = ""


def explain(asked: Asked, name: str | None, source: Value) -> Lost:
    """Why there is no derivative by this source, which is called `name`."""
    keys = _keys(source)
    lost = _of_source(asked, name, source)
    if lost is not None and (lost.reason in _WHATEVER_THE_TARGET or not keys):
        return lost
    way, related = _way(asked, keys)
    if lost is not None and (related or _anything_goes(asked)):
        return lost
    chosen = _first_outside(asked, keys, way)
    if chosen is not None:
        return _lost(asked, name, chosen)
    late = _watch_call(asked, keys) if related else None
    if late is not None:
        return Lost(name, Reason.LATE, late, name)
    return _unrelated(asked, name, source)


def _first_outside(asked: Asked, source: frozenset[Key], way: tuple[Break, ...]) -> Break | None:
    """Of the breaks the one to tell.

    A first derivative that the tape did not see, wherever it is on a way to the source; otherwise
    the break nearest to the source. A derivative behind a write into a variable is not the trouble.
    """
    history = asked.machine.history
    targets = [k for t in asked.targets for k in _target_keys(t) if k != ALIAS]

    def passes(key: Key, made: Made) -> bool:
        # What training wrote into a variable before is no step on the way to it.
        return key not in source and made.how is not How.WRITTEN

    for key in history.ancestors(targets, passes) if way else ():
        made = history.of(key)
        if made is not None and made.how is How.DERIVATIVE:
            broken = _break(asked, key, made)
            if broken is not None and (not source or source & set(history.ancestors([key]))):
                return broken
    behind = [b for b in way if b.reason is not Reason.FIRST_OUTSIDE] or way
    return min(behind, key=lambda b: history.rank(b.key), default=None)


def _keys(source: Value) -> frozenset[Key]:
    keys: frozenset[Key] = frozenset()
    for atom in source:
        if isinstance(atom, Tensor):
            keys |= atom.keys
        elif isinstance(atom, Variable):
            keys |= {atom.key}
        elif isinstance(atom, Weights):
            keys |= atom.layers
    return keys


def _anything_goes(asked: Asked) -> bool:
    """Whether the targets may be computed from something that is not in sight."""
    history = asked.machine.history
    keys = frozenset(k for t in asked.targets for k in _target_keys(t))
    ancestors = history.ancestors(keys - {ALIAS})
    return ALIAS in keys or any((made := history.of(k)) and made.open for k in ancestors)


def _target_keys(atom: Atom) -> frozenset[Key]:
    match atom:
        case Tensor(keys) | Detached(keys):
            return keys
        case Variable(key):
            return frozenset({key})
    return frozenset()


# --- what is wrong with the source itself ---------------------------------------------------


def _of_source(asked: Asked, name: str | None, source: Value) -> Lost | None:
    """What keeps the tape from knowing the source at all."""
    if not source or not all(isinstance(a, (Tensor, Variable)) for a in source):
        return _nothing_watched(asked, name)
    atoms = [a for a in source if isinstance(a, (Tensor, Variable))]
    dtype = common_dtype(a.dtype for a in atoms)
    if not dtype.carries:
        return Lost(name, Reason.DTYPE, word=dtype.value)
    if any(_known(asked.tape, atom) for atom in atoms):
        return None
    keys = _keys(source)
    for key in keys:
        if key in asked.machine.rebound:
            return Lost(name, Reason.REBOUND, asked.machine.rebound[key], name)
    late = _watch_call(asked, keys)
    if late is not None:
        return Lost(name, Reason.LATE, late, name)
    if any(isinstance(a, Tensor) for a in atoms):
        return Lost(name, Reason.UNWATCHED)
    if asked.tape.watches_variables:
        return Lost(name, Reason.NOT_TRAINABLE)
    return Lost(name, Reason.NOTHING_WATCHED)


def _nothing_watched(asked: Asked, name: str | None) -> Lost | None:
    """A tape that watches nothing at all knows no source, whatever that is."""
    blind = not asked.tape.watches_variables and asked.tape.watched == frozenset()
    return Lost(name, Reason.NOTHING_WATCHED) if blind else None


def _known(tape: Tape, atom: Tensor | Variable) -> bool:
    if isinstance(atom, Variable):
        return tape.may_see(atom)
    return tape.may_watch(atom.keys) or any(record in tape.records for record, _ in atom.links)


def _watch_call(asked: Asked, keys: frozenset[Key]) -> Site | None:
    """The call of `watch` that was given the source; here it came too late, or in vain."""
    calls = asked.machine.watch_calls.get(asked.key, {})
    return next((site for site, given in calls.items() if given & keys), None)


# --- where the path breaks ------------------------------------------------------------------


def _way(asked: Asked, source: frozenset[Key]) -> tuple[tuple[Break, ...], bool]:
    """The breaks on the way from a target to the source that has the fewest of them.

    The second: whether there is a way at all. What is not in sight may lead to any source, so
    without a way the best one to there is taken.
    """
    history = asked.machine.history
    best: dict[Key, tuple[Break, ...]] = {}
    fallback: tuple[Break, ...] | None = None
    start = [k for t in asked.targets for k in _target_keys(t) if k != ALIAS]
    todo: deque[tuple[Key, tuple[Break, ...]]] = deque((k, ()) for k in start)
    while todo:
        key, so_far = todo.popleft()
        if key in best and len(best[key]) <= len(so_far):
            continue
        best[key] = so_far
        if key in source:
            continue
        made = history.of(key)
        if made is None:
            continue
        here = _break(asked, key, made)
        broken = (*so_far, here) if here is not None else so_far
        if made.open and (fallback is None or 0 < len(broken) < len(fallback)):
            fallback = broken
        for into, through in ((made.carrying, broken), (made.other, _besides(key, made, broken))):
            for k in into:
                todo.append((k, through))
    ways = [best[key] for key in source if key in best]
    if ways:
        return min(ways, key=len), True
    return fallback or (), False


def _besides(key: Key, made: Made, broken: tuple[Break, ...]) -> tuple[Break, ...]:
    """The way through an argument that carries no gradient: an index, a shape, a label."""
    return (*broken, Break(key, made, Reason.NO_GRADIENT)) if made.other else broken


def _break(asked: Asked, key: Key, made: Made) -> Break | None:
    if made.how in _BREAKS:
        return Break(key, made, _BREAKS[made.how])
    when = _standing(asked.tape, made.tapes.get(asked.key))
    if made.how is How.DERIVATIVE:
        missed = when or ("" if made.records & asked.tape.records else "before")
        return Break(key, made, Reason.FIRST_OUTSIDE, missed) if missed else None
    return Break(key, made, _STANDING[when], when) if when else None


def _standing(now: Tape, then: Tape | None) -> str:
    """Where the tape stood at another time, if it was not writing the record it has now.

    before, after, paused, or earlier: in another record, before `reset` or an entry afresh.
    """
    if then is None:
        return "before"
    phases = {mode.phase for mode in then.modes}
    if phases <= {Phase.FRESH}:
        return "before"
    if not then.records & now.records:
        return "earlier"
    if Phase.RECORDING in phases:
        return ""
    return "paused" if then.left is None and then.entered is not None else "after"


def _lost(asked: Asked, name: str | None, broken: Break) -> Lost:
    made = broken.made
    site = _place(asked, made) if broken.when else made.site
    inline = site in _sites(asked.call)
    called = asked.machine.names.get(site)
    return Lost(name, broken.reason, site, called, made.word, broken.when, inline)


def _place(asked: Asked, made: Made) -> Site:
    """Where the code that asks, or code that called it, came to this: often a call.

    When something was computed is told by that, not by a line of a function that may be called at
    any time.
    """
    here = asked.machine.here.callers
    return (
        next((call for call, ours in zip_longest(made.callers, here) if call is not ours), None)
        or made.site
    )


def _sites(call: Call) -> list[Site]:
    """Everything that stands in the call's own arguments."""
    return list(_origins(call.args))


def _origins(form: object) -> Iterator[Site]:
    if isinstance(form, tuple):
        for part in form:
            yield from _origins(part)
    elif hasattr(form, "__dataclass_fields__"):
        if isinstance(form, Form):
            yield form.origin
        for field in form.__dataclass_fields__:
            if field != "origin":
                yield from _origins(getattr(form, field))


def _unrelated(asked: Asked, name: str | None, source: Value) -> Lost:
    """No way at all; tells where the source was made, if the program computed it."""
    history = asked.machine.history
    made = [m for key in _keys(source) if (m := history.of(key)) is not None]
    if not made or made[0].how is How.WRITTEN:
        return Lost(name, Reason.UNRELATED)
    site = made[0].site
    inline = site in _sites(asked.call)
    targets = {key for target in asked.targets for key in _target_keys(target)}
    when = "" if targets.isdisjoint(history.ancestors(_keys(source))) else "swapped"
    called = asked.machine.names.get(site)
    return Lost(name, Reason.UNRELATED, site, called, when=when, inline=inline)
