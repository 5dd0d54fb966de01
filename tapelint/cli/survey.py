"""From files to what was found in them: out of the cache, here, or in other processes.

Whatever the way, the results come in the order of the files, and are the same.
"""

from __future__ import annotations

import os
from collections import deque

from tapelint.reading import Unread

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from tapelint.cache import Cache
    from tapelint.cli.pool import Outcome, Pool
    from tapelint.config import Config
    from tapelint.diagnostic import Analysis, Problem
    from tapelint.source import Source

PAYS = 400_000
"""Bytes of sources that are worth starting processes for: about a second of work."""
AHEAD = 4
"""Files that may wait, for each process."""


class Checked:
    """A file that passed the gate, and what was found in it."""

    __slots__ = ("_source", "analysis", "unread")

    def __init__(self, unread: Unread, analysis: Analysis, source: Source | None = None) -> None:
        self.unread = unread
        self.analysis = analysis
        self._source = source

    @property
    def source(self) -> Source:
        """The source, read only now if another process analysed it."""
        from tapelint.source import Source

        if self._source is None:
            found = self.unread.read()
            self._source = found if isinstance(found, Source) else Source(self.unread.path, ())
        return self._source


class _Task:
    """A file that is to be analysed."""

    __slots__ = ("config", "future", "key", "unread")

    def __init__(self, unread: Unread, config: Config, key: str) -> None:
        self.unread = unread
        self.config = config
        self.key = key
        self.future: Future[Outcome] | None = None


class Survey:
    """Checks files.

    `config_of`: the configuration for a path. `jobs`: the most processes; None: as many as pay.
    `open_cache`: called when a file passes the gate; None: nothing is remembered.
    """

    def __init__(
        self,
        config_of: Callable[[str], Config],
        jobs: int | None,
        open_cache: Callable[[], Cache] | None,
    ) -> None:
        self._config_of = config_of
        self._jobs = processors() if jobs is None else jobs
        self._pays = PAYS if jobs is None else 0
        self._open_cache = open_cache
        self._cache: Cache | None = None
        self._bytes = 0
        self._pool: Pool | None = None

    def of(self, found: Iterable[Unread | Problem]) -> Iterator[Checked | Problem]:
        """What there is to tell of: problems, and files in which anything was found."""
        queue: deque[Checked | Problem | _Task] = deque()
        try:
            for each in found:
                slot = self._recalled(each) if isinstance(each, Unread) else each
                if slot is not None:
                    queue.append(slot)
                    self._hire(queue)
                yield from self._done(queue, self._patience())
            yield from self._done(queue, 0)
        finally:
            if self._pool:
                self._pool.close()
            if self._cache:
                self._cache.save()

    def _recalled(self, unread: Unread) -> Checked | _Task | None:
        """What the cache knows of a file (None: nothing was found), or the task to find out."""
        config = self._config_of(unread.path)
        if self._open_cache is None:
            return _Task(unread, config, "")
        if self._cache is None:
            self._cache = self._open_cache()
        from tapelint.cache import CLEAN

        key = self._cache.key(unread.data, unread.path, config)
        known = self._cache.look_up(key)
        if known is None:
            return _Task(unread, config, key)
        if known == CLEAN:
            return None
        return _decoded(unread, known) or _Task(unread, config, key)

    def _hire(self, queue: deque[Checked | Problem | _Task]) -> None:
        """Give the newest task to a process, or all of them as soon as that pays."""
        newest = queue[-1]
        if not isinstance(newest, _Task) or self._jobs == 1:
            return
        self._bytes += len(newest.unread.data)
        if self._pool is None:
            if self._bytes <= self._pays or len(queue) < 2:
                return
            from tapelint.cli.pool import Pool

            self._pool = Pool(self._jobs)
        for task in queue:
            if isinstance(task, _Task) and task.future is None:
                task.future = self._pool.submit(task.unread, task.config)

    def _patience(self) -> float:
        """How many files may wait; before there are processes, until it is known if they pay."""
        if self._jobs == 1:
            return 0
        return float("inf") if self._pool is None else AHEAD * self._jobs

    def _done(
        self, queue: deque[Checked | Problem | _Task], patience: float
    ) -> Iterator[Checked | Problem]:
        while len(queue) > patience:
            slot = queue.popleft()
            if not isinstance(slot, _Task):
                yield slot
                continue
            analysis = self._analysis(slot)
            if analysis.diagnostics or analysis.problems:
                yield Checked(slot.unread, analysis)

    def _analysis(self, task: _Task) -> Analysis:
        if task.future is not None and self._pool is not None:
            analysis, is_lasting = self._pool.result(task.future, task.unread, task.config)
        else:
            from tapelint.cli.work import examined

            analysis, is_lasting = examined(task.unread, task.config)
        if self._cache and is_lasting:
            self._cache.keep(task.key, analysis)
        return analysis


def _decoded(unread: Unread, text: str) -> Checked | None:
    """What the cache holds on a file; None if it cannot be what was found there."""
    from tapelint.encoded import ShapeError, decoded
    from tapelint.source import Source

    source = unread.read()
    if not isinstance(source, Source):
        source = Source(unread.path, ())
    try:
        return Checked(unread, decoded(text, source), source)
    except ShapeError:
        return None


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
