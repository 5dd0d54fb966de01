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
from typing import TypeVar

_T = TypeVar("_T")
_STACKS = (256 << 20, 64 << 20, 16 << 20, 0)
_FRAMES = 10_000
_ALONE = threading.Lock()
_inside = threading.local()


def with_room(work: Callable[[], _T]) -> _T:
    """The result of `work`, called where it may recurse deeply; its exceptions pass through."""
    if getattr(_inside, "deep", False):
        return work()
    results: list[_T] = []
    errors: list[BaseException] = []

    def run() -> None:
        _inside.deep = True
        try:
            with quiet():
                results.append(work())
        except BaseException as error:  # noqa: BLE001  # a panic of libcst is no Exception
            errors.append(error)

    with _ALONE:
        _started(run).join()
    if errors:
        raise errors[0]
    return results[0]


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
