"""One run of a program: the decisions that were taken, the rounds, what the tapes did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from tapelint.lifecycle import Error, Operation

from .fake import DERIVATIVES, Told

WHILE_ROUNDS = 3
LOOP_ROUNDS = 12
DECISIONS = 14


class Mode(NamedTuple):
    """How the world of a program behaves.

    `forgiving`: a derivative call that fails may return all the same, so that one mistake does
    not hide the next. `fragile`: once in a run, a call that an analyser does not know, an
    operation on tensors, or a derivative call that has not begun may raise.
    """

    forgiving: bool = False
    fragile: bool = False


class Pruned(BaseException):
    """This run goes on for too long; what it did until here did happen."""


class TooDeep(Pruned):
    """More decisions than any run may take: the tree is not exhausted."""


class Site(NamedTuple):
    """A line, and the lines of the calls through which it was reached."""

    line: int
    stack: tuple[int, ...]


class Event(NamedTuple):
    """One operation of a tape; `lost` as in `fake.Told`.

    `rounds` are the loops it is in, each with the round it is on; `again` those of them in
    which this site has been before, since they began.
    """

    site: Site
    operation: Operation
    error: Error | None
    rounds: frozenset[tuple[int, int]]
    again: frozenset[int]
    lost: bool


@dataclass(slots=True)
class Loop:
    """A loop that is running."""

    line: int
    rounds: int = 0
    seen: set[Site] = field(default_factory=set)


class Recorder:
    """Takes the decisions, counts the rounds, writes down the events of one run.

    Decisions follow `prefix`; after it they are the first option, or drawn from `random`.
    """

    def __init__(self, mode: Mode, prefix: list[int], random: Random | None = None) -> None:
        self.mode = mode
        self.prefix = prefix
        self.random = random
        self.taken: list[tuple[int, int]] = []
        self.events: list[Event] = []
        self.loops: list[Loop] = []
        self.failed = False
        self.decisions = 0
        self.pruned: Pruned | None = None

    # --- what the fake modules ask and tell --------------------------------------------------

    def choose(self, options: int) -> int:
        self.decisions += 1
        self._go_on(TooDeep() if self.decisions > DECISIONS else None)
        return self._take(options)

    def may_fail(self) -> None:
        if self.mode.fragile and not self.failed:
            choice = self._take(3)
            if choice:
                self.failed = True
                raise (ValueError, RuntimeError)[choice - 1]

    def forgives(self) -> bool:
        return self.mode.forgiving and self._take(2) == 0

    def tell(self, told: Told) -> None:
        self._go_on()
        site = Site(told.line, told.stack)
        rounds = frozenset((loop.line, loop.rounds) for loop in self.loops)
        again = frozenset(loop.line for loop in self.loops if site in loop.seen)
        if told.operation in DERIVATIVES:
            for loop in self.loops:
                loop.seen.add(site)
        self.events.append(Event(site, told.operation, told.error, rounds, again, told.lost))

    # --- what the marks of `rounds` call -----------------------------------------------------

    def push(self, line: int) -> None:
        self.loops.append(Loop(line))

    def pop(self) -> None:
        self.loops.pop()

    def round(self, unbounded: bool) -> None:
        loop = self.loops[-1]
        loop.rounds += 1
        limit = WHILE_ROUNDS if unbounded else LOOP_ROUNDS
        self._go_on(Pruned() if loop.rounds > limit else None)

    def each(self, iterable: Iterable[Any]) -> Iterator[Any]:
        for element in iterable:
            self.round(False)
            yield element

    def _take(self, options: int) -> int:
        index = len(self.taken)
        if index < len(self.prefix):
            choice = self.prefix[index]
        else:
            choice = self.random.randrange(options) if self.random else 0
        self.taken.append((choice, options))
        return choice

    def _go_on(self, reason: Pruned | None = None) -> None:
        """Stop here, and again wherever a bare `except` or a `finally` goes on after it."""
        self.pruned = self.pruned or reason
        if self.pruned is not None:
            raise self.pruned
