"""Blanks out, before libcst parses, the functions that cannot concern a tape.

Parsing is most of the cost of a run, and in files that use tapes most lines stand in such
functions. Kept is what the analysis may walk: all code outside of functions, every function
in which a word of tapes occurs, and, until nothing is added, every function that kept code
may name or that may change what kept code reads. Of the others only the body is blanked
out: decorators and parameters stay, every line keeps its number, what the function does is
unknown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from tapelint.lower.context import MARK
from tapelint.lower.text import Patch
from tapelint.records import dataclass

SMALLEST = 100
"""Texts with fewer lines are parsed as they are."""
LEAST = 0.1
"""Finding out is worth its time if this part of the lines may go."""

_ALWAYS = frozenset(
    "gradient jacobian batch_jacobian watch stop_recording"
    " setattr globals locals vars exec eval __dict__".split()
)
_WORD = re.compile(r"[^\W\d]\w*")
_IMPLICIT = {"call", "build"}
"""Methods that Keras runs for `layer(x)`: nobody spells their names."""
_MUTATORS = frozenset("add append clear extend insert pop remove setdefault update".split())
_MUTATED = re.compile(rf"([^\W\d]\w*)(?:\[[^\]\n]*\])?\s*\.\s*(?:{'|'.join(_MUTATORS)})\b")
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass(frozen=True, eq=False)
class _Function:
    """A function of the module or of a class, and the first line of its body."""

    node: Any
    text: str
    words: set[str]
    first: int
    may_go: bool

    @property
    def last(self) -> int:
        """Its last line."""
        return int(self.node.end_lineno)

    @property
    def lines(self) -> int:
        """The number of lines of its body."""
        return self.last - self.first + 1

    @cached_property
    def concerns(self) -> bool:
        """Whether a word of tapes occurs in it."""
        return "tape" in self.text.lower() or not self.words.isdisjoint(_ALWAYS)

    @cached_property
    def written(self) -> frozenset[str]:
        """The attributes, globals and containers that it may change."""
        return frozenset(_written(self))


@dataclass(frozen=True, slots=True)
class Survey:
    """The functions of a text, and the words outside of them."""

    lines: Sequence[str]
    functions: Sequence[_Function]
    outside: frozenset[str]


def surveyed(code: str, tree: ast.Module) -> Survey:
    """What is to be known of a text that has this tree."""
    lines = code.split("\n")
    functions = list(_functions(tree.body, lines))
    return Survey(lines, functions, frozenset(_WORD.findall(_outside(functions, lines))))


Patches = dict[ast.AST, Patch]


def unrelated(code: str, tree: ast.Module) -> Patches:
    """The functions of a text that can be blanked out, and how."""
    return unrelated_in([surveyed(code, tree)])[0] if code.count("\n") + 1 >= SMALLEST else {}


def unrelated_in(parts: Sequence[Survey]) -> list[Patches]:
    """The same for each part of a text that is cut between its statements."""
    functions = [function for part in parts for function in part.functions]
    size = sum(len(part.lines) - 1 for part in parts) + 1
    if size < SMALLEST or sum(f.lines for f in functions if f.may_go) < size * LEAST:
        return [{} for _ in parts]
    gone = set(_closed(functions, set().union(*(part.outside for part in parts))))
    return [
        {
            function.node: patch
            for function in part.functions
            if function in gone and (patch := _patch(function, part.lines)) is not None
        }
        for part in parts
    ]


def _functions(body: Iterable[Any], lines: list[str]) -> Iterator[_Function]:
    """The functions that stand directly in the module or in a class of it."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _functions(node.body, lines)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inside: Any = node.body[0]
            decorators = getattr(inside, "decorator_list", None)
            first = decorators[0].lineno if decorators else inside.lineno
            own_line = not lines[inside.lineno - 1][: inside.col_offset].strip()
            is_special = node.name.startswith("__") or node.name in _IMPLICIT
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            may_go = own_line and not is_special
            yield _Function(node, text, set(_WORD.findall(text)), first, may_go)


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
        if function.concerns or not function.may_go:
            known |= function.words
        else:
            apart.append(function)
    while True:
        drawn = [function for function in apart if function.node.name in known]
        drawn = drawn or [each for each in apart if not known.isdisjoint(each.written)]
        if not drawn:
            return apart
        apart = [function for function in apart if function not in drawn]
        for function in drawn:
            known |= function.words


def _written(function: _Function) -> Iterator[str]:
    """The attributes, globals and containers that a function may change."""
    if not _MUTATORS.isdisjoint(function.words):
        yield from _MUTATED.findall(function.text)
    waiting = [function.node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        for target in _targets(node):
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute):
                    yield part.attr
                elif isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
                    yield part.value.id
        for block in _BLOCKS:
            waiting += getattr(node, block, ())


def _targets(node: Any) -> Sequence[ast.expr]:
    """What a statement binds or deletes."""
    if isinstance(node, ast.Assign | ast.Delete):
        return node.targets
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For | ast.AsyncFor):
        return [node.target]
    if isinstance(node, ast.With | ast.AsyncWith):
        return [item.optional_vars for item in node.items if item.optional_vars]
    return ()


def _patch(function: _Function, lines: Sequence[str]) -> Patch | None:
    """The body becomes one string that ends where the body does; if there is room for it.

    A string is cheaper to parse than as many empty lines.
    """
    text = lines[function.first - 1]
    indent = text[: len(text) - len(text.lstrip())]
    end = lines[function.last - 1].encode()[: function.node.end_col_offset].decode()
    if function.lines == 1 or len(end) < len('"""'):
        return None
    return Patch(function.first, function.last, f'{indent}"""{MARK}', '"""'.rjust(len(end)))
