from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .serving import Served


@pytest.fixture(scope="session")
def code(tmp_path_factory) -> Iterator[Served]:
    """VS Code with the extension; each test puts files of its own into the folder."""
    with served(tmp_path_factory.mktemp("code")) as server:
        yield server


@pytest.fixture
def put(code):
    """Write a file into the folder, for one test."""
    written = []

    def write(name: str, text: str):
        written.append(code.folder / name)
        written[-1].write_text(text, encoding="utf-8")
        return written[-1]

    yield write
    for path in written:
        path.unlink()
