"""Words between the lines: where a tape starts to record, and where it is used up."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.editor.hover import lives
from tapelint.editor.pages import Json
from tapelint.editor.programs import Snapshot
from tapelint.lives import Happening, Life


def hints(snapshot: Snapshot, uri: str, lines: tuple[int, int]) -> list[Json]:
    """The hints of some lines of a document, which the client counts."""
    if snapshot.is_silent:
        return []
    told = {each for life in lives(snapshot) for each in _told(life)}
    pages = {cell or 0: page for cell, page in snapshot.pages.items() if page.uri == uri}
    placed = [
        (pages[cell].position(line, len(pages[cell].lines.line(line))), f"{name} {what}")
        for cell, line, name, what in sorted(told)
        if cell in pages
    ]
    return [
        {"position": place, "label": label, "paddingLeft": True}
        for place, label in placed
        if lines[0] <= place["line"] <= lines[1]
    ]


def _told(life: Life) -> Iterator[tuple[int, int, str, str]]:
    for moment in life.at(Happening.ENTERED):
        if moment.sure:
            yield moment.span.cell or 0, moment.line, moment.name or life.name, "recording"
    for moment in life.spent:
        if moment.spends and moment.sure:
            yield moment.span.cell or 0, moment.span.end_line, moment.name or life.name, "spent"
