"""Random programs: no false alarm, and the fuzz itself can tell right from wrong."""

from __future__ import annotations

import ast
import os
from textwrap import dedent

import pytest

from tapelint import lifecycle
from tapelint.lifecycle import Error

from .blindness import LIVES, TEXTS, misled, misread
from .campaign import campaign, explained, kinds, table
from .execute import explore
from .fake import DERIVATIVES
from .generate import generate
from .real import real_tensorflow
from .shrink import shrink
from .verdict import Finding, Verdict, judge

PROGRAMS = int(os.environ.get("TAPELINT_FUZZ", "150"))
TEETH = 800
NOTICED = {
    "break goes on": 246,
    "continue goes on": 36,
    "return goes on": 258,
    "raise goes on": 84,
    "conditional expressions do both": 150,
    "persistent is not read": 11,
    "entry does not refresh": 22,
    "entry does not begin": 1,
    "exit spends": 1,
    "persistent tapes are spent in their block": 11,
    "persistent tapes are spent": 11,
}
PREFACE = "import tensorflow as tf\nfrom world import flip, risky, some\nx = y = tf.Variable(3.0)\n"


def program(text: str) -> str:
    """A program; its first line is line 4."""
    return PREFACE + dedent(text).lstrip("\n")


def outcomes(text: str) -> dict[int, set[str]]:
    """What the derivative calls of each line come to, over all executions."""
    seen: dict[int, set[str]] = {}
    for run in explore(text).runs:
        for event in run.events:
            if event.operation in DERIVATIVES:
                name = event.error.name if event.error else "ok"
                seen.setdefault(event.site.line, set()).add(name)
    return seen


# --- tapelint against CPython ----------------------------------------------------------------


def test_no_false_alarm() -> None:
    tally = campaign(range(PROGRAMS))
    print(table(tally))
    assert not tally.alarms, "\n\n".join(map(explained, tally.alarms[:5]))


def seeds_from(fault: str) -> list[int]:
    """All seeds, beginning with the one that is known to show the fault: a search takes longer."""
    first = NOTICED.get(fault, 0)
    return [*range(first, TEETH), *range(first)]


@pytest.mark.slow
@pytest.mark.parametrize("fault", TEXTS)
def test_blindness_to_control_flow_is_noticed(fault: str) -> None:
    texts = map(generate, seeds_from(fault))
    seen = ((text, misread(fault, text)) for text in texts)
    assert any(misled(text, other) for text, other in seen if text != other)


@pytest.mark.slow
@pytest.mark.parametrize("fault", LIVES)
def test_a_wrong_life_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    key, wrong = LIVES[fault]
    assert lifecycle.TABLE[key] != wrong

    def noticed(seed: int) -> bool:
        if campaign([seed]).alarms:
            return False
        with monkeypatch.context() as patch:
            patch.setitem(lifecycle.TABLE, key, wrong)
            return bool(campaign([seed]).alarms)

    assert any(map(noticed, seeds_from(fault)))


# --- the programs ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(0, 200, 10))
def test_each_line_has_one_derivative_call(seed: int) -> None:
    lines = [
        node.func.value.lineno
        for node in ast.walk(ast.parse(generate(seed)))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("gradient", "jacobian", "batch_jacobian")
    ]
    assert len(lines) == len(set(lines))


def test_the_same_seed_writes_the_same_program() -> None:
    assert generate(7) == generate(7)
    assert generate(7) != generate(8)


# --- their executions ------------------------------------------------------------------------


def test_every_stream_of_decisions_is_run() -> None:
    exploration = explore(program("a = flip()\nif a:\n    b = flip()\nfor i in some(): pass"))
    assert exploration.exhaustive
    assert len(exploration.runs) == 3 * 4


def test_an_endless_loop_is_left() -> None:
    text = program("while True:\n    try:\n        while True: flip()\n    except: pass")
    assert {run.end for run in explore(text).runs} <= {"Pruned", "TooDeep"}


def test_outcomes_are_seen_where_they_happen() -> None:
    text = program("""
        with tf.GradientTape() as t:
            y = x * x
        if flip():
            t.gradient(y, x)
        for i in range(2):
            with t:
                y = x * x
            t.gradient(y, x)
        t.gradient(y, x)
    """)
    assert outcomes(text) == {7: {"ok"}, 11: {"ok"}, 12: {"SPENT"}}


@pytest.mark.tensorflow
@pytest.mark.parametrize("seed", range(12))
def test_the_fake_lives_like_tensorflow(seed: int) -> None:
    tf = pytest.importorskip("tensorflow")
    text = generate(seed).replace("persistent=1", "persistent=True")  # see `Phase.BROKEN`
    real = explore(text, 10, real_tensorflow(tf))
    assert real.runs == explore(text, 10).runs


# --- the verdicts ----------------------------------------------------------------------------

LOOP = program("""
    with tf.GradientTape() as t:
        y = x * x
    for i in some():
        t.gradient(y, x)
    t.gradient(y, x)
""")
BRANCH = program("""
    with tf.GradientTape() as t:
        y = x * x
    if flip():
        t.gradient(y, x)
    else:
        pass
    t.gradient(y, x)
""")
HELPER = program("""
    def helper(t):
        return t.gradient(y, x)
    with tf.GradientTape() as t, tf.GradientTape() as u:
        y = x * x
    helper(t)
    helper(u)
    helper(t)
""")


@pytest.mark.parametrize(
    ("text", "finding", "verdict"),
    [
        (LOOP, Finding("TAP101", 7, True), Verdict.ROUND),
        (LOOP, Finding("TAP101", 8, True), Verdict.FALSE),
        (LOOP, Finding("TAP114", 8, False), Verdict.SOME),
        (BRANCH, Finding("TAP101", 7, True), Verdict.FALSE),
        (BRANCH, Finding("TAP114", 7, False), Verdict.FALSE),
        (BRANCH, Finding("TAP101", 10, True), Verdict.FALSE),
        (BRANCH, Finding("TAP114", 10, False), Verdict.SOME),
        (BRANCH, Finding("TAP104", 9, True), Verdict.UNREACHED),
        (HELPER, Finding("TAP101", 5, True), Verdict.EVERY),
        (HELPER, Finding("TAP101", 5, True, frozenset({10})), Verdict.EVERY),
        (HELPER, Finding("TAP101", 5, True, frozenset({9})), Verdict.FALSE),
        (HELPER, Finding("TAP104", 5, True), Verdict.OTHER),
    ],
)
def test_verdicts(text: str, finding: Finding, verdict: Verdict) -> None:
    assert judge([finding], explore(text)).findings == ((finding, verdict),)


def test_what_raises_without_a_finding_is_missed() -> None:
    missed = {m.line: (m.error, m.certain) for m in judge([], explore(BRANCH)).missed}
    assert missed == {10: (Error.SPENT, False)}
    assert "missed SPENT straight" in kinds(judge([], explore(BRANCH.replace("flip()", "True"))))


# --- the shrinker ----------------------------------------------------------------------------


def test_shrinking_keeps_what_matters() -> None:
    text = generate(1)

    def holds(smaller: str) -> bool:
        return any("SPENT" in seen for seen in outcomes(smaller).values())

    small = shrink(text, holds)
    assert holds(small)
    assert len(small.splitlines()) <= 10 < len(text.splitlines())
