"""A finding as a JSON object: the fields of ruff's, and a few of ours."""

from __future__ import annotations

import os

from tapelint.diagnostic import Diagnostic, Edit, Fix, Related, Span
from tapelint.reports.text import encodable, posix, source_lines
from tapelint.source import Source


def row(source: Source, found: Diagnostic) -> dict[str, object]:
    """One finding."""
    path = found.path if found.path == "-" else posix(os.path.abspath(found.path))
    return {
        **_range(found.span),
        "certainty": found.certainty.value,
        "code": found.code,
        "filename": encodable(path),
        "fix": _fix(found.fix) if found.fix else None,
        "message": encodable(found.message),
        "name": found.name,
        "noqa_row": _noqa_row(source, found.span),
        "related": [_related(related) for related in found.related],
        "severity": found.severity.value,
        "url": found.url,
    }


def _range(span: Span) -> dict[str, object]:
    return {
        "cell": span.cell,
        "location": {"row": span.line, "column": span.column + 1},
        "end_location": {"row": span.end_line, "column": span.end_column + 1},
    }


def _related(related: Related) -> dict[str, object]:
    return {"message": encodable(related.message), **_range(related.span)}


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [_edit(edit) for edit in fix.edits],
        "message": encodable(fix.title),
    }


def _edit(edit: Edit) -> dict[str, object]:
    return {"content": encodable(edit.text), **_range(edit.span)}


def _noqa_row(source: Source, span: Span) -> int:
    """The line whose end can hold a comment: not one that a backslash continues."""
    lines = source_lines(source, span.cell)
    row = span.line
    while row < len(lines) and lines[row - 1].endswith("\\"):
        row += 1
    return row
