"""What a fixture expects: trailing comments on the line they speak of.

    tape.gradient(y, x)  # TAP101                the call raises, tapelint says so
    tape.gradient(y, x)  # TAP101 TAP101         two calls on this line do
    tape.gradient(y, x)  # TAP101  # any prose
    tape.gradient(y, x)  # miss: TAP101          it raises, tapelint does not see it yet
    tape.gradient(y, x)  # silent: None          a missing gradient that is no mistake
    tape.gradient(y, x)  # silent: raises        an exception that the program expects
    optimizer.apply_gradients(zip(g, v))  # silent: effect   moves the wrong variables, on purpose
    tape.gradient(y, x)  # unreached             no execution gets here

Parts are separated by `;`. The line is the first line of the call. A header comment
`# lens: no-function (reason)` takes the fixture out of one lens.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections import defaultdict
from dataclasses import dataclass, field

from .programs import Cell, Program

Place = tuple[int, int]
"""Cell (0 in a file) and line."""

_PART = re.compile(
    r"(?:(miss|silent):\s*)?((?:TAP\d{3})(?:\s+TAP\d{3})*|None|raises|effect|unreached)\Z"
)
_LENS = re.compile(r"#\s*lens:\s*no-([a-z-]+)\s*\((.+)\)")


class MarkError(ValueError):
    """A comment that looks like a mark and is none."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The expectations of one line, each code as often as it is written."""

    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    unreached: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code whose symptom TensorFlow must show."""
        return self.found + self.missed


@dataclass(frozen=True, slots=True)
class Expectations:
    """All marks of a program, and the lenses it opts out of, with the reason."""

    marks: dict[Place, Mark]
    no_lens: dict[str, str] = field(default_factory=dict)

    def without(self, place: Place) -> Expectations:
        """The same with the mark of one line taken away."""
        rest = {key: mark for key, mark in self.marks.items() if key != place}
        return Expectations(rest, self.no_lens)

    def with_code(self, place: Place, code: str) -> Expectations:
        """The same with one more code expected on one line."""
        old = self.marks.get(place, Mark())
        new = Mark((*old.found, code), old.missed, old.silent, old.unreached)
        return Expectations({**self.marks, place: new}, self.no_lens)


def expectations(program: Program) -> Expectations:
    """Read the marks of all cells of `program`."""
    marks: dict[Place, Mark] = {}
    lenses: dict[str, str] = {}
    for cell in program.cells:
        for line, trailing, comment in _comments(cell):
            if match := _LENS.match(comment):
                lenses[match[1]] = match[2]
            elif trailing and (mark := read_mark(comment)):
                marks[(cell.index, line)] = mark
    return Expectations(marks, lenses)


def read_mark(comment: str) -> Mark | None:
    """The mark in one comment; None if the comment is prose."""
    text = comment.lstrip("#").split("#")[0].strip()
    kinds: dict[str, list[str]] = defaultdict(list)
    for part in text.split(";"):
        match = _PART.match(part.strip())
        if match is None:
            if re.match(r"(TAP\d|miss:|silent:)", text):
                raise MarkError(comment)
            return None
        kinds[match[1] or ""].extend(match[2].split())
    found = tuple(code for code in kinds[""] if code != "unreached")
    return Mark(
        found, tuple(kinds["miss"]), tuple(kinds["silent"]), unreached="unreached" in kinds[""]
    )


def _comments(cell: Cell) -> list[tuple[int, bool, str]]:
    """(line, whether code precedes it, text) of each comment; none in a broken cell."""
    found = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(cell.code).readline):
            if token.type == tokenize.COMMENT:
                trailing = bool(token.line[: token.start[1]].strip())
                found.append((token.start[0], trailing, token.string))
    except (tokenize.TokenError, SyntaxError):
        return []
    return found
