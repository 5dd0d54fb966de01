"""Parsing again what has changed, and no more: for an editor that asks at each keystroke.

The text is cut where a function or class of the module begins. What was parsed of a piece the last
time is put into the new module as it is, with the places that were resolved in it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import libcst as cst

Ranges = tuple[cst.CSTNode, Mapping[cst.CSTNode, Any]]
"""A statement parsed alone: itself, and where its parts stand from its beginning."""


class Pieces:
    """What was parsed of one text the last time."""

    def __init__(self) -> None:
        self._modules: dict[tuple[str, int], cst.Module] = {}
        self._ranges: dict[tuple[cst.CSTNode, str], Ranges] = {}
        self._earlier: dict[tuple[cst.CSTNode, str], Ranges] = {}

    def module(self, code: str, tree: ast.Module) -> cst.Module:
        """The module of a text that has this tree."""
        self._earlier, self._ranges = self._ranges, {}
        known, self._modules = self._modules, {}
        seen: Counter[str] = Counter()
        for piece in _pieces(code, tree):
            # Pieces of one text are different nodes, or one would be in two places.
            key = (piece, seen[piece])
            seen[piece] += 1
            self._modules[key] = known.get(key) or cst.parse_module(piece)
        made = _joined(self._modules.values())
        return made or cst.parse_module(code)

    def ranges(self, node: cst.CSTNode, indent: str) -> Ranges | None:
        """What was resolved of a statement with this indentation."""
        found = self._ranges.get((node, indent)) or self._earlier.get((node, indent))
        if found:
            self._ranges[node, indent] = found
        return found

    def keep(self, node: cst.CSTNode, indent: str, ranges: Ranges) -> None:
        """Remember it for the next time."""
        self._ranges[node, indent] = ranges


def _joined(modules: Any) -> cst.Module | None:
    """One module of several; None if they would be indented otherwise in it."""
    indents = {each.default_indent for each in modules if any(map(_is_indented, each.body))}
    if len(indents) > 1:
        return None
    body = [statement for each in modules for statement in each.body]
    return cst.Module(body, default_indent=next(iter(indents), " " * 4), default_newline="\n")


def _is_indented(statement: cst.CSTNode) -> bool:
    return not isinstance(statement, cst.SimpleStatementLine)


def _pieces(code: str, tree: ast.Module) -> Iterator[str]:
    """The text, cut in front of functions and classes."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", code)
    done, end = 0, 0
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first - 1 > done and first > end:
                yield "".join(lines[done : first - 1])
                done = first - 1
        end = node.end_lineno or node.lineno
    yield "".join(lines[done:])
