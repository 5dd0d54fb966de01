"""The cells of a notebook that an editor sends as one text of Python, as JupyterLab does.

There two empty lines stand after each cell, a cell that is no code is an empty line, and magics
are calls of `get_ipython()`. Where a cell ends is told by the notebook's file, which may be older
than the text: cells may have been changed, added and removed since.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from tapelint.dataclass import dataclass
from tapelint.editor.rewritten import END, is_hidden, is_kept, line_as_written

SUFFIX = ".ipynb"
SHADOW = ".virtual_documents"
"""The directory of copies that JupyterLab makes for servers that read files."""
GAP = 2
TEXT = GAP + 1
"""Lines of a cell that is no code."""
LIKE = 0.5
"""How much of a changed cell is as it was; below it, it may be another one."""

_Lines = Sequence[str]


class _UnclearError(Exception):
    """Where a cell ends cannot be known."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A cell in the file of a notebook; one that is no code has no lines."""

    lines: tuple[str, ...] | None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """A code cell as it is sent: its number among all cells, its first line from 0, its tags."""

    number: int
    first: int
    text: str
    tags: frozenset[str]


def pieces(path: str, text: str) -> list[Piece]:
    """The code cells of a text; none if it is no notebook, or if that cannot be known."""
    if not path.endswith(SUFFIX):
        return []
    saved = _saved(path)
    try:
        # The last cell has the first line of its gap only.
        return list(_numbered(list(_blocks(saved, [*text.split("\n"), ""])))) if saved else []
    except _UnclearError:
        return []


def real_path(path: str) -> str:
    """The file that JupyterLab has copied."""
    return path.replace(f"{os.sep}{SHADOW}{os.sep}", os.sep, 1)


def _saved(path: str) -> tuple[Saved, ...]:
    try:
        status = os.stat(path)
        return _read(path, status.st_mtime_ns, status.st_size)
    except (OSError, ValueError):
        return ()


@lru_cache(maxsize=4)
def _read(path: str, _: int, size: int) -> tuple[Saved, ...]:
    """The cells of a file that was changed then."""
    from tapelint.notebook import code_cells

    with open(path, "rb") as file:
        cells = code_cells(file.read(size))
    return tuple(
        Saved(None) if cell is None else Saved(tuple(cell.original.split("\n")), cell.tags)
        for cell in cells
    )


_NO_CODE = Saved(None)
_Block = tuple[Saved | None, int, _Lines]
"""What is saved of a cell, if that is known, its first line, and its lines with the gap."""


def _blocks(saved: Sequence[Saved], lines: _Lines, first: int = 0) -> Iterator[_Block]:
    """The cells of some lines, of which these are saved."""
    top = list(_same(saved, lines))
    for cell, start, end in top:
        yield cell, first + start, lines[start:end]
    start = top[-1][2] if top else 0
    saved, lines, first = saved[len(top) :], lines[start:], first + start
    anchor = next(_anchors(saved, lines), None)
    if anchor is None:
        yield from _changed(saved, lines, first)
        return
    index, at = anchor
    yield from _changed(saved[:index], lines[:at], first)
    yield from _blocks(saved[index:], lines[at:], first + at)


def _same(saved: Sequence[Saved], lines: _Lines) -> Iterator[tuple[Saved, int, int]]:
    """The first cells, as long as they are as they are saved, and where each begins and ends."""
    at = 0
    for cell in saved:
        end = _end(cell, lines, at)
        if end is None:
            return
        yield cell, at, end
        at = end


def _anchors(saved: Sequence[Saved], lines: _Lines) -> Iterator[tuple[int, int]]:
    """The cells that are there once as they are saved: which, and where."""
    starts = [at for at in range(len(lines)) if at == 0 or not any(lines[max(at - GAP, 0) : at])]
    for index, cell in enumerate(saved):
        if cell.lines and any(line.strip() for line in cell.lines):
            places = [at for at in starts if _end(cell, lines, at) is not None]
            if len(places) == 1:
                yield index, places[0]


def _end(cell: Saved, lines: _Lines, at: int) -> int | None:
    """Where a cell that begins here ends with its gap, if it is as it is saved."""
    size = _size(cell, lines, at)
    gap = lines[at + size : at + size + GAP] if size else ()
    return at + size + GAP if len(gap) == GAP and not any(gap) else None


def _size(cell: Saved, lines: _Lines, at: int) -> int:
    """How many lines of a cell are here, if they are those that are saved."""
    own: _Lines = cell.lines if cell.lines is not None else ("",)
    here = lines[at : at + len(own)]
    if own[0].startswith("%%") and here and is_kept(here[0]):
        end = lines[at + len(own) : at + len(own) + 1]
        return len(own) + 1 if all(map(_is_same, own[1:], here[1:])) and [*end] == [END] else 0
    if own[0].startswith("%%") and here and is_hidden(here[0]):
        return len(own) - 1
    return len(own) if len(here) == len(own) and all(map(_is_same, own, here)) else 0


def _is_same(saved: str, line: str) -> bool:
    return saved in (line, line_as_written(line))


def _changed(saved: Sequence[Saved], lines: _Lines, first: int) -> Iterator[_Block]:
    """Cells of which none is known to be as it is saved."""
    end = len(lines)
    while saved and saved[-1].lines is None and end >= TEXT and not any(lines[end - TEXT : end]):
        saved, end = saved[:-1], end - TEXT
    if not any(lines[:end]):
        yield from _texts(lines[:end], first)
    elif len(saved) <= 1:
        yield next(iter(saved), None), first, lines[:end]
    else:
        yield from _by_gaps(saved, lines[:end], first)
    yield from _texts(lines[end:], first + end)


def _by_gaps(saved: Sequence[Saved], lines: _Lines, first: int) -> Iterator[_Block]:
    """As many cells as there are groups of lines, if as many are saved that are like them."""
    code = [cell for cell in saved if cell.lines is not None]
    groups = list(_groups(lines))
    if len(code) != len(groups):
        raise _UnclearError
    at = 0
    for cell, (start, stop) in zip(code, groups, strict=True):
        before, now = "\n".join(cell.lines or ()), "\n".join(lines[start:stop])
        if SequenceMatcher(None, before, now).ratio() < LIKE:
            raise _UnclearError
        yield from _texts(lines[at:start], first + at)
        at = stop + GAP
        yield cell, first + start, lines[start:at]
    yield from _texts(lines[at:], first + at)


def _groups(lines: _Lines) -> Iterator[tuple[int, int]]:
    """Lines between gaps: where they begin and end."""
    start = None
    for at, line in enumerate(lines):
        if line and start is None:
            start = at
        elif start is not None and not any(lines[at : at + GAP]):
            yield start, at
            start = None


def _texts(lines: _Lines, first: int) -> Iterator[_Block]:
    """Cells that are no code, perhaps after empty lines of the code before."""
    if any(lines):
        raise _UnclearError
    for at in range(len(lines) % TEXT, len(lines), TEXT):
        yield _NO_CODE, first + at, lines[at : at + TEXT]


def _numbered(blocks: Sequence[_Block]) -> Iterator[Piece]:
    for number, (cell, first, lines) in enumerate(blocks, 1):
        if cell is not _NO_CODE and any(lines):
            tags = cell.tags if cell else frozenset[str]()
            yield Piece(number, first, "\n".join(lines[:-GAP]), tags)
