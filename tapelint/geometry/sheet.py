"""One cell as text and as a tree: lines, columns in code points, and the nodes between them."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from tapelint.diagnostic import Edit, Span
from tapelint.geometry.names import bound
from tapelint.source import SourceCell, plain_newlines

N = TypeVar("N", bound="ast.expr | ast.stmt")
T = TypeVar("T")
Placed = ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias

_MISLEADING = re.compile(r"\A\ufeff|\f|^[ \t]*\\$", re.MULTILINE)
"""A byte order mark, form feeds and lines of nothing but a backslash."""
_AFTER_ITEMS = re.compile(r"(?:[\s),]|\\\n|#[^\n]*\n)*:")
"""From the last item of a `with` to its colon."""
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)

_WITH_BLOCKS = (ast.mod, ast.stmt, ast.ExceptHandler, ast.match_case)


def line_of(node: ast.AST) -> int:
    """The line on which a node begins, if it stands in the text."""
    return int(getattr(node, "lineno", 0))


def sheet_of(cell: SourceCell) -> Sheet | None:
    """The sheet of a cell, or None if columns could be misleading or `ast` cannot parse it."""
    text = plain_newlines(cell.text)
    if _MISLEADING.search(text):
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return Sheet(cell, text, tree)


class Sheet:
    """The text of a cell and its tree."""

    def __init__(self, cell: SourceCell, text: str, tree: ast.Module) -> None:
        self.cell = cell.index
        self.tree = tree
        self.lines = text.split("\n")
        self._original = plain_newlines(cell.original).split("\n")
        self._answers: dict[Hashable, object] = {}

    def once(self, question: Callable[..., T], *about: Hashable) -> T:
        """The answer to a question that many findings ask, worked out for the first of them."""
        asked = (question, about)
        if asked not in self._answers:
            self._answers[asked] = question(*about)
        answer: T = self._answers[asked]  # type: ignore[assignment]
        return answer

    # --- from the text to nodes -------------------------------------------------------------

    def find(self, span: Span, kind: type[N]) -> N | None:
        """The node of this kind with this span; a statement is known by its beginning."""
        for node in self._beginning.get(span.line, ()):
            if isinstance(node, kind):
                here = self.span(node)
                end = (here.end_line, here.end_column)
                if here.column == span.column and (
                    isinstance(node, ast.stmt) or end == (span.end_line, span.end_column)
                ):
                    return node
        return None

    @cached_property
    def _beginning(self) -> dict[int, list[ast.expr | ast.stmt]]:
        """The nodes by the line where they begin. Parts of f-strings have no reliable place."""
        found: dict[int, list[ast.expr | ast.stmt]] = {}
        formatted: set[ast.AST] = set()
        for node, parent in self._parents.items():
            if isinstance(parent, ast.JoinedStr) or parent in formatted:
                formatted.add(node)
            elif isinstance(node, (ast.expr, ast.stmt)):
                found.setdefault(node.lineno, []).append(node)
        return found

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        """What every node but the module stands in; in the order of `ast.walk`."""
        found: dict[ast.AST, ast.AST] = {}
        todo: list[ast.AST] = [self.tree]
        for node in todo:
            for name in node._fields:
                part = getattr(node, name, None)
                for inside in part if isinstance(part, list) else (part,):
                    if isinstance(inside, ast.AST) and not isinstance(inside, ast.expr_context):
                        found[inside] = node
                        todo.append(inside)
        return found

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds a node, which is no statement itself."""
        return next(each for each in self.ancestors(node) if isinstance(each, ast.stmt))

    def scope(self, node: ast.AST) -> ast.AST:
        """The function, class or module whose names a node uses."""
        return next(each for each in self.ancestors(node) if isinstance(each, SCOPES))

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements among which one stands."""
        return self._places[statement][0]

    def following(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The statements after one in its block."""
        block, index = self._places[statement]
        return block[index + 1 :]

    def beside(self, statement: ast.stmt, node: ast.AST) -> int | None:
        """How many statements after this one in its block `node` stands; None if elsewhere."""
        block, start = self._places[statement]
        for each in (node, *self.ancestors(node)):
            if isinstance(each, ast.stmt) and self._places[each][0] is block:
                return self._places[each][1] - start
        return None

    @cached_property
    def _places(self) -> dict[ast.stmt, tuple[Sequence[ast.stmt], int]]:
        """The block of every statement and its index there."""
        return {
            statement: (block, index)
            for node in (self.tree, *self._parents)
            if isinstance(node, _WITH_BLOCKS)
            for _, block in ast.iter_fields(node)
            if isinstance(block, list)
            for index, statement in enumerate(block)
            if isinstance(statement, ast.stmt)
        }

    # --- names ------------------------------------------------------------------------------

    def binders(
        self, name: str, within: ast.AST | None = None, lines: tuple[int, int] | None = None
    ) -> list[ast.AST]:
        """Everything that binds or deletes the name, in the order of the text.

        `lines`: only what begins on one of these, the first to the last.
        """
        found = self._binders.get(name, [])
        if lines is not None:
            first, last = lines
            found = found[
                bisect_left(found, first, key=line_of) : bisect_right(found, last, key=line_of)
            ]
        return [node for node in found if self._is_in(node, within)]

    def uses(self, name: str, within: ast.AST | None = None) -> list[ast.Name]:
        """Where the name is read."""
        return [node for node in self._uses.get(name, ()) if self._is_in(node, within)]

    def knows(self, word: str) -> bool:
        """Whether something on the sheet is called by this word, or a string is this word."""
        return word in self._uses or word in self._binders or word in self.strings

    def _is_in(self, node: ast.AST, root: ast.AST | None) -> bool:
        if root is None or root is self.tree:
            return True
        lines = range(line_of(root), getattr(root, "end_lineno", 0) + 1)
        return line_of(node) in lines and root in self.ancestors(node)

    @cached_property
    def _binders(self) -> dict[str, list[ast.AST]]:
        found: dict[str, list[ast.AST]] = {}
        for node in self._parents:
            # Of expressions only names bind anything.
            if not isinstance(node, ast.expr) or isinstance(node, ast.Name):
                for name in bound(node):
                    found.setdefault(name, []).append(node)
        return {name: sorted(nodes, key=line_of) for name, nodes in found.items()}

    @cached_property
    def _uses(self) -> dict[str, list[ast.Name]]:
        found: dict[str, list[ast.Name]] = {}
        for node in self._parents:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def strings(self) -> frozenset[str]:
        """The strings of the program."""
        return frozenset(
            node.value
            for node in self._parents
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )

    # --- from nodes to the text -------------------------------------------------------------

    def span(self, node: Placed) -> Span:
        """Where a node stands."""
        end = node.end_lineno or node.lineno
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end,
            self._column(end, node.end_col_offset or 0),
            self.cell,
        )

    def _column(self, line: int, size: int) -> int:
        text = self.lines[line - 1]
        return size if text.isascii() else len(text.encode()[:size].decode())

    def text(self, node: Placed) -> str:
        """A node as it is written."""
        return self.between(self.span(node))

    def between(self, span: Span) -> str:
        """The text of a span."""
        lines = self.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return "\n".join(lines)

    def indent(self, statement: ast.stmt) -> str:
        """What stands before the statement on its line."""
        return self.lines[statement.lineno - 1][: self.span(statement).column]

    def is_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing but a comment shares the lines of a statement."""
        span = self.span(statement)
        after = self.lines[span.end_line - 1][span.end_column :].strip()
        before = self.lines[span.line - 2] if span.line > 1 else ""
        return (
            not self.indent(statement).strip()
            and (not after or after.startswith("#"))
            and not before.endswith("\\")
            and not getattr(statement, "decorator_list", None)
        )

    def is_faithful(self, first: int, last: int) -> bool:
        """Whether these lines are the user's own, without a magic that was blanked out."""
        return self.lines[first - 1 : last] == self._original[first - 1 : last]

    def opening(self, block: ast.With) -> int | None:
        """The line with the colon of a `with`; None if its body begins there as well."""
        item = block.items[-1]
        last = self.span(item.optional_vars or item.context_expr)
        body = self.span(block.body[0])
        if not self.is_alone(block.body[0]):
            return None
        rest = Span(last.end_line, last.end_column, body.line, body.column, self.cell)
        found = _AFTER_ITEMS.match(self.between(rest))
        return None if found is None else last.end_line + found[0].count("\n")

    # --- edits ------------------------------------------------------------------------------

    def insert(self, line: int, column: int, text: str) -> Edit:
        """Put `text` there."""
        return Edit(Span(line, column, line, column, self.cell), text)

    def cut(self, line: int, start: int, end: int) -> Edit:
        """Take away what stands between two columns of a line."""
        return Edit(Span(line, start, line, end, self.cell), "")

    def before(self, node: Placed, text: str) -> Edit:
        """Put `text` before a node."""
        span = self.span(node)
        return self.insert(span.line, span.column, text)

    def after(self, node: Placed, text: str) -> Edit:
        """Put `text` after a node."""
        span = self.span(node)
        return self.insert(span.end_line, span.end_column, text)

    def replace(self, node: Placed, text: str) -> Edit:
        """Put `text` in the place of a node."""
        return Edit(self.span(node), text)

    def replace_start(self, node: Placed, size: int, text: str) -> Edit:
        """Put `text` in the place of the first characters of a node."""
        span = self.span(node)
        return Edit(Span(span.line, span.column, span.line, span.column + size, self.cell), text)

    def replace_end(self, node: Placed, size: int, text: str) -> Edit:
        """Put `text` in the place of the last characters of a node."""
        span = self.span(node)
        line, column = span.end_line, span.end_column
        return Edit(Span(line, column - size, line, column, self.cell), text)

    def new_line(self, line: int, text: str) -> Edit:
        """A new line below `line`."""
        if line < len(self.lines):
            return self.insert(line + 1, 0, f"{text}\n")
        return self.insert(line, len(self.lines[line - 1]), f"\n{text}")

    def line_below(self, statement: ast.stmt, text: str) -> Edit:
        """A new line below a statement and the comments that still belong to its inside."""
        line = self.span(statement).end_line
        deep = len(self.indent(statement))
        while line < len(self.lines) and (after := self.lines[line]).lstrip().startswith("#"):
            if len(after) - len(after.lstrip()) <= deep:
                break
            line += 1
        return self.new_line(line, text)

    def without(self, statement: ast.stmt) -> Edit:
        """Take away a statement that `is_alone`, and its lines; a comment on them stays."""
        span = self.span(statement)
        after = self.lines[span.end_line - 1][span.end_column :]
        if not after.strip():
            return self.without_lines(statement.lineno, span.end_line)
        end = span.end_column + len(after) - len(after.lstrip())
        return Edit(Span(span.line, span.column, span.end_line, end, self.cell), "")

    def without_lines(self, first: int, last: int) -> Edit:
        """Take away lines."""
        if last < len(self.lines):
            return Edit(Span(first, 0, last + 1, 0, self.cell), "")
        end = len(self.lines[last - 1])
        if first == 1:
            return Edit(Span(first, 0, last, end, self.cell), "")
        return Edit(Span(first - 1, len(self.lines[first - 2]), last, end, self.cell), "")
