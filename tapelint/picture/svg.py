"""Panels as SVG: one drawing that needs nothing from outside.

Everything is placed by the columns of a letter of fixed width; lines of code are stretched to
that width, whatever font the viewer has.
"""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from tapelint.columns import cut, width, wrapped
from tapelint.diagnostic import Diagnostic
from tapelint.picture import icons, theme
from tapelint.picture.markup import element, text
from tapelint.picture.panel import Panel, Row, Sign, Spot, Track, first_sentence
from tapelint.picture.story import narrated, said

LETTER = 8.4
"""The width of a letter of code."""
SAID = 7.2
"""The width that a letter of words takes at most, on average."""
LINE = 26.0
"""The height of a line of code."""
MORE = 18.0
"""The height of each further line of words, and of those of a finding."""
PAD = 28.0
LANE = 38.0
SHORTEST, LONGEST = 58, 92
"""The columns of code: at least, so that findings fit below it, and at most."""
WORDS = 66
"""The columns of words beside the lanes."""
CALLS = (Sign.RAISES, Sign.NONE, Sign.POSSIBLE, Sign.ASKED)
_TOKEN = re.compile(
    r"(?P<string>[rbfuRBFU]{0,2}(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"))"
    rf"|(?P<comment>#.*)|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)


class Drawing(NamedTuple):
    """A piece of SVG, and the room that it takes."""

    markup: str
    width: float
    height: float


def document(path: str, panels: list[Panel]) -> str:
    """A file of SVG with all panels, one below the other."""
    drawings = [drawing(path, panel) for panel in panels]
    placed, down = [], 0.0
    for made in drawings:
        placed.append(element("g", made.markup, transform=f"translate(0 {down:g})"))
        down += made.height
    whole = Drawing("".join(placed), max(made.width for made in drawings), down)
    name = os.path.basename(path)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + framed(
        whole,
        f"The lives of the tapes in {name}",
        [line for panel in panels for line in narrated(panel)],
        "all",
        theme.css(),
    )


def framed(made: Drawing, title: str, words: list[str], name: str, css: str | None = None) -> str:
    """An `svg` element that says in words what it shows."""
    head = element("title", text(title), id=f"{name}-title")
    head += element("desc", text(" ".join(words)), id=f"{name}-desc")
    head += element("style", css) if css else ""
    paper = element("rect", width=made.width, height=made.height, class_="paper")
    return element(
        "svg",
        head + paper + made.markup,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {made.width:g} {made.height:g}",
        width=made.width,
        height=made.height,
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
    )


def drawing(path: str, panel: Panel) -> Drawing:
    """One panel."""
    return _Canvas(path, panel).drawing()


class _Placed(NamedTuple):
    """A row, from `top` to `bottom`; its line of code is around `middle`."""

    row: Row
    top: float
    middle: float
    bottom: float


