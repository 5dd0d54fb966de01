"""Writing a file so that nobody ever reads half of it."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile


def replace(path: str, text: str) -> None:
    """Write `text` as UTF-8: a regular file is replaced at once and keeps its mode.

    A link keeps pointing to where it points; a pipe or a device is written to.
    """
    path = os.path.realpath(path)
    data = text.encode("utf-8", "backslashreplace")
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as file:
            file.write(data)
        return
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(None, "permission denied", path)
    handle, temporary = tempfile.mkstemp(prefix=".tapelint-", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, _new_file() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: str) -> int | None:
    """The mode of what is there; None if nothing is."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _new_file() -> int:
    """The mode that a new file has here."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
