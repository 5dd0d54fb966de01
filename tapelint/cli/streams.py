"""Exit codes, and writing to the streams of the process."""

from __future__ import annotations

import os
import sys

FOUND, TROUBLE, INTERRUPTED = 1, 2, 130


def emit(text: str) -> None:
    """Write to standard output; a reader that has gone away is no fault."""
    try:
        if text:
            print(text, flush=True)
    except BrokenPipeError:
        _let_go()


def emit_bytes(data: bytes) -> None:
    """Write to standard output what is no text of ours."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _let_go()


def _let_go() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    """Write a line for the user to standard error."""
    print(text, file=sys.stderr)
