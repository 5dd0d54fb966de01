"""The syntax around a site, for those who make fixes: where things stand, to the character.

A *sheet* is the text of one cell, its tree as `ast` sees it, and the ways between the two.
Where the text is of a kind in which `ast` and the user count columns differently, or does not
parse, there is no sheet, and so no fix.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable
from typing import Generic, TypeVar

from tapelint.diagnostic import Fix, Span
from tapelint.geometry.sheet import Sheet, sheet_of
from tapelint.records import dataclass
from tapelint.source import Source
from tapelint.values import Site

__all__ = ["Found", "Geometry", "Sheet"]

_WORD = re.compile(r"[^\W\d]\w*")
N = TypeVar("N", bound="ast.expr | ast.stmt")


@dataclass(frozen=True, slots=True)
class Found(Generic[N]):
    """A node of the tree, and the sheet that it stands on."""

    sheet: Sheet
    node: N


class Geometry:
    """Answers questions about the sites of one source."""

    def __init__(self, source: Source, locate: Callable[[object], Span]) -> None:
        self._cells = {cell.index: cell for cell in source.cells}
        self.locate = locate
        self._sheets: dict[int | None, Sheet | None] = {}
        self._words: dict[int | None, frozenset[str]] = {}

    def find(self, site: Site, kind: type[N]) -> Found[N] | None:
        """What stands at `site`, if it is certainly of this kind."""
        span = self.locate(site)
        sheet = self.sheet(span.cell)
        node = sheet.find(span, kind) if sheet is not None else None
        return None if sheet is None or node is None else Found(sheet, node)

    def share_scope(self, one: Site, other: Site) -> bool:
        """Whether two calls stand in the same function, or both in none."""
        first, second = self.find(one, ast.Call), self.find(other, ast.Call)
        if first is None or second is None:
            return False
        scope, another = first.sheet.scope(first.node), second.sheet.scope(second.node)
        # The cells of a notebook are one module.
        return scope is another or {type(scope), type(another)} == {ast.Module}

    def sheet(self, cell: int | None) -> Sheet | None:
        """The sheet of a cell; None where no fix can be made."""
        if cell not in self._sheets:
            self._sheets[cell] = sheet_of(self._cells[cell])
        return self._sheets[cell]

    def fresh(self, name: str) -> str:
        """`name`, or one like it that means nothing in the source yet."""
        numbered = (f"{name}_{number}" for number in itertools.count(2))
        return next(new for new in itertools.chain((name,), numbered) if not self._is_known(new))

    def _is_known(self, word: str) -> bool:
        sheets = {index: self.sheet(index) for index in self.cells_with(word)}
        return any(sheet is None or sheet.knows(word) for sheet in sheets.values())

    def mentions(self, *words: str) -> bool:
        """Whether one of these words stands anywhere in the text of the source."""
        return any(map(self.cells_with, words))

    def cells_with(self, word: str) -> list[int | None]:
        """The cells whose text holds this word."""
        for index, cell in self._cells.items():
            if index not in self._words:
                self._words[index] = frozenset(_WORD.findall(cell.text))
        return [index for index, words in self._words.items() if word in words]

    def admits(self, fix: Fix) -> bool:
        """Whether the lines that a fix touches are analysed as the user wrote them."""
        return all(
            (sheet := self.sheet(edit.span.cell)) is not None
            and sheet.is_faithful(edit.span.line, edit.span.end_line)
            for edit in fix.edits
        )
