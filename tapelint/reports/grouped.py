"""A heading for each file, and below it a line for each finding, without the path."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.summary import with_summary
from tapelint.reports.text import inside, place, visible


def render(outcome: Outcome) -> str:
    """The findings and a summary."""
    lines = [line for report in outcome.reports for line in _group(report, outcome)]
    return with_summary("\n".join(lines), outcome)


def _group(report: Report, outcome: Outcome) -> Iterator[str]:
    yield f"{place(report.source.path, None, None, None)}:"
    places = [inside(found) for found in report.diagnostics]
    width = max(map(len, places))
    for where, found in zip(places, report.diagnostics, strict=True):
        yield f"  {where.ljust(width)} {found.code} {outcome.mark(found)}{visible(found.message)}"
    yield ""
