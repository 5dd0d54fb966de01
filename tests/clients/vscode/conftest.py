from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .serving import served
from .window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from .serving import Served


@pytest.fixture(scope="session")
def code(tmp_path_factory) -> Iterator[Served]:
    """VS Code with the extension; each test puts files of its own into the folder."""
    with served(tmp_path_factory.mktemp("code")) as server:
        yield server


@pytest.fixture
def put(code):
    """Write a file into the folder."""

    def write(name: str, text: str):
        path = code.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def window(code, page: Page) -> Window:
    """A window with the folder; files that are needed must be there."""
    return Window(page, code)
