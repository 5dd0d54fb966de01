"""Lowering: from the text of a source to the tape program. The only importer of libcst."""

from __future__ import annotations

from typing import NamedTuple

from tapelint.cells import Cell, Program
from tapelint.diagnostic import Problem
from tapelint.lower import closures, computations  # noqa: F401  # they fill the table of expressions
from tapelint.lower.context import Context
from tapelint.lower.parse import parse, refused, unreadable
from tapelint.lower.reuse import Pieces
from tapelint.lower.room import many_frames, with_room
from tapelint.lower.spans import Unit, locate
from tapelint.lower.statements import body
from tapelint.lower.text import Text
from tapelint.program import Block
from tapelint.source import Source, SourceCell

__all__ = ["Memory", "Pieces", "lower"]


class Read(NamedTuple):
    """What became of one cell; `block` None: it cannot be parsed."""

    block: Block | None
    words: frozenset[str]
    problems: tuple[Problem, ...]


Memory = dict[SourceCell, Read]
"""Cells that were lowered before, of one source that grows: the forms are the same ones again."""


def lower(
    source: Source,
    *,
    blank: bool = True,
    memory: Memory | None = None,
    earlier: Pieces | None = None,
) -> tuple[Program, tuple[Problem, ...]]:
    """The program of a source, without the cells that cannot be parsed, and why they cannot.

    `blank`: in a file, leave out the bodies of functions that cannot concern a tape. `memory`:
    what is known of its cells, and gets to know the others. `earlier`: what was parsed of a
    file the last time; it is kept up to date.
    """
    known = {} if memory is None else memory
    if earlier is not None:
        earlier.begin(source.cells)
    return with_room(lambda: _lowered(source, known, blank, earlier))


def _lowered(
    source: Source, known: Memory, blank: bool, earlier: Pieces | None
) -> tuple[Program, tuple[Problem, ...]]:
    cells: list[Cell] = []
    problems: list[Problem] = []
    words: set[str] = set()
    for cell in source.cells:
        if cell not in known:
            in_parts = _in_parts(source.path, cell, blank, earlier) if earlier is not None else None
            known[cell] = in_parts or _read(source.path, cell, blank)
        block, own, unread = known[cell]
        problems += unread
        words |= own
        if block is not None:
            expected = "raises-exception" in cell.tags
            cells.append(Cell(cell.index, block, expected, cell.may_be_skipped, cell.present))
    return Program(tuple(cells), locate, frozenset(words)), tuple(problems)


def _in_parts(path: str, cell: SourceCell, blank: bool, earlier: Pieces) -> Read | None:
    """A cell of which some parts are known; None if it must be read as a whole."""
    text = Text.of(cell.text)
    if unreadable(text.code) is not None:
        return None
    try:
        parts = earlier.read(cell, text, blank=blank)
    except SyntaxError as error:
        return Read(None, frozenset(), (refused(path, cell, text, error),))
    if parts is None:
        return None
    block = tuple(statement for part in parts for statement in part.block)
    return Read(block, frozenset[str]().union(*(part.words for part in parts)), ())


def _read(path: str, cell: SourceCell, blank: bool) -> Read:
    parsed = parse(path, cell, blank=blank)
    if parsed.forms is not None:
        return Read(*parsed.forms, parsed.problems)
    if parsed.page is None:
        return Read(None, frozenset(), parsed.problems)
    context = Context(Unit(parsed.page, None, parsed.page.module))
    with many_frames():
        block = body(context, parsed.page.module.body)
    return Read(block, frozenset(context.words), parsed.problems)
