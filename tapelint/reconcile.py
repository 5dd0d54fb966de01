"""What was worked out of a kernel's names, held against the objects that are really there.

The kernel is right: what contradicts it is unknown from then on. What no known cell made is
unknown too, but for the few kinds of objects that tell by their type what they are.
"""

from __future__ import annotations

from tapelint.dataclass import replace
from tapelint.libraries import canonical
from tapelint.lifecycle import Persistence
from tapelint.machine import MODULE
from tapelint.present import (
    OTHER,
    Kind,
    LiveConstant,
    LiveSymbol,
    LiveTape,
    LiveTensor,
    LiveVariable,
    Namespace,
    Present,
)
from tapelint.state import State, without
from tapelint.tape_state import Tape
from tapelint.values import (
    UNKNOWN,
    Atom,
    Constant,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    only,
)

_STAR = "*"


def reconciled(state: State, live: Namespace) -> State:
    """The state when a cell begins to run, where these objects are there."""
    names = state.frames[MODULE]
    found = {name: UNKNOWN for name in names if name not in live and name != _STAR}
    has_stars = bool(names.get(_STAR))
    for name, present in live.items():
        if name not in names and has_stars and not present.is_old:
            continue  # What the star import bound is told by its module.
        found[name] = _value(names.get(name), present)
    state = state.with_frame(MODULE, {**names, **found})
    for name, present in live.items():
        atom = only(state.frames[MODULE].get(name, UNKNOWN))
        if isinstance(atom, TapeRef) and isinstance(present.kind, LiveTape):
            state = _with_tape(state, atom, present.kind)
    return state


def _value(thought: Value | None, present: Present) -> Value:
    """What a name is, by what the known cells made of it and by what is there."""
    if thought is None or present.has_moved:
        return _by_type(present) if present.is_old else UNKNOWN
    if any(_contradicts(atom, present.kind) for atom in thought):
        return UNKNOWN
    return thought


def _by_type(present: Present) -> Value:
    """What an old object certainly is."""
    match present.kind:
        case LiveSymbol(path):
            return frozenset({Symbol(canonical(path))})
        case LiveConstant(value):
            return frozenset({Constant(value)})
        case LiveVariable(key, trainable):
            return frozenset({Variable(key, trainable)})
        case LiveTensor(key):
            return frozenset({Tensor(frozenset({key}), solid=True)})
    return UNKNOWN


def _contradicts(atom: Atom, kind: Kind) -> bool:
    """Whether what is there certainly is not this; a wrong yes costs a finding, no more."""
    match atom:
        case TapeRef():
            return not isinstance(kind, LiveTape)
        case Variable():
            return not isinstance(kind, LiveVariable) and kind != OTHER
        case Constant(value) if isinstance(kind, LiveConstant):
            return Constant(kind.value) != Constant(value)
        case Tensor():
            return isinstance(kind, (LiveVariable, LiveTape, LiveSymbol))
        case Constant():
            return kind != OTHER
    return False


def _with_tape(state: State, ref: TapeRef, live: LiveTape) -> State:
    """With the ways the tape cannot be left out; a tape that is in none of them is unknown."""
    tape = state.tapes.get(ref.key)
    if tape is None:
        return state
    modes = frozenset(mode for mode in tape.modes if mode.phase in live.phases)
    persistence = frozenset(p for p in tape.persistence if _fits(p, live.persistent))
    if not modes or not persistence:
        return without(state, ref)
    narrowed: Tape = replace(tape, modes=modes, persistence=persistence)
    return state if narrowed == tape else state.with_tape(ref.key, narrowed)


def _fits(thought: Persistence, persistent: bool | None) -> bool:
    return persistent is None or (thought is not Persistence.NO) == persistent
