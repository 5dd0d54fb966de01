"""Where the nodes of `ast` stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tapelint.diagnostic import Span


class Plain:
    """The lines of one cell, in which nodes know where they are but for `shift`."""

    __slots__ = ("cell", "lines", "shift")

    def __init__(self, lines: list[str], shift: Mapping[int, int], cell: int | None) -> None:
        self.lines = lines
        self.shift = shift
        self.cell = cell

    def span(self, node: Any) -> Span:
        """Where a node stands; the brackets of a tuple are part of it."""
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            node.end_lineno,
            self._column(node.end_lineno, node.end_col_offset),
            self.cell,
        )

    def _column(self, line: int, size: int) -> int:
        """The column of so many bytes, in the text that was read."""
        return characters(self.lines[line - 1], size) + self.shift.get(line, 0)


def characters(text: str, size: int) -> int:
    """How many characters the first so many bytes of a line are: `ast` counts bytes."""
    return size if text.isascii() else len(text.encode()[:size].decode())
