"""Runs a program on every stream of decisions, and keeps what its tapes did.

A *decision* is what the opaque world answers. The first run takes the first option of each;
the next one takes another option of the last decision that has any left: depth first until
the tree is exhausted or the budget is.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from tapelint.lifecycle import Error, Operation

from .fake import PROGRAM, fake_tensorflow, opaque_world
from .rounds import EACH, POP, PUSH, ROUND, instrument

DERIVATIVES = frozenset(
    {Operation.GRADIENT, Operation.JACOBIAN, Operation.JACOBIAN_UNROLLED, Operation.BATCH_JACOBIAN}
)
WHILE_ROUNDS = 3
LOOP_ROUNDS = 12
DECISIONS = 14


class Pruned(BaseException):
    """This run goes on for too long; what it did until here did happen."""


class TooDeep(Pruned):
    """More decisions than any run may take: the tree is not exhausted."""


class Site(NamedTuple):
    """A line, and the lines of the calls through which it was reached."""

    line: int
    stack: tuple[int, ...]


class Event(NamedTuple):
    """One operation of a tape.

    `rounds` are the loops it is in, each with the round it is on; `again` those of them in
    which this site has been before, since they began.
    """

    site: Site
    operation: Operation
    error: Error | None
    rounds: frozenset[tuple[int, int]]
    again: frozenset[int]


class Run(NamedTuple):
    """One execution of a program: its events, and how it ended."""

    events: tuple[Event, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """All runs of a program; `exhaustive` if no decision was left untried."""

    runs: tuple[Run, ...]
    exhaustive: bool


@dataclass(slots=True)
class _Loop:
    line: int
    rounds: int = 0
    seen: set[Site] = field(default_factory=set)


class _Recorder:
    """Takes the decisions, counts the rounds, writes down the events of one run."""

    def __init__(self, prefix: list[int]) -> None:
        self.prefix = prefix
        self.taken: list[tuple[int, int]] = []
        self.events: list[Event] = []
        self.loops: list[_Loop] = []
        self.pruned: Pruned | None = None

    def choose(self, options: int) -> int:
        index = len(self.taken)
        self._go_on(TooDeep() if index >= DECISIONS else None)
        choice = self.prefix[index] if index < len(self.prefix) else 0
        self.taken.append((choice, options))
        return choice

    def tell(self, line: int, stack: tuple[int, ...], error: Error | None, what: Operation) -> None:
        self._go_on()
        site = Site(line, stack)
        rounds = frozenset((loop.line, loop.rounds) for loop in self.loops)
        again = frozenset(loop.line for loop in self.loops if site in loop.seen)
        if what in DERIVATIVES:
            for loop in self.loops:
                loop.seen.add(site)
        self.events.append(Event(site, what, error, rounds, again))

    def push(self, line: int) -> None:
        self.loops.append(_Loop(line))

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

    def _go_on(self, reason: Pruned | None = None) -> None:
        """Stop here, and again wherever a bare `except` or a `finally` goes on after it."""
        self.pruned = self.pruned or reason
        if self.pruned is not None:
            raise self.pruned


TensorFlow = Callable[[_Recorder], ModuleType]


def explore(text: str, budget: int = 600, tensorflow: TensorFlow = fake_tensorflow) -> Exploration:
    """Run the program on every stream of decisions, or on `budget` of them."""
    code = compile(instrument(text), PROGRAM, "exec")
    runs: list[Run] = []
    exhaustive = True
    prefix: list[int] | None = []
    while prefix is not None:
        if len(runs) >= budget:
            return Exploration(tuple(runs), False)
        recorder = _Recorder(prefix)
        end = _run(code, recorder, tensorflow(recorder))
        exhaustive = exhaustive and end != TooDeep.__name__
        runs.append(Run(tuple(recorder.events), end))
        prefix = _next(recorder.taken)
    return Exploration(tuple(runs), exhaustive)


def _next(taken: list[tuple[int, int]]) -> list[int] | None:
    """The stream that differs in the last decision with an option left."""
    while taken:
        choice, options = taken.pop()
        if choice + 1 < options:
            return [earlier for earlier, _ in taken] + [choice + 1]
    return None


def _run(code: CodeType, recorder: _Recorder, tensorflow: ModuleType) -> str:
    """Execute once; how it ended: "", or the name of the exception that left it."""
    modules = {"tensorflow": tensorflow, "world": opaque_world(recorder)}

    def importer(name: str, *rest: Any) -> Any:
        return modules.get(name) or builtins.__import__(name, *rest)

    names = dict(vars(builtins), __import__=importer)
    names |= {PUSH: recorder.push, POP: recorder.pop, ROUND: recorder.round, EACH: recorder.each}
    scope = {"__builtins__": names, "__name__": "__main__"}
    end = ""
    try:
        exec(code, scope)
    except (Exception, SystemExit, Pruned) as error:  # noqa: BLE001 - a program may raise anything
        end = type(error).__name__
        error.__traceback__ = None
    if recorder.pruned is not None:
        end = type(recorder.pruned).__name__
    with suppress(Pruned):
        scope.clear()
    return end
