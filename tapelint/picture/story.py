"""A panel in words: who does what on each line."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.picture.panel import Panel, Row, first_sentence
from tapelint.reports.text import visible


def said(panel: Panel, row: Row) -> list[str]:
    """What happens on each lane; who does it is told if there are several lanes."""
    told: dict[str, list[str]] = {}
    for lane, spot in zip(panel.lanes, row.spots, strict=True):
        if spot.note:
            told.setdefault(spot.note, []).append(lane.name)
    if len(panel.lanes) == 1:
        return list(told)
    return [f"{_who(names, len(panel.lanes))}: {what}" for what, names in told.items()]


def narrated(panel: Panel) -> Iterator[str]:
    """Everything that a panel shows, a sentence for each line of source."""
    for lane in panel.lanes:
        yield f"{lane.name}: {lane.facts}."
    for row in panel.rows:
        told = said(panel, row)
        told += [f"{f.code}: {visible(first_sentence(f.message))}" for f in row.findings]
        if told:
            yield f"Line {row.number}: {'; '.join(told)}."


def _who(names: list[str], lanes: int) -> str:
    if 1 < len(names) == lanes:
        return "both" if lanes == 2 else "all"
    return ", ".join(names)
