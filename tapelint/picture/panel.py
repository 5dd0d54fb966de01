"""What there is to see: a *panel* for each function or cell, a *lane* for each tape in it.

A row of a panel is a line of source with a *spot* on every lane. How it looks is none of its
business: the same panels are drawn in a terminal and as SVG.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Analysis, Diagnostic
from tapelint.lifecycle import Phase
from tapelint.lives import Happening, Life, Moment, Outcome, Scope, Stretch
from tapelint.picture.words import facts, note
from tapelint.reports.text import source_lines, visible
from tapelint.source import Source

NEAR = 2
"""So many lines are shown before and after one where something happens."""


class Track(Enum):
    """What a tape is throughout a line."""

    ABSENT = "not made yet, or gone"
    FRESH = "made, and not recording yet"
    RECORDING = "recording"
    SOMETIMES = "recording on some executions"
    IDLE = "not recording; it can be asked"
    SPENT = "used up"
    UNCLEAR = "not recording; it may be used up"


class Sign(Enum):
    """What happens to a tape on a line: the most important thing comes first."""

    RAISES = "a call that raises"
    NONE = "a derivative that is None"
    POSSIBLE = "a derivative call that may fail"
    ASKED = "a derivative call"
    ONCE = "recording, for one line"
    ENTER = "recording begins"
    RESET = "what was recorded is forgotten"
    PAUSE = "a pause begins"
    WATCH = "a tensor is watched"
    VALUE = "a value is recorded"
    LEAVE = "recording ends"
    RESUME = "a pause ends"
    RELEASE = "the tape is gone"
    CREATED = "a tape is made"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row crosses a lane."""

    track: Track
    sign: Sign | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """One tape: its name, and what is to be known beforehand."""

    name: str
    facts: str
    life: Life


