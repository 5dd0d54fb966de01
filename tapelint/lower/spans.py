"""Where a form stands in the text: resolved on demand, for one small unit at a time.

A *unit* is a statement that stands directly in a module, function or class; of a function
or class itself only the header. An *origin* is a pair of a unit and a libcst node, or of a text
and a node of `ast` (see `plain`). The position provider of libcst, slower than its parser, runs
over the unit alone; its line and indentation come from the statement's *twin* in the tree of
`ast`. Where `ast` sees other statements than libcst, or cannot parse, the provider runs over the
whole text.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from tapelint.diagnostic import Span
from tapelint.lower.plain import Plain, characters
from tapelint.lower.room import many_frames, with_room
from tapelint.lower.text import Text

Place = tuple[int, int, int, int]
"""Line, column, end line, end column."""


class Page:
    """A parsed cell, or a part of one, with so many lines above it (`down`).

    It knows no unit: trees in a cycle would outlive their analysis.
    """

    __slots__ = ("_whole", "cell", "down", "lines", "module", "shift", "tree")

    def __init__(
        self, text: Text, module: cst.Module, cell: int | None, tree: ast.Module | None = None
    ) -> None:
        self.down = 0
        self.tree = tree
        self.lines = text.code.split("\n")
        self.shift = text.shift
        self.module = module
        self.cell = cell
        self._whole: Mapping[cst.CSTNode, Any] | None = None

    def whole(self, node: cst.CSTNode) -> Place:
        """The position of a node by way of the position of everything."""
        if self._whole is None:
            self._whole = _provided(self.module)
        return _flat(self._whole[node])

    def bounds(self, twin: Any) -> Place:
        """The position that `ast` gives, its bytes turned into code points."""
        return (
            twin.lineno,
            self._characters(twin.lineno, twin.col_offset),
            twin.end_lineno,
            self._characters(twin.end_lineno, twin.end_col_offset),
        )

    def _characters(self, line: int, size: int) -> int:
        return characters(self.lines[line - 1], size)


class Unit:
    """A statement by which positions are resolved, or (without `around`) the module."""

    __slots__ = ("_inside", "_ranges", "around", "node", "page")

    def __init__(self, page: Page, around: Unit | None, node: cst.CSTNode) -> None:
        self.page = page
        self.around = around
        self.node = node
        self._inside: Mapping[cst.CSTNode, Any] | None = None
        self._ranges: _Ranges | None = None

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of this unit stands."""
        if self._ranges is None:
            self._ranges = with_room(self._resolved)
        place = self._ranges.place(node) or with_room(lambda: self._roughly(node))
        line, column, end_line, end_column = place
        shift = self.page.shift
        column += shift.get(line, 0)
        end_column += shift.get(end_line, 0)
        down = self.page.down
        return Span(line + down, column, end_line + down, end_column, self.page.cell)

    def _roughly(self, node: cst.CSTNode) -> Place:
        """By way of the whole text; or the whole unit, if that recurses more than Python can."""
        try:
            return self.page.whole(node)
        except RecursionError:
            twin = self.twin()
            return (1, 0, 1, 0) if twin is None or self.around is None else self.page.bounds(twin)

    def twin(self) -> Any:
        """The node of `ast` for this unit, or None."""
        if self.around is None:
            if self.page.tree is not None:
                return self.page.tree
            try:
                return ast.parse("\n".join(self.page.lines))
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return None
        return self.around.inside().get(self.node)

    def inside(self) -> Mapping[cst.CSTNode, Any]:
        """The twins of the statements in this unit; none at all if they do not match."""
        if self._inside is None:
            self._inside = self._twins()
        return self._inside

    def _twins(self) -> Mapping[cst.CSTNode, Any]:
        twin = self.twin()
        nodes = _statements(self.node)
        # The statements of a `match` are those of its cases, which have twins of their own.
        body = getattr(twin, "body", None)
        if not isinstance(body, list) or sum(_count(node) for node in nodes) != len(body):
            return {}
        found: dict[cst.CSTNode, Any] = {}
        index = 0
        for node in nodes:
            found[node] = body[index]
            index += _count(node)
        return found

    def _resolved(self) -> _Ranges:
        """The positions of this unit's nodes; none if they cannot be had this way."""
        twin = self.twin()
        if twin is None or self.around is None:
            return _NOWHERE
        line, column, end_line, end_column = self.page.bounds(twin)
        lone: Any = self.node
        if isinstance(lone, cst.FunctionDef | cst.ClassDef) and _statements(lone):
            lone = lone.with_changes(body=cst.SimpleStatementSuite([cst.Pass()]))
        first = lone.body[0] if isinstance(lone, cst.SimpleStatementLine) else lone
        indent = self.page.lines[line - 1][:column]
        try:
            ranges = _provided(_alone(self.page.module, lone, indent))
        except RecursionError:
            return _NOWHERE
        start = _flat(ranges[first])
        if start[1] != column:
            return _NOWHERE
        header = None if lone is self.node else self.node
        return _Ranges(ranges, line - start[0], header, (line, column, end_line, end_column))


class _Ranges(NamedTuple):
    """The positions of nodes, so many lines above where they stand (`down`); `at` that of one."""

    known: Mapping[cst.CSTNode, Any]
    down: int = 0
    node: cst.CSTNode | None = None
    at: Place | None = None

    def place(self, node: cst.CSTNode) -> Place | None:
        """Where a node stands."""
        if node is self.node:
            return self.at
        found = self.known.get(node)
        if found is None:
            return None
        line, column, end_line, end_column = _flat(found)
        return (line + self.down, column, end_line + self.down, end_column)


_NOWHERE = _Ranges({})


def locate(origin: object) -> Span:
    """The span of the form that carries this origin."""
    match origin:
        case (Unit() as unit, cst.CSTNode() as node):
            return unit.span(node)
        case (Plain() as plain, node):
            return plain.span(node)
        case _:
            raise TypeError(f"not an origin: {origin!r}")


def _statements(node: Any) -> Sequence[cst.CSTNode]:
    """The statements that are units of their own, one level below a unit."""
    if isinstance(node, cst.Module):
        return node.body
    if isinstance(node, cst.FunctionDef | cst.ClassDef) and isinstance(
        node.body, cst.IndentedBlock
    ):
        return node.body.body
    return ()


def _count(node: cst.CSTNode) -> int:
    """The number of statements that `ast` makes of this one."""
    return len(node.body) if isinstance(node, cst.SimpleStatementLine) else 1


def _alone(module: cst.Module, statement: Any, indent: str) -> cst.Module:
    """A module of one statement that stands at the given indentation."""
    if indent:
        block = cst.IndentedBlock([statement], indent=indent)
        statement = cst.If(cst.Name("_"), block)
    return cst.Module(
        [statement],
        default_indent=module.default_indent,
        default_newline=module.default_newline,
    )


def _provided(module: cst.Module) -> Mapping[cst.CSTNode, Any]:
    """The positions of all nodes of a module."""
    with many_frames():
        return _Wrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)


class _Wrapper(MetadataWrapper):
    """Does not walk through everything for no visitor at all, which would double the time."""

    def visit_batched(self, visitors: Any, *more: Any, **named: Any) -> cst.CSTNode:
        return super().visit_batched(visitors, *more, **named) if visitors else self.module


def _flat(found: Any) -> Place:
    return (found.start.line, found.start.column, found.end.line, found.end.column)
