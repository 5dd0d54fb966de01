"""A small campaign in the suite, and its teeth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .__main__ import FIXTURES
from .campaign import campaign, explained
from .exercise import exercise
from .mutate import Input, inputs, originals
from .shrink import shrink
from .workshop import Workshop

GATE = b"GradientTape"
TRIED = 25


@pytest.fixture(scope="module")
def workshop() -> Iterator[Workshop]:
    made = Workshop()
    yield made
    made.close()


def test_damaged_files(workshop: Workshop) -> None:
    tally = campaign(islice(inputs(originals([FIXTURES]), 4), TRIED), workshop)
    failures = [explained(each, workshop) for each in tally.failures.values()]
    assert not failures, "\n".join(failures)
    assert tally.words.total() == TRIED
    assert {word for _, word in tally.words} >= {"fixed", "refused"}


def test_a_crash_is_known_by_its_input(workshop: Workshop) -> None:
    """And the next input meets a new worker."""
    crash = Input("crash", "boom.py", b"import os; os.abort()")
    workshop.tried(Input("none", "x.py", b""))
    workshop._process.kill()
    assert workshop.tried(crash).failure.startswith("the process has died: -9")
    assert workshop.tried(Input("none", "x.py", b"")).word == "no tape"


def test_a_failure_is_made_small() -> None:
    assert (
        shrink(b"one\ntwo X\nthree\nY four\n", lambda data: b"X" in data and b"Y" in data) == b"XY"
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=40), st.binary(max_size=40), st.sampled_from(["x.py", "x.ipynb"]))
def test_raw_bytes(before: bytes, after: bytes, path: str) -> None:
    assert exercise(before + GATE + after, path) in {"refused", "read", "no tape", "found"}
