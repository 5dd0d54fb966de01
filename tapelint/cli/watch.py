"""`tapelint check --watch`: the check is made again whenever a file changes.

The results of files that did not change are remembered, so that only the others are analysed.
"""

from __future__ import annotations

import os
import sys
import time

from tapelint.cache import DIRECTORY
from tapelint.cli.streams import complain, emit
from tapelint.config import ConfigError
from tapelint.discovery import SUFFIXES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

SETTINGS = ("pyproject.toml", "tapelint.toml", ".gitignore")
GLANCE = 200
"""Milliseconds after which the watch looks up; the first check begins once it is on guard."""
CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def keep_checking(paths: list[str], check: Callable[[], object]) -> NoReturn:
    """Check at once and after each change, until the user ends it."""
    for _ in _occasions(paths):
        if sys.stdout.isatty():
            emit(CLEAR)
        start = time.monotonic()
        try:
            check()
        except ConfigError as error:
            complain(f"error: {error}")
        took = time.monotonic() - start
        complain(f"{time.strftime('%H:%M:%S')} checked in {took:.2f} s; watching (Ctrl-C ends)")
    raise KeyboardInterrupt


def _occasions(paths: list[str]) -> Iterator[None]:
    """Once at the beginning, then for each batch of changes that may matter."""
    try:
        from watchfiles import watch
    except ImportError:
        raise ConfigError("`--watch` needs a package more: pip install 'tapelint[watch]'") from None
    if paths == ["-"]:
        raise ConfigError("`--watch` watches files, not standard input")
    named = {os.path.abspath(path) for path in paths}

    def matters(_change: object, path: str) -> bool:
        folder, name = os.path.split(path)
        if os.path.basename(folder) == DIRECTORY:
            return False
        return name.endswith(SUFFIXES) or name in SETTINGS or path in named

    first = True
    try:
        for changes in watch(
            *(paths or ["."]), watch_filter=matters, rust_timeout=GLANCE, yield_on_timeout=True
        ):
            if changes or first:
                first = False
                yield
    except FileNotFoundError as error:
        raise ConfigError(f"`--watch`: {error}") from None
