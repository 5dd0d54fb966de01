"""What may be true of one tape, and where two paths meet."""

from __future__ import annotations

from dataclasses import field
from typing import NamedTuple

from tapelint.enums import Single
from tapelint.lifecycle import Persistence, Phase
from tapelint.records import dataclass
from tapelint.values import (
    ALIAS,
    NOTHING,
    Key,
    Record,
    Site,
    Value,
    Variable,
)


class Test(NamedTuple):
    """A condition of the program; `rounds` tells the loop iterations it was asked in."""

    site: Site
    words: frozenset[str]
    rounds: tuple[int, ...]


Taken = tuple[Test, bool]
"""A test and the arm that was taken."""


class Mode(NamedTuple):
    """One way a tape may be.

    `spender`: the derivative call that spent it; `tests`: those taken on the way to that
    call; `soft`: it is this way only where some statement raised on the way.
    """

    phase: Phase
    record: Record | None = None
    spender: Site | None = None
    tests: frozenset[Taken] = frozenset()
    soft: bool = False


class Watching(Single):
    """What `watch_accessed_variables=` was: only the object True switches it on.

    ODD is a value that is no bool, and so means off whatever it was meant to mean.
    """

    ON = "on"
    OFF = "off"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Tape:
    """What may be true of one tape.

    `overrides`: the methods that its class redefines; None: anything may be redefined. `made`:
    the tests taken on the way to its creation. `watched`: what `watch` may have been called with,
    with effect; None: anything. `entered`, `left`: the sites of its last block.
    `cls`: its class, if that is of this file. `shared`: the other tapes over the same record;
    `wrapper`: it was made around another one, see `sharing`. `asked`: the
    derivative calls it may have had.
    """

    site: Site
    persistence: frozenset[Persistence]
    modes: frozenset[Mode]
    overrides: frozenset[str] | None = frozenset()
    made: frozenset[Taken] = frozenset()
    watching: frozenset[Watching] = frozenset({Watching.ON})
    watched: frozenset[Key] | None = frozenset()
    entered: Site | None = None
    left: Site | None = None
    cls: Value = NOTHING
    shared: frozenset[Key] = frozenset()
    wrapper: bool = False
    asked: frozenset[Site] = frozenset()
    recording: frozenset[Record] = field(init=False, compare=False)
    """The records that an operation executed now may be recorded in; every operation asks."""

    def __post_init__(self) -> None:
        recording = frozenset(
            m.record for m in self.modes if m.phase is Phase.RECORDING and m.record is not None
        )
        object.__setattr__(self, "recording", recording)

    @property
    def records(self) -> frozenset[Record]:
        """The records that it may have."""
        return frozenset(m.record for m in self.modes if m.record is not None)

    @property
    def watches_variables(self) -> bool:
        """Whether it may watch the variables that are read by themselves."""
        return Watching.ON in self.watching

    def may_watch(self, keys: frozenset[Key]) -> bool:
        """Whether its `watch` may have been given a tensor of these keys."""
        if self.watched is None or ALIAS in self.watched:
            return True
        return bool(self.watched) if ALIAS in keys else not keys.isdisjoint(self.watched)

    def may_see(self, variable: Variable) -> bool:
        """Whether it may watch a variable at the time when that is read."""
        if self.watched is None or variable.key in self.watched:
            return True
        return self.watches_variables and variable.trainable is not False


def join_tapes(a: Tape, b: Tape) -> Tape:
    """Union of the ways two paths left one tape."""
    if a is b or a == b:
        return a
    overrides = None if a.overrides is None or b.overrides is None else a.overrides | b.overrides
    return Tape(
        a.site,
        a.persistence | b.persistence,
        a.modes | b.modes,
        overrides,
        a.made & b.made,
        a.watching | b.watching,
        None if a.watched is None or b.watched is None else a.watched | b.watched,
        a.entered if a.entered is b.entered else None,
        a.left if a.left is b.left else None,
        a.cls | b.cls,
        a.shared | b.shared,
        a.wrapper and b.wrapper,
        a.asked | b.asked,
    )
