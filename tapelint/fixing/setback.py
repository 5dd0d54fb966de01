"""Whether a changed source is worse than it was, and in which way.

A cure may bring other findings to light: nothing is said of what stands behind a call that
raises, or follows from a `None`, until that is gone. So a new finding is no setback if it, or a
place that explains it, stands after a finding of this kind that was cured; and a call may have
another fault of the same kind, about which the message then says something else. Nor is a comment
a setback that silenced what is cured now, and so silences nothing any more.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from collections.abc import Iterator

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Analysis, Diagnostic
from tapelint.fixing.choice import Choice
from tapelint.fixing.edits import Moves
from tapelint.source import Source

_HIDING = ("TAP1", "TAP2")
"""Findings behind which others may be hidden, and which are worse than all others."""
_NEEDLESS = "TAP001"
"""What silenced a finding that is gone is no setback either."""
_Order = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Looked:
    """A source and what is known of it."""

    source: Source
    analysis: Analysis


def setback(before: Looked, choice: Choice, after: Looked) -> str | None:
    """In words what is worse than before these fixes; None if nothing is."""
    return (
        _no_longer_compiles(before.source, after.source)
        or _new_problem(before.analysis, after.analysis)
        or _uncured(before, choice, after)
    )


def _no_longer_compiles(before: Source, after: Source) -> str | None:
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.text != new.text and _fault(old.text) is None:
            fault = _fault(new.text)
            if fault is not None:
                where = "" if new.index is None else f" in cell {new.index}"
                return f"the result does not compile{where}: {fault}"
    return None


def _fault(text: str) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError as error:
        return f"{error.msg}, line {error.lineno}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error)
    return None


def _new_problem(before: Analysis, after: Analysis) -> str | None:
    known = Counter((problem.message, problem.cell) for problem in before.problems)
    for problem in after.problems:
        known[problem.message, problem.cell] -= 1
        if known[problem.message, problem.cell] < 0:
            return f"the result has a new problem: {problem.message}"
    return None


def _uncured(before: Looked, choice: Choice, after: Looked) -> str | None:
    """A cured finding that is still there, or a finding that is new."""
    moves = _Moved(before.source, choice)
    cured = {id(found) for found in choice.cured}
    known = {
        (found.code, place): found
        for found in before.analysis.diagnostics
        for place in moves.of(found)
    }
    new = []
    for found in after.analysis.diagnostics:
        old = known.get((found.code, found.span.order))
        if old is None:
            if found.code != "TAP001":
                new.append(found)
        elif id(old) in cured and _gist(old) == _gist(found):
            return f"{found.code} in line {found.span.line} of the result is still there"
    lost = _lost(before, after, cured, moves)
    first = moves.first_hiding(choice.cured)
    for found in new:
        if lost[found.code]:
            lost[found.code] -= 1
        elif not _was_hidden(found, first):
            return f"{found.code} in line {found.span.line} of the result is new"
    return None


def _was_hidden(found: Diagnostic, first: _Order | None) -> bool:
    """Whether a new finding may come of the cure of another, the first of which stood there."""
    if found.code == _NEEDLESS:
        return True
    if first is None:
        return False
    return not found.code.startswith(_HIDING) or any(place >= first for place in _places(found))


def _gist(found: Diagnostic) -> str:
    """The message without the numbers of lines, which may have moved."""
    return re.sub(r"\d+", "", found.message)


def _lost(before: Looked, after: Looked, cured: set[int], moves: _Moved) -> Counter[str]:
    """How many findings of each code are gone without a cure: a fix may have moved them."""
    still = {(found.code, found.span.order) for found in after.analysis.diagnostics}
    return Counter(
        found.code
        for found in before.analysis.diagnostics
        if id(found) not in cured
        and not any((found.code, place) in still for place in moves.of(found))
    )


def _places(found: Diagnostic) -> Iterator[_Order]:
    yield found.span.order
    yield from (related.span.order for related in found.related)


class _Moved:
    """Where the findings of a source are in the changed one."""

    def __init__(self, source: Source, choice: Choice) -> None:
        self._cells = {
            cell.index: Moves(cell.original, choice.of_cell(cell.index)) for cell in source.cells
        }

    def of(self, found: Diagnostic) -> list[_Order]:
        """The places where it may begin."""
        span = found.span
        moved = self._cells[span.cell].of((span.line, span.column))
        return [(span.cell or 0, *place) for place in moved]

    def first_hiding(self, cured: tuple[Diagnostic, ...]) -> _Order | None:
        """The first place behind which findings may have been hidden."""
        hiding = [found for found in cured if found.code.startswith(_HIDING)]
        places = [min(self.of(found), default=found.span.order) for found in hiding]
        return min(places, default=None)
