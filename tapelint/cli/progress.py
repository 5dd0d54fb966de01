"""A progress bar for those who wait; imported when standard error is a terminal."""

from __future__ import annotations

import sys
from itertools import chain
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TypeVar

    Path = TypeVar("Path")

PATIENCE = 2.0
"""Seconds that nobody needs to be told why."""


def watched(paths: Iterable[Path]) -> Iterator[Path]:
    """The paths, one by one; a run that takes long shows how many of them are done."""
    start, pending = monotonic(), iter(paths)
    for done, path in enumerate(pending):
        if monotonic() - start > PATIENCE:
            yield from _shown(list(chain([path], pending)), done)
            return
        yield path


def _shown(rest: list[Path], done: int) -> Iterator[Path]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=done + len(rest), completed=done)
        for path in rest:
            yield path
            progress.advance(task)
