"""Makes a program smaller while something stays true of it.

Edits are cut out of the text where the syntax tree says a part stands, so that every other
line keeps its form: statements go, compound statements give way to one of their blocks,
expressions to one of their parts.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable, Iterator
from typing import NamedTuple

BLOCKS = ("body", "orelse", "finalbody")


class Edit(NamedTuple):
    """Put `text` in place of a stretch, given by (line from 1, column)."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def shrink(text: str, holds: Callable[[str], bool]) -> str:
    """A smaller text of which `holds` is still true; none of its edits alone keeps it so."""
    dense = "\n".join(line for line in text.splitlines() if line.strip()) + "\n"
    text = dense if holds(dense) else text
    at = 0
    while True:
        edits = list(candidates(text))
        for index in [*range(at, len(edits)), *range(min(at, len(edits)))]:
            smaller = apply(text, edits[index])
            if smaller != text and _compiles(smaller) and holds(smaller):
                text, at = smaller, index
                break
        else:
            return text


def apply(text: str, edit: Edit) -> str:
    """The text with the edit made, and without the lines that it emptied."""
    lines = text.splitlines()
    (first, left), (last, right) = edit.start, edit.end
    changed = lines[first - 1][:left] + edit.text + lines[last - 1][right:]
    kept = [] if not changed.strip() else [changed]
    return "\n".join(lines[: first - 1] + kept + lines[last:]) + "\n"


def candidates(text: str) -> Iterator[Edit]:
    """Every edit that makes the text smaller, the large ones first."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        for block in _blocks(node):
            for statement in block:
                yield _replace(statement, "pass" if len(block) == 1 else "")
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt):
            yield from _hoisted(text, node)
        if isinstance(node, ast.Try | ast.If | ast.For | ast.While):
            yield from _shorter(text, node)
        if isinstance(node, ast.With) and len(node.items) > 1:
            yield from _fewer_items(text, node)
        if isinstance(node, ast.expr):
            yield from _simpler(text, node)


def _compiles(text: str) -> bool:
    try:
        compile(text, "<smaller>", "exec")
    except SyntaxError:
        return False
    return True


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in BLOCKS:
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block


def _parts(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The blocks that may stand for a statement: of its handlers and cases too."""
    if not isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield from _blocks(node)
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield part.body


def _hoisted(text: str, node: ast.stmt) -> Iterator[Edit]:
    lines = text.splitlines()
    for block in _parts(node):
        stretch = lines[block[0].lineno - 1 : block[-1].end_lineno]
        body = textwrap.indent(textwrap.dedent("\n".join(stretch)), " " * node.col_offset)
        yield _replace(node, body.lstrip())


def _shorter(text: str, node: ast.Try | ast.If | ast.For | ast.While) -> Iterator[Edit]:
    """Without its last clause, or without one handler."""
    assert node.end_lineno is not None
    lines = text.splitlines()
    ends = [block[-1].end_lineno or 0 for block in _parts(node)]
    whole = (node.end_lineno, len(lines[node.end_lineno - 1]))
    for end in sorted(ends)[:-1]:
        yield Edit((end + 1, 0), whole, "")
    for handler in getattr(node, "handlers", ()):
        yield Edit((handler.lineno, 0), _end(handler), "")


def _fewer_items(text: str, node: ast.With) -> Iterator[Edit]:
    first, last = node.items[0].context_expr, _last(node.items[-1])
    for item in node.items:
        kept = _text(text, _start(item.context_expr), _end(_last(item)))
        yield Edit(_start(first), _end(last), kept)


def _last(item: ast.withitem) -> ast.expr:
    return item.optional_vars or item.context_expr


def _simpler(text: str, node: ast.expr) -> Iterator[Edit]:
    parts: list[ast.expr] = []
    if isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.BoolOp):
        parts = node.values
    elif isinstance(node, ast.UnaryOp):
        parts = [node.operand]
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        parts = [node.elt]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        if node.func.id == "flip":
            yield from (_replace(node, constant) for constant in ("True", "False"))
    for part in parts:
        yield _replace(node, _text(text, _start(part), _end(part)))


def _replace(node: ast.stmt | ast.expr, text: str) -> Edit:
    return Edit(_start(node), _end(node), text)


def _start(node: ast.stmt | ast.expr | ast.excepthandler) -> tuple[int, int]:
    return (node.lineno, node.col_offset)


def _end(node: ast.stmt | ast.expr | ast.excepthandler) -> tuple[int, int]:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return (node.end_lineno, node.end_col_offset)


def _text(text: str, start: tuple[int, int], end: tuple[int, int]) -> str:
    lines = text.splitlines()[start[0] - 1 : end[0]]
    lines[-1] = lines[-1][: end[1]]
    lines[0] = lines[0][start[1] :]
    return "\n".join(lines)
