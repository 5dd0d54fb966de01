"""One text wherever it came from: a file, standard input, a notebook or an editor's buffer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tapelint.config import USUAL, Terms

if TYPE_CHECKING:
    from tapelint.present import Namespace

ANYTHING = "_tapelint_magic"
"""The module that stands for code which may bind any name, where everything is imported from it."""


@dataclass(frozen=True, slots=True)
class SourceCell:
    """The Python of one notebook cell, or of a whole file (`index` None).

    `text` is what is parsed: magics are blanked out so that every line keeps its number and
    every column of ordinary code its place. `original` is what the user wrote, for display.
    `may_be_skipped`: a cell magic of the notebook's own decides whether it runs.
    `present`: the objects that a kernel has when the cell begins to run, if it is known.
    """

    index: int | None
    text: str
    original: str
    tags: frozenset[str] = frozenset()
    may_be_skipped: bool = False
    present: Namespace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """A named sequence of cells that run in order, as one program."""

    path: str
    cells: tuple[SourceCell, ...]
    terms: Terms = USUAL

    @classmethod
    def from_text(cls, text: str, path: str = "<string>", terms: Terms = USUAL) -> Source:
        """The source of one Python text."""
        return cls(path, (SourceCell(None, text, text),), terms)

    @property
    def concerns_tapes(self) -> bool:
        """Whether any cell could make a tape; if none does, it is never parsed."""
        return any(word in cell.text for cell in self.cells for word in self.terms.words)

    @property
    def speaks_to_linters(self) -> bool:
        """Whether any cell may hold a comment that silences findings."""
        return any("tapelint:" in cell.text or "noqa" in cell.text.lower() for cell in self.cells)

    @property
    def speaks_of_us(self) -> bool:
        """Whether any cell may hold a comment that names one of our rules, or us."""
        return any("tapelint:" in cell.text or "TAP" in cell.text for cell in self.cells)


def plain_newlines(text: str) -> str:
    r"""`text` with `\n` for each of Python's line ends; lines and columns stay."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
