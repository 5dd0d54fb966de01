"""reviewdog's diagnostic format: a JSON object whose columns count bytes of UTF-8 from 1."""

from __future__ import annotations

import json
from itertools import pairwise

from tapelint.diagnostic import Diagnostic, Edit, Fix, Severity, Span
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import encodable, line_in_file, posix, source_lines, told_with_cell
from tapelint.source import Source

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(outcome: Outcome) -> str:
    """The object, indented."""
    document = {
        "source": {"name": "tapelint"},
        "diagnostics": [_row(*found) for found in outcome.found()],
    }
    return json.dumps(document, indent=2)


def _row(source: Source, found: Diagnostic) -> dict[str, object]:
    lines = source_lines(source, found.span.cell)
    located: dict[str, object] = {"path": encodable(posix(found.path))}
    code = {"value": found.code}
    row: dict[str, object] = {
        "message": encodable(told_with_cell(found)),
        "location": located,
        "severity": _SEVERITIES[found.severity],
        "code": code if found.url is None else {**code, "url": found.url},
    }
    if found.span.cell is not None:
        located["range"] = {"start": {"line": line_in_file(source, found.span)}}
    else:
        located["range"] = _range(found.span, lines)
        if found.fix and found.fix.edits:
            edit = merged(found.fix, lines)
            row["suggestions"] = [{"range": _range(edit.span, lines), "text": encodable(edit.text)}]
    return row


def _range(span: Span, lines: list[str]) -> dict[str, object]:
    return {
        "start": _position(span.line, span.column, lines),
        "end": _position(span.end_line, span.end_column, lines),
    }


def _position(line: int, column: int, lines: list[str]) -> dict[str, int]:
    before = lines[line - 1][:column] if line <= len(lines) else ""
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}


def merged(fix: Fix, lines: list[str]) -> Edit:
    """The whole fix as one edit: several suggestions would be alternatives."""
    edits = sorted(fix.edits, key=lambda edit: edit.span)
    first, last = edits[0].span, edits[-1].span
    parts = [edits[0].text]
    for previous, edit in pairwise(edits):
        parts += [_between(previous.span, edit.span, lines), edit.text]
    span = Span(first.line, first.column, last.end_line, last.end_column, first.cell)
    return Edit(span, "".join(parts))


def _between(earlier: Span, later: Span, lines: list[str]) -> str:
    """The text from the end of one span to the beginning of another."""
    kept = lines[earlier.end_line - 1 : later.line]
    kept[-1] = kept[-1][: later.column]
    kept[0] = kept[0][earlier.end_column :]
    return "\n".join(kept)
