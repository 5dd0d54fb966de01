"""Processes that analyse files, and what happens when one of them dies."""

from __future__ import annotations

import signal
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_all_start_methods, get_context

from tapelint.cli import work
from tapelint.diagnostic import Analysis, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

    from tapelint.config import Config
    from tapelint.reading import Unread

DIED = "the process that analysed it died (too deeply nested, or out of memory?)"
Outcome = tuple[Analysis, bool]


class Pool:
    """Up to `jobs` processes. One that dies takes only its own file with it."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._context = _context()
        self._others = set(active_children())
        self._executor = self._started(jobs)

    def _started(self, jobs: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(jobs, self._context, _begin)

    def submit(self, unread: Unread, config: Config) -> Future[Outcome]:
        """Have a file analysed."""
        try:
            return self._executor.submit(work.examined, unread, config)
        except BrokenProcessPool:
            self._executor = self._started(self._jobs)
            return self._executor.submit(work.examined, unread, config)

    def result(self, future: Future[Outcome], unread: Unread, config: Config) -> Outcome:
        """What came of it.

        When a process has died nobody knows of which file: each file that was under way is tried
        again, in a process of its own.
        """
        try:
            return future.result()
        except BrokenProcessPool:
            pass
        try:
            with self._started(1) as alone:
                return alone.submit(work.examined, unread, config).result()
        except BrokenProcessPool:
            return Analysis(problems=(Problem(unread.path, DIED),)), False

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for child in set(active_children()) - self._others:
            child.kill()
        self._executor.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """How processes are started.

    A copy of this process (`fork`) could inherit a lock that one of its threads holds (that of a
    progress bar, or of an editor around us), and is not safe on macOS. A fresh interpreter for
    each (`spawn`) would import libcst each time, which takes longer than most files. A fork
    server is a fresh interpreter that imports it once and has no threads when it forks.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([work.__name__, "tapelint.analysis"])
    return context


def _begin() -> None:
    """Ctrl-C is for the process that the user started; it ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
