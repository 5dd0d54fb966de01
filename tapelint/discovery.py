"""From the paths of a command line to the files to read.

A file that is named is read whatever its ending; a directory is searched for `.py` and
`.ipynb` files. Symbolic links to directories are not followed inside a directory, so a search
always ends.
"""

from __future__ import annotations

import fnmatch
import os
import re
import stat
from errno import ELOOP
from functools import lru_cache

from tapelint.gitignore import GitIgnore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tapelint.config import Config, Configs
    from tapelint.diagnostic import Problem

SUFFIXES = (".py", ".ipynb")


def discover(paths: Iterable[str], configs: Configs) -> Iterator[str | Problem]:
    """The files under `paths`, each once, and what stood in the way.

    Paths come in the order given; the files of a directory before those of its
    subdirectories, both by name.
    """
    seen: set[str] = set()
    for path in paths:
        for found in _expand(path, configs):
            key = os.path.abspath(found) if isinstance(found, str) else found.path
            if key not in seen:
                seen.add(key)
                yield found


def shown(path: str) -> str:
    """The path as the user reads it: relative below the working directory."""
    here = os.getcwd()
    path = os.path.normpath(path)
    return "." if path == here else path.removeprefix(here.rstrip(os.sep) + os.sep)


def is_excluded(path: str, config: Config) -> bool:
    """Whether `exclude` covers `path`, an absolute path, or a directory it is in."""
    return covers((*config.exclude, *config.extend_exclude), path)


def covers(patterns: tuple[str, ...], path: str) -> bool:
    """Whether one of the patterns is of `path`, an absolute path, or of a directory it is in."""
    excluder = _excluder(patterns)
    while True:
        parent, name = os.path.split(path)
        if not name:
            return False
        if excluder.covers(path, name):
            return True
        path = parent


def _expand(path: str, configs: Configs) -> Iterator[str | Problem]:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield _problem(path, error.strerror or str(error))
        return
    except ValueError:
        yield _problem(path, "not a path")
        return
    absolute = os.path.abspath(path)
    if stat.S_ISDIR(mode):
        config = configs.of(absolute)
        if not (config.force_exclude and is_excluded(absolute, config)):
            yield from _walk(absolute, shown(path), configs)
        return
    config = configs.of(os.path.dirname(absolute))
    if config.force_exclude and is_excluded(absolute, config):
        return
    yield shown(path) if stat.S_ISREG(mode) else _problem(path, "not a regular file")


def _walk(root: str, label: str, configs: Configs) -> Iterator[str | Problem]:
    pending = [(root, "" if label == "." else label, GitIgnore.above(root))]
    while pending:
        directory, label, ignore = pending.pop()
        config = configs.of(directory)
        ignore = ignore.reading(directory) if config.respect_gitignore else GitIgnore()
        try:
            with os.scandir(directory) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _problem(label or ".", error.strerror or str(error))
            continue
        excluder = _excluder((*config.exclude, *config.extend_exclude))
        inner = []
        for entry in found:
            is_directory = entry.is_dir(follow_symlinks=False)
            if not (is_directory or entry.name.endswith(SUFFIXES)):
                continue
            if excluder.covers(entry.path, entry.name):
                continue
            if ignore.matches(entry.path, is_directory=is_directory):
                continue
            path = os.path.join(label, entry.name)
            if is_directory:
                inner.append((entry.path, path, ignore))
            else:
                yield from _file(entry, path)
        pending.extend(reversed(inner))


def _file(entry: os.DirEntry[str], path: str) -> Iterator[str | Problem]:
    """A file that was found; nothing for a link that leads nowhere, or in a circle."""
    try:
        if entry.is_file():
            yield path
        elif not entry.is_symlink():
            yield _problem(path, "not a regular file")
    except OSError as error:
        if error.errno != ELOOP:
            yield _problem(path, error.strerror or str(error))


class _Excluder:
    """The patterns of `exclude`, ready to match: names without wildcards by look-up."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._names = {pattern for pattern in patterns if not set("*?[/") & set(pattern)}
        rest = [pattern for pattern in patterns if pattern not in self._names]
        self._in_name = _union(pattern for pattern in rest if "/" not in pattern)
        self._in_path = _union(pattern for pattern in rest if "/" in pattern)

    def covers(self, path: str, name: str) -> bool:
        """Whether a pattern matches this very file or directory."""
        return (
            name in self._names
            or bool(self._in_name and self._in_name.match(name))
            or bool(self._in_path and self._in_path.match(path.replace(os.sep, "/")))
        )


_excluder = lru_cache(maxsize=None)(_Excluder)


def _union(patterns: Iterable[str]) -> re.Pattern[str] | None:
    sources = [fnmatch.translate(pattern) for pattern in patterns]
    return re.compile("|".join(sources)) if sources else None


def _problem(path: str, message: str) -> Problem:
    from tapelint.diagnostic import Problem

    return Problem(path, message[:1].lower() + message[1:])
