"""Results that outlast a run of flake8, which asks file by file and does not say when it is done.

Only what lies on the disk is remembered: an editor that pipes in its text asks at every key. What
is new is written when the process ends, one of flake8's own workers too.
"""

from __future__ import annotations

import os
import tokenize
from collections.abc import Callable
from multiprocessing.util import Finalize

from tapelint.cache import CLEAN, Cache, directory
from tapelint.config import Config
from tapelint.diagnostic import Analysis
from tapelint.encoded import ShapeError, decoded
from tapelint.source import Source

_LAST = 0
"""The priority of what runs at the end of a process; without one, workers do not run it."""


class Lasting:
    """The results of earlier runs, and of this one."""

    def __init__(self) -> None:
        self._cache: Cache | None = None

    def of(self, source: Source, config: Config, analyse: Callable[[], Analysis]) -> Analysis:
        """What is known of a source, or what `analyse` finds out."""
        data = _on_disk(source)
        if data is None:
            return analyse()
        if self._cache is None:
            self._cache = Cache(directory(None))
            Finalize(None, self._cache.save, exitpriority=_LAST)
        key = self._cache.key(data, source.path, config)
        known = self._cache.look_up(key)
        if known == CLEAN:
            return Analysis()
        try:
            return decoded(known or "", source)
        except ShapeError:
            analysis = analyse()
        self._cache.keep(key, analysis)
        return analysis


def _on_disk(source: Source) -> bytes | None:
    """The text of a source, if it is that of its file."""
    text = "".join(cell.original for cell in source.cells)
    if not os.path.isfile(source.path):
        return None  # What is no ordinary file may never end a second time.
    try:
        with tokenize.open(source.path) as file:
            same = file.read() == text
    except (OSError, SyntaxError, ValueError):
        return None
    return text.encode(errors="surrogatepass") if same else None
