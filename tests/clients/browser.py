"""A browser for the clients that are web pages: Chromium of the system, driven by playwright."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZE = {"width": 1280, "height": 900}
PICTURES = os.environ.get("TAPELINT_PICTURES")
"""The directory where pictures are kept; without it none is taken."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("needs Chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page, with storage of its own."""
    context = chromium.new_context(viewport=SIZE, permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def keep_picture(page: Page, name: str, *shown: Locator, margin: int = 8) -> None:
    """Keep the part of a page that holds what is shown, if pictures are wanted."""
    if PICTURES is None:
        return
    boxes = [box for it in shown if (box := it.bounding_box())]
    left, top = (min(box[axis] for box in boxes) - margin for axis in ("x", "y"))
    right = max(box["x"] + box["width"] for box in boxes) + margin
    bottom = max(box["y"] + box["height"] for box in boxes) + margin
    left, top = max(left, 0), max(top, 0)
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    page.screenshot(path=Path(PICTURES) / name, clip=clip)
