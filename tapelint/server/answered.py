"""What a client that asks for findings was answered, and whether that still holds.

Such a client asks again for a text that was changed, but not for the other cells of its notebook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha1

from tapelint.editor.pages import Json, Page

Found = Sequence[Json]


def digest(found: Found) -> str:
    """The same for the same findings."""
    return sha1(repr(found).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


class Answered:
    """The last answer for each text, with the version that it was about."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int | None, str]] = {}

    def note(self, pages: Iterable[Page], uri: str, result_id: str) -> None:
        """A client was answered about one of these pages."""
        for page in pages:
            if page.uri == uri:
                self._last[uri] = page.version, result_id

    def forget(self, uri: str) -> None:
        """A text is not there any more."""
        self._last.pop(uri, None)

    def outdated(self, pages: Mapping[int | None, Page], told: Mapping[str, Found]) -> bool:
        """Whether texts that are what they were have other findings now; each is told of once."""
        changed = [page for page in pages.values() if self._is_outdated(page, told[page.uri])]
        for page in changed:
            self.forget(page.uri)
        return bool(changed)

    def _is_outdated(self, page: Page, found: Found) -> bool:
        version, result_id = self._last.get(page.uri, (None, ""))
        return version == page.version and bool(result_id) and result_id != digest(found)
