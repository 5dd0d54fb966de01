"""Which tests run, and which of them share a process."""

from __future__ import annotations

from pathlib import Path

import pytest

CAMPAIGNS = {"test_differential.py", "test_flow_fuzz.py"}
"""Many of the tests of these modules look at one campaign."""


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the slow clients unless they are named; then put together what belongs together."""
    if "slow_client" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if _is_slow_client(item)])
        items[:] = [item for item in items if not _is_slow_client(item)]
    _share_processes(items)


def _is_slow_client(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow_client") is not None


def _share_processes(items: list[pytest.Item]) -> None:
    """All that is asked of one fixture, or of one campaign, in one process: it runs once."""
    for item in items:
        if item.path.name in CAMPAIGNS:
            item.add_marker(pytest.mark.xdist_group(item.path.name))
        path = getattr(item, "callspec", None) and item.callspec.params.get("path")
        if isinstance(path, Path) and item.get_closest_marker("tensorflow"):
            item.add_marker(pytest.mark.xdist_group(path.name))
