"""A program as it stood in an editor, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tapelint.config import Config, Terms
from tapelint.diagnostic import Analysis
from tapelint.editor.pages import Page
from tapelint.notebook import with_cell_texts
from tapelint.source import Source, SourceCell, plain_newlines

if TYPE_CHECKING:
    from tapelint.lower import Pieces


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

    def cell_of(self, uri: str) -> tuple[int | None, Page] | None:
        """The number of a cell, and its page; the number of a file is None."""
        return next(((cell, page) for cell, page in self.pages.items() if page.uri == uri), None)


@dataclass(frozen=True, slots=True)
class Result:
    """A program, and what is known of it; `mended`: with the fixes."""

    snapshot: Snapshot
    analysis: Analysis
    mended: bool = False


def analysed(snapshot: Snapshot, memory: Pieces, *, fixes: bool) -> Analysis:
    """What is found in a program; `memory`: what is known of an earlier version of it."""
    from tapelint.analysis import analyse
    from tapelint.lower.room import with_room

    source, config = snapshot.source, snapshot.config
    # One thread for all of it, not one for each place that is looked up.
    return with_room(lambda: analyse(source, config, fixes=fixes, earlier=memory))


def of_text(path: str, text: str, terms: Terms) -> Source:
    """The source of a text that is open in an editor."""
    return Source(path, (SourceCell(None, plain_newlines(text), text),), terms)


def of_cells(
    path: str, cells: Mapping[int | None, tuple[str, frozenset[str]]], terms: Terms
) -> Source:
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
