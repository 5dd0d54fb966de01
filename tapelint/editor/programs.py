"""A program as it stood in an editor, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tapelint.config import Config, Terms
from tapelint.dataclass import dataclass, replace
from tapelint.diagnostic import Analysis
from tapelint.editor.joined import SUFFIX, Piece, pieces
from tapelint.editor.pages import Page
from tapelint.editor.rewritten import as_written
from tapelint.fixing.edits import Lines
from tapelint.magics import plain_python
from tapelint.notebook import with_cell_texts
from tapelint.source import Source, SourceCell, plain_newlines

if TYPE_CHECKING:
    from tapelint.analysis import Earlier


Pages = dict[int | None, Page]
Marked = tuple[str, frozenset[str]]
"""The text of a cell, and its tags."""


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """A program as it stood, the pages of its cells by their numbers, and its configuration.

    `excluded`: the user wants to hear nothing of it.
    """

    source: Source
    pages: Mapping[int | None, Page]
    config: Config
    excluded: bool

    @property
    def is_silent(self) -> bool:
        """Whether there is nothing to say, whatever stands there."""
        return self.excluded or not self.source.concerns_tapes

    def cell_of(self, uri: str, line: int) -> tuple[int | None, Page] | None:
        """The number of the cell with this line of a document, and its page; of a file None."""
        here = ((n, page) for n, page in self.pages.items() if page.uri == uri)
        return max((it for it in here if it[1].first <= line), key=_first_line, default=None)


@dataclass(frozen=True, slots=True)
class Result:
    """A program, and what is known of it; `mended`: with the fixes."""

    snapshot: Snapshot
    analysis: Analysis
    mended: bool = False


def analysed(snapshot: Snapshot, memory: Earlier, *, fixes: bool) -> Analysis:
    """What is found in a program; `memory`: what is known of an earlier version of it."""
    from tapelint.analysis import analyse
    from tapelint.lower.room import with_room

    source, config = snapshot.source, snapshot.config
    # One thread for all of it, not one for each place that is looked up.
    return with_room(lambda: analyse(source, config, fixes=fixes, earlier=memory))


def _first_line(cell: tuple[int | None, Page]) -> int:
    return cell[1].first


def of_document(path: str, page: Page, terms: Terms) -> tuple[Source, Pages]:
    """The source of a document, and its pages: one, or those of a notebook's cells in one text."""
    text = page.lines.text
    if path.endswith(SUFFIX) and any(word in text for word in terms.words):
        return _joined(path, page, terms)
    cell = SourceCell(None, plain_newlines(text), text)
    return Source(path, (cell,), terms), {None: page}


def _joined(path: str, page: Page, terms: Terms) -> tuple[Source, Pages]:
    """A notebook in one text; where its cells cannot be told, it is one."""
    text = page.lines.text
    cells: dict[int | None, Piece] = {each.number: each for each in pieces(path, text)}
    if not cells:
        plain = plain_python(as_written(plain_newlines(text)), terms.cell_magics)
        return Source(path, (SourceCell(None, plain, text),), terms), {None: page}
    source = of_cells(path, {n: (as_written(it.text), it.tags) for n, it in cells.items()}, terms)
    sent = tuple(replace(cell, original=cells[cell.index].text) for cell in source.cells)
    return replace(source, cells=sent), {
        n: replace(page, lines=Lines.of(it.text), first=it.first) for n, it in cells.items()
    }


def of_cells(path: str, cells: Mapping[int | None, Marked], terms: Terms) -> Source:
    """The source of a notebook that is open: the texts of its cells by their numbers, and tags."""
    bare = tuple(SourceCell(number, "", "", tags) for number, (_, tags) in cells.items())
    texts = {number: text for number, (text, _) in cells.items()}
    return with_cell_texts(Source(path, bare, terms), texts)


def tags_in(metadata: Any) -> frozenset[str]:
    """The tags of a cell; VS Code has the notebook's own metadata one level down."""
    if not isinstance(metadata, dict):
        return frozenset()
    found = metadata.get("tags")
    if isinstance(found, (list, tuple)):
        return frozenset(tag for tag in found if isinstance(tag, str))
    return tags_in(metadata.get("metadata"))
