r"""Places in a text: a client's lines and columns, and ours.

The protocol ends a line at `\r\n`, `\n` and `\r` and nowhere else, and counts columns in the
units of an encoding that was agreed on.
"""

from __future__ import annotations

from typing import Any

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Edit, Span
from tapelint.fixing.edits import Lines

Json = dict[str, Any]
"""An object in the protocol's words."""
UTF8, UTF16 = "utf-8", "utf-16"
"""Encodings; in any other a unit is a code point."""


@dataclass(frozen=True, slots=True)
class Page:
    """A text as it stood: a file, or a cell of a notebook. `first`: its line in the document."""

    uri: str
    version: int | None
    lines: Lines
    encoding: str
    first: int = 0

    def position(self, line: int, column: int) -> Json:
        """The client's words for a line from 1 and a column in code points."""
        if line > len(self.lines.starts):
            line, column = len(self.lines.starts), len(self.lines.text)
        units = _units(self.lines.line(line)[:column], self.encoding)
        return {"line": self.first + line - 1, "character": units}

    def range(self, span: Span) -> Json:
        """Where a span stands."""
        return {
            "start": self.position(span.line, span.column),
            "end": self.position(span.end_line, span.end_column),
        }

    def location(self, span: Span) -> Json:
        """The same, with the document."""
        return {"uri": self.uri, "range": self.range(span)}

    def text_edit(self, edit: Edit) -> Json:
        """A change as the client makes it; new lines end like those near them."""
        new = edit.text.replace("\n", self.lines.end_near(edit.span.line))
        return self.change(self.range(edit.span), new)

    def change(self, range_: Json, new: str) -> Json:
        """A change; lines after the last one are put to the end of that.

        Where a change begins after the last line, Neovim (0.11) adds an empty line to it.
        """
        last = len(self.lines.starts)
        if last > 1 and not self.lines.line(last):
            end, after = self.lines.ends[last - 2], self.position(last, 0)
            if range_ == {"start": after, "end": after} and new.endswith(end):
                place = self.position(last - 1, len(self.lines.line(last - 1)))
                range_, new = {"start": place, "end": place}, end + new.removesuffix(end)
        return {"range": range_, "newText": new}

    def place(self, line: int, units: int) -> tuple[int, int]:
        """Our words for a client's position; one that is not in the text is the nearest that is."""
        return place(self.lines, self.encoding, max(line - self.first, 0), units)


def place(lines: Lines, encoding: str, line: int, units: int) -> tuple[int, int]:
    """Line from 1 and column in code points."""
    last = len(lines.starts)
    if line >= last:
        return last, len(lines.line(last))
    return line + 1, _column(lines.line(line + 1), units, encoding)


def _units(text: str, encoding: str) -> int:
    """How long a text is for the client."""
    if text.isascii() or encoding not in (UTF8, UTF16):
        return len(text)
    return sum(_size(char, encoding) for char in text)


def _column(text: str, units: int, encoding: str) -> int:
    """The code point at which so many units are full."""
    if text.isascii() or encoding not in (UTF8, UTF16):
        return min(units, len(text))
    for column, char in enumerate(text):
        if units <= 0:
            return column
        units -= _size(char, encoding)
    return len(text)


def _size(char: str, encoding: str) -> int:
    if encoding == UTF16:
        return 1 + (char > "\uffff")
    return 1 + (char > "\x7f") + (char > "\u07ff") + (char > "\uffff")
