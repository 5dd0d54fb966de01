"""Fixes on texts: applied, and where everything else has gone to.

This is the simplest thing that does it, and knows nothing of the engine that writes files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tapelint.diagnostic import Diagnostic, Edit, Fix

from .corpus import look

ROUNDS = 10
Choose = Callable[[Diagnostic], Fix | None]
Spot = tuple[int, int]
"""Line and column."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after fixes; `spans` are what was replaced, as (start, end, new size) offsets."""

    before: str
    after: str
    spans: tuple[tuple[int, int, int], ...]

    def undone_by(self, fix: Fix) -> bool:
        """Whether a fix of the later text writes over what came in, or brings back what went."""
        moved = 0
        for start, end, size in self.spans:
            here = start + moved, start + moved + size
            for first, last, text in (_placed(self.after, edit) for edit in fix.edits):
                gone = self.before[start:end].strip()
                back = gone and gone == text.strip() and here[0] <= first == last <= here[1]
                if back or (first < here[1] and here[0] < last):
                    return True
            moved += size - (end - start)
        return False

    def now(self, spot: Spot) -> Spot | None:
        """Where the code has gone that stood here; None if it was replaced."""
        offset = _offset(self.before, spot)
        moved = 0
        for start, end, size in self.spans:
            if offset < start:
                break
            if start < end and offset < end:
                new = self.after[start + moved : start + moved + size]
                same = offset == start and _first_word(new) == _first_word(self.before[start:end])
                return _spot(self.after, start + moved) if same else None
            moved += size - (end - start)
        return _spot(self.after, offset + moved)


def mend(text: str, fixes: Iterable[Fix]) -> Mended:
    """The text with these fixes; one that gets in the way of an earlier one is left out."""
    taken: list[tuple[int, int, str]] = []
    for fix in fixes:
        edits = [_placed(text, edit) for edit in fix.edits]
        new = [edit for edit in edits if edit not in taken]
        if not any(_clash(edit, other) for edit in new for other in taken):
            taken += new
    # Of several insertions at one place the first stands first.
    taken.sort(key=lambda edit: edit[:2])
    pieces: list[str] = []
    at = 0
    for start, end, piece in taken:
        pieces += [text[at:start], piece]
        at = end
    after = "".join([*pieces, text[at:]])
    return Mended(text, after, tuple((start, end, len(piece)) for start, end, piece in taken))


def mend_all(text: str, path: str, choose: Choose) -> list[Mended]:
    """Round after round, until no more of the chosen fixes are offered."""
    rounds: list[Mended] = []
    while len(rounds) < ROUNDS:
        fixes = [fix for it in look(text, path) if (fix := choose(it)) is not None]
        if not fixes:
            return rounds
        rounds.append(mend(text, fixes))
        text = rounds[-1].after
    raise AssertionError(f"{path}: fixes are still offered after {ROUNDS} rounds")


def now(rounds: list[Mended], spot: Spot) -> Spot | None:
    """Where the code has gone in all these rounds."""
    here: Spot | None = spot
    for each in rounds:
        here = each.now(here) if here is not None else None
    return here


def safe_one(it: Diagnostic) -> Fix | None:
    """The fix that is applied without asking."""
    return it.fix if it.fix is not None and it.fix.safe else None


def unsafe_one(it: Diagnostic) -> Fix | None:
    """The fix that has to be asked for."""
    return it.fix if it.fix is not None and not it.fix.safe else None


def any_one(it: Diagnostic) -> Fix | None:
    """The fix that is offered first."""
    return it.fix


def other_one(it: Diagnostic) -> Fix | None:
    """The first of the alternatives."""
    return it.alternatives[0] if it.alternatives else None


def _clash(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two edits touch the same text; insertions at one place do if they differ."""
    if one[:2] == other[:2]:
        return True
    return one[0] < other[1] and other[0] < one[1]


def _placed(text: str, edit: Edit) -> tuple[int, int, str]:
    span = edit.span
    start = _offset(text, (span.line, span.column))
    return start, _offset(text, (span.end_line, span.end_column)), edit.text


def _offset(text: str, spot: Spot) -> int:
    line, column = spot
    starts = [0]
    for each in text.split("\n"):
        starts.append(starts[-1] + len(each) + 1)
    return starts[line - 1] + column


def _first_word(text: str) -> str:
    return re.split(r"\W", text, maxsplit=1)[0]


def _spot(text: str, offset: int) -> Spot:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1)
