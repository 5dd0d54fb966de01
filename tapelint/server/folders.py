"""The findings of all files in the folders of a client, open or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field

from pygls.uris import from_fs_path

from tapelint.discovery import discover
from tapelint.editor.findings import by_page
from tapelint.editor.pages import Json, Page
from tapelint.editor.programs import Result, Snapshot
from tapelint.editor.settings import Settings
from tapelint.fixing.edits import Lines

Stamp = tuple[int, int]
"""When a file was changed, and its size."""
SUFFIX = ".py"
"""Of a notebook that is not open the client does not know the cells."""


@dataclass(slots=True)
class Folders:
    """Knows what was found in each file, until the file or the configuration changes."""

    settings: Settings
    encoding: str
    related: bool
    _known: dict[str, tuple[Stamp, list[Json]]] = field(default_factory=dict)

    def forget(self) -> None:
        """Look at everything again."""
        self._known.clear()

    def findings(self, roots: list[str]) -> Iterator[tuple[str, list[Json]]]:
        """The URI of each file, and what is found there."""
        seen: dict[str, tuple[Stamp, list[Json]]] = {}
        for root in roots:
            for path in discover([root], self.settings.configs(root)):
                if isinstance(path, str) and path.endswith(SUFFIX):
                    absolute = os.path.abspath(path)
                    seen[absolute] = self._of_file(absolute)
        self._known = seen
        for path, (_, found) in seen.items():
            yield from_fs_path(path) or path, found

    def _of_file(self, path: str) -> tuple[Stamp, list[Json]]:
        try:
            status = os.stat(path)
        except OSError:
            return (0, 0), []
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._known.get(path)
        return known if known and known[0] == stamp else (stamp, self._looked_at(path))

    def _looked_at(self, path: str) -> list[Json]:
        from tapelint.reading import read_file
        from tapelint.source import Source

        config, excluded = self.settings.of(path)
        source = None if excluded else read_file(path, config.terms)
        if not isinstance(source, Source):
            return []
        from tapelint.analysis import analyse

        uri = from_fs_path(path) or path
        page = Page(uri, None, Lines.of(source.cells[0].original), self.encoding)
        snapshot = Snapshot(source, {None: page}, config, excluded=False)
        result = Result(snapshot, analyse(source, config, fixes=False))
        return by_page(result, related=self.related)[uri]
