"""One run of each fixture per test session, shared by the tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .marks import Expectations, expectations
from .programs import Program, load, parse
from .record import Record
from .running import run
from .verdict import complaints


@dataclass(frozen=True, slots=True)
class Observed:
    """A fixture, its marks and what TensorFlow did."""

    program: Program
    expected: Expectations
    record: Record

    @property
    def complaints(self) -> list[str]:
        """Where marks and record disagree."""
        return complaints(self.expected, self.record)


def observe_program(program: Program) -> Observed:
    """Run `program` now."""
    expected = expectations(program)
    return Observed(program, expected, run(program, expected))


def observe_text(path: Path, text: str) -> Observed:
    """Run this text as if it stood in `path`."""
    return observe_program(parse(path, text))


@cache
def observe(path: Path) -> Observed:
    """Run the fixture at `path`, once per session."""
    return observe_program(load(path))
