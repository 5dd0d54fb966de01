"""Compares what tapelint says of a program with what its executions did.

A *definite* finding holds if there is a way to its line (a chain of calls) on which every
execution raises, or one round of a loop, or every further visit within one, on which every
execution raises. A *possible* one holds if some execution raises. What raises and has no
finding is missed; *certainly*, if no run that comes there gets by without the error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import NamedTuple

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.diagnostic import Certainty
from tapelint.lifecycle import Error, Operation
from tapelint.source import Source

from .execute import Exploration, explore
from .fake import DERIVATIVES
from .record import Event, Mode

USED = frozenset({Error.SPENT})
EXPECTED: dict[str, frozenset[Error]] = {
    "TAP101": USED,
    "TAP102": USED | {Error.NO_TAPE, Error.NOT_PAUSABLE, Error.NOT_RECORDING},
    "TAP103": frozenset({Error.ACTIVE}),
    "TAP104": frozenset({Error.NEEDS_PERSISTENT}),
    "TAP107": frozenset({Error.INTERNAL, Error.IN_BLOCK}),
    "TAP114": USED,
}
"""The rules that speak of an exception of a tape, and the errors they mean."""

UNSEEN = frozenset({Operation.EXIT, Operation.RESUME})
"""Told at the line of the `with`, but no statement of their own."""


class Verdict(Enum):
    """How a finding fares."""

    EVERY = "raises on every execution"
    ROUND = "raises on one round, or on each further one"
    SOME = "raises on some execution"
    OTHER = "raises, but another error"
    UNREACHED = "no execution gets there"
    UNJUDGED = "not decided within the budget"
    HIDDEN = "raises if an earlier mistake does not"
    FRAGILE = "raises if anything unknown may raise"
    FALSE = "false alarm"


class Finding(NamedTuple):
    """What tapelint says of a line; `callers` are the lines of the calls it speaks of."""

    code: str
    line: int
    definite: bool
    callers: frozenset[int] = frozenset()


class Missed(NamedTuple):
    """A line that raises without a finding."""

    line: int
    error: Error
    certain: bool
    in_function: bool
    in_loop: bool

    @property
    def cause(self) -> str:
        """What to count it under."""
        places = [word for word, holds in self._places() if holds]
        return f"{self.error.name} {' '.join(places) or 'straight'}"

    def _places(self) -> Iterator[tuple[str, bool]]:
        yield "function", self.in_function
        yield "loop", self.in_loop


class Judgement(NamedTuple):
    """The comparison for one program."""

    findings: tuple[tuple[Finding, Verdict], ...]
    missed: tuple[Missed, ...]

    def of(self, verdict: Verdict) -> list[Finding]:
        """The findings that fare so."""
        return [finding for finding, fares in self.findings if fares is verdict]

    def revised(self, verdict: Verdict, second: dict[Finding, Verdict]) -> Judgement:
        """What is false here and holds there fares so."""
        better = {f for f in self.of(Verdict.FALSE) if second[f] in HOLDS}
        findings = ((f, verdict if f in better else fares) for f, fares in self.findings)
        return self._replace(findings=tuple(findings))


Analyser = Callable[[str], list[Finding]]


def tapelint_findings(text: str) -> list[Finding]:
    """What tapelint says of the lines at which a tape may raise."""
    analysis = analyse(Source.from_text(text), Config())
    return [
        Finding(
            found.code,
            found.span.line,
            found.certainty is Certainty.DEFINITE,
            frozenset(r.span.line for r in found.related if r.message == "called from here"),
        )
        for found in analysis.diagnostics
        if found.code in EXPECTED
    ]


SECOND_THOUGHTS = (
    (Verdict.HIDDEN, Mode(forgiving=True), 1600),
    (Verdict.FRAGILE, Mode(fragile=True), 4000),
    (Verdict.FRAGILE, Mode(forgiving=True, fragile=True), 4000),
)
"""Worlds in which a finding may hold that is false of the program as it stands."""

HOLDS = frozenset({Verdict.EVERY, Verdict.ROUND, Verdict.SOME})


def compare(text: str, findings: list[Finding], exploration: Exploration) -> Judgement:
    """Compare what an analyser says with what the program does.

    tapelint goes on after a call that certainly raises, so that one mistake does not hide the
    next; and it takes everything that it does not know for something that may raise.
    """
    judgement = judge(findings, exploration)
    for verdict, mode, budget in SECOND_THOUGHTS:
        doubtful = judgement.of(Verdict.FALSE)
        if doubtful:
            second = dict(judge(doubtful, explore(text, budget, mode=mode)).findings)
            judgement = judgement.revised(verdict, second)
    return judgement


def judge(findings: Iterable[Finding], exploration: Exploration) -> Judgement:
    """Each finding with its verdict, and what has none."""
    events: dict[int, list[Event]] = defaultdict(list)
    for run in exploration.runs:
        for event in run.events:
            if event.operation not in UNSEEN:
                events[event.site.line].append(event)
    judged = [(found, _verdict(found, events[found.line], exploration)) for found in findings]
    spoken = {found.line for found, _ in judged}
    silent = (line for line in events if line not in spoken)
    missed = [m for line in silent if (m := _missed(line, events[line], exploration))]
    return Judgement(tuple(judged), tuple(missed))


def _verdict(found: Finding, events: list[Event], exploration: Exploration) -> Verdict:
    events = [event for event in events if found.callers <= set(event.site.stack)]
    if any(event.operation in DERIVATIVES for event in events):
        events = [event for event in events if event.operation in DERIVATIVES]
    if not events:
        return Verdict.UNREACHED
    fails = _lost_or_raised if found.code == "TAP107" else _raised
    holds = _definite(events, fails) if found.definite else _possible(events)
    if holds is None and _undecided(found, events, exploration):
        return Verdict.UNJUDGED
    if holds is not None and not any(e.lost or e.error in EXPECTED[found.code] for e in events):
        return Verdict.OTHER
    return holds or Verdict.FALSE


def _undecided(found: Finding, events: list[Event], exploration: Exploration) -> bool:
    """Whether the runs that were left out could still bear the finding out."""
    if exploration.exhaustive:
        return False
    return not found.definite or any(event.rounds and not event.again for event in events)


def _possible(events: list[Event]) -> Verdict | None:
    return Verdict.SOME if any(map(_raised, events)) else None


def _raised(event: Event) -> bool:
    return event.error is not None


def _lost_or_raised(event: Event) -> bool:
    return event.lost or event.error is not None


def _definite(events: list[Event], fails: Callable[[Event], bool]) -> Verdict | None:
    if events[0].operation not in DERIVATIVES:  # a `with` may enter several things on its line
        return Verdict.EVERY if any(map(fails, events)) else None
    ways: dict[tuple[int, ...], list[Event]] = defaultdict(list)
    for event in events:
        ways[event.site.stack].append(event)
    if any(all(map(fails, way)) for way in ways.values()):
        return Verdict.EVERY
    return Verdict.ROUND if any(_on_a_round(way, fails) for way in ways.values()) else None


def _on_a_round(way: list[Event], fails: Callable[[Event], bool]) -> bool:
    """Whether the executions of one round (of one loop, of all of them), or the further ones
    of a loop, raise."""
    rounds: dict[object, list[Event]] = defaultdict(list)
    for event in way:
        for key in (*event.rounds, event.rounds, *event.again):
            rounds[key].append(event)
    return any(all(map(fails, visits)) for visits in rounds.values())


def _missed(line: int, events: list[Event], exploration: Exploration) -> Missed | None:
    raised = [event for event in events if event.error and event.operation in DERIVATIVES]
    if not raised:
        return None
    error = raised[0].error
    assert error is not None
    visits = [[e for e in run.events if e.site.line == line] for run in exploration.runs]
    certain = exploration.exhaustive and all(
        any(event.error for event in visit) for visit in visits if visit
    )
    in_loop = any(event.rounds for event in raised)
    return Missed(line, error, certain, bool(raised[0].site.stack), in_loop)
