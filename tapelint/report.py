"""Findings and problems as text: one line each, or JSON of ruff's shape.

Nothing that comes from a file (its name, its text, a message that quotes it) reaches a
terminal unless `visible` has seen it.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tapelint.diagnostic import Diagnostic, Edit, Fix, Problem, Related, Severity, Span
from tapelint.source import Source

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told about one source."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]


def visible(text: str) -> str:
    """`text` without characters that steer a terminal or hide: those are spelled out."""
    return _UNSAFE.sub(lambda match: ascii(match.group())[1:-1], text)


def source_lines(source: Source, cell: int | None) -> list[str]:
    """The lines of one cell as the user wrote them."""
    for candidate in source.cells:
        if candidate.index == cell:
            return _LINE_END.split(candidate.original)
    return []


def place(path: str, line: int | None, column: int | None, cell: int | None) -> str:
    """`path:cell 3:line:column`, as far as it is known; `column` counts from 0."""
    parts = [visible(path)]
    if cell is not None:
        parts.append(f"cell {cell}")
    if line is not None:
        parts.append(str(line))
        if column is not None:
            parts.append(str(column + 1))
    return ":".join(parts)


def problem_line(problem: Problem) -> str:
    """One line for standard error."""
    where = place(problem.path, problem.line, problem.column, problem.cell)
    return f"{where}: {visible(problem.message)}"


def header(diagnostic: Diagnostic) -> str:
    """`path:line:column`."""
    span = diagnostic.span
    return place(diagnostic.path, span.line, span.column, span.cell)


def concise(diagnostic: Diagnostic) -> str:
    """`path:line:column: CODE message`."""
    return f"{header(diagnostic)}: {diagnostic.code} {visible(diagnostic.message)}"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """The last line for a person."""
    counts = Counter(diagnostic.severity for diagnostic in diagnostics)
    words = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
    parts = [_plural(counts[key], word) for key, word in words.items() if counts[key]]
    if not parts:
        return "All checks passed!"
    return f"Found {_plural(sum(counts.values()), 'problem')} ({', '.join(parts)})."


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


# --- JSON ----------------------------------------------------------------------------------


def as_json(reports: Iterable[Report]) -> str:
    """All findings as one array; the fields of ruff's JSON and a few of ours."""
    rows = [_row(report.source, found) for report in reports for found in report.diagnostics]
    return json.dumps(rows, indent=2)


def _row(source: Source, found: Diagnostic) -> dict[str, object]:
    return {
        **_range(found.span),
        "certainty": found.certainty.value,
        "code": found.code,
        "filename": found.path if found.path == "-" else os.path.abspath(found.path),
        "fix": _fix(found.fix) if found.fix else None,
        "message": found.message,
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
    return {"message": related.message, **_range(related.span)}


def _fix(fix: Fix) -> dict[str, object]:
    return {
        "applicability": "safe" if fix.safe else "unsafe",
        "edits": [_edit(edit) for edit in fix.edits],
        "message": fix.title,
    }


def _edit(edit: Edit) -> dict[str, object]:
    return {"content": edit.text, **_range(edit.span)}


def _noqa_row(source: Source, span: Span) -> int:
    """The line whose end can hold a comment: not one that a backslash continues."""
    lines = source_lines(source, span.cell)
    row = span.line
    while row < len(lines) and lines[row - 1].endswith("\\"):
        row += 1
    return row
