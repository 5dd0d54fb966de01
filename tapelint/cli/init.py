"""`tapelint init`: makes a project use tapelint, and says what it did."""

from __future__ import annotations

import difflib
import os

from tapelint.adopting.steps import Texts, UnreadableError, steps
from tapelint.cli.streams import emit
from tapelint.config import ConfigError
from tapelint.writing import WriteError, put, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def run(args: argparse.Namespace) -> int:
    """Add what is missing, or with `--diff` show it; the exit code."""
    root = os.path.abspath(args.directory)
    if not os.path.isdir(root):
        raise ConfigError(f"{args.directory}: not a directory")
    texts = Texts()
    try:
        done = list(steps(root, texts))
        if args.diff:
            emit("".join(_diff(root, texts)).rstrip("\n"))
            return 0
        for path, old, new in texts.changes():
            _write(path, old, new)
    except (UnreadableError, WriteError) as error:
        raise ConfigError(str(error)) from None
    emit("\n".join(done))
    return 0


def _write(path: str, old: str | None, new: str) -> None:
    try:
        if old is None:
            put(path, new.encode())
        else:
            replace(path, old.encode(), new.encode())
    except WriteError as error:
        raise WriteError(f"{path}: {error}") from None


def _diff(root: str, texts: Texts) -> Iterator[str]:
    for path, old, new in texts.changes():
        name = os.path.relpath(path, root)
        before = (old or "").splitlines(keepends=True)
        for line in difflib.unified_diff(before, new.splitlines(keepends=True), name, name):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
