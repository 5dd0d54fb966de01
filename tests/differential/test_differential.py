"""Programs run by TensorFlow: no false alarm; and the harness itself can tell right from wrong."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest

from . import phrases
from .causes import UNPLANNED, planted
from .generate import generate, kinds
from .writer import Table

if TYPE_CHECKING:
    from .campaign import Tally

TENSORFLOW = pytest.mark.tensorflow
PROGRAMS = int(os.environ.get("TAPELINT_DIFFERENTIAL", "300"))
PREFACE = """\
import tensorflow as tf
import numpy as np
x = tf.Variable(3.0)
c = tf.constant([[1.0]])
"""
STRUCTURE = ("scene", "part", "ask", "place", "entry", "watch")
"""The tables of phrases that are code, not just another operation."""


def program(text: str) -> str:
    """A program; its first line is line 5."""
    return PREFACE + dedent(text).lstrip("\n")


# --- the programs --------------------------------------------------------------------------------


def phrase_kinds() -> set[str]:
    """Every kind of phrase there is."""
    modules = pkgutil.iter_modules(phrases.__path__, f"{phrases.__name__}.")
    names = [vars(importlib.import_module(module.name)) for module in modules]
    tables = [value for scope in names for value in scope.values() if isinstance(value, Table)]
    return {choice.kind for table in tables for choice in table.choices}


def test_the_same_seed_writes_the_same_program() -> None:
    assert [generate(seed) for seed in range(30)] == [generate(seed) for seed in range(30)]
    assert len({generate(seed) for seed in range(30)}) == 30


@pytest.mark.parametrize(
    ("seeds", "wanted"),
    [
        (500, {kind for kind in phrase_kinds() if kind.split(":")[0] in STRUCTURE}),
        (4000, phrase_kinds()),
    ],
)
def test_every_kind_of_phrase_is_written(seeds: int, wanted: set[str]) -> None:
    assert wanted - set().union(*map(kinds, range(seeds))) == set()


def test_programs_are_python_of_a_sensible_length() -> None:
    lengths = [len(generate(seed).splitlines()) for seed in range(200)]
    assert 20 < sum(lengths) / len(lengths) < 45
    for seed in range(200):
        compile(generate(seed), "program.py", "exec")


@pytest.mark.parametrize("seed", range(0, 100, 10))
def test_causes_stand_at_derivative_calls(seed: int) -> None:
    text = generate(seed)
    lines = {node.lineno for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)}
    assert planted(text).keys() <= lines


def silent(_: str) -> list[Any]:
    """An analyser that finds nothing."""
    return []


# --- tapelint against TensorFlow -----------------------------------------------------------------


@cache
def campaign_of_the_house() -> Tally:
    """The programs that every run of the tests looks at."""
    from .campaign import campaign

    return campaign(range(PROGRAMS))


@TENSORFLOW
def test_no_false_alarm() -> None:
    from .campaign import explained
    from .table import table

    tally = campaign_of_the_house()
    print(table(tally))
    assert not tally.alarms, "\n\n".join(map(explained, tally.alarms[:3]))


@TENSORFLOW
def test_about_half_of_the_calls_are_right_and_the_plan_comes_true() -> None:
    tally = campaign_of_the_house()
    calls, bad = sum(tally.calls.values()), sum(tally.bad.values())
    assert 0.35 < bad / calls < 0.6
    unplanned = sum(n for (cause, _), n in tally.bad.items() if cause == UNPLANNED)
    planned_calls = sum(n for cause, n in tally.calls.items() if cause not in ("", UNPLANNED))
    assert unplanned / calls < 0.01
    assert (bad - unplanned) / planned_calls > 0.95


# --- what a run shows ----------------------------------------------------------------------------

ZERO = 'unconnected_gradients="zero"'


@TENSORFLOW
@pytest.mark.parametrize(
    ("call", "shown"),
    [
        ("tape.gradient(y, x)", ""),
        ("tape.gradient(y * 2.0, x)", "None"),
        ("tape.gradient(y, [x, c])", "None"),
        (f"tape.gradient(y, x, {ZERO})", ""),
        (f"tape.gradient(y, [x, tf.constant(1.0)], {ZERO})", "zeros"),
        ("tape.gradient(y, tf.constant(1.0), None, tf.UnconnectedGradients.ZERO)", "zeros"),
        (f"tape.gradient(flat, x, {ZERO})", ""),
        (f"tape.jacobian(y, c, {ZERO})", "zeros"),
        (f"tape.jacobian(y, x, {ZERO})", ""),
        ("tape.batch_jacobian(square, c)", ""),
        ("tape.batch_jacobian(nought, c)", ""),
        ("tape.batch_jacobian(square * 2.0, c)", "zeros, never None"),
        ("tape.gradient(None, x)", "raises argument"),
        ("tape.gradient(3.0, x)", "raises argument"),
        ("list(map(lambda v: tape.gradient(y, v), [c]))", "None"),
        ("tape.grad(y, x)", ""),
    ],
)
def test_symptoms_are_told_apart(call: str, shown: str) -> None:
    """Zeros that are the derivative are not zeros in place of None."""
    from .compare import compare
    from .run import execute

    text = program(f"""
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(c)
            y = x * x
            flat = x * 0.0
            square, nought = c * c, c * 0.0
        result = {call}
    """)
    calls = [it for it in compare(text, [], execute(text)).calls if it.derivative]
    assert [it.symptom for it in calls] == ([shown] if ".grad(" not in call else [])


@TENSORFLOW
def test_zeros_that_were_filled_in_are_those_of_tensorflow() -> None:
    """The second look gives the program what TensorFlow would have given it."""
    from .run import execute

    text = program(f"""
        with tf.GradientTape() as tape:
            y = x * x
        zeros = tape.gradient(y, [x, c, tf.constant([1, 2])], {ZERO})
        assert zeros[0].numpy() == 6.0
        assert zeros[1].shape == (1, 1) and zeros[1].dtype == tf.float32
        assert zeros[2].shape == (2,) and zeros[2].dtype == tf.int32
        assert not zeros[1].numpy().any() and not zeros[2].numpy().any()
    """)
    assert execute(text).end == ""


@TENSORFLOW
def test_other_operations_are_observed() -> None:
    from .compare import compare
    from .run import execute

    text = program("""
        with tf.GradientTape() as tape:
            try:
                tape.watch(3.0)
            except ValueError:
                pass
            try:
                with tape:
                    pass
            except ValueError:
                pass
            try:
                x -= 1.0
            except RuntimeError:
                pass
    """)
    seen = {it.operation: it.symptom for it in compare(text, [], execute(text)).calls}
    assert seen["watch"] == "raises watch"
    assert seen["enter"] == "raises active"
    assert seen["augment"] == "raises RuntimeError"


# --- the verdicts --------------------------------------------------------------------------------

LOOP = program("""
    with tf.GradientTape() as tape:
        y = x * x
    for _ in range(2):
        tape.gradient(y, x)  # cause: spent
    if x > 100.0:
        tape.gradient(y, x)
