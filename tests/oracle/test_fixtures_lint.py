"""tapelint finds what is marked, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from .linting import Found, expected_findings, implemented, lint
from .marks import expectations
from .programs import FIXTURES, fixture_paths, load


def said(found: Found) -> list[str]:
    """One line for each, for the message of a failure."""
    return [f"{place[0] or ''}:{place[1]} {code}" for place, code in sorted(found.elements())]


@pytest.mark.parametrize(
    "path", fixture_paths(), ids=lambda path: path.relative_to(FIXTURES).as_posix()
)
def test_findings_are_the_marks(path: Path) -> None:
    codes = implemented()
    wanted = expected_findings(expectations(load(path)), codes)
    found = lint(path.read_text(encoding="utf-8"), str(path))
    false_alarms, missed_alarms = said(found - wanted), said(wanted - found)
    assert (false_alarms, missed_alarms) == ([], [])