@dataclass(frozen=True, slots=True)
class Row:
    """A line of source; `number` None stands for lines that are left out."""

    number: int | None
    text: str
    spots: tuple[Spot, ...]
    findings: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One function, or one cell or file outside its functions."""

    title: str
    scope: Scope
    lanes: tuple[Lane, ...]
    rows: tuple[Row, ...]

    @property
    def lines(self) -> tuple[int, int]:
        """The first and the last line that are shown."""
        numbers = [row.number for row in self.rows if row.number is not None]
        return numbers[0], numbers[-1]

    def holds(self, line: int) -> bool:
        """Whether it is the picture of this line."""
        first, last = self.lines
        return self.scope.holds(line, self.scope.cell) if self.scope.name else first <= line <= last


def panels(source: Source, analysis: Analysis) -> list[Panel]:
    """All panels of a source, in reading order.

    A function is one panel. Of a cell or file, tapes that live one after the other have panels
    of their own.
    """
    scopes = {moment.scope for life in analysis.lives for moment in _own(life)}
    found = [
        _Drawing(source, analysis, scope, lives).panel()
        for scope in scopes
        for lives in _groups(scope, analysis.lives)
    ]
    return sorted(found, key=lambda p: (p.scope.cell or 0, p.lines[0], p.scope.name is not None))


def _groups(scope: Scope, lives: Iterable[Life]) -> list[list[Life]]:
    """The lives in a scope that are to be seen together."""
    groups: list[list[Life]] = []
    last = 0
    here = [life for life in lives if any(m.scope == scope for m in _own(life))]
    for life in sorted(here, key=lambda life: _reach(life, scope)):
        first, end = _reach(life, scope)
        if groups and (scope.name is not None or first <= last):
            groups[-1].append(life)
        else:
            groups.append([life])
        last = max(last, end)
    return groups


def _reach(life: Life, scope: Scope) -> tuple[int, int]:
    """The first and the last line of a scope where something is done to a tape."""
    lines = [m.line for m in _own(life) if m.scope == scope]
    return min(lines), max(lines)


def first_sentence(message: str) -> str:
    """What a finding says before it says what to do."""
    found = re.match(r".+?[.:](?=\s|$)", message)
    return message if found is None else found.group().rstrip(":")


def _own(life: Life) -> Iterable[Moment]:
    """What is done to a tape; what it records, or the end of its name, is no reason to show it."""
    passive = (Happening.RECORDED, Happening.RELEASED)
    return (m for m in life.moments if m.happening not in passive)


class _Drawing:
    """The making of one panel."""

    def __init__(self, source: Source, analysis: Analysis, scope: Scope, lives: list[Life]) -> None:
        self._scope = scope
        self._lines = source_lines(source, scope.cell)
        self._lives = lives
        self._reaches = {life.created: _reach(life, scope) for life in lives}
        self._ends = {life.created: _end(life, scope) for life in lives}
        self._foreign = _inner_lines(analysis, scope)
        self._findings = [d for d in analysis.diagnostics if self._is_here(d)]

    def _is_here(self, found: Diagnostic) -> bool:
        line, cell = found.span.line, found.span.cell
        if not self._scope.holds(line, cell) or line in self._foreign:
            return False
        if self._scope.name is not None:
            return True
        reaches = self._reaches.values()
        return min(first for first, _ in reaches) <= line <= max(last for _, last in reaches)

    def panel(self) -> Panel:
        numbers = self._shown()
        rows: list[Row] = []
        last = numbers[0] - 1
        for number in numbers:
            if number > last + 1:
                rows.append(Row(None, "", self._gap(last + 1, number)))
            rows.append(self._row(number))
            last = number
        return Panel(self._title(), self._scope, tuple(self._lanes()), tuple(rows))

    def _title(self) -> str:
        scope = self._scope
        where = f"cell {scope.cell}" if scope.cell is not None else ""
        if scope.name is not None:
            where = f"{scope.name}()" + (f", {where}" if where else "")
        return where

    def _lanes(self) -> Iterable[Lane]:
        names = [life.name for life in self._lives]
        for life in self._lives:
            name = visible(life.name)
            if names.count(life.name) > 1:
                name = f"{name} (line {life.created.line})"
            yield Lane(name, facts(life, self._scope), life)

    def _shown(self) -> list[int]:
        """The lines where something happens, and those near them."""
        scope = self._scope
        busy = {m.line for life in self._lives for m in self._moments(life)}
        busy |= {d.span.line for d in self._findings}
        if scope.name is not None:
            busy.add(scope.first)
        near = {at for line in busy for at in range(line - NEAR, line + NEAR + 1)}
        low, high = min(busy), max(busy)
        shown = sorted(
            n for n in near if low <= n <= high and (n in busy or n not in self._foreign)
        )
        return _bridged(shown, self._foreign)

    def _row(self, number: int) -> Row:
        text = self._lines[number - 1] if number <= len(self._lines) else ""
        text = visible(text.replace("\t", "    ")).rstrip()
        spots = tuple(self._spot(life, number) for life in self._lives)
        findings = tuple(d for d in self._findings if d.span.line == number)
        return Row(number, text, spots, findings)

    def _gap(self, first: int, after: int) -> tuple[Spot, ...]:
        """What is left out before a line; the lines of other functions do not count."""
        number = next((n for n in range(first, after) if n not in self._foreign), after)
        return tuple(Spot(self._track(life, number)) for life in self._lives)

    def _spot(self, life: Life, number: int) -> Spot:
        here = [m for m in self._moments(life) if m.line == number]
        track = self._track(life, number)
        return Spot(track, _sign(here, track), note(here))

    def _moments(self, life: Life) -> Iterable[Moment]:
        """What happens to a tape here, up to the last thing that is done to it."""
        last = self._reaches[life.created][1]
        return (m for m in life.moments if m.scope == self._scope and m.line <= last)

    def _track(self, life: Life, number: int) -> Track:
        if number > self._ends[life.created]:
            return Track.ABSENT
        for stretch in life.stretches:
            if stretch.scope == self._scope and stretch.first <= number <= stretch.last:
                return _kind(stretch)
        return Track.ABSENT


def _end(life: Life, scope: Scope) -> int:
    """The last line of a scope where a tape can be got at."""
    last = _reach(life, scope)[1]
    here = [m for m in life.moments if m.scope == scope and m.sure and m.line >= last]
    if any(m.happening is Happening.DELETED for m in here):
        return last
    lost = [m.line - 1 for m in here if m.happening is Happening.RELEASED and m.line > last]
    return min(lost, default=scope.last)


def _inner_lines(analysis: Analysis, scope: Scope) -> frozenset[int]:
    """The lines of other functions inside a scope, as far as they are known."""
    inner = {s.scope for life in analysis.lives for s in life.stretches}
    inner |= {m.scope for life in analysis.lives for m in life.moments}
    return frozenset(
        line
        for other in inner
        if other != scope and other.name is not None and scope.holds(other.first, other.cell)
        and (scope.name is None or other.first > scope.first)
        for line in range(other.first, other.last + 1)
    )  # fmt: skip


def _bridged(shown: list[int], foreign: frozenset[int]) -> list[int]:
    """With single lines between: to leave them out would save nothing."""
    found: list[int] = []
    for number in shown:
        if found and number == found[-1] + 2 and number - 1 not in foreign:
            found.append(number - 1)
        found.append(number)
    return found


def _kind(stretch: Stretch) -> Track:
    if stretch.records is not False:
        return Track.RECORDING if stretch.records else Track.SOMETIMES
    only = next(iter(stretch.phases)) if len(stretch.phases) == 1 else None
    return {Phase.FRESH: Track.FRESH, Phase.IDLE: Track.IDLE, Phase.SPENT: Track.SPENT}.get(
        only or Phase.BROKEN, Track.UNCLEAR
    )


_OUTCOMES = {
    Outcome.RAISES: Sign.RAISES,
    Outcome.GIVES_NONE: Sign.NONE,
    Outcome.GIVES_ZEROS: Sign.NONE,
    Outcome.POSSIBLE: Sign.POSSIBLE,
    Outcome.FINE: Sign.ASKED,
}
_SIGNS = {
    Happening.CREATED: Sign.CREATED,
    Happening.ENTERED: Sign.ENTER,
    Happening.LEFT: Sign.LEAVE,
    Happening.PAUSED: Sign.PAUSE,
    Happening.RESUMED: Sign.RESUME,
    Happening.RESET: Sign.RESET,
    Happening.WATCHED: Sign.WATCH,
    Happening.RECORDED: Sign.VALUE,
    Happening.DELETED: Sign.RELEASE,
    Happening.RELEASED: Sign.RELEASE,
}


def _sign(moments: list[Moment], track: Track) -> Sign | None:
    """The most important thing of a line."""
    kinds = {m.happening for m in moments}
    if {Happening.ENTERED, Happening.LEFT} <= kinds:
        kinds -= {Happening.ENTERED, Happening.LEFT}
        found = {Sign.ONCE}
    else:
        found = set()
    found |= {_SIGNS[kind] for kind in kinds if kind in _SIGNS}
    found |= {_OUTCOMES[m.outcome] for m in moments if m.happening is Happening.ASKED}
    if any(m.outcome is Outcome.RAISES for m in moments):
        found.add(Sign.RAISES)
    if track not in (Track.RECORDING, Track.SOMETIMES):
        found.discard(Sign.LEAVE)
    if Happening.LEFT in kinds:
        found.discard(Sign.RESUME)
    return next((sign for sign in Sign if sign in found), None)
