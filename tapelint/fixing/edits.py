r"""Where a span of the analysed text stands in what the user wrote, and what an edit makes of it.

The analysed text has the lines and columns of the user's, but `\n` for each line end, and other
words where a magic stands. A line that a fix brings in ends like the line next to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Edit, Span
from tapelint.source import SourceCell, plain_newlines

_LINE_END = re.compile(r"\r\n|\r|\n")

Place = tuple[int, int]
"""Line from 1, column from 0."""


class MisplacedEditError(Exception):
    """An edit outside the text: a fault of the rule that made it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text by lines: where each starts, where its end begins, and what the end is."""

    text: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]
    ends: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of `text`; the last one has no end and may be empty."""
        ends = list(_LINE_END.finditer(text))
        return cls(
            text,
            (0, *(end.end() for end in ends)),
            (*(end.start() for end in ends), len(text)),
            (*(end.group() for end in ends), ""),
        )

    def line(self, number: int) -> str:
        """A line without its end; empty after the last one."""
        if number > len(self.starts):
            return ""
        return self.text[self.starts[number - 1] : self.stops[number - 1]]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; the line after the last one has a beginning only."""
        if (line, column) == (len(self.starts) + 1, 0) and self.line(line - 1):
            return len(self.text)
        if 1 <= line <= len(self.starts):
            offset = self.starts[line - 1] + column
            if self.starts[line - 1] <= offset <= self.stops[line - 1]:
                return offset
        raise MisplacedEditError(f"there is no column {column} in line {line}")

    def place(self, offset: int) -> Place:
        """The place of an offset."""
        number = sum(start <= offset for start in self.starts)
        return number, offset - self.starts[number - 1]

    def bounds(self, span: Span) -> tuple[int, int]:
        """The offsets of both ends of a span."""
        start = self.offset(span.line, span.column)
        end = self.offset(span.end_line, span.end_column)
        if end < start:
            raise MisplacedEditError(f"a span that ends before it starts, in line {span.line}")
        return start, end

    def end_near(self, line: int) -> str:
        """How a new line ends that comes in at `line`."""
        near = self.ends[: min(line, len(self.ends))]
        return next((end for end in reversed(near) if end), "\n")


def edited(text: str, edits: Iterable[Edit]) -> str:
    """What the user wrote, changed by edits that do not overlap."""
    lines = Lines.of(text)
    placed = [(*lines.bounds(edit.span), edit) for edit in edits]
    for start, end, edit in sorted(placed, key=lambda each: each[:2])[::-1]:
        new = edit.text.replace("\n", lines.end_near(edit.span.line))
        text = text[:start] + new + text[end:]
    return text


def fits(cell: SourceCell, edit: Edit) -> bool:
    """Whether the text around an edit is the user's own, not what stands for a magic."""
    if len(cell.text) == len(cell.original) and cell.text == cell.original:
        return True
    ours, theirs = Lines.of(cell.text), Lines.of(plain_newlines(cell.original))
    span = edit.span
    if ours.text[slice(*ours.bounds(span))] != _part(theirs, span):
        return False
    return _agree(ours, theirs, (span.line, span.column)) and _agree(
        ours, theirs, (span.end_line, span.end_column)
    )


def _part(lines: Lines, span: Span) -> str | None:
    try:
        return lines.text[slice(*lines.bounds(span))]
    except MisplacedEditError:
        return None


def _agree(ours: Lines, theirs: Lines, place: Place) -> bool:
    """Whether both lines are equal before this place, or after it."""
    line, column = place
    mine, other = ours.line(line), theirs.line(line)
    return mine[:column] == other[:column] or (
        len(mine) == len(other) and mine[column:] == other[column:]
    )


class Moves:
    """Where the places of one text are after edits of it."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        plain = plain_newlines(text)
        self._before = Lines.of(plain)
        self._after = Lines.of(edited(plain, edits))
        self._edits = sorted((*self._before.bounds(edit.span), len(edit.text)) for edit in edits)

    def of(self, place: Place) -> tuple[Place, ...]:
        """Where it may be: two places where text was inserted at it, none in a replaced part."""
        try:
            offset = self._before.offset(*place)
        except MisplacedEditError:
            return ()
        least = most = offset
        for start, end, size in self._edits:
            if start < offset < end:
                return ()
            if end <= offset:
                most += size - (end - start)
            if end < offset or (end == offset and start < end):
                least += size - (end - start)
        return tuple({self._after.place(least): None, self._after.place(most): None})
