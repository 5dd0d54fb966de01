"""TensorFlow confirms every mark of every fixture, and shows nothing bad on other lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from .programs import FIXTURES, fixture_paths

pytestmark = pytest.mark.tensorflow


@pytest.mark.parametrize(
    "path", fixture_paths(), ids=lambda path: path.relative_to(FIXTURES).as_posix()
)
def test_tensorflow_agrees(path: Path) -> None:
    """Marked: the symptom. Not marked: nothing bad."""
    from .observed import observe

    program = observe(path)
    assert program.complaints == []
