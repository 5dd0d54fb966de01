"""Room to recurse: a thread with a large stack and a high recursion limit.

libcst's native parser needs up to 10 kB of stack for each level of nesting, its position
provider and our own lowering a few Python frames; neither the stack of the calling thread
nor the recursion limit of the program can be relied on.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import TypeVar, cast

_T = TypeVar("_T")
_STACKS = (256 << 20, 64 << 20, 16 << 20, 0)
_FRAMES = 10_000
_ALONE = threading.Lock()
_inside = threading.local()


def with_room(work: Callable[[], _T]) -> _T:
    """The result of `work`, called where it may recurse deeply; its exceptions pass through."""
    if getattr(_inside, "deep", False):
        return work()
    with _ALONE:
        return _room().do(work)


class _Room:
    """A thread that does one piece of work after the other: a new one for each would cost more."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._done: SimpleQueue[tuple[object, BaseException | None]] = SimpleQueue()
        self.thread = _started(self._run)

    def do(self, work: Callable[[], _T]) -> _T:
        """The result of a piece of work, or what it raises."""
        self._work.put(work)
        try:
            result, error = self._done.get()
        except BaseException:
            _rooms.clear()  # Interrupted: what is still being done is nobody's answer.
            raise
        if error is not None:
            raise error
        return cast(_T, result)

    def _run(self) -> None:
        _inside.deep = True
        while True:
            self._done.put(_outcome(self._work.get()))


def _outcome(work: Callable[[], object]) -> tuple[object, BaseException | None]:
    try:
        with quiet():
            return work(), None
    except BaseException as error:  # noqa: BLE001  # a panic of libcst is no Exception
        return None, error


_rooms: list[_Room] = []


def _room() -> _Room:
    """The room of this process; a fork has none."""
    if not (_rooms and _rooms[-1].thread.is_alive()):
        _rooms[:] = [_Room()]
    return _rooms[-1]


@contextmanager
def many_frames() -> Iterator[None]:
    """Raise the recursion limit: for Python recursion only, inside `with_room`.

    Not while `ast.parse` runs: it measures its own use of the stack by this limit.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what the compiler says of the user's text, such as invalid escapes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _started(run: Callable[[], None]) -> threading.Thread:
    """A running thread with the largest stack that can be had."""
    before = threading.stack_size()
    try:
        for size in _STACKS:
            with suppress(RuntimeError, ValueError):
                threading.stack_size(size)
                thread = threading.Thread(target=run, name="tapelint-parse", daemon=True)
                thread.start()
                return thread
    finally:
        threading.stack_size(before)
    raise RuntimeError("no thread can be started")
