r"""Places in a text: a client's lines and columns, and ours.

The protocol ends a line at `\r\n`, `\n` and `\r` and nowhere else, and counts columns in the
units of an encoding that was agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.workspace import PositionCodec

from tapelint.diagnostic import Edit, Span
from tapelint.fixing.edits import Lines


@dataclass(frozen=True, slots=True)
class Page:
    """One text document as it stood: a file, or a cell of a notebook."""

    uri: str
    version: int | None
    lines: Lines
    codec: PositionCodec

    def position(self, line: int, column: int) -> types.Position:
        """The client's words for a line from 1 and a column in code points."""
        if line > len(self.lines.starts):
            line, column = len(self.lines.starts), len(self.lines.text)
        units = self.codec.client_num_units(self.lines.line(line)[:column])
        return types.Position(line - 1, units)

    def range(self, span: Span) -> types.Range:
        """Where a span stands."""
        return types.Range(
            self.position(span.line, span.column), self.position(span.end_line, span.end_column)
        )

    def location(self, span: Span) -> types.Location:
        """The same, with the document."""
        return types.Location(self.uri, self.range(span))

    def text_edit(self, edit: Edit) -> types.TextEdit:
        """A change as the client makes it; new lines end like those near them."""
        new = edit.text.replace("\n", self.lines.end_near(edit.span.line))
        return self.change(self.range(edit.span), new)

    def change(self, range_: types.Range, new: str) -> types.TextEdit:
        """A change; lines after the last one are put to the end of that.

        Where a change begins after the last line, Neovim (0.11) adds an empty line to it.
        """
        last = len(self.lines.starts)
        if last > 1 and not self.lines.line(last):
            end, after = self.lines.ends[last - 2], self.position(last, 0)
            if range_.start == range_.end == after and new.endswith(end):
                place = self.position(last - 1, len(self.lines.line(last - 1)))
                return types.TextEdit(types.Range(place, place), end + new.removesuffix(end))
        return types.TextEdit(range_, new)

    def place(self, position: types.Position) -> tuple[int, int]:
        """Our words for a client's position; one that is not in the text is the nearest that is."""
        return place(self.lines, self.codec, position)


def place(lines: Lines, codec: PositionCodec, position: types.Position) -> tuple[int, int]:
    """Line from 1 and column in code points."""
    last = len(lines.starts)
    if position.line >= last:
        return last, len(lines.line(last))
    text = lines.line(position.line + 1)
    if text.isascii():
        return position.line + 1, min(position.character, len(text))
    # Past the end of a line pygls would count from that end backwards.
    within = types.Position(0, min(position.character, codec.client_num_units(text)))
    return position.line + 1, codec.position_from_client_units([text], within).character
