"""What git ignores: `.gitignore` files of a directory and of those above it, and `info/exclude`.

The only module that imports pathspec, and only when there is such a file.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathspec.pattern import Pattern

    Layers = tuple[tuple[str, tuple[Pattern, ...]], ...]


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
            with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as file:
                lines = file.read().splitlines()
        except OSError:
            return self
        from pathspec import GitIgnoreSpec

        patterns = tuple(reversed(list(GitIgnoreSpec.from_lines(lines).patterns)))
        return GitIgnore((*self._layers, (directory, patterns)))

    def matches(self, path: str, *, is_directory: bool = False) -> bool:
        """Whether git would ignore `path`, an absolute path below these files."""
        tail = "/" if is_directory else ""
        for directory, patterns in reversed(self._layers):
            relative = path[len(directory.rstrip(os.sep)) + 1 :].replace(os.sep, "/") + tail
            for pattern in patterns:
                if pattern.include is not None and pattern.match_file(relative) is not None:
                    return pattern.include
        return False
