from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pygls")

from .client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = {
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}},
        "codeLens": {},
    },
    "window": {"showDocument": {"support": True}},
    "workspace": {"workspaceEdit": {"documentChanges": True}},
    "notebookDocument": {"synchronization": {}},
}
"""A client that is told findings, and understands the rest."""


@pytest.fixture(scope="package")
def editor() -> Iterator[Client]:
    """One client for all tests that need nothing of their own; each opens files of its own.

    Whatever it has been through, in the end it says goodbye, and has written no error.
    """
    with Client() as client:
        yield client.hello(PLAIN)
        assert client.goodbye() == (0, "")


@pytest.fixture(scope="package")
def modest() -> Iterator[Client]:
    """A client that announces nothing but that it asks for findings, and counts in bytes."""
    capabilities = {
        "textDocument": {"diagnostic": {}},
        "general": {"positionEncodings": ["utf-8"]},
        "notebookDocument": {"synchronization": {}},
    }
    with Client() as client:
        yield client.hello(capabilities)
