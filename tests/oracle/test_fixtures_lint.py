"""tapelint finds what is marked, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from .linting import Found, diagnose, expected_findings, implemented, lint, place_of
from .marks import expectations
from .programs import FIXTURES, fixture_paths, load
from .record import ANYWHERE
from .rewrite import DERIVATIVES
from .symptoms import SYMPTOMS


def said(found: Found) -> list[str]:
    """One line for each, for the message of a failure."""
    return [f"{place[0] or ''}:{place[1]} {code}" for place, code in sorted(found.elements())]


@pytest.mark.parametrize(
    "path", fixture_paths(), ids=lambda path: path.relative_to(FIXTURES).as_posix()
)
def test_findings_are_the_marks(path: Path) -> None:
    codes = implemented()
    wanted = expected_findings(expectations(load(path)), codes)
    found = lint(path.read_text(encoding="utf-8"), str(path), {code for _, code in wanted})
    false_alarms, missed_alarms = said(found - wanted), said(wanted - found)
    assert (false_alarms, missed_alarms) == ([], [])


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "path", fixture_paths(), ids=lambda path: path.relative_to(FIXTURES).as_posix()
)
def test_each_finding_begins_at_the_call_that_goes_wrong(path: Path) -> None:
    """To the column: TensorFlow shows the symptom at the very call that is reported."""
    from .observed import observe

    seen = observe(path)
    for it in diagnose(path.read_text(encoding="utf-8"), str(path)):
        sites = seen.record.at(place_of(it))
        outcomes = [*sites.get(it.span.column, []), *sites.get(ANYWHERE, [])]
        about = {outcome.operation for site in sites.values() for outcome in site if outcome.bad}
        if about & DERIVATIVES:
            assert SYMPTOMS[it.code](outcomes), it
