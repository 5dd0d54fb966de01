"""The oracle bites: seeded faults in marks, programs and in the oracle itself turn it red."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")

from . import symptoms
from .marks import Mark, MarkError, Place, expectations, read_mark
from .observed import Observed, observe, observe_text
from .programs import FIXTURES, fixture_paths, load
from .rewrite import DERIVATIVES
from .verdict import complaints

pytestmark = pytest.mark.tensorflow

PATHS = fixture_paths()
RULES = fixture_paths("rules")
HARMLESS = ("TAP0", "TAP3", "TAP4")
"""Codes whose symptom is nothing that an unmarked call may not show."""
WRONG = [path for path in RULES if not path.stem.startswith(HARMLESS)]
"""Where what is marked goes wrong."""
MARKED = [path for path in PATHS if any(m.codes for m in expectations(load(path)).marks.values())]


def name(path: Path) -> str:
    """The fixture's path, for the name of a test."""
    return path.relative_to(FIXTURES).as_posix()


def codes_at(seen: Observed, place: Place) -> tuple[str, ...]:
    """The codes marked on a line."""
    return seen.expected.marks.get(place, Mark()).codes


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_every_mark_taken_away_is_missed(path: Path) -> None:
    seen = observe(path)
    for place, mark in seen.expected.marks.items():
        if all(code.startswith(HARMLESS) for code in mark.codes) and not mark.silent:
            continue
        if mark.codes or mark.silent:
            assert complaints(seen.expected.without(place), seen.record), place


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_every_false_mark_is_refused(path: Path) -> None:
    seen = observe(path)
    for place, sites in seen.record.outcomes.items():
        outcomes = [it for site in sites.values() for it in site]
        if place in seen.expected.marks or any(it.bad or it.zeros for it in outcomes):
            continue
        for code in ("TAP101", "TAP107", "TAP201"):
            assert complaints(seen.expected.with_code(place, code), seen.record), place


@pytest.mark.parametrize("path", PATHS, ids=name)
def test_one_mark_too_many_is_refused(path: Path) -> None:
    seen = observe(path)
    for place, mark in seen.expected.marks.items():
        sites = seen.record.at(place)
        if mark.found and len(sites) == len(mark.codes):
            more = seen.expected.with_code(place, mark.found[0])
            assert complaints(more, seen.record), place


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_text_without_a_mark_fails_from_the_start(path: Path) -> None:
    """The whole way, text to complaint, for the first mark of each rule."""
    text = path.read_text(encoding="utf-8")
    without = re.sub(r"  # TAP\d{3}", "", text, count=1)
    assert without != text
    assert observe_text(path, without).complaints


@pytest.mark.parametrize("code", ["TAP101", "TAP102", "TAP107", "TAP201", "TAP115"])
def test_false_text_mark_fails_from_the_start(code: str) -> None:
    """The whole way for a mark on a call that works."""
    path = FIXTURES / "seed" / "persistent_tape.py"
    text = path.read_text(encoding="utf-8")
    wrong = re.sub(r"(t\.gradient\(z, x\))", rf"\1  # {code}", text)
    assert wrong != text
    assert observe_text(path, wrong).complaints


def test_repaired_program_makes_its_marks_false() -> None:
    """Persistent tapes cure TAP101: every mark must then be refused."""
    path = FIXTURES / "seed" / "expired_tape.py"
    text = path.read_text(encoding="utf-8")
    repaired = text.replace("tf.GradientTape()", "tf.GradientTape(persistent=True)")
    assert observe_text(path, repaired).complaints


def test_call_that_never_runs_is_refused() -> None:
    path = FIXTURES / "seed" / "basics.py"
    text = path.read_text(encoding="utf-8")
    assert not observe_text(path, text).complaints
    dead = text + "\n\ndef never(tape):\n    return tape.gradient(x, x)\n"
    assert observe_text(path, dead).complaints
    assert not observe_text(path, dead.replace("(x, x)\n", "(x, x)  # unreached\n")).complaints


def test_program_that_ends_early_is_refused() -> None:
    path = FIXTURES / "seed" / "basics.py"
    assert observe_text(path, path.read_text(encoding="utf-8") + "\nraise KeyError\n").complaints


@pytest.mark.parametrize("path", MARKED, ids=name)
def test_blinded_predicate_is_noticed(path: Path) -> None:
    """A predicate that sees nothing contradicts each fixture that has its code."""
    seen = observe(path)
    for code in {code for mark in seen.expected.marks.values() for code in mark.codes}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(symptoms.SYMPTOMS, code, lambda _: False)
            assert seen.complaints, code


@pytest.mark.parametrize("path", WRONG, ids=name)
def test_oracle_that_forgets_the_derivatives_is_noticed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An oracle that records no derivative outcome contradicts every rule about them."""
    seen = observe(path)
    kept = {
        place: {
            column: [it for it in outcomes if it.operation not in DERIVATIVES]
            for column, outcomes in sites.items()
        }
        for place, sites in seen.record.outcomes.items()
    }
    about = {
        it.operation
        for place, sites in seen.record.outcomes.items()
        for s in sites.values()
        for it in s
        if it.bad or any(symptoms.SYMPTOMS[code]([it]) for code in codes_at(seen, place))
    }
    monkeypatch.setattr(seen.record, "outcomes", kept)
    assert bool(complaints(seen.expected, seen.record)) == bool(about & DERIVATIVES)


@pytest.mark.parametrize(
    ("comment", "mark"),
    [
        ("# TAP101", Mark(found=("TAP101",))),
        ("# TAP101 TAP204", Mark(found=("TAP101", "TAP204"))),
        ("# TAP101  # because", Mark(found=("TAP101",))),
        ("# miss: TAP201", Mark(missed=("TAP201",))),
        ("# TAP201; miss: TAP204", Mark(found=("TAP201",), missed=("TAP204",))),
        ("# silent: None", Mark(silent=("None",))),
        ("# unreached", Mark(unreached=True)),
        ("# 6.0", None),
        ("# see TAP101", None),
    ],
)
def test_reading_of_marks(comment: str, mark: Mark | None) -> None:
    assert read_mark(comment) == mark


@pytest.mark.parametrize("comment", ["# TAP101, TAP102", "# TAP1", "# miss: all", "# silent: no"])
def test_malformed_mark_is_an_error(comment: str) -> None:
    with pytest.raises(MarkError):
        read_mark(comment)
