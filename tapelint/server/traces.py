"""Pictures of the lives of tapes, and the lenses by which to ask for them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from tapelint.editor.hover import lived
from tapelint.editor.programs import Snapshot

if TYPE_CHECKING:
    from tapelint.picture.panel import Panel

SHOW = "tapelint.showTrace"
"""The command: given `{"uri", "line"}` it answers `{"html"}`, or null where there is no tape.

With `"show": true` the client is asked to show the page as well.
"""


class Wanted(NamedTuple):
    """Which picture is asked for; `line` is the client's."""

    uri: str
    line: int
    show: bool

    @classmethod
    def of(cls, sent: Any) -> Wanted | None:
        """From the argument of the command; None: it does not fit."""
        if not isinstance(sent, Mapping):
            return None
        uri, line = sent.get("uri"), sent.get("line")
        if not isinstance(uri, str) or not isinstance(line, int) or line < 0:
            return None
        return cls(uri, line, sent.get("show") is True)


def page_at(snapshot: Snapshot, wanted: Wanted) -> str | None:
    """The page of the function, or the part of a cell or file, at a line."""
    known = snapshot.cell_of(wanted.uri, wanted.line)
    if known is None:
        return None
    cell, page = known
    line = wanted.line - page.first + 1
    here = [panel for panel in _panels(snapshot, cell) if panel.holds(line)]
    if not here:
        return None
    from tapelint.picture.page import page as drawn

    return drawn(snapshot.source.path, [max(here, key=lambda panel: panel.scope.first)])


def lenses(snapshot: Snapshot, uri: str) -> list[types.CodeLens]:
    """One for each picture of a document."""
    lines = {
        page.first + _line(panel) - 1
        for cell, page in snapshot.pages.items()
        if page.uri == uri
        for panel in _panels(snapshot, cell)
    }
    return [_lens(uri, line) for line in sorted(lines)]


def _panels(snapshot: Snapshot, cell: int | None) -> Iterator[Panel]:
    if snapshot.is_silent:
        return
    from tapelint.picture.panel import panels

    for panel in panels(snapshot.source, lived(snapshot)):
        if panel.scope.cell == cell:
            yield panel


def _line(panel: Panel) -> int:
    """The line that a lens stands on: the head of a function, or where a tape is made."""
    if panel.scope.name is not None:
        return panel.scope.first
    made = [lane.life.created for lane in panel.lanes]
    return min(span.line for span in made if span.cell == panel.scope.cell) if made else 1


def _lens(uri: str, line: int) -> types.CodeLens:
    place = types.Position(line, 0)
    asked = {"uri": uri, "line": line, "show": True}
    command = types.Command("Show tape trace", SHOW, arguments=[asked])
    return types.CodeLens(types.Range(place, place), command)


def as_file(html: str) -> str:
    """The URI of a file of this page, which nobody else can read; it is left to the system."""
    number, path = tempfile.mkstemp(prefix="tapelint-", suffix=".html")
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(html)
    return Path(path).as_uri()
