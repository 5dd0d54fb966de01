"""Analyses of what is open, off the event loop: of several versions only the newest counts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from tapelint.diagnostic import Analysis
from tapelint.editor.programs import Result, Snapshot, analysed

if TYPE_CHECKING:
    from tapelint.lower import Pieces

_T = TypeVar("_T")


class Analyses:
    """The newest result of each program.

    `take` makes a snapshot of one, or None if there is nothing to analyse; `done` is told each
    new result, and `failed` each fault of ours.
    """

    def __init__(
        self,
        take: Callable[[str], Snapshot | None],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._take, self._done, self._failed = take, done, failed
        self._stamps = count()
        self._newest: dict[str, int] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._results: dict[str, Result] = {}
        self._memories: dict[str, Pieces] = {}
        self._pool = ThreadPoolExecutor(1, "tapelint-analysis")
        self._background = ThreadPoolExecutor(1, "tapelint-folders")

    def renew(self, key: str) -> None:
        """Something of this program has changed."""
        self._newest[key] = next(self._stamps)
        if key not in self._running:
            self._running[key] = asyncio.ensure_future(self._work(key))

    def forget(self, key: str) -> None:
        """It has been closed."""
        self._newest.pop(key, None)
        self._results.pop(key, None)
        self._memories.pop(key, None)

    async def of(self, key: str) -> Result | None:
        """What is known of the newest version."""
        if key in self._running:
            await asyncio.shield(self._running[key])
        return self._results.get(key)

    async def mended(self, key: str) -> Result | None:
        """The same with the fixes, which nobody waits for while typing."""
        result = await self.of(key)
        if result is None or result.mended or not result.analysis.diagnostics:
            return result
        snapshot = result.snapshot
        full = Result(
            snapshot, await self.apart(lambda: self._analysed(key, snapshot, fixes=True)), True
        )
        if self._results.get(key) is result:
            self._results[key] = full
        return full

    async def apart(self, work: Callable[[], _T], *, long: bool = False) -> _T:
        """The result of `work`, off the event loop; what takes long waits for nobody's typing."""
        pool = self._background if long else self._pool
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    async def _work(self, key: str) -> None:
        try:
            while True:
                wanted = self._newest.get(key)
                result = await self._result(key)
                if self._newest.get(key) == wanted:
                    break
        finally:
            del self._running[key]
        if result is None:
            self._results.pop(key, None)
        elif wanted is not None:
            self._results[key] = result
            self._done(result)

    async def _result(self, key: str) -> Result | None:
        snapshot = self._take(key)
        if snapshot is None:
            return None
        try:
            return Result(snapshot, await self._analysis(key, snapshot))
        except Exception as error:  # the editor goes on with what it had, and so do we
            self._failed(error)
            return Result(snapshot, Analysis())

    async def _analysis(self, key: str, snapshot: Snapshot) -> Analysis:
        if snapshot.is_silent:
            return Analysis()
        return await self.apart(lambda: self._analysed(key, snapshot, fixes=False))

    def _analysed(self, key: str, snapshot: Snapshot, *, fixes: bool) -> Analysis:
        from tapelint.lower import Pieces

        memory = self._memories.setdefault(key, Pieces())
        return analysed(snapshot, memory, fixes=fixes)
