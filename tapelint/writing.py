"""Puts new bytes in place of a file's, or into a new one, all of them or none.

The new file is written beside the old one and renamed over it, so that no reader and no power
cut ever meets half of it. It has the old one's mode, and its owner where the system allows. A
symbolic link stays one: what it leads to is replaced. Of several hard links only the name that
was given gets the new file; the others keep the old one.
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


class WriteError(Exception):
    """Nothing was written; the text is one line for the user."""


def replace(path: str, old: bytes, new: bytes) -> None:
    """Make `new` of the file `path`, if it still holds `old`."""
    try:
        target = os.path.realpath(path, strict=True)
        if not os.access(target, os.W_OK):
            raise WriteError("the file is read-only")
        _replace(target, old, new)
    except OSError as error:
        raise WriteError(reason(error)) from None


def put(path: str, new: bytes) -> None:
    """Make `new` of the file `path`, whatever it holds, and if there is none.

    A pipe or a device is written to.
    """
    try:
        target = os.path.realpath(path)
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            with open(target, "wb") as file:
                file.write(new)
            return
        if mode is not None and not os.access(target, os.W_OK):
            raise WriteError("the file is read-only")
        _replace(target, None, new)
    except (OSError, ValueError) as error:
        raise WriteError(reason(error)) from None


def _mode(target: str) -> int | None:
    """The mode of what is there; None if nothing is."""
    try:
        return os.stat(target).st_mode
    except FileNotFoundError:
        return None


def reason(error: OSError | ValueError) -> str:
    """Why a file could not be read or written, for one line."""
    message = (error.strerror if isinstance(error, OSError) else "") or str(error)
    return message[:1].lower() + message[1:]


def _replace(target: str, old: bytes | None, new: bytes) -> None:
    directory, name = os.path.split(target)
    try:
        handle, beside = tempfile.mkstemp(".new", f".{name[:60]}.", directory)
    except OSError as error:
        raise WriteError(f"no file can be made in its directory: {reason(error)}") from None
    try:
        with open(handle, "wb") as file:
            file.write(new)
            file.flush()
            _dress(beside, target)
            os.fsync(file.fileno())
        if old is not None:
            with open(target, "rb") as file:
                if file.read() != old:
                    raise WriteError("it has changed since it was read")
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    _sync(directory)


def _dress(path: str, target: str) -> None:
    """Give a file the owner, where that is allowed, and the mode of the one that it replaces."""
    try:
        like = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(path, 0o666 & ~mask)
        return
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(path, like.st_uid, like.st_gid)
    os.chmod(path, stat.S_IMODE(like.st_mode))


def _sync(directory: str) -> None:
    """Have the renaming itself on the disk, on systems that can."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
