"""Exit codes, and the streams of the process."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

FOUND, TROUBLE, INTERRUPTED = 1, 2, 130


def ready() -> None:
    """Have streams that can be written to, also where the process was started without."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def standard_input() -> bytes:
    """All that comes in."""
    if sys.stdin is None:
        raise OSError(0, "standard input is closed")
    return sys.stdin.buffer.read()


def emit(text: str) -> None:
    """Write to standard output; a reader that has gone away is no fault."""
    if text:
        _written(lambda: print(text, flush=True))


def complain(text: str) -> None:
    """Write a line for the user to standard error; there is nobody to tell if that fails."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        _let_go(sys.stderr)


def emit_bytes(data: bytes) -> None:
    """Write to standard output what is no text of ours."""
    _written(lambda: (sys.stdout.buffer.write(data), sys.stdout.buffer.flush()))


def _written(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        _let_go(sys.stdout)
    except OSError:
        _let_go(sys.stdout)
        raise


def _let_go(stream: TextIO) -> None:
    """Keep what could not be written from being tried again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
