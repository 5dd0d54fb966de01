"""Which tests share a process."""

from __future__ import annotations

from pathlib import Path

import pytest

CAMPAIGNS = {"test_differential.py", "test_flow_fuzz.py"}
"""Many of the tests of these modules look at one campaign."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that is asked of one fixture, or of one campaign, in one process: it runs once."""
    for item in items:
        if item.path.name in CAMPAIGNS:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
        path = getattr(item, "callspec", None) and item.callspec.params.get("path")
        if isinstance(path, Path) and item.get_closest_marker("tensorflow"):
            item.add_marker(pytest.mark.xdist_group(path.name))
