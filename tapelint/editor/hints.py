"""Words between the lines: where a tape starts to record, and where it is used up."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.editor.hover import lives
from tapelint.editor.pages import Json
from tapelint.editor.programs import Snapshot
from tapelint.lives import Happening, Life


def hints(snapshot: Snapshot, uri: str, lines: tuple[int, int]) -> list[Json]:
    """The hints of some lines of a document, which the client counts."""
    known = snapshot.cell_of(uri)
    if known is None or snapshot.is_silent:
        return []
    cell, page = known
    first, last = (page.place(line, 0)[0] for line in lines)
    told = {each for life in lives(snapshot) for each in _told(life)}
    return [
        {
            "position": page.position(line, len(page.lines.line(line))),
            "label": f"{name} {what}",
            "paddingLeft": True,
        }
        for number, line, name, what in sorted(told)
        if number == (cell or 0) and first <= line <= last
    ]


def _told(life: Life) -> Iterator[tuple[int, int, str, str]]:
    for moment in life.at(Happening.ENTERED):
        if moment.sure:
            yield moment.span.cell or 0, moment.line, moment.name or life.name, "recording"
    for moment in life.spent:
        if moment.spends and moment.sure:
            yield moment.span.cell or 0, moment.span.end_line, moment.name or life.name, "spent"
