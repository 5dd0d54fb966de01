"""Lowering: from the text of a source to the tape program. The only importer of libcst."""

from __future__ import annotations

from tapelint.diagnostic import Problem
from tapelint.lower import closures, computations  # noqa: F401  # they fill the table of expressions
from tapelint.lower.context import Context
from tapelint.lower.parse import parse
from tapelint.lower.reuse import Memory
from tapelint.lower.room import many_frames, with_room
from tapelint.lower.spans import Unit, locate
from tapelint.lower.statements import body
from tapelint.program import Cell, Program
from tapelint.source import Source

__all__ = ["Memory", "lower"]


def lower(
    source: Source, *, blank: bool = True, earlier: Memory | None = None
) -> tuple[Program, tuple[Problem, ...]]:
    """The program of a source, without the cells that cannot be parsed, and why they cannot.

    `blank`: in a file, leave out the bodies of functions that cannot concern a tape. `earlier`:
    what was parsed of this file the last time; it is kept up to date.
    """
    return with_room(lambda: _lowered(source, blank, earlier))


def _lowered(
    source: Source, blank: bool, earlier: Memory | None
) -> tuple[Program, tuple[Problem, ...]]:
    cells: list[Cell] = []
    problems: list[Problem] = []
    words: set[str] = set()
    for cell in source.cells:
        parsed = parse(
            source.path, cell, blank=blank, earlier=earlier if cell.index is None else None
        )
        problems += parsed.problems
        if parsed.page is None:
            continue
        context = Context(Unit(parsed.page, None, parsed.page.module))
        with many_frames():
            block = body(context, parsed.page.module.body)
        words |= context.words
        expected = "raises-exception" in cell.tags
        cells.append(Cell(cell.index, block, expected, cell.may_be_skipped))
    return Program(tuple(cells), locate, frozenset(words)), tuple(problems)
