"""What a life says of a tape is what the real tape does when the program runs."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.lifecycle import Phase
from tapelint.lives import Happening, Life, Moment, Outcome
from tapelint.reading import read_file
from tapelint.source import Source
from tests.oracle.marks import expectations
from tests.oracle.programs import FIXTURES, Program, load

if TYPE_CHECKING:
    from tests.oracle.instrument import Recorder

    from .seen import Seen

pytestmark = pytest.mark.tensorflow

PROGRAMS = (
    "seed/gradient_tape_basics.ipynb",
    "seed/second_order.py",
    "rules/TAP101.py",
    "rules/TAP114.py",
    "rules/TAP205.py",
    "rules/TAP213.py",
    "flow/loops.py",
    "flow/managers.py",
    "flow/exceptions.py",
    "flow/functions.py",
    "quiet/closures.py",
    "quiet/without_as.py",
    "notebooks/across_cells.ipynb",
)
BEGINNINGS = (Happening.CREATED, Happening.ENTERED, Happening.PAUSED, Happening.RESUMED)
"""What changes a tape in the midst of a line."""
DERIVATIVES = ("gradient", "jacobian", "batch_jacobian")
Place = tuple[int, int]


@cache
def lives(path: Path) -> tuple[Life, ...]:
    source = read_file(str(path))
    assert isinstance(source, Source)
    return analyse(source, Config(), lives=True).lives


@cache
def seen(path: Path) -> tuple[Seen, Recorder]:
    from .seen import observe

    return observe(load(path))


def made_at(life: Life) -> Place:
    return life.created.cell or 0, life.created.line


def place_of(moment: Moment) -> Place:
    return moment.scope.cell or 0, moment.line


def plain_lines(program: Program) -> set[Place]:
    """The lines of simple statements that stand alone on their line."""
    found: Counter[Place] = Counter()
    for cell in program.cells:
        for node in ast.walk(ast.parse(cell.code)):
            if isinstance(node, ast.stmt):
                simple = not hasattr(node, "body") and node.lineno == node.end_lineno
                found[cell.index, node.lineno] += 1 if simple else 2
    return {place for place, count in found.items() if count == 1}


def said_of_phases(path: Path) -> dict[tuple[Place, Place], set[Phase]]:
    """What may be on each line, by the line where the tape is made."""
    said: dict[tuple[Place, Place], set[Phase]] = defaultdict(set)
    plain = plain_lines(load(path))
    for life in lives(path):
        busy = {place_of(m) for m in life.moments if m.happening in BEGINNINGS}
        for stretch in life.stretches:
            for line in range(stretch.first, stretch.last + 1):
                place = stretch.scope.cell or 0, line
                if place in plain and place not in busy:
                    said[made_at(life), place] |= stretch.phases
    return said


@pytest.mark.parametrize("name", PROGRAMS)
def test_lives(name: str) -> None:
    """One run of a program, seen from four sides."""
    path = FIXTURES / name
    observed, recorder = seen(path)
    compare_phases(path, observed)
    compare_values(path, observed)
    compare_watches(path, observed)
    compare_outcomes(path, recorder)


def compare_phases(path: Path, observed: Seen) -> None:
    """On every line that runs the tape is as its life says."""
    compared = exact = 0
    for where, phases in said_of_phases(path).items():
        real = observed.phases.get(where, set())
        # Of several tapes of one place it is the one that records.
        assert real <= phases or (phases == {Phase.RECORDING} and phases < real), where
        compared += bool(real)
        exact += bool(real) and len(phases) == 1
    assert compared >= 3
    assert exact >= 0.7 * compared


def compare_values(path: Path, observed: Seen) -> None:
    """What a tape surely records, TensorFlow finds on one."""
    compared = 0
    for life in lives(path):
        for moment in life.at(Happening.RECORDED):
            real = observed.values.get((place_of(moment), moment.what), set())
            if moment.sure and real:
                assert real == {True}, (place_of(moment), moment.what)
                compared += 1
    assert compared >= 3


def compare_watches(path: Path, observed: Seen) -> None:
    """Every `watch` that runs is in the life of its tape, and no other on a line that runs."""
    said = {(made_at(life), place_of(m)) for life in lives(path)
            for m in life.at(Happening.WATCHED)}  # fmt: skip
    made = {made_at(life) for life in lives(path)}
    assert {where for where in observed.watched if where[0] in made} <= said
    assert {where for where in said if where[1] in observed.lines} <= observed.watched


def compare_outcomes(path: Path, recorder: Recorder) -> None:
    """A derivative call that surely raises, or gives None, does so each time."""
    marks = expectations(load(path)).marks
    asked: dict[Place, list[Moment]] = defaultdict(list)
    for life in lives(path):
        for moment in life.at(Happening.ASKED):
            asked[place_of(moment)].append(moment)
    for place, moments in asked.items():
        real = [o for several in recorder.record.at(place).values() for o in several
                if o.operation in DERIVATIVES]  # fmt: skip
        if len({m.span for m in moments}) > 1:
            continue
        outcomes = {moment.outcome for moment in moments}
        if outcomes == {Outcome.RAISES}:
            assert all(o.errors for o in real), place
        if outcomes == {Outcome.GIVES_NONE}:
            assert all(o.missing for o in real), place
        if outcomes == {Outcome.FINE} and place not in marks:
            assert not any(o.errors for o in real), place


def test_the_comparison_has_teeth() -> None:
    """Shifted by a line, the phases of a program do not fit."""
    path = FIXTURES / "seed/second_order.py"
    observed, _ = seen(path)
    misfits = 0
    for (made, (cell, line)), phases in said_of_phases(path).items():
        misfits += not observed.phases.get((made, (cell, line + 1)), set()) <= phases
    assert misfits > 3
