"""What a finding is known by when the lines around it move.

The file, the rule, the text of the line without its spacing, and which of several such it is.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import posix, source_lines


def fingerprinted(outcome: Outcome) -> Iterator[tuple[Report, Diagnostic, str]]:
    """Each finding with its fingerprint; no two are alike."""
    for report in outcome.reports:
        seen: Counter[tuple[str, str]] = Counter()
        for found in report.diagnostics:
            text = _line(report, found)
            seen[found.code, text] += 1
            key = [posix(found.path), found.code, text, seen[found.code, text]]
            yield report, found, hashlib.sha256(json.dumps(key).encode()).hexdigest()


def _line(report: Report, found: Diagnostic) -> str:
    lines = source_lines(report.source, found.span.cell)
    return "".join(lines[found.span.line - 1].split()) if found.span.line <= len(lines) else ""
