"""A program as it stood in an editor, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tapelint.config import Config
from tapelint.diagnostic import Analysis
from tapelint.editor.pages import Page
from tapelint.source import Source

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
