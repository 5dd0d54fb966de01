"""What git ignores: `.gitignore` files of a directory and of those above it, and `info/exclude`.

The only module that imports pathspec, and only when there is such a file beside something that it
may speak of: the one in the directory of our own cache is beside nothing.
"""

from __future__ import annotations

import os
from functools import cache

from tapelint.opening import content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pathspec.pattern import Pattern

    Layers = tuple[tuple[str, str], ...]


class GitIgnore:
    """The ignore files that speak of one directory, outermost first.

    Of several patterns that match, the last one of the innermost file decides. (pathspec's own
    `match_file` judges a file by the directories in its path as well; a search that never
    enters an ignored directory must not.)
    """

    __slots__ = ("_layers",)

    def __init__(self, layers: Layers = ()) -> None:
        self._layers = layers

    @classmethod
    def above(cls, directory: str) -> GitIgnore:
        """The files above `directory`, up to the root of its repository.

        None of them counts if they ignore the directory itself: the user named it.
        """
        parents = [directory]
        while not os.path.exists(os.path.join(parents[-1], ".git")):
            parent = os.path.dirname(parents[-1])
            if parent == parents[-1]:
                return cls()
            parents.append(parent)
        root = parents[-1]
        here = cls().reading(root, os.path.join(".git", "info", "exclude"))
        for parent in reversed(parents[1:]):
            here = here.reading(parent)
        parts = [*reversed(parents[:-1])]
        return cls() if any(here.matches(part, is_directory=True) for part in parts) else here

    def reading(self, directory: str, name: str = ".gitignore") -> GitIgnore:
        """These files and the one in `directory`, if it is there."""
        try:
            text = content(os.path.join(directory, name)).decode("utf-8", "replace")
        except OSError:
            return self
        return GitIgnore((*self._layers, (directory, text)))

    def matches(self, path: str, *, is_directory: bool = False) -> bool:
        """Whether git would ignore `path`, an absolute path below these files."""
        tail = "/" if is_directory else ""
        for directory, text in reversed(self._layers):
            relative = path[len(directory.rstrip(os.sep)) + 1 :].replace(os.sep, "/") + tail
            for pattern in _last_first(text):
                if pattern.include is not None and pattern.match_file(relative) is not None:
                    return pattern.include
        return False


@cache
def _last_first(text: str) -> Sequence[Pattern]:
    return _patterns(text.splitlines())[::-1]


def _patterns(lines: Sequence[str]) -> Sequence[Pattern]:
    """What lines mean; to git, a line that is no pattern matches nothing."""
    import re

    from pathspec import GitIgnoreSpec

    try:
        return list(GitIgnoreSpec.from_lines(lines).patterns)
    except (ValueError, re.error):
        halves = lines[: len(lines) // 2], lines[len(lines) // 2 :]
        return [] if len(lines) == 1 else [each for half in halves for each in _patterns(half)]
