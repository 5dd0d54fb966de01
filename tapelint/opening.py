"""Reading a file that was found, not named: a pipe or a device there must not keep us waiting."""

from __future__ import annotations

import os
import stat

_AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def content(path: str) -> bytes:
    """The bytes of a regular file; an `OSError` for anything else."""
    handle = os.open(path, _AT_ONCE)
    with open(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("not a regular file")
        return file.read()
