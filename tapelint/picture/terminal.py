"""Panels as text: the source at the left, the lanes and what happens on them at the right.

       12 │ dz_dx = t.gradient(z, x)   ◆ gradient of z by x: used up

Rows are those of `reports.colour`: sequences of (style, text).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tapelint.columns import cut, width, wrapped
from tapelint.picture.panel import Panel, Row, Sign, Spot, Track, first_sentence
from tapelint.picture.story import said
from tapelint.reports.colour import Row as Styled
from tapelint.reports.full import GUTTER, STYLES
from tapelint.reports.text import visible

LEAST = 24
"""So many columns are left to the source, however narrow the terminal is."""
COLOURS = ("cyan", "magenta", "blue", "green")
ENDING = (None, Sign.WATCH, Sign.VALUE, Sign.LEAVE, Sign.RESUME)
"""What the end of a recording may stand in the place of."""
BAD = {Sign.RAISES: "bold red", Sign.NONE: "bold yellow", Sign.POSSIBLE: "bold yellow"}


class Glyphs(NamedTuple):
    """The characters of a picture."""

    tracks: dict[Track, str]
    signs: dict[Sign, str]
    ends: str
    hook: str
    corner: str
    down: str
    bar: str
    fold: str
    ellipsis: str


BOXES = Glyphs(
    {
        Track.ABSENT: " ",
        Track.FRESH: "╷",
        Track.RECORDING: "┃",
        Track.SOMETIMES: "┇",
        Track.IDLE: "│",
        Track.SPENT: "┊",
        Track.UNCLEAR: "┆",
    },
    {
        Sign.RAISES: "✗",
        Sign.NONE: "∅",
        Sign.POSSIBLE: "?",
        Sign.ASKED: "◆",
        Sign.ONCE: "■",
        Sign.ENTER: "┏",
        Sign.RESET: "↺",
        Sign.PAUSE: "╿",
        Sign.WATCH: "◉",
        Sign.VALUE: "┠",
        Sign.LEAVE: "┗",
        Sign.RESUME: "╽",
        Sign.RELEASE: "\u00d7",
        Sign.CREATED: "○",
    },
    "┗", "╭─", "╰─", "│", "│", "⋮", "…",
)  # fmt: skip
ASCII = Glyphs(
    {
        Track.ABSENT: " ",
        Track.FRESH: ".",
        Track.RECORDING: "#",
        Track.SOMETIMES: "%",
        Track.IDLE: "|",
        Track.SPENT: ":",
        Track.UNCLEAR: "'",
    },
    {
        Sign.RAISES: "X",
        Sign.NONE: "0",
        Sign.POSSIBLE: "?",
        Sign.ASKED: "D",
        Sign.ONCE: "#",
        Sign.ENTER: "#",
        Sign.RESET: "R",
        Sign.PAUSE: "=",
        Sign.WATCH: "W",
        Sign.VALUE: "#",
        Sign.LEAVE: "#",
        Sign.RESUME: "=",
        Sign.RELEASE: "x",
        Sign.CREATED: "o",
    },
    "#", ",-", "`-", "|", "|", ":", "...",
)  # fmt: skip


def glyphs_for(encoding: str | None) -> Glyphs:
    """Those that a stream of this encoding can show."""
    every = "".join((*BOXES.tracks.values(), *BOXES.signs.values(), *BOXES[2:]))
    try:
        every.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BOXES


def drawn(path: str, panels: list[Panel], columns: int, glyphs: Glyphs) -> Iterator[Styled]:
    """All panels of one source for a terminal of so many columns."""
    for panel in panels:
        for row in _Sheet(panel, columns, glyphs).rows(path):
            yield _fitted(row, columns)
        yield []
    yield from _legend(panels, columns, glyphs)


class _Sheet:
    """One panel on a sheet of a certain width: number, source, lanes, words."""

    def __init__(self, panel: Panel, columns: int, glyphs: Glyphs) -> None:
        self._panel = panel
        self._glyphs = glyphs
        self._columns = columns
        self._number = len(str(panel.lines[1]))
        room = columns - self._number - 3 - 2 * len(panel.lanes) - 2
        longest = max((width(row.text) for row in panel.rows), default=0)
        words = [width(text) for row in panel.rows for text in said(panel, row)]
        words += [width(text) for text in self._headings()]
        self._source = min(longest, max(LEAST, room - max(words, default=0), room // 2))
        self._words_room = max(room - self._source, LEAST // 2)

    def rows(self, path: str) -> Iterator[Styled]:
        """The panel, line by line."""
        first, last = self._panel.lines
        title = f"{visible(path)}, " + (f"{self._panel.title}, " if self._panel.title else "")
        where = f"lines {first}-{last}" if first < last else f"line {first}"
        yield [("bold", cut(title + where, self._columns, self._glyphs.ellipsis))]
        indent = " " * (self._number + 3 + self._source + 2)
        for index, heading in enumerate(self._headings()):
            before: Styled = [(_colour(i), f"{self._glyphs.down} ") for i in range(index)]
            room = self._columns - len(indent) - 2 * index
            yield [("", indent), *before, (_colour(index), self._cut(heading, room))]
        rows = self._panel.rows
        for row, after in zip(rows, (*rows[1:], None), strict=True):
            yield from self._line(row, after)
            yield from self._findings(row)

    def _headings(self) -> list[str]:
        return [f"{self._glyphs.hook} {lane.name}: {lane.facts}" for lane in self._panel.lanes]

    def _line(self, row: Row, after: Row | None) -> Iterator[Styled]:
        """A line of source, and more lines for the words if they are many."""
        below = [Spot(Track.ABSENT)] * len(row.spots) if after is None else after.spots
        words = [
            line for text in said(self._panel, row) for line in wrapped(text, self._words_room)
        ]
        label = self._glyphs.fold if row.number is None else str(row.number)
        text = self._cut(row.text, self._source)
        lanes = [self._lane(i, spot, below[i]) for i, spot in enumerate(row.spots)]
        for line in words or [""]:
            padding = " " * (self._source - width(text) + 2)
            gutter = f"{label:>{self._number}} {self._glyphs.bar} "
            yield [(GUTTER, gutter), ("", f"{text}{padding}"), *lanes, (_tone(row), line)]
            label, text = "", ""
            lanes = [(_colour(i), f"{self._glyphs.tracks[s.track]} ") for i, s in enumerate(below)]

    def _lane(self, index: int, spot: Spot, below: Spot) -> tuple[str, str]:
        style = BAD.get(spot.sign, _colour(index)) if spot.sign else _colour(index)
        return style, f"{self._glyph(spot, below)} "

    def _glyph(self, spot: Spot, below: Spot) -> str:
        """What stands in the lane; a recording that does not go on below has an end."""
        sign, records = spot.sign, (Track.RECORDING, Track.SOMETIMES)
        ends = below.track not in records and below.sign is not Sign.PAUSE
        if sign in ENDING and spot.track in records and ends:
            return self._glyphs.ends
        return self._glyphs.tracks[spot.track] if sign is None else self._glyphs.signs[sign]

    def _findings(self, row: Row) -> Iterator[Styled]:
        indent = " " * self._number + f" {self._glyphs.bar} "
        for found in row.findings:
            text = f"{found.code} [{found.name}] {visible(first_sentence(found.message))}"
            lead = f"{self._glyphs.corner} "
            for line in wrapped(text, max(LEAST, self._columns - len(indent) - 3)):
                yield [(GUTTER, indent), (STYLES[found.severity], f"{lead}{line}")]
                lead = "   "

    def _cut(self, text: str, most: int) -> str:
        return cut(text, max(most, 0), self._glyphs.ellipsis)


def _fitted(row: Styled, columns: int) -> Styled:
    """A row that has no more than so many columns, however many lanes there are."""
    fitted: Styled = []
    for style, text in row:
        fitted.append((style, cut(text, columns, "")))
        columns -= width(fitted[-1][1])
    return fitted


def _colour(index: int) -> str:
    return COLOURS[index % len(COLOURS)]


def _tone(row: Row) -> str:
    return next((BAD[sign] for sign in BAD if any(s.sign is sign for s in row.spots)), "")


def _legend(panels: Iterable[Panel], columns: int, glyphs: Glyphs) -> Iterator[Styled]:
    """What the characters mean that occur."""
    spots = [spot for panel in panels for row in panel.rows for spot in row.spots]
    tracks, signs = {s.track for s in spots} - {Track.ABSENT}, {s.sign for s in spots}
    meant = {glyphs.tracks[t]: t.value for t in Track if t in tracks}
    meant |= {glyphs.signs[s]: s.value for s in Sign if s in signs and s is not Sign.CREATED
              and glyphs.signs[s] not in meant}  # fmt: skip
    text = " ".join(f"{glyph} {what} ".replace(" ", "\0") for glyph, what in meant.items())
    for line in wrapped(text, columns):
        yield [("dim", line.replace("\0", " ").rstrip())]
