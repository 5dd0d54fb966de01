"""One line for each finding: `path:line:column: CODE message`."""

from __future__ import annotations

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome
from tapelint.reports.summary import with_summary
from tapelint.reports.text import header, visible


def render(outcome: Outcome) -> str:
    """The findings and a summary."""
    lines = (concise(found, outcome.mark(found)) for _, found in outcome.found())
    return with_summary("\n".join(lines), outcome)


def concise(diagnostic: Diagnostic, mark: str = "") -> str:
    """One finding."""
    return f"{header(diagnostic)}: {diagnostic.code} {mark}{visible(diagnostic.message)}"