class _Canvas:
    """The places of one panel."""

    def __init__(self, path: str, panel: Panel) -> None:
        self._path = path
        self._panel = panel
        longest = max((width(row.text) for row in panel.rows), default=0)
        self._columns = max(SHORTEST, min(longest, LONGEST))
        self._code = PAD + (len(str(panel.lines[1])) + 2) * LETTER
        self._lanes = self._code + self._columns * LETTER + 36
        self._words = self._lanes + (len(panel.lanes) - 1) * LANE + 28
        words = [width(line) for row in panel.rows for line in self._said(row)]
        words += [width(lane.name) + width(lane.facts) + 4 for lane in panel.lanes]
        self._width = self._words + max(words) * SAID + PAD

    def drawing(self) -> Drawing:
        rows = list(self._placed(PAD + 52 + len(self._panel.lanes) * MORE + 12))
        parts = [*self._title(), *self._headings(rows)]
        for placed in rows:
            parts += [*self._line(placed), *self._findings(placed)]
        for index in range(len(self._panel.lanes)):
            parts.append(element("g", self._lane(index, rows), class_=theme.lane(index)))
        parts += self._signs(rows)
        bottom = rows[-1].bottom + 22
        legend, height = self._legend(bottom)
        return Drawing("".join((*parts, legend)), self._width, bottom + height + PAD)

    # --- above the rows ---------------------------------------------------------------------

    def _title(self) -> Iterator[str]:
        first, last = self._panel.lines
        name = os.path.basename(self._path)
        title = self._panel.title or name
        where = f"lines {first} to {last}" if first < last else f"line {first}"
        below = f"{name}, {where}" if self._panel.title else where
        yield element("text", text(title), x=PAD, y=PAD + 16, class_="title")
        yield element("text", text(below), x=PAD, y=PAD + 38, class_="subtitle")

    def _headings(self, rows: list[_Placed]) -> Iterator[str]:
        """A hook for each lane, with its name; the first lane's is the highest."""
        for index, lane in enumerate(self._panel.lanes):
            x, y = self._x(index), PAD + 52 + index * MORE
            first = next(r for r in rows if r.row.spots[index].track is not Track.ABSENT)
            bottom = first.middle - 10 if first.row.spots[index].sign else first.top
            hook = element(
                "path", d=f"M{x:g} {bottom:g}V{y + 6:g}Q{x:g} {y:g} {x + 6:g} {y:g}"
                f"H{self._words - 8:g}", class_="line fresh",
            )  # fmt: skip
            name = element("tspan", text(lane.name), class_="name fill")
            facts = element("tspan", text(f"  {lane.facts}"), class_="facts", dx=4)
            words = element("text", name + facts, x=self._words, y=y + 4.5)
            yield element("g", hook + words, class_=theme.lane(index))

    # --- rows -------------------------------------------------------------------------------

    def _placed(self, top: float) -> Iterator[_Placed]:
        for row in self._panel.rows:
            words = (max(len(self._said(row)), 1) - 1) * MORE
            found = sum(len(self._finding_lines(f)) * MORE + 14 for f in row.findings)
            bottom = top + LINE + max(words, found)
            yield _Placed(row, top, top + LINE / 2, bottom)
            top = bottom

    def _line(self, placed: _Placed) -> Iterator[str]:
        row, y = placed.row, placed.middle + 4.8
        if row.number is None:
            yield element("text", "⋮", x=self._code - LETTER * 1.6, y=y, class_="number")
        else:
            x = self._code - LETTER * 1.6
            yield element("text", str(row.number), x=x, y=y, class_="number")
        shown = cut(row.text, self._columns)
        code = shown.lstrip()
        if code:
            x = self._code + (len(shown) - len(code)) * LETTER
            yield element("text", highlighted(code), x=x, y=y, class_="code",
                          textLength=width(code) * LETTER, lengthAdjust="spacingAndGlyphs",
                          xml_space="preserve")  # fmt: skip
        signed = [index for index, spot in enumerate(row.spots) if spot.sign is not None]
        if signed:
            end = self._code + (width(shown) + 1) * LETTER
            far = self._x(signed[-1]) - 14
            yield element("path", d=f"M{end:g} {placed.middle:g}H{far:g}", class_="guide")
        for number, line in enumerate(self._said(row)):
            at = placed.middle + 4.5 + number * MORE
            yield element("text", text(line), x=self._words, y=at, class_="words")

    def _said(self, row: Row) -> list[str]:
        """What happens on a line, in lines of words."""
        return [line for told in said(self._panel, row) for line in wrapped(told, WORDS)]

    def _findings(self, placed: _Placed) -> Iterator[str]:
        """A box below the line for each finding."""
        top = placed.top + LINE
        for found in placed.row.findings:
            lines = self._finding_lines(found)
            height = len(lines) * MORE + 8
            kind = found.severity.value
            box = self._columns * LETTER + 12
            yield element("rect", x=self._code - 6, y=top, width=box, height=height, rx=5.0,
                          class_=f"back {kind}")  # fmt: skip
            yield element("rect", x=self._code - 6, y=top, width=4.0, height=height, rx=2.0,
                          class_=f"fill {kind}")  # fmt: skip
            for number, line in enumerate(lines):
                at = top + 17 + number * MORE
                rest, code = text(line), ""
                if not number:
                    code = element("tspan", text(found.code), class_=f"name fill {kind}")
                    rest = text(line.removeprefix(found.code))
                yield element("text", code + rest, x=self._code + 8, y=at, class_="finding")
            top += height + 6

    def _finding_lines(self, found: Diagnostic) -> list[str]:
        room = int((self._columns * LETTER - 16) / SAID)
        return wrapped(f"{found.code} {first_sentence(found.message)}", room)

    # --- lanes ------------------------------------------------------------------------------

    def _x(self, index: int) -> float:
        return self._lanes + index * LANE

    def _lane(self, index: int, rows: list[_Placed]) -> str:
        """The tracks of one lane, each as long as it stays the same."""
        drawn, start = [], 0
        for number in range(1, len(rows) + 1):
            kind = rows[start].row.spots[index].track
            if number < len(rows) and rows[number].row.spots[index].track is kind:
                continue
            top, bottom = self._begin(index, rows, start), self._end(index, rows, number - 1)
            if kind in (Track.RECORDING, Track.SOMETIMES):
                bottom -= 3
            drawn.append(icons.track(kind, self._x(index), top, bottom))
            start = number
        return "".join(drawn)

    def _begin(self, index: int, rows: list[_Placed], number: int) -> float:
        """Where a track begins that begins with this row; a call changes it at once."""
        before = rows[number - 1].row.spots[index] if number else Spot(Track.ABSENT)
        if before.sign in CALLS:
            return rows[number - 1].middle
        begins = rows[number].row.spots[index].sign in (Sign.ENTER, Sign.ONCE, Sign.CREATED)
        return rows[number].middle - 10 if begins else rows[number].top

    def _end(self, index: int, rows: list[_Placed], number: int) -> float:
        """Where a track ends that ends with this row."""
        placed = rows[number]
        ends = placed.row.spots[index].sign in (*CALLS, Sign.RELEASE)
        return placed.middle if ends else placed.bottom

    def _signs(self, rows: list[_Placed]) -> Iterator[str]:
        for placed in rows:
            for index, spot in enumerate(placed.row.spots):
                if spot.sign is not None:
                    drawn = icons.sign(spot.sign, self._x(index), placed.middle)
                    yield element("g", drawn, class_=icons.tone(spot.sign) or theme.lane(index))

    # --- below ------------------------------------------------------------------------------

    def _legend(self, top: float) -> tuple[str, float]:
        """The signs and tracks that occur, with their meaning."""
        spots = [spot for row in self._panel.rows for spot in row.spots]
        rule = element("path", d=f"M{PAD:g} {top:g}H{self._width - PAD:g}", class_="rule")
        parts, x, y = [rule], PAD + 12, top + 26
        for drawn, meaning in _meanings(spots):
            if x > PAD + 12 and x + 18 + len(meaning) * 6.6 > self._width - PAD:
                x, y = PAD + 12, y + 28
            parts.append(element("g", drawn(x, y), class_="lane0"))
            parts.append(element("text", text(meaning), x=x + 18, y=y + 4.2, class_="legend"))
            x += 18 + len(meaning) * 6.6 + 30
        return "".join(parts), y - top + 14


def highlighted(code: str) -> str:
    """A line of Python with its strings, comments and keywords marked."""
    parts, last = [], 0
    for found in _TOKEN.finditer(code):
        parts.append(text(code[last : found.start()]))
        parts.append(element("tspan", text(found.group()), class_=found.lastgroup))
        last = found.end()
    return "".join((*parts, text(code[last:])))


def _meanings(spots: list[Spot]) -> Iterator[tuple[Callable[[float, float], str], str]]:
    tracks, signs = {spot.track for spot in spots}, {spot.sign for spot in spots}
    for kind in Track:
        if kind in tracks and kind is not Track.ABSENT:
            yield partial(_sample, kind), kind.value
    for sign in Sign:
        if sign in signs:
            yield partial(_sign_sample, sign), sign.value


def _sample(kind: Track, x: float, y: float) -> str:
    return icons.track(kind, x, y - 10, y + 10)


def _sign_sample(sign: Sign, x: float, y: float) -> str:
    bar = icons.track(Track.RECORDING, x, y - 10, y + 10) if sign is Sign.VALUE else ""
    return element("g", bar + icons.sign(sign, x, y), class_=icons.tone(sign))
