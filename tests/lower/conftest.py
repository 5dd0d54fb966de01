"""Every test of lowering is run twice: as texts are read, and with libcst reading all of them."""

from __future__ import annotations

import sys

import pytest

import tapelint.lower  # noqa: F401  # the function of this name hides the module `parse`

PARSE = sys.modules["tapelint.lower.parse"]


@pytest.fixture(autouse=True, params=["around", "libcst"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who reads what does not speak of tapes."""
    reader: str = request.param
    if reader == "libcst":
        monkeypatch.setattr(PARSE, "_around", lambda *_: None)
    return reader
