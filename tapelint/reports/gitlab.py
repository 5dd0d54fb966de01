"""GitLab's code quality report: a JSON array, kept as an artifact of the build."""

from __future__ import annotations

import json
import os

from tapelint.diagnostic import Diagnostic, Severity, Span
from tapelint.reports.fingerprints import fingerprinted
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import encodable, line_in_file, posix, told_with_cell
from tapelint.source import Source

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(outcome: Outcome) -> str:
    """The array, indented."""
    return json.dumps([_row(*each) for each in fingerprinted(outcome)], indent=2)


def _row(report: Report, found: Diagnostic, fingerprint: str) -> dict[str, object]:
    return {
        "check_name": found.code,
        "description": encodable(f"{found.code}: {told_with_cell(found)}"),
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {
            "path": encodable(_in_repository(found.path)),
            "lines": _lines(report.source, found.span),
        },
    }


def _lines(source: Source, span: Span) -> dict[str, int]:
    begin = {"begin": line_in_file(source, span)}
    return begin if span.cell is not None else {**begin, "end": span.end_line}


def _in_repository(path: str) -> str:
    """The path below the repository's root, wherever in it we run."""
    root = os.environ.get("CI_PROJECT_DIR")
    if not root or path == "-":
        return posix(path)
    return posix(os.path.relpath(path, root))