""")
NONE = program("""
    with tf.GradientTape() as tape:
        y = x * x
    tape.gradient(y * 2.0, x)  # cause: after-block
""")
FINE = NONE.replace(" * 2.0", "")


@TENSORFLOW
@pytest.mark.parametrize(
    ("text", "line", "column", "code", "definite", "verdict"),
    [
        (LOOP, 8, 4, "TAP101", True, "SHOWN"),
        (LOOP, 8, 4, "TAP114", False, "SHOWN"),
        (LOOP, 8, 4, "TAP202", True, "OTHER"),
        (LOOP, 10, 4, "TAP101", True, "UNREACHED"),
        (NONE, 7, 0, "TAP202", True, "SHOWN"),
        (NONE, 7, 0, "TAP101", True, "OTHER"),
        (FINE, 7, 0, "TAP202", True, "FALSE"),
        (FINE, 7, 0, "TAP114", False, "UNPROVEN"),
        (FINE, 5, 5, "TAP107", True, "FALSE"),
    ],
)
def test_verdicts(
    text: str, line: int, column: int, code: str, definite: bool, verdict: str
) -> None:
    from .compare import Finding, compare
    from .run import Site, execute

    finding = Finding(code, Site(line, column), definite)
    assert compare(text, [finding], execute(text)).findings[0][1].name == verdict


# --- teeth ---------------------------------------------------------------------------------------


@TENSORFLOW
def test_an_analyser_that_is_silent_misses_by_cause() -> None:
    from .campaign import campaign

    tally = campaign(range(60), silent)
    missed = {it.kind for it in tally.disagreements}
    assert {"missed spent: raises spent", "missed after-block: None"} <= missed
    assert not tally.alarms
    assert not +tally.found


@TENSORFLOW
def test_an_analyser_that_accuses_every_call_is_caught_and_made_small() -> None:
    from .campaign import campaign, explained, reduced
    from .compare import Finding
    from .run import derivative_sites

    def accuses(text: str) -> list[Finding]:
        return [Finding("TAP202", site) for site in derivative_sites(text)]

    tally = campaign(range(10), accuses)
    assert tally.alarms
    smallest = min(tally.alarms, key=lambda it: len(it.text))
    small = reduced(smallest, accuses)
    assert len(small.splitlines()) <= 8 < len(smallest.text.splitlines())
    assert "TAP202: false alarm" in explained(smallest, accuses)


@TENSORFLOW
def test_an_analyser_that_crashes_is_caught() -> None:
    from .campaign import campaign
    from .compare import Finding

    def crashes(text: str) -> list[Finding]:
        raise KeyError(text)

    assert [it.kind for it in campaign(range(2), crashes).alarms] == ["crash KeyError"] * 2


@TENSORFLOW
def test_several_processes_count_like_one() -> None:
    from . import campaign

    one = campaign.campaign(range(12))
    several = campaign.Tally()
    for part in (range(7), range(7, 12)):
        several.merge(campaign.campaign(part))
    assert several == one


@TENSORFLOW
@pytest.mark.parametrize(("found", "code"), [("silent", 0), ("accuses", 1)])
def test_the_command_fails_on_a_false_alarm(
    found: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from . import __main__ as command
    from . import campaign
    from .compare import Finding
    from .run import derivative_sites

    def analyser(text: str) -> list[Finding]:
        sites = derivative_sites(text) if found == "accuses" else ()
        return [Finding("TAP202", site) for site in sites]

    def campaigns(seeds: range, jobs: int) -> Tally:
        return campaign.campaign(seeds, analyser)

    monkeypatch.setattr(command, "campaigns", campaigns)
    monkeypatch.setattr("sys.argv", ["differential", "--programs", "3", "--show", "0"])
    assert command.main() == code
    assert "| planted cause | symptom |" in capsys.readouterr().out
