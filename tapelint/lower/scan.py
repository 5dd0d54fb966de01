"""How deep the lines of a text are nested, read off its tokens, before anything parses it.

libcst's native parser recurses for each bracket, and once more for each link of a chain:
an operator, an attribute, a call, a string next to a string. Here both are counted, for
each *logical line* (a statement or the header of one), generously and without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapelint.records import dataclass

_STRINGS = r"""
      (?P<string>[a-zA-Z]{0,3}(?:
            \"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"\"\"
          | '''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''
          | (?!\"\"\")"(?:[^"\\\n]|\\.)*"
          | (?!''')'(?:[^'\\\n]|\\.)*'))
    | (?P<broken>
            \"\"\".* | '''.*
          | "(?:[^"\\\n]|\\.)*\\?
          | '(?:[^'\\\n]|\\.)*\\?)
    |"""
_OTHERS = r"""
      (?P<comment>\#[^\n]*)
    | (?P<number>[0-9][0-9_.]*(?:[eE][-+]?[0-9_]+)?\w*)
    | (?P<word>\w+)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<join>\\\n)
    | (?P<newline>\n)
    | (?P<part>[,;])
    | (?P<space>[^\S\n]+)
    | (?P<operator>[=!<>:]=|\*\*=?|//=?|<<=?|>>=?|[-+*/%@&|^]=|->|.)
    """
_TOKEN = re.compile(_STRINGS + _OTHERS, re.VERBOSE | re.DOTALL)
_UNQUOTED = re.compile(_OTHERS, re.VERBOSE | re.DOTALL)
_LINKS = frozenset("and or not if else lambda await in is for yield".split())
_STRING, _OPERATOR, _TRAILER = 1, 2, 4
"""What a link weighs: strings cost least; attributes, calls, subscripts, lambdas most."""
_PREFIX = re.compile(r"[a-zA-Z]*[fFtT]")
_FIELD = re.compile(r"\{([^{}]*)")
_LINK = re.compile(r"[-+*/%@&|^<>=~.(\[]|\b(?:and|or|not|if|else|lambda|await|in|is|for)\b")


@dataclass(frozen=True, slots=True)
class Logical:
    """One logical line: its physical lines (from 1), its text, and how deep it is.

    `parts` is the number of its commas and semicolons. `assign` is the offset behind the
    assignment operator before its longest chain and `colon` that of its first colon, both outside
    of brackets; `unclosed` the number of brackets left open.
    """

    first: int
    last: int
    text: str
    brackets: int
    links: int
    parts: int
    assign: int | None
    colon: int | None
    unclosed: int


def logical_lines(code: str, first: int = 1) -> Iterator[Logical]:
    """The logical lines of a text, the number of its own first line given."""
    line, begun, start = first, first, 0
    counter = _Counter(start)
    for found in _tokens(code):
        kind = found.lastgroup or ""
        if kind == "newline" and not counter.open:
            yield counter.result(begun, line, code[start : found.start()])
            begun, start = line + 1, found.end()
            counter = _Counter(start)
        else:
            counter.take(kind, found)
        line += found[0].count("\n")
    yield counter.result(begun, line, code[start:])


def _tokens(code: str) -> Iterator[re.Match[str]]:
    """The tokens; what follows a quote that is never closed, as if there were no strings.

    Not to look for a string at each of its quotes again: there may be many.
    """
    for found in _TOKEN.finditer(code):
        if found.lastgroup == "broken":
            yield from _UNQUOTED.finditer(code, found.start(), found.end())
        else:
            yield found


class _Counter:
    """Counts the brackets that are open and the links that lead to where we are."""

    def __init__(self, start: int) -> None:
        self.open: list[tuple[int, int]] = []
        """For each open bracket the links before it: operators, and those of its operand."""
        self._start = start
        self._steps = 0
        self._tail = 0
        self._pending = 0
        self._brackets = 0
        self._links = 0
        self._parts = 0
        self._last_assign: int | None = None
        self._assign: int | None = None
        self._colon: int | None = None

    def result(self, first: int, last: int, text: str) -> Logical:
        """What was counted."""
        deep = (self._brackets, self._links, self._parts)
        return Logical(first, last, text, *deep, self._assign, self._colon, len(self.open))

    def take(self, kind: str, found: re.Match[str]) -> None:
        """Count one token."""
        text = found[0]
        self._parts += kind == "part"
        if kind == "open":
            self._follow(_TRAILER)
            self.open.append((self._steps, self._tail))
            self._steps, self._tail = self._steps + self._tail, 0
            self._brackets = max(self._brackets, len(self.open))
        elif kind == "close" and self.open:
            self._steps, self._tail = self.open.pop()
        elif kind == "part" and not self._pending:
            self._steps, self._tail = sum(self.open[-1]) if self.open else 0, 0
        elif kind == "string":
            self._follow(_STRING + _in_fields(text))
        elif kind == "word" and text in _LINKS:
            self._word(text)
        elif kind == "operator":
            self._operator(text, found)

    def _word(self, text: str) -> None:
        """A comma between `lambda` and its colon, or `for` and its `in`, ends nothing."""
        self._step(_TRAILER if text == "lambda" else _OPERATOR)
        if text in {"lambda", "for"}:
            self._pending += 1
        elif text == "in" and self._pending:
            self._pending -= 1

    def _operator(self, text: str, found: re.Match[str]) -> None:
        if text == ":":
            if self._pending:
                self._pending -= 1
            elif not self.open and self._colon is None:
                self._colon = found.start() - self._start
            return
        if text == ".":
            self._follow(_TRAILER)
        elif text != "=":
            self._step(_OPERATOR)
        assigns = text[-1] == "=" and text not in {"==", "!=", "<=", ">=", ":="}
        if assigns and not self.open and not self._pending:
            self._last_assign = found.end() - self._start

    def _step(self, weight: int) -> None:
        """An operator: what follows is another operand."""
        self._steps += weight
        self._tail = 0
        self._reach()

    def _follow(self, weight: int) -> None:
        """A link of one operand."""
        self._tail += weight
        self._reach()

    def _reach(self) -> None:
        if self._steps + self._tail > self._links:
            self._links = self._steps + self._tail
            self._assign = self._last_assign


def _in_fields(text: str) -> int:
    """The links in the longest replacement field of a formatted string, and nested formats."""
    if _PREFIX.match(text) is None:
        return 0
    code = text.replace("{{", "").replace("}}", "")
    longest = max((len(_LINK.findall(field)) for field in _FIELD.findall(code)), default=0)
    return _OPERATOR * longest + _TRAILER * code.count(":{")
