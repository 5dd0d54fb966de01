"""A finding with its source: the call underlined, the places that explain it labelled.

    train.py:14:10: TAP101 [tape-already-used] `tape` is not persistent and ...
       |
     9 |     dy = tape.gradient(y, x)
       |          ------------------- its one gradient was taken here
    ...
    14 |     dz = tape.gradient(z, x)
       |          ^^^^^^^^^^^^^^^^^^^

A *mark* is an underlined span.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tapelint.columns import columns
from tapelint.diagnostic import Diagnostic, Severity, Span
from tapelint.reports.colour import Row, coloured, plain
from tapelint.reports.outcome import Outcome
from tapelint.reports.summary import with_summary
from tapelint.reports.text import header, source_lines, unsafe, visible
from tapelint.source import Source

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
GUTTER = "blue"
WIDTH = 160
"""Longer lines are cut around their first mark."""
NEAR = 2
"""Marks with no more lines than this between them share a stretch of source."""
TALL = 6
"""Of a primary range with more lines only the first and the last are shown."""


class Mark(NamedTuple):
    """An underlined span."""

    span: Span
    label: str
    style: str
    sign: str

    def lines(self) -> list[int]:
        """The numbers of the lines to underline."""
        first, last = self.span.line, self.span.end_line
        if self.sign == "-":
            return [first]
        return list(range(first, last + 1)) if last - first < TALL else [first, last]

    def columns(self, number: int, text: str) -> tuple[int, int]:
        """The part of line `number` that is underlined."""
        start = len(text) - len(text.lstrip())
        if number == self.span.line:
            start = min(self.span.column, len(text))
        end = self.span.end_column if number == self.span.end_line else len(text.rstrip())
        return start, max(start, min(end, len(text)))


def render(outcome: Outcome) -> str:
    """The findings and a summary."""
    drawn = [row for found in outcome.found() for row in rows(*found, outcome.mark(found[1]))]
    text = coloured(drawn) if outcome.colour else "\n".join(map(plain, drawn))
    return with_summary(text, outcome)


def rows(source: Source, diagnostic: Diagnostic, mark: str = "") -> Iterator[Row]:
    """The finding, line by line, with an empty line after it."""
    style = STYLES[diagnostic.severity]
    yield [
        ("bold", header(diagnostic)),
        ("", ": "),
        (style, diagnostic.code),
        ("", f" [{diagnostic.name}] {mark}{visible(diagnostic.message)}"),
    ]
    marks = [Mark(diagnostic.span, "", style, "^")]
    marks += [Mark(near.span, visible(near.message), GUTTER, "-") for near in diagnostic.related]
    width = len(str(max(max(mark.lines()) for mark in marks)))
    cells = sorted({mark.span.cell for mark in marks}, key=lambda cell: cell or 0)
    for cell in cells:
        if len(cells) > 1:
            yield [(GUTTER, f"{' ' * width}::: "), ("", f"cell {cell}")]
        own = [mark for mark in marks if mark.span.cell == cell]
        yield from _frame(source_lines(source, cell), own, width)
    yield []


def _frame(lines: list[str], marks: list[Mark], width: int) -> Iterator[Row]:
    """The marked lines of one cell."""
    margin = f"{' ' * width} |"
    marked = sorted({number for mark in marks for number in mark.lines() if number <= len(lines)})
    if marked:
        yield [(GUTTER, margin)]
    previous = marked[0] if marked else 0
    for number in marked:
        if number - previous > NEAR + 1:
            yield [(GUTTER, "...")]
            previous = number
        for between in range(previous + 1, number):
            text, _ = _drawn(lines[between - 1][:WIDTH])
            yield _numbered(between, text, width)
        yield from _marked_line(number, lines[number - 1], marks, width)
        previous = number


def _marked_line(number: int, text: str, marks: list[Mark], width: int) -> Iterator[Row]:
    """A line of source and one line below for each of its marks."""
    own = [(mark, *mark.columns(number, text)) for mark in marks if number in mark.lines()]
    cut = 0
    if len(text) > WIDTH:
        cut = max(0, min(start for _, start, _ in own) - WIDTH // 4)
    drawn, offsets = _drawn(text[cut : cut + WIDTH])
    yield _numbered(number, drawn, width)
    for mark, start, end in own:
        left, right = (offsets[min(max(0, at - cut), len(offsets) - 1)] for at in (start, end))
        label = mark.label if number == mark.span.line else ""
        underline = mark.sign * max(1, right - left) + (f" {label}" if label else "")
        yield [(GUTTER, f"{' ' * width} | "), ("", " " * left), (mark.style, underline)]


def _numbered(number: int, text: str, width: int) -> Row:
    return [(GUTTER, f"{number:>{width}} | "), ("", text)]


def _drawn(text: str) -> tuple[str, list[int]]:
    """What the terminal shows, and the terminal column of each character and of the end."""
    shown, offsets, column = [], [], 0
    spelled = unsafe(text)
    for index, char in enumerate(text):
        drawn = "    " if char == "\t" else spelled.get(index, char)
        offsets.append(column)
        column += sum(map(columns, drawn))
        shown.append(drawn)
    return "".join(shown), [*offsets, column]
