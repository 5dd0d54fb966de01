"""Which fixes of a source are applied together in one round.

Fixes that touch or enclose each other may be made for the same fault, or one may move what the
other changes; so of these only the first in reading order is taken, and the others wait until
the source has been looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Diagnostic, Edit, Fix, Span
from tapelint.fixing.edits import fits
from tapelint.source import Source

Reach = tuple[tuple[int, int, int], tuple[int, int, int]]
"""Cell, line and column of the first and of the last place that a fix touches."""


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms fixes are taken: unsafe ones too, and what the file's encoding can hold."""

    unsafe: bool = False
    encoding: str = "utf-8"

    def allow(self, source: Source, fix: Fix | None) -> bool:
        """Whether a fix can be applied to the user's text."""
        if fix is None or not (fix.safe or self.unsafe):
            return False
        cells = {cell.index: cell for cell in source.cells}
        return all(
            _encodes(edit.text, self.encoding)
            and edit.span.cell in cells
            and fits(cells[edit.span.cell], edit)
            for edit in fix.edits
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Findings to be cured together, and the edits that do it."""

    cured: tuple[Diagnostic, ...]
    edits: tuple[Edit, ...]

    def of_cell(self, cell: int | None) -> tuple[Edit, ...]:
        """The edits of one cell."""
        return tuple(edit for edit in self.edits if edit.span.cell == cell)


def chosen(source: Source, diagnostics: Iterable[Diagnostic], terms: Terms) -> list[Choice]:
    """The fixes of the next round, in reading order; each may cure several findings."""
    cured: dict[tuple[Edit, ...], list[Diagnostic]] = {}
    taken: list[Reach] = []
    for found in sorted(diagnostics, key=lambda each: each.order):
        fix = found.fix
        if fix is None or not fix.edits or not terms.allow(source, fix):
            continue
        if fix.edits not in cured:
            reach = _reach(fix.edits)
            if any(_touch(reach, other) for other in taken):
                continue
            taken.append(reach)
        cured.setdefault(fix.edits, []).append(found)
    return [Choice(tuple(found), edits) for edits, found in cured.items()]


def together(choices: Iterable[Choice]) -> Choice:
    """Several fixes as one."""
    every = list(choices)
    return Choice(
        tuple(found for choice in every for found in choice.cured),
        tuple(edit for choice in every for edit in choice.edits),
    )


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except ValueError:  # not all codecs raise a UnicodeEncodeError
        return False
    return True


def _reach(edits: Iterable[Edit]) -> Reach:
    spans = [edit.span for edit in edits]
    return min(span.order for span in spans), max(_end(span) for span in spans)


def _end(span: Span) -> tuple[int, int, int]:
    return (span.cell or 0, span.end_line, span.end_column)


def _touch(one: Reach, other: Reach) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
