"""Tapes that share one record: a tape, and the wrappers of Horovod's kind around it.

A wrapper is a tape of its own over the record of the other. What one of them spends is destroyed
for all, and only the one that was asked knows it: the others raise InternalError. While the tape
under it is in its block, a wrapper is refused ("gradient() cannot be invoked within").
"""

from __future__ import annotations

from tapelint.dataclass import replace
from tapelint.exposure import any_way
from tapelint.lifecycle import Persistence, Phase
from tapelint.state import State
from tapelint.tape_state import Mode, Tape
from tapelint.values import Key, Site

WRAPPED = frozenset({"jacobian", "batch_jacobian"})
"""What wrappers do not pass on as it is: it needs arguments that their `gradient` has not."""
_HELD = (Phase.RECORDING, Phase.IDLE)
"""Where a tape has a record that a wrapper takes over."""


def shared(key: Key, wrapper: Key, state: State) -> State:
    """After the tape `wrapper` was made around `key`."""
    tape = state.tapes[key]
    if not any(mode.phase in _HELD for mode in tape.modes):
        return state
    together = {key, wrapper, *tape.shared}
    for each in together & state.tapes.keys():
        own = replace(state.tapes[each], shared=frozenset(together - {each}))
        state = state.with_tape(each, own)
    return state


def unshared(key: Key, state: State) -> State:
    """After something that may give a tape another record than the others have."""
    others = state.tapes[key].shared & state.tapes.keys()
    for other in others:
        state = state.with_tape(other, any_way(other, state.tapes[other]))
    return state.with_tape(key, replace(state.tapes[key], shared=frozenset())) if others else state


def spent_by(key: Key, after: frozenset[Mode], site: Site, state: State) -> State:
    """After the derivative call at `site`, which left the tape in one of the ways `after`."""
    phases = {mode.phase for mode in after}
    for other in state.tapes[key].shared & state.tapes.keys():
        tape = state.tapes[other]
        if phases == {Phase.SPENT}:
            modes = frozenset(_broken(mode, site, state) for mode in tape.modes)
            state = state.with_tape(other, replace(tape, modes=modes))
        elif not phases <= set(_HELD):
            state = state.with_tape(other, any_way(other, tape))
    return state


def _broken(mode: Mode, site: Site, state: State) -> Mode:
    if mode.phase not in _HELD:
        return mode
    return Mode(Phase.BROKEN, mode.record, site, state.tests, mode.soft)


def spoiled(tape: Tape) -> Site | None:
    """The call of another tape that has certainly destroyed the record of this one."""
    if not tape.shared or tape.persistence != {Persistence.NO}:
        return None
    sites = {mode.spender for mode in tape.modes}
    gone = all(mode.phase is Phase.BROKEN and not mode.soft for mode in tape.modes)
    return sites.pop() if gone and len(sites) == 1 else None


def blocked(tape: Tape, state: State) -> bool | None:
    """Whether a tape under this wrapper is in its block; None: it may be."""
    if not tape.wrapper or tape.persistence == {Persistence.YES}:
        return False
    under = [state.tapes[key] for key in tape.shared & state.tapes.keys()]
    phases = {mode.phase for each in under for mode in each.modes}
    if Phase.RECORDING not in phases:
        return False
    certain = len(under) == 1 and phases == {Phase.RECORDING}
    return True if certain and tape.persistence == {Persistence.NO} else None


def lacks(tape: Tape, method: str) -> bool:
    """Whether it is a wrapper, closed and not yet used, whose `method` certainly fails."""
    phases = {mode.phase for mode in tape.modes}
    return (
        tape.wrapper and tape.overrides == WRAPPED and method in WRAPPED and phases == {Phase.IDLE}
    )
