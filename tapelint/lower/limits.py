"""What must not reach libcst's parser: statements so long or deep that it would not return.

Measured with libcst 1.9: a link of a chain needs 1 to 4 kB of stack, a bracket 10 kB. A
chain of 250 calls takes 0.1 s, of 1000 calls 3 s; a `case` of 8 nested patterns 0.2 s, of
12 a minute. An element of a list takes 4 kB of memory, an argument 7 kB. An expression beyond
the limits is replaced by `MARK` in the text, so that what it was bound to is unknown and all
else is seen.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from tapelint.lower.context import MARK
from tapelint.lower.scan import Logical, logical_lines
from tapelint.lower.text import Patch
from tapelint.records import dataclass

MOST_BRACKETS = 200
"""As in CPython, which calls more of them a syntax error."""
MOST_LINKS = 2800
"""In the weights of `scan`: 1400 operators, 350 calls of methods, 2800 strings."""
MOST_PARTS = 100_000
"""Elements or arguments of one logical line."""
SHORT = MOST_LINKS // 4
"""So many characters cannot be too much."""
MOST_NESTED_PATTERNS = 7
MOST_ARMS = 100
"""`elif` or `case` of one statement: each is a branch in the branch before it."""

_HEAVY = re.compile(r"[.(\[{]|\blambda\b")
_LIGHT = re.compile(r"[^\w\s.(\[{)\]},:;#]|\b(?:and|or|not|if|else|await|in|is|for|yield)\b")
"""What may be a link of full or of half the weight; or stands in a comment or a string."""
_KEYWORD = re.compile(r"\s*(?:async\s+)?(case|class|def|elif|except|for|if|match|while|with)\b")
_CONDITIONS = {"if", "elif", "while"}
_LEAVE = re.compile(r"\s*(?:return\b|raise\b)?")
_DECORATED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class TooDeepError(Exception):
    """Something that cannot be blanked out on its own."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Blank:
    """Something to blank out, and what to say of it."""

    patch: Patch
    message: str


def is_slight(code: str) -> bool:
    """Whether there is too little in a text for anything to be too much, wherever it stands.

    Most cells of notebooks are: there is no need to know their statements.
    """
    return (
        code.count("\n") < MOST_ARMS
        and len(code) < MOST_PARTS
        and "case" not in code
        and code.count("(") + code.count("[") + code.count("{") <= MOST_BRACKETS
        and 4 * len(_HEAVY.findall(code)) + 2 * len(_LIGHT.findall(code)) <= MOST_LINKS
    )


def blanks(code: str, tree: ast.Module | None, skip: set[ast.AST]) -> Iterator[Blank]:
    """What must be blanked out of a text. `skip`: functions that are not going to be parsed.

    With a tree only the lines of long statements are read, without one all lines.
    """
    if tree is None:
        arms: dict[str, int] = {}
        for logical in logical_lines(code):
            _count_arms(logical, arms)
            yield from _checked(logical)
        return
    lines = code.split("\n")
    ends = [0, *accumulate(len(line) + 1 for line in lines)]
    ranges: set[tuple[int, int]] = set()
    for node, first, last in _statements(tree, skip):
        if isinstance(node, ast.If | ast.Match) and _arms(node) > MOST_ARMS:
            yield _whole(node, lines)
        elif ends[last] - ends[first - 1] > SHORT or isinstance(node, ast.match_case):
            ranges.add((first, last))
    for first, last in sorted(ranges):
        for logical in logical_lines("\n".join(lines[first - 1 : last]), first):
            yield from _checked(logical)


def _statements(tree: ast.Module, skip: set[ast.AST]) -> Iterator[tuple[Any, int, int]]:
    """Each statement, handler and case, with the first and last line of its header."""
    waiting: list[Any] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if node in skip:
            continue
        first = first_line(node)
        inside = getattr(node, "body", None) or getattr(node, "cases", None)
        yield node, first, first_line(inside[0]) if inside else node.end_lineno
        if not inside or (isinstance(node, ast.If | ast.Match) and _arms(node) > MOST_ARMS):
            continue
        for name in _BLOCKS:
            waiting += getattr(node, name, ())


def first_line(node: Any) -> int:
    """The first line of a statement, its decorators included."""
    if isinstance(node, _DECORATED) and node.decorator_list:
        return node.decorator_list[0].lineno
    return int(node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno)


def _arms(node: Any) -> int:
    """The number of `case`s, or of `if` and `elif` (as far as it matters)."""
    if isinstance(node, ast.Match):
        return len(node.cases)
    number = 0
    while isinstance(node, ast.If) and number <= MOST_ARMS:
        number += 1
        node = node.orelse[0] if len(node.orelse) == 1 else None
    return number


def _count_arms(logical: Logical, arms: dict[str, int]) -> None:
    """Count `elif` and `case` by their indentation; any other line begins anew."""
    text = logical.text.lstrip()
    if not text or text.startswith(("#", "else")):
        return
    indent = logical.text[: len(logical.text) - len(text)]
    if text.startswith(("elif", "case")):
        arms[indent] = arms.get(indent, 0) + 1
        if arms[indent] > MOST_ARMS:
            raise TooDeepError(logical.first, f"more than {MOST_ARMS} branches are not supported")
    else:
        for other in [other for other in arms if len(other) >= len(indent)]:
            del arms[other]


def _whole(node: Any, lines: list[str]) -> Blank:
    """A statement replaced by one that makes every name it binds unknown."""
    first, last = node.lineno, node.end_lineno
    names: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            names.add(part.id)
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(part.name)
    head = lines[first - 1][: node.col_offset] + " = ".join([*sorted(names), MARK])
    message = f"a statement with more than {MOST_ARMS} branches is left out"
    return Blank(Patch(first, last, head), message)


def _checked(logical: Logical) -> Iterator[Blank]:
    """What to do about one logical line."""
    headed = logical.colon is not None or logical.unclosed > 0
    keyword = _KEYWORD.match(logical.text) if headed else None
    if logical.brackets > MOST_BRACKETS:
        raise TooDeepError(logical.first, "too many nested parentheses")
    if keyword and keyword[1] == "case" and logical.brackets > MOST_NESTED_PATTERNS:
        message = f"a pattern of more than {MOST_NESTED_PATTERNS} levels is not supported"
        raise TooDeepError(logical.first, message)
    is_long = logical.parts > MOST_PARTS
    if is_long or logical.links > MOST_LINKS:
        what = "elements" if is_long else "operations in a row"
        message = f"an expression with too many {what} is left out"
        head = _head(logical, keyword[1] if keyword else None)
        yield Blank(Patch(logical.first, logical.last, head), message)


def _head(logical: Logical, keyword: str | None) -> str:
    """The line without its expression: what is assigned, returned or tested is unknown."""
    text = logical.text
    if keyword is None:
        before = _LEAVE.match(text)
        kept = text[: logical.assign] if logical.assign else before[0] if before else ""
        after = ""
    elif keyword in _CONDITIONS:
        kept = text[: text.index(keyword) + len(keyword)]
        after = text[logical.colon :]
    else:
        kept = after = "\n"
    if "\n" in kept + after or len(kept + after) > SHORT:
        message = "an expression with too many operations in a row is not supported here"
        raise TooDeepError(logical.first, message)
    return f"{kept} {MARK}{after}" if kept.strip() else f"{kept}{MARK}{after}"
