"""`path:line: [CODE] message`, as pylint, flake8 and ruff print it for the parsers of builds."""

from __future__ import annotations

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import place, told_with_cell, visible


def render(outcome: Outcome) -> str:
    """A line for each finding."""
    return "\n".join(_line(found) for _, found in outcome.found())


def _line(found: Diagnostic) -> str:
    line = found.span.line if found.span.cell is None else 1
    where = place(found.path, line, None, None)
    return f"{where}: [{found.code}] {visible(told_with_cell(found))}"
