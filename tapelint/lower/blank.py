"""Blanks out, before libcst parses, the functions that cannot concern a tape.

Parsing is most of the cost of a run, and in files that use tapes most lines stand in such
functions. Kept is what the analysis may walk: all code outside of functions, every function
in which a word of tapes occurs, and, until nothing is added, every function that kept code
may name or that may change what kept code reads. Of the others only the body is blanked
out: the parameters stay, every line keeps its number, what the function does is unknown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tapelint.lower.context import MARK
from tapelint.lower.text import Patch

SMALLEST = 100
"""Texts with fewer lines are parsed as they are."""

_ALWAYS = re.compile(
    r"(?i:tape|gradient|jacobian)"
    r"|\b(?:watch|stop_recording|setattr|globals|locals|vars|exec|eval|__dict__)\b"
)
_WORD = re.compile(r"[^\W\d]\w*")
_WRITTEN = re.compile(r"\.\s*([^\W\d]\w*)(?:\[[^\]\n]*\])?\s*(?:[-+*/@%&|^<>]*=(?!=)|[:,)\]]|in\b)")
_DECLARED = re.compile(r"\b(?:global|nonlocal)\s+([\w ,]+)")
_IMPLICIT = {"call", "build"}
"""Methods that Keras runs for `layer(x)`: nobody spells their names."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of the module or of a class, and the lines of its body."""

    node: Any
    text: str
    first: int
    may_go: bool

    @property
    def words(self) -> set[str]:
        return set(_WORD.findall(self.text))

    @property
    def writes(self) -> set[str]:
        """The attributes and globals that it may bind, and more."""
        declared = _WORD.findall(" ".join(_DECLARED.findall(self.text)))
        return {*_WRITTEN.findall(self.text), *declared}


def unrelated(code: str, tree: ast.Module) -> dict[ast.AST, Patch]:
    """The functions that can be blanked out, and how."""
    lines = code.split("\n")
    if len(lines) < SMALLEST:
        return {}
    functions = list(_functions(tree.body, lines))
    if not any(function.may_go for function in functions):
        return {}
    outside = _outside(functions, lines)
    gone = _closed(functions, set(_WORD.findall(outside)))
    return {function.node: _patch(function, lines) for function in gone}


def _functions(body: Iterable[Any], lines: list[str]) -> Iterator[_Function]:
    """The functions that stand directly in the module or in a class of it."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, lines)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside: Any = node.body[0]
            own_line = not lines[inside.lineno - 1][: inside.col_offset].strip()
            decorators = getattr(inside, "decorator_list", None)
            first = decorators[0].lineno if decorators else inside.lineno
            is_special = node.name.startswith("__") or node.name in _IMPLICIT
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            may_go = own_line and not node.decorator_list and not is_special
            yield _Function(node, text, first, may_go)


def _outside(functions: list[_Function], lines: list[str]) -> str:
    """The text that stands in no function."""
    pieces: list[str] = []
    last = 0
    for function in functions:
        pieces += lines[last : function.node.lineno - 1]
        last = function.node.end_lineno
    return "\n".join([*pieces, *lines[last:]])


def _closed(functions: list[_Function], known: set[str]) -> list[_Function]:
    """The functions that stay apart from all kept code. `known`: the words outside."""
    apart: list[_Function] = []
    for function in functions:
        if function.may_go and not _ALWAYS.search(function.text):
            apart.append(function)
        else:
            known |= function.words
    writes = {id(function): function.writes for function in apart}
    while True:
        drawn = [
            function
            for function in apart
            if function.node.name in known or not known.isdisjoint(writes[id(function)])
        ]
        if not drawn:
            return apart
        apart = [function for function in apart if function not in drawn]
        for function in drawn:
            known |= function.words


def _patch(function: _Function, lines: list[str]) -> Patch:
    """The body becomes one string of as many lines: cheaper to parse than empty lines."""
    text = lines[function.first - 1]
    indent = text[: len(text) - len(text.lstrip())]
    return Patch(function.first, function.node.end_lineno, f'{indent}"""{MARK}', '"""')
