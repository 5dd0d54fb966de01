"""Puts probes into a program, keeping every line where it is.

A call `f(x)` becomes `_call_(cell, line, column, f)(x)`, a context `with c:` becomes
`with _enter_(cell, line, column, c):`; on marked lines `v -= e` becomes
`v = _augment_(cell, line, column, v, "-=", e)`. The text is spliced, not unparsed, so that
AutoGraph, which reads source text, sees the probes too. Positions in the probes are those of
the source.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator
from dataclasses import dataclass

CALL, ENTER, AUGMENT = "_oracle_call_", "_oracle_enter_", "_oracle_augment_"
DERIVATIVES = frozenset({"gradient", "jacobian", "batch_jacobian"})

_EXPECTING = ("suppress", "raises", "assertRaises", "assertRaisesRegex", "assertRaisesRegexp")
_LOOK_BACK = {"super", "locals", "globals", "vars", "dir", "eval", "exec"}
_TRY = (ast.Try, getattr(ast, "TryStar", ast.Try))
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Probed:
    """A program with probes.

    `guarded` are the sites where an exception must go its way, because the same function
    handles it; `derivatives` the sites that are written as a derivative call.
    """

    text: str
    guarded: frozenset[tuple[int, int]]
    derivatives: frozenset[tuple[int, int]]


def probe(
    code: str, marked: Collection[int] = (), *, cell: int = 0, guarded: bool = False
) -> Probed:
    """Put probes into the code of `cell`; `marked` are the lines with marks.

    `guarded` says that an exception at the top level must go its way: it ends a notebook's cell.
    """
    tree = ast.parse(code)
    walk = _Walk(code, marked, cell)
    walk.block(tree.body, guarded=guarded)
    return Probed(_splice(code, walk.inserts), frozenset(walk.guarded), frozenset(walk.derivatives))


class _Walk:
    """Collects the insertions: (offset, number of bytes to drop there, text)."""

    def __init__(self, code: str, marked: Collection[int], cell: int) -> None:
        self.cell = cell
        lines = code.encode().split(b"\n")
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.lines = lines
        self.marked = frozenset(marked)
        self.inserts: list[tuple[int, int, str]] = []
        self.guarded: set[tuple[int, int]] = set()
        self.derivatives: set[tuple[int, int]] = set()

    def block(self, nodes: list[ast.stmt] | list[ast.expr], *, guarded: bool) -> None:
        for node in nodes:
            self.visit(node, guarded=guarded)

    def visit(self, node: ast.AST, *, guarded: bool) -> None:
        if isinstance(node, ast.JoinedStr):
            return  # positions inside f-strings are wrong before Python 3.12
        if isinstance(node, _TRY):
            self._try(node, guarded)
            return
        if isinstance(node, ast.Call):
            self._call(node, guarded)
        elif isinstance(node, ast.With):
            self._with(node, guarded)
            return
        elif isinstance(node, ast.AugAssign) and node.lineno in self.marked:
            self._augment(node)
        for child in _children(node):
            self.visit(child, guarded=guarded and not isinstance(node, _FUNCTIONS))

    def _call(self, node: ast.Call, guarded: bool) -> None:
        if not _probed(node.func, node.lineno in self.marked):
            return
        line, column = self._site(node, guarded)
        self._wrap(node.func, f"{CALL}({self.cell}, {line}, {column}, ", ")")
        if isinstance(node.func, ast.Attribute) and node.func.attr in DERIVATIVES:
            self.derivatives.add((line, column))

    def _with(self, node: ast.With, guarded: bool) -> None:
        for item in node.items:
            line, column = self._site(item.context_expr, guarded)
            if not isinstance(item.context_expr, ast.Yield):
                self._wrap(item.context_expr, f"{ENTER}({self.cell}, {line}, {column}, ", ")")
            self.visit(item.context_expr, guarded=guarded)
            guarded = guarded or _expects(item.context_expr)
        self.block(node.body, guarded=guarded)

    def _try(self, node: ast.Try, guarded: bool) -> None:
        self.block(node.body, guarded=guarded or bool(node.handlers))
        for handler in node.handlers:
            self.block(handler.body, guarded=guarded)
        self.block([*node.orelse, *node.finalbody], guarded=guarded)

    def _augment(self, node: ast.AugAssign) -> None:
        """`v -= e` → `v = _augment_(cell, line, column, v, "-=", e)`."""
        start, end = self._offset(node.target, end=True), self._offset(node.value)
        between = self._text(start, end)
        operator = f"{_operator(node.op)}="
        target = self._text(self._offset(node.target), start)
        site = f"{self.cell}, {node.lineno}, {self._column(node)}"
        self.inserts.append((start, 0, f" = {AUGMENT}({site}, {target}, {operator!r}, ("))
        self.inserts.append((start + between.index(operator), len(operator), ""))
        self.inserts.append((self._offset(node, end=True), 0, "))"))

    def _site(self, node: ast.expr, guarded: bool) -> tuple[int, int]:
        site = node.lineno, self._column(node)
        if guarded:
            self.guarded.add(site)
        return site

    def _wrap(self, node: ast.expr, before: str, after: str) -> None:
        self.inserts.append((self._offset(node), 0, before))
        self.inserts.append((self._offset(node, end=True), 0, after))

    def _offset(self, node: ast.expr | ast.stmt, *, end: bool = False) -> int:
        line = node.end_lineno if end else node.lineno
        column = node.end_col_offset if end else node.col_offset
        assert line is not None
        assert column is not None
        return self.starts[line - 1] + column

    def _text(self, start: int, end: int) -> str:
        return b"\n".join(self.lines)[start:end].decode()

    def _column(self, node: ast.expr | ast.stmt) -> int:
        return len(self.lines[node.lineno - 1][: node.col_offset].decode())


def _splice(code: str, inserts: list[tuple[int, int, str]]) -> str:
    """Insert the texts, those at one offset in the order given; drop where told to."""
    data = code.encode()
    pieces: list[bytes] = []
    at = 0
    for offset, dropped, text in sorted(inserts, key=lambda insert: insert[0]):
        pieces += [data[at:offset], text.encode()]
        at = offset + dropped
    return b"".join([*pieces, data[at:]]).decode()


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What runs as part of `node`: no decorators, annotations or patterns."""
    for name, value in ast.iter_fields(node):
        if name in {"decorator_list", "annotation", "returns", "pattern", "args"} and not (
            name == "args" and isinstance(node, ast.Call)
        ):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield child


def _probed(func: ast.expr, marked: bool) -> bool:
    """Built-in functions only on marked lines, and never those that look at their caller."""
    if isinstance(func, ast.Name):
        return func.id not in _LOOK_BACK and (marked or not hasattr(builtins, func.id))
    return "autograph" not in ast.unparse(func)


def _operator(node: ast.operator) -> str:
    """`+` for `Add()`, from what unparsing makes of it."""
    name = ast.Name("a", ast.Load())
    return ast.unparse(ast.BinOp(name, node, name))[2:-2]


def _expects(context: ast.expr) -> bool:
    func = context.func if isinstance(context, ast.Call) else context
    name = getattr(func, "attr", getattr(func, "id", ""))
    return name in _EXPECTING
