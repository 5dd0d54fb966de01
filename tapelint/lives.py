"""The lives of tapes, as data: what is done to each tape, and on which lines it records.

A *life* belongs to a place in the text where tapes are made, whatever number of them are made
there. A *moment* is something that is done to it, told once for each place and thing. A *stretch*
is a run of lines through which the tape is the same. What is not *sure* does not hold on every
execution that gets there.
"""

from __future__ import annotations

from enum import Enum

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Span
from tapelint.lifecycle import Phase


class Happening(Enum):
    """What a moment is."""

    CREATED = "is made"
    ENTERED = "starts to record"
    RESET = "forgets what it recorded"
    PAUSED = "pauses"
    WATCHED = "watches"
    RECORDED = "records"
    ASKED = "is asked for a derivative"
    RESUMED = "records again"
    LEFT = "stops"
    DELETED = "is deleted"
    RELEASED = "loses its name"


class Outcome(Enum):
    """How an operation ends; FINE: nothing speaks against it, which is no promise."""

    FINE = "fine"
    RAISES = "raises"
    GIVES_NONE = "gives None"
    GIVES_ZEROS = "gives zeros"
    POSSIBLE = "raises, or gives None, on some executions"


@dataclass(frozen=True, slots=True)
class Scope:
    """The lines of a function, or (`name` None) of a file or cell."""

    name: str | None
    first: int
    last: int
    cell: int | None = None

    def holds(self, line: int, cell: int | None) -> bool:
        """Whether a line is one of them, or of a function inside."""
        return cell == self.cell and self.first <= line <= self.last


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that is done to a tape at `span`.

    `name`: the tape as it is called there. `what`: what is watched, what holds a recorded value,
    or the target of a derivative by `by`; as they are written. `lost`: the sources for which
    there is None, or zeros in its place. `spends`: whether it uses the tape up; None: sometimes.
    """

    happening: Happening
    span: Span
    scope: Scope
    sure: bool = True
    name: str | None = None
    what: str = ""
    by: str = ""
    method: str = ""
    outcome: Outcome = Outcome.FINE
    lost: tuple[str, ...] = ()
    spends: bool | None = False

    @property
    def line(self) -> int:
        """The line that it belongs to; what ends with a block, the last line of that."""
        ends = self.happening in (Happening.LEFT, Happening.RESUMED)
        return self.span.end_line if ends else self.span.line


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines from `first` to `last`, and what a tape may be there."""

    scope: Scope
    first: int
    last: int
    phases: frozenset[Phase]

    @property
    def records(self) -> bool | None:
        """Whether it records there; None: on some executions."""
        if Phase.RECORDING not in self.phases:
            return False
        return True if len(self.phases) == 1 else None


@dataclass(frozen=True, slots=True)
class Life:
    """Everything that is known of the tapes that are made at `created`.

    `names`: what they are called, in the order in which they get these names. `persistent`,
    `watches_variables`: None if that is not known, or not the same for all of them.
    """

    created: Span
    scope: Scope
    names: tuple[str, ...] = ()
    persistent: bool | None = False
    watches_variables: bool | None = True
    moments: tuple[Moment, ...] = ()
    stretches: tuple[Stretch, ...] = ()

    @property
    def name(self) -> str:
        """The name that it goes by."""
        return self.names[0] if self.names else "the tape"

    @property
    def recording(self) -> tuple[Stretch, ...]:
        """Where it records, or may."""
        return tuple(s for s in self.stretches if s.records is not False)

    @property
    def spent(self) -> tuple[Moment, ...]:
        """The derivative calls that use it up, or may."""
        return tuple(m for m in self.moments if m.spends is not False)

    def at(self, happening: Happening) -> tuple[Moment, ...]:
        """The moments of one kind, in reading order."""
        return tuple(m for m in self.moments if m.happening is happening)
