"""Long series of edits, after each of which nothing may be found but what is found afresh.

    python -m tests.reuse [--edits 2000] [--seed 1] [--corpus DIR]

An edit is kept, or taken back by the next one, as most are that leave a text that does not parse.
The texts are the smaller fixtures, several joined to one, or files below `--corpus`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tapelint.analysis import Earlier, analyse
from tapelint.config import Config
from tapelint.diagnostic import Analysis
from tapelint.reading import read_file
from tapelint.source import Source, SourceCell

from .edits import edited, edited_cells

FIXTURES = Path(__file__).parents[2] / "fixtures"
CONFIG = Config(extend_select=("ALL",))
SERIES = 25
"""So many edits are made of one text."""
LARGEST = 4_000
"""Bytes of the largest fixture that is taken."""
BROKEN = 0.25
"""How often the next edit is made of a text that does not parse, and not of the one before."""


@dataclass
class Outcome:
    """How a series went; `bad`: the texts before and after an edit that was mistaken."""

    edits: int = 0
    readable: int = 0
    findings: int = 0
    bad: list[tuple[list[str], list[str]]] = field(default_factory=list)


def source_of(cells: list[str]) -> Source:
    """A file, or a notebook if there is more than one cell."""
    if len(cells) == 1:
        return Source("file.py", (SourceCell(None, cells[0], cells[0]),))
    return Source("book.ipynb", tuple(SourceCell(n, text, text) for n, text in enumerate(cells, 1)))


def series(cells: list[str], choose: random.Random, edits: int, outcome: Outcome) -> None:
    """A series of edits of one text."""
    earlier = Earlier()
    before = good = cells
    for _ in range(edits):
        source = source_of(cells)
        found, fresh = analyse(source, CONFIG, fixes=False, earlier=earlier), of_fresh(source)
        outcome.edits += 1
        outcome.readable += not fresh.problems
        outcome.findings += len(fresh.diagnostics)
        if found != fresh:
            outcome.bad.append((before, cells))
            return
        if not fresh.problems:
            good = cells
        back = choose.random() >= BROKEN if fresh.problems else choose.random() < 0.1
        before, cells = cells, good if back else _edited(cells, choose)


def of_fresh(source: Source) -> Analysis:
    return analyse(source, CONFIG, fixes=False)


def _edited(cells: list[str], choose: random.Random) -> list[str]:
    is_book = len(cells) > 1
    new = edited_cells(cells, choose) if is_book else [edited(cells[0], choose)]
    return [*new, ""] if is_book and len(new) == 1 else new


def texts(corpus: Path | None, choose: random.Random) -> Iterator[list[str]]:
    """What is edited, without end."""
    folder = corpus or FIXTURES
    largest = None if corpus else LARGEST
    paths = sorted(
        path
        for ending in ("*.py", "*.ipynb")
        for path in folder.rglob(ending)
        if path.is_file() and (largest is None or path.stat().st_size < largest)
    )
    while True:
        several = [] if corpus else choose.choices(paths, k=choose.randrange(3))
        sources = [read_file(str(path)) for path in (choose.choice(paths), *several)]
        cells = [
            cell.text for source in sources if isinstance(source, Source) for cell in source.cells
        ]
        if cells:
            yield cells if choose.random() < 0.4 else ["\n".join(cells)]
