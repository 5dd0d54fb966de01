"""Applies fixes until none is left: choose, change, look again, and stop at a setback."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tapelint.diagnostic import Analysis, Diagnostic
from tapelint.fixing.choice import Choice, Terms, chosen
from tapelint.fixing.edits import MisplacedEditError, edited
from tapelint.fixing.setback import Looked, setback
from tapelint.fixing.texts import with_texts
from tapelint.source import Source

SPARE_ROUNDS = 10
"""So many rounds more than there are fixes may be needed for what the first ones bring to light."""

Analyse = Callable[[Source], Analysis]


@dataclass(frozen=True, slots=True)
class Settled:
    """A source after its fixes, what is known of it now, and the findings that were cured.

    `fault` says what went wrong; then the source is as it was, and nothing was cured.
    """

    source: Source
    analysis: Analysis
    cured: tuple[Diagnostic, ...] = ()
    fault: str | None = None


def settled(source: Source, first: Analysis, analyse: Analyse, terms: Terms) -> Settled:
    """Fix `source`, of which `first` is known, as far as the terms allow."""
    now = Looked(source, first)
    cured: list[Diagnostic] = []
    fixable = sum(found.fix is not None for found in first.diagnostics)
    for _ in range(fixable + SPARE_ROUNDS):
        try:
            choice = chosen(now.source, now.analysis.diagnostics, terms)
            if not choice.edits:
                return Settled(now.source, now.analysis, tuple(cured))
            changed = _changed(now.source, choice)
        except MisplacedEditError as error:
            return Settled(source, first, fault=str(error))
        after = Looked(changed, analyse(changed))
        worse = setback(now, choice, after)
        if worse is not None:
            return Settled(source, first, fault=worse)
        now = after
        cured += choice.cured
    return Settled(source, first, fault="the fixes come to no end")


def _changed(source: Source, choice: Choice) -> Source:
    texts = {
        cell.index: edited(cell.original, edits)
        for cell in source.cells
        if (edits := choice.of_cell(cell.index))
    }
    return with_texts(source, texts)
