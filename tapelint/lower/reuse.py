"""Reading again what has changed, and no more: for an editor that asks at each keystroke.

The text is cut in *parts*, between statements of the module. A part that is there again is taken
as it is, with its trees, its forms and the places that were resolved in it; only the number of its
first line is another. What cannot be cut, or is not plain, is read as a whole (see `parse`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import libcst as cst

from tapelint.lower.blank import SMALLEST, Patches, Survey, surveyed, unrelated_in
from tapelint.lower.context import Context
from tapelint.lower.limits import TooDeepError, blanks, first_line
from tapelint.lower.room import many_frames
from tapelint.lower.spans import Page, Unit
from tapelint.lower.statements import body
from tapelint.lower.text import Text, apply
from tapelint.program import Block
from tapelint.source import SourceCell

_OPEN = re.compile(r"closed|unterminated|EOF|expected|\bline \d")
"""What is said of a text that ends too early, or of another line."""
_GOES_ON = re.compile(r"(?:[^\S\n]*(?:#[^\n]*)?\n)*(?:\s|else\b|elif\b|except\b|finally\b)")
"""The beginning of a text that goes on with a statement."""
MOST_LINES = 24
"""A part ends at the next statement after so many lines."""


@dataclass(slots=True)
class Forms:
    """What a part was lowered to, its functions blanked out in this way."""

    code: str
    page: Page
    block: Block
    words: frozenset[str]


@dataclass(slots=True)
class Part:
    """Some statements of a text, one after the other."""

    code: str
    tree: ast.Module
    survey: Survey | None = None
    forms: Forms | None = None

    def surveyed(self) -> Survey:
        """What decides on what can be blanked out."""
        if self.survey is None:
            self.survey = surveyed(self.code, self.tree)
        return self.survey


@dataclass(slots=True)
class _Cell:
    """What one cell was the last time."""

    text: str
    parts: list[Part] = field(default_factory=list)


class Pieces:
    """What was read of a source the last time, cell by cell."""

    def __init__(self) -> None:
        self._before: dict[int | None, _Cell] = {}
        self._now: dict[int | None, _Cell] = {}
        self._texts: frozenset[str] = frozenset()
        self._temporaries = 0

    def begin(self, cells: Sequence[SourceCell]) -> None:
        """The source is read again."""
        self._before, self._now = self._now, {}
        self._texts = frozenset(cell.text for cell in cells)

    def read(self, cell: SourceCell, text: Text, *, blank: bool) -> list[Forms] | None:
        """The forms of a cell, part by part; None if it must be read as a whole.

        What neither CPython nor libcst can parse raises CPython's `SyntaxError`.
        """
        known = self._known(cell)
        self._now[cell.index] = known
        try:
            parts = _cut(text.code, known.parts)
        except SyntaxError:
            if all(part.forms for part in known.parts) and _is_broken(text.code, known.parts):
                raise
            return None
        except (ValueError, RecursionError, MemoryError):
            return None
        known.text, known.parts = cell.text, parts
        is_large = text.code.count("\n") + 1 >= SMALLEST and blank and cell.index is None
        gone = unrelated_in([part.surveyed() for part in parts]) if is_large else [{}] * len(parts)
        try:
            made = [self._forms(part, patches) for part, patches in zip(parts, gone, strict=True)]
        except BaseException:  # noqa: BLE001  # a panic of the parser is no Exception
            return None
        if any(forms is None for forms in made):
            return None
        found = [forms for forms in made if forms is not None]
        _place(found, parts, text.shift, cell.index)
        return found

    def _known(self, cell: SourceCell) -> _Cell:
        """What this cell was: one of the same text, or else of the same number."""
        for index, known in self._before.items():
            if known.text == cell.text:
                return self._before.pop(index)
        last = self._before.get(cell.index)
        if last is None or last.text in self._texts:
            return _Cell(cell.text)
        return self._before.pop(cell.index)

    def _forms(self, part: Part, patches: Patches) -> Forms | None:
        """The forms of a part; None if something in it is too long or deep."""
        code = apply(part.code, patches.values())
        if part.forms is not None and part.forms.code == code:
            return part.forms
        try:
            if any(True for _ in blanks(part.code, part.tree, set(patches))):
                return None
        except TooDeepError:
            return None
        page = Page(Text(code), cst.parse_module(code), None, part.tree)
        context = Context(Unit(page, None, page.module), self._temporaries)
        with many_frames():
            block = body(context, page.module.body)
        self._temporaries = context.temporaries
        part.forms = Forms(code, page, block, frozenset(context.words))
        return part.forms


def _place(
    made: Sequence[Forms], parts: Sequence[Part], shift: Mapping[int, int], cell: int | None
) -> None:
    """Say where the parts stand now."""
    line = 0
    for forms, part in zip(made, parts, strict=True):
        size = part.code.count("\n")
        forms.page.down, forms.page.cell = line, cell
        if shift or forms.page.shift:
            forms.page.shift = {
                n - line: by for n, by in shift.items() if line < n <= line + size + 1
            }
        line += size


# --- parts ----------------------------------------------------------------------------------


def _cut(code: str, known: Sequence[Part]) -> list[Part]:
    """The parts of a text, of which some may be known; what does not parse raises."""
    first, last, new = _changed(code, known)
    try:
        return [*known[:first], *_parts(new), *known[last:]]
    except SyntaxError as error:
        if _is_final(error, new):
            error.lineno = (error.lineno or 1) + sum(p.code.count("\n") for p in known[:first])
            raise
    # What is new may go on with the statement before, or with the one after.
    return _instead(_parts(code), known)


def _is_final(error: SyntaxError, new: str) -> bool:
    """Whether what is wrong with a piece of text is wrong wherever it stands."""
    last = new.rstrip().count("\n") + 1
    within = type(error) is SyntaxError and (error.lineno or last) < last
    return within and not _OPEN.search(error.msg) and not _GOES_ON.match(new)


def _changed(code: str, known: Sequence[Part]) -> tuple[int, int, str]:
    """The numbers of the first part that is no more and of the next that is, and what is new."""
    first, start = 0, 0
    while first < len(known) and _begins(code, start, known[first].code):
        start += len(known[first].code)
        first += 1
    last, end = len(known), len(code)
    while last > first and _ends(code, start, end, known[last - 1].code):
        last -= 1
        end -= len(known[last].code)
    return first, last, code[start:end]


def _is_broken(code: str, known: Sequence[Part]) -> bool:
    """Whether libcst cannot parse what is new in a text either; it knows more of new syntax."""
    _, _, new = _changed(code, known)
    try:
        if any(True for _ in blanks(new, None, set())):
            return False
        cst.parse_module(new)
    except TooDeepError:
        return False
    except BaseException:  # noqa: BLE001  # a panic of the parser is no Exception
        return True
    return False


def _instead(parts: list[Part], known: Sequence[Part]) -> list[Part]:
    """The parts that are known, each in the place of one of its text."""
    left: dict[str, list[Part]] = {}
    for part in known:
        left.setdefault(part.code, []).append(part)
    return [left[part.code].pop() if left.get(part.code) else part for part in parts]


def _begins(code: str, start: int, part: str) -> bool:
    """Whether a part stands here, and the next one begins with a line of its own."""
    whole = start + len(part) == len(code) or part.endswith("\n")
    return whole and code.startswith(part, start)


def _ends(code: str, start: int, end: int, part: str) -> bool:
    """Whether a part stands before here, and begins with a line of its own."""
    first = end - len(part)
    return (
        first >= start and (first == 0 or code[first - 1] == "\n") and code.startswith(part, first)
    )


def _parts(code: str) -> list[Part]:
    if not code:
        return []
    tree = ast.parse(code)
    cuts = list(_cuts(tree))
    if not cuts:
        return [Part(code, tree)]
    lines = [f"{line}\n" for line in code.split("\n")]
    lines[-1] = lines[-1][:-1]
    ends = [*cuts, len(lines)]
    texts = ["".join(lines[a:b]) for a, b in zip([0, *cuts], ends, strict=True)]
    return [Part(text, ast.parse(text)) for text in texts]


def _cuts(tree: ast.Module) -> Iterator[int]:
    """The numbers of lines before which to cut: where functions, classes, or many lines begin."""
    done, end = 0, 0
    for node in tree.body:
        first = first_line(node) - 1
        is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if done < first >= end and (is_definition or first - done >= MOST_LINES):
            yield first
            done = first
        end = node.end_lineno or node.lineno
