"""`path:line: [CODE] message`, as pylint, flake8 and ruff print it for the parsers of builds."""

from __future__ import annotations

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import line_in_file, place, told_with_cell, visible
from tapelint.source import Source


def render(outcome: Outcome) -> str:
    """A line for each finding."""
    return "\n".join(_line(*found) for found in outcome.found())


def _line(source: Source, found: Diagnostic) -> str:
    where = place(found.path, line_in_file(source, found.span), None, None)
    return f"{where}: [{found.code}] {visible(told_with_cell(found))}"
