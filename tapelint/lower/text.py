"""The text that is parsed: line ends made equal, and what would mislead a column taken out.

A byte order mark at the start, form feeds in the indentation and a statement that begins
with a line of nothing but a backslash mean little to Python, but shift columns differently
in `ast` and libcst. They are taken out, and `Text.shift` tells by how much the columns of a
line have moved. Lines are counted as Python counts them: only line feed, carriage return,
and both together end one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from tapelint.records import dataclass

_FED = re.compile(r"^[ \t\f]*\f", re.MULTILINE)
_JOINED = re.compile(r"(?<!\\\n)^([ \t]*)(?:\\\n([ \t]*))+", re.MULTILINE)
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Text:
    """A text to parse, and for each line the number of characters taken out of its start."""

    code: str
    shift: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, raw: str) -> Text:
        """The parsable form of what was read."""
        code = raw
        if "\r" in code:
            code = code.replace("\r\n", "\n").replace("\r", "\n")
        shift: dict[int, int] = {}

        def less(found: re.Match[str], new: str = "") -> str:
            last = found[0].rpartition("\n")[2]
            line = found.string.count("\n", 0, found.end()) + 1
            shift[line] = shift.get(line, 0) + len(last) - len(new.rpartition("\n")[2])
            return new

        def unjoined(found: re.Match[str]) -> str:
            return less(found, "\n" * found[0].count("\n") + (found[1] or found[2]))

        if code.startswith(_BOM):
            code = code[1:]
            shift[1] = 1
        if "\f" in code:
            code = _FED.sub(less, code)
        if "\\\n" in code:
            code = _JOINED.sub(unjoined, code)
        return cls(code, shift)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, in the text that was read, of an offset into `code`."""
        line = self.code.count("\n", 0, offset) + 1
        column = offset - (self.code.rfind("\n", 0, offset) + 1)
        return line, column + self.shift.get(line, 0)


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """Lines `first` to `last` (from 1) become `head`, empty lines, and `tail` on the last."""

    first: int
    last: int
    head: str
    tail: str = ""


def apply(code: str, patches: Iterable[Patch]) -> str:
    """`code` with lines replaced; no line is added or lost. Of overlapping patches the first."""
    ordered = sorted(patches)
    if not ordered:
        return code
    lines = code.split("\n")
    done = 0
    for patch in ordered:
        if patch.first > done:
            done = patch.last
            empty = [""] * (patch.last - patch.first + 1)
            empty[0] = patch.head
            empty[-1] += patch.tail
            lines[patch.first - 1 : patch.last] = empty
    return "\n".join(lines)
