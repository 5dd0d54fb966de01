"""Which tests share a process."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is asked of one fixture in one process: it runs under TensorFlow once."""
    for item in items:
        path = getattr(item, "callspec", None) and item.callspec.params.get("path")
        if isinstance(path, Path) and item.get_closest_marker("tensorflow"):
            item.add_marker(pytest.mark.xdist_group(path.name))
