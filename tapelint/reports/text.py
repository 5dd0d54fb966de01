"""What every report needs: places in words, the user's lines, and text that is safe to show.

Nothing that comes from a file (its name, its text, a message that quotes it) reaches a
terminal or the log of a build unless `visible` has seen it.
"""

from __future__ import annotations

import os
import re

from tapelint.diagnostic import Diagnostic, Problem, Span
from tapelint.source import Source

_UNSAFE = re.compile(
    # Controls, halves of surrogate pairs, and the ends of lines that only some know.
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
    # What changes the direction of writing or is not seen: Unicode's category Cf without the
    # number signs that are, fillers, tags.
    "\u00ad\u034f\u061c\u070f\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    # The first half of `##[error]` and `##vso[task.setvariable]`, which a build's log obeys
    # wherever in a line they stand.
    r"|#(?=#\w*\[)"
)
_LINE_END = re.compile(r"\r\n|\r|\n")


def visible(text: str) -> str:
    """`text` without what steers a terminal or a build, or hides: that is spelled out."""
    return _UNSAFE.sub(_spelled, text)


def unsafe(text: str) -> dict[int, str]:
    """The places in `text` that are not to be shown as they are, and what is shown for them."""
    return {match.start(): _spelled(match) for match in _UNSAFE.finditer(text)}


def _spelled(match: re.Match[str]) -> str:
    char = match.group()
    return r"\x23" if char == "#" else ascii(char)[1:-1]


def encodable(text: str) -> str:
    """`text` without halves of surrogate pairs, which no encoding can hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def posix(path: str) -> str:
    """The path with slashes, whatever the system."""
    return path.replace(os.sep, "/")


def source_lines(source: Source, cell: int | None) -> list[str]:
    """The lines of one cell as the user wrote them."""
    for candidate in source.cells:
        if candidate.index == cell:
            return _LINE_END.split(candidate.original)
    return []


def line_in_file(source: Source, span: Span) -> int:
    """The line of the file where a span begins."""
    if span.cell is None:
        return span.line
    from tapelint.reports.notebook_lines import line_of_cell

    return line_of_cell(source, span.cell, span.line)


def place(path: str, line: int | None, column: int | None, cell: int | None) -> str:
    """`path:cell 3:line:column`, as far as it is known; `column` counts from 0."""
    parts = [_named(path), *_within(line, column, cell)]
    return ":".join(parts)


def _named(path: str) -> str:
    """The path; a line that begins with `::` would be a command to GitHub's runner."""
    return visible(posix(f"./{path}" if path.lstrip().startswith(":") else path))


def _within(line: int | None, column: int | None, cell: int | None) -> list[str]:
    parts = [] if cell is None else [f"cell {cell}"]
    if line is not None:
        parts.append(str(line))
        if column is not None:
            parts.append(str(column + 1))
    return parts


def problem_line(problem: Problem) -> str:
    """One line for standard error."""
    where = place(problem.path, problem.line, problem.column, problem.cell)
    return f"{where}: {visible(problem.message)}"


def header(diagnostic: Diagnostic) -> str:
    """`path:line:column`."""
    span = diagnostic.span
    return place(diagnostic.path, span.line, span.column, span.cell)


def inside(diagnostic: Diagnostic) -> str:
    """`line:column`, or `cell 3:line:column`."""
    span = diagnostic.span
    return ":".join(_within(span.line, span.column, span.cell))


def told_with_cell(diagnostic: Diagnostic) -> str:
    """The message; in a notebook it begins with the cell and the line.

    For formats that know files of lines only.
    """
    span = diagnostic.span
    where = "" if span.cell is None else f"cell {span.cell}, line {span.line}: "
    return f"{where}{diagnostic.message}"
