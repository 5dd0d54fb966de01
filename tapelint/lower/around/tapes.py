"""What speaks of tapes, a statement at a time, is read by libcst as it stands."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left
from typing import Any

import libcst as cst

from tapelint import libraries
from tapelint.lower.around.expressions import Unusual
from tapelint.lower.context import Context
from tapelint.lower.limits import first_line
from tapelint.lower.plain import Plain
from tapelint.lower.spans import Page, Unit
from tapelint.lower.statements import statement
from tapelint.lower.text import Text
from tapelint.program import Statement

_WORD = re.compile(rf"(?:{'|'.join(sorted(libraries.TAPE_WORDS))})\b")
"""Where one ends: to look for a beginning at every place would take four times as long."""
_AROUND = "class _:"
"""What an indented statement is put into, on a line of its own, to be read."""


class Tapes:
    """The statements of one text that speak of tapes."""

    def __init__(self, code: str, plain: Plain) -> None:
        self._plain = plain
        self._spoken: list[int] = []
        line, done = 1, 0
        for found in _WORD.finditer(code):
            start = found.start()
            if start and (code[start - 1].isalnum() or code[start - 1] == "_"):
                continue
            line, done = line + code.count("\n", done, start), start
            self._spoken.append(line)

    def concern(self, node: Any) -> bool:
        """Whether a statement, or the head of a compound one, has a word of tapes."""
        first, body = first_line(node), getattr(node, "body", None)
        last = first_line(body[0]) - 1 if body else node.end_lineno
        at = bisect_left(self._spoken, first)
        spoken = at < len(self._spoken) and self._spoken[at] <= max(first, last)
        return spoken and not isinstance(node, ast.ClassDef)

    def stands_alone(self, node: Any, after: ast.stmt | None) -> bool:
        """Whether a statement has its lines for itself; `after`: the next one in its block."""
        before = self._plain.lines[first_line(node) - 1][: node.col_offset]
        last = after is None or after.lineno > node.end_lineno
        return last and (not before or before.isspace())

    def lower(self, context: Context, node: ast.stmt, out: list[Statement]) -> None:
        """Put what libcst makes of a statement at the end of the block."""
        first = first_line(node)
        lines = self._plain.lines[first - 1 : node.end_lineno]
        indented = node.col_offset > 0
        code = "\n".join([_AROUND, *lines] if indented else lines)
        try:
            module = cst.parse_module(code)
        except BaseException as failure:  # a panic of the parser is no Exception
            raise Unusual from failure
        above = first - 1 - indented
        shift = {line - above: by for line, by in self._plain.shift.items() if line > above}
        page = Page(Text(code, shift), module, self._plain.cell)
        page.down = above
        unit = Unit(page, None, module)
        found: Any = module.body[0]
        if indented:
            unit, found = Unit(page, unit, found), found.body.body[0]
        context.unit = Unit(page, unit, found)
        statement(context, found, out)
        context.unit = self._plain
