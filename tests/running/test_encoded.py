from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.dataclass import replace
from tapelint.diagnostic import (
    Analysis,
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    Problem,
    Related,
    Severity,
    Span,
)
from tapelint.encoded import ShapeError, decoded, encoded
from tapelint.reading import read_file
from tapelint.reports import FORMATS, render
from tapelint.reports.outcome import Outcome, Report
from tapelint.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures"
TEXT = "import tensorflow as tf\nwith tf.GradientTape() as t:\n    y = x * x\nt.gradient(y, x)\n"
SOURCE = Source.from_text(TEXT, "here.py")

FINDING = Diagnostic(
    "here.py",
    Span(4, 0, 4, 16),
    "TAP101",
    "tape-already-used",
    "It raises.",
    Severity.ERROR,
    Certainty.DEFINITE,
    (Related(Span(2, 5, 2, 22), "made here"),),
    Fix("Do it", (Edit(Span(2, 5, 2, 22), "x"),), safe=True),
)

words = st.text(max_size=6)
spans = st.builds(Span, st.just(2), st.integers(0, 9), st.integers(2, 4), st.integers(0, 9))
fixes = st.builds(Fix, words, st.lists(st.builds(Edit, spans, words)).map(tuple), st.booleans())
diagnostics = st.builds(
    Diagnostic,
    st.just("here.py"),
    spans,
    words,
    words,
    words,
    st.sampled_from(Severity),
    st.sampled_from(Certainty),
    st.lists(st.builds(Related, spans, words), max_size=2).map(tuple),
    st.none() | fixes,
    st.none() | words,
    st.lists(fixes, max_size=2).map(tuple),
)
problems = st.builds(Problem, st.just("here.py"), words, st.none() | st.integers())
analyses = st.builds(
    Analysis, st.lists(diagnostics).map(tuple), st.lists(problems, max_size=2).map(tuple)
)


@given(analyses)
def test_what_is_written_is_read(analysis):
    text = encoded(analysis)
    assert "\n" not in text
    assert text.isascii()
    assert decoded(text, SOURCE) == analysis


@pytest.mark.parametrize(
    "path",
    sorted(p for p in FIXTURES.rglob("*") if p.suffix in (".py", ".ipynb")),
    ids=lambda path: path.relative_to(FIXTURES).as_posix(),
)
def test_the_findings_of_the_fixtures_come_back_at_another_path(path):
    source = read_file(str(path))
    if isinstance(source, Source):
        analysis = analyse(source, Config(select=("ALL",)))
        text = encoded(analysis)
        assert path.name not in text
        again = decoded(text, replace(source, path="elsewhere.py"))
        for told, first in zip(
            (*again.diagnostics, *again.problems),
            (*analysis.diagnostics, *analysis.problems),
            strict=True,
        ):
            assert told == replace(first, path="elsewhere.py")


def everywhere(data, change):
    """Each form of `data` with one part of it changed."""
    yield change(data)
    if isinstance(data, list):
        for index, part in enumerate(data):
            for changed in everywhere(part, change):
                yield [*data[:index], changed, *data[index + 1 :]]


def test_any_part_of_another_shape_is_refused():
    text = encoded(Analysis((FINDING,), (Problem("here.py", "bad", 1),)))
    tried = 0
    for changed in everywhere(json.loads(text), lambda _: {"__class__": "os.system"}):
        tried += 1
        with pytest.raises(ShapeError):
            decoded(json.dumps(changed), SOURCE)
    for changed in everywhere(json.loads(text), lambda part: [part]):
        with pytest.raises(ShapeError):
            decoded(json.dumps(changed), SOURCE)
    assert tried > 2 * len(Diagnostic.__dataclass_fields__)


@pytest.mark.parametrize(
    "place", [[9, 0, 9, 1], [0, 0, 1, 1], [2, -1, 2, 1], [3, 0, 2, 1], [2, 0, 2, 10**9]]
)
def test_a_place_that_the_source_does_not_have_is_refused(place):
    text = encoded(Analysis((replace(FINDING, span=Span(*place)),)))
    with pytest.raises(ShapeError):
        decoded(text, SOURCE)


def test_a_code_that_no_rule_has_is_reported_all_the_same():
    again = decoded(encoded(Analysis((replace(FINDING, code="TAP999"),))), SOURCE)
    for name in FORMATS:
        assert "It raises." in render(name, Outcome((Report(SOURCE, again.diagnostics),)))


@pytest.mark.parametrize(
    "text", ["", "-", "[", "null", "[]", "[[],[],[]]", "[" * 100_000, "1" * 9000]
)
def test_text_that_is_no_result_is_refused(text):
    with pytest.raises(ShapeError):
        decoded(text, SOURCE)
