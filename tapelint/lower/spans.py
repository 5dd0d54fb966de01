"""Where a form stands in the text: resolved on demand, for one small unit at a time.

A *unit* is a statement that stands directly in a module, function or class. `ast` tells its
line for next to nothing; the rest comes from libcst's position provider over that unit
alone, for that is slower than parsing. An *origin* is a pair of a unit and a libcst node.
Where `ast` and libcst do not see the same statements, the provider runs over everything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

import libcst as cst

from tapelint.diagnostic import Span
from tapelint.lower.room import many_frames, with_room
from tapelint.lower.text import Text

Place = tuple[int, int, int, int]
"""Line, column, end line, end column."""
Places = Mapping[cst.CSTNode, Place]


class Page:
    """One parsed cell."""

    __slots__ = ("_lines", "_places", "_root", "cell", "module", "text")

    def __init__(self, text: Text, module: cst.Module, cell: int | None) -> None:
        self.text = text
        self.module = module
        self.cell = cell
        self._lines: list[str] | None = None
        self._places: Places | None = None
        self._root = Unit(self, None, module)

    @property
    def root(self) -> Unit:
        """The unit that contains all others."""
        return self._root

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        if self._lines is None:
            self._lines = self.text.code.split("\n")
        return self._lines

    def places(self) -> Places:
        """Every position; costs more than parsing did."""
        if self._places is None:
            self._places = _resolve(self.module)
        return self._places

    def characters(self, line: int, size: int) -> int:
        """The column in code points of the column in UTF-8 bytes that `ast` gives."""
        text = self.lines[line - 1]
        return size if text.isascii() else len(text.encode()[:size].decode(errors="replace"))


class Unit:
    """A statement by which positions are resolved, or (without `around`) the module."""

    __slots__ = ("_places", "_twin", "_twins", "around", "node", "page")

    def __init__(self, page: Page, around: Unit | None, node: cst.CSTNode) -> None:
        self.page = page
        self.around = around
        self.node = node
        self._twin: Any = None
        self._twins: dict[int, ast.stmt] | None = None
        self._places: Places | None = None

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of this unit stands."""
        place = self._place(node)
        line, column, end_line, end_column = place
        shift = self.page.text.shift
        if shift:
            column += shift.get(line, 0)
            end_column += shift.get(end_line, 0)
        return Span(line, column, end_line, end_column, self.page.cell)

    def _place(self, node: cst.CSTNode) -> Place:
        if node is self.node and isinstance(node, cst.FunctionDef | cst.ClassDef):
            twin = self.twin
            if twin is not None:
                return self._bounds(twin)
        if self._places is None:
            self._places = self._resolved()
        place = self._places.get(node)
        return self.page.places()[node] if place is None else place
