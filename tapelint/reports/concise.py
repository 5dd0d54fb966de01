"""One line for each finding: `path:line:column: CODE message`."""

from __future__ import annotations

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome
from tapelint.reports.summary import with_summary
from tapelint.reports.text import header, visible


def render(outcome: Outcome) -> str:
    """The findings and a summary."""
    return with_summary("\n".join(concise(found) for _, found in outcome.found()), outcome)


def concise(diagnostic: Diagnostic) -> str:
    """One finding."""
    return f"{header(diagnostic)}: {diagnostic.code} {visible(diagnostic.message)}"
