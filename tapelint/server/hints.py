"""Words between the lines: where a tape starts to record, and where it is used up."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tapelint.lives import Happening, Life
from tapelint.server.hover import lives
from tapelint.server.programs import Snapshot


def hints(snapshot: Snapshot, uri: str, range_: types.Range) -> list[types.InlayHint]:
    """The hints of some lines of a document."""
    known = snapshot.cell_of(uri)
    if known is None or snapshot.is_silent:
        return []
    cell, page = known
    first, last = page.place(range_.start)[0], page.place(range_.end)[0]
    told = {each for life in lives(snapshot) for each in _told(life)}
    return [
        types.InlayHint(
            page.position(line, len(page.lines.line(line))), f"{name} {what}", padding_left=True
        )
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
