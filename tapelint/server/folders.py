"""The findings of all files in the folders of a client, open or not."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from pygls.uris import from_fs_path

from tapelint.dataclass import dataclass, field
from tapelint.discovery import discover
from tapelint.editor.findings import by_page
from tapelint.editor.pages import Json, Page
from tapelint.editor.programs import Result, Snapshot
from tapelint.editor.settings import Settings
from tapelint.fixing.edits import Lines

Stamp = tuple[int, int]
"""When a file was changed, and its size."""
IDLE = 20
"""How much longer than a look that found no change the rest after it is."""
LONGEST = 10.0
"""Seconds after which a change on the disk may be overlooked no more."""
SUFFIX = ".py"
"""Of a notebook that is not open the client does not know the cells."""


@dataclass(slots=True)
class Folders:
    """Knows what was found in each file, until the file or the configuration changes."""

    settings: Settings
    encoding: str
    related: bool
    _known: dict[str, tuple[Stamp, list[Json]]] = field(default_factory=dict)
    _rested: float = 0.0

    def forget(self) -> None:
        """Look at everything again."""
        self._known.clear()
        self._rested = 0.0

    def rest(self) -> float:
        """Seconds to wait before the next look: some clients ask every two seconds for ever."""
        return max(0.0, self._rested - time.monotonic())

    def findings(self, roots: list[str]) -> Iterator[tuple[str, list[Json]]]:
        """The URI of each file, and what is found there."""
        begun = time.thread_time()
        seen: dict[str, tuple[Stamp, list[Json]]] = {}
        for root in roots:
            for path in discover([root], self.settings.configs(root)):
                if isinstance(path, str) and path.endswith(SUFFIX):
                    absolute = os.path.abspath(path)
                    seen[absolute] = self._of_file(absolute)
        if seen == self._known:
            self._rested = time.monotonic() + min(IDLE * (time.thread_time() - begun), LONGEST)
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
