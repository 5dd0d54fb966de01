"""Applies fixes until none is left: choose, change, look again, and take back what is worse."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Analysis, Diagnostic, Problem
from tapelint.fixing.choice import Choice, Terms, chosen, together
from tapelint.fixing.edits import MisplacedEditError, edited
from tapelint.fixing.setback import Looked, setback
from tapelint.fixing.texts import with_texts
from tapelint.source import Source

SPARE_ROUNDS = 10
"""So many rounds more than there are fixes may be needed for what the first ones bring to light."""

_BUG = "; this is a bug in tapelint, please report it"

Analyse = Callable[[Source], Analysis]


@dataclass(frozen=True, slots=True)
class Settled:
    """A source after its fixes, what is known of it now, and the findings that were cured.

    `faults` are of ours: fixes after which something was worse, and that were not applied.
    """

    source: Source
    analysis: Analysis
    cured: tuple[Diagnostic, ...] = ()
    faults: tuple[Problem, ...] = ()


class _SetbackError(Exception):
    """The result of a fix is worse; the text says in which way."""


def settled(source: Source, first: Analysis, analyse: Analyse, terms: Terms) -> Settled:
    """Fix `source`, of which `first` is known, as far as the terms allow."""
    now = Looked(source, first)
    cured: list[Diagnostic] = []
    fixable = sum(found.fix is not None for found in first.diagnostics)
    for _ in range(fixable + SPARE_ROUNDS):
        choices = chosen(now.source, now.analysis.diagnostics, terms)
        choice, now, faults = _round(now, choices, analyse)
        if choice is None:
            return Settled(now.source, now.analysis, tuple(cured), faults)
        cured += choice.cured
    endless = Problem(source.path, f"not fixed: the fixes come to no end{_BUG}")
    return Settled(source, first, faults=(endless,))


def _round(
    now: Looked, choices: Sequence[Choice], analyse: Analyse
) -> tuple[Choice | None, Looked, tuple[Problem, ...]]:
    """Apply all these fixes; or if the result is worse, the first one that makes nothing worse."""
    faults = []
    for choice in [together(choices), *choices] if len(choices) > 1 else choices:
        try:
            return choice, _after(now, choice, analyse), ()
        except _SetbackError as error:
            faults.append(_fault(choice.cured[0], str(error)))
    return None, now, tuple(faults[-len(choices) :])


def _after(now: Looked, choice: Choice, analyse: Analyse) -> Looked:
    try:
        changed = with_texts(now.source, _texts(now.source, choice))
    except MisplacedEditError as error:
        raise _SetbackError(str(error)) from None
    after = Looked(changed, analyse(changed))
    worse = setback(now, choice, after)
    if worse is not None:
        raise _SetbackError(worse)
    return after


def _fault(found: Diagnostic, why: str) -> Problem:
    span = found.span
    message = f"{found.code} is not fixed: {why}{_BUG}"
    return Problem(found.path, message, span.line, span.column, span.cell)


def _texts(source: Source, choice: Choice) -> dict[int | None, str]:
    """The new texts of the cells that are changed."""
    return {
        cell.index: edited(cell.original, edits)
        for cell in source.cells
        if (edits := choice.of_cell(cell.index))
    }
