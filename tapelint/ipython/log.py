"""What a kernel has run, in the order in which it ran: every run of a cell is a cell of its own.

A cell that is run again does not undo its earlier run: the kernel does not either. A tape that
the earlier run used up stays used up, and a name that the new run binds is bound anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tapelint.config import Terms
from tapelint.dataclass import dataclass, field, replace
from tapelint.magics import plain_python
from tapelint.present import Namespace
from tapelint.source import Source, SourceCell, plain_newlines

PATH = "session"
EVERYWHERE = 0
"""The line of an exception that came from no known line of its cell."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a cell. `number`: what the prompt says; `failed`: the line that raised."""

    number: int
    raw: str
    present: Namespace
    failed: int | None = None

    def cells(self, terms: Terms) -> Iterator[SourceCell]:
        """What the analysis gets to see of it: all of it, or as far as it came."""
        text = plain_python(plain_newlines(self.raw), terms.cell_magics)
        whole = SourceCell(self.number, text, self.raw, present=self.present)
        if self.failed is None:
            yield whole
            return
        before, failing = _split(text, self.failed)
        if before is not None:
            yield replace(whole, text=before)
            whole = replace(whole, present=None)
        yield replace(whole, text=failing, may_be_skipped=True)


@dataclass(slots=True)
class Log:
    """The runs that are known, none of which may be missing."""

    runs: list[Run] = field(default_factory=list)

    def source(self, last: Run, terms: Terms) -> Source:
        """What was run, and a cell that is about to be."""
        cells = [cell for run in (*self.runs, last) for cell in run.cells(terms)]
        return Source(PATH, tuple(cells), terms)


def _split(text: str, line: int) -> tuple[str | None, str]:
    """The lines that ran, if that is known, and those that may have; the others are blank."""
    if text.lstrip().startswith("%%") or line == EVERYWHERE:
        return None, text
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None, text
    for statement in body:
        first = min([statement.lineno, *(d.lineno for d in _decorators(statement))])
        last = statement.end_lineno or first
        if first <= line <= last:
            lines = text.split("\n")
            before = [*lines[: first - 1], *[""] * (len(lines) - first + 1)]
            failing = [*[""] * (first - 1), *lines[first - 1 : last]]
            return "\n".join(before), "\n".join(failing)
    return None, text


def _decorators(statement: ast.stmt) -> list[ast.expr]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return statement.decorator_list
    return []
