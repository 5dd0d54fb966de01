"""What the oracle measures of waste is there where a rule says so, and gone where it is mended."""

from __future__ import annotations

import re
import weakref
from typing import Any

import pytest

pytest.importorskip("tensorflow")

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]

from tapelint.rule import all_rules

from .marks import Expectations, Mark
from .programs import FIXTURES, parse
from .record import Record
from .running import run
from .symptoms import SYMPTOMS

pytestmark = pytest.mark.tensorflow

CODES = [rule.code for rule in all_rules() if rule.code in SYMPTOMS and rule.code[3] in "34"]
DOCS = {rule.code: rule.doc for rule in all_rules()}


def example(code: str, kind: str) -> str:
    match = re.search(rf"## {kind}\n```python\n(.*?)```", DOCS[code], re.DOTALL)
    assert match is not None
    return match[1]


def observed(code: str, text: str) -> Record:
    """Every line is measured, as if it were marked."""
    lines = {(0, line): Mark(found=(code,)) for line in range(1, text.count("\n") + 2)}
    program = parse(FIXTURES / "rules" / f"{code} measured.py", text)
    return run(program, Expectations(lines))


def shown(code: str, text: str) -> set[int]:
    record = observed(code, text)
    return {
        line
        for (_, line), sites in record.outcomes.items()
        if any(SYMPTOMS[code](outcomes) for outcomes in sites.values())
    }


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_shows_it_and_the_good_one_does_not(code: str) -> None:
    bad = example(code, "Bad")
    marked = {n for n, line in enumerate(bad.split("\n"), 1) if f"# {code}" in line}
    assert shown(code, bad) == marked
    assert shown(code, example(code, "Good")) == set()


def intermediate(scope: dict[str, Any]) -> Any:
    """Whether the tensor that the program calls `m` outlives its name."""
    held = weakref.ref(scope.pop("m"))
    return held() is not None


RECORD = """
x = tf.Variable(3.0)
with tf.GradientTape({how}) as tape:
    m = x * x
    y = m * m
"""


@pytest.mark.parametrize(("how", "held"), [("persistent=True", True), ("", False)])
def test_a_persistent_tape_holds_what_it_recorded(how: str, held: bool) -> None:
    """TAP301, TAP304: memory, and what becomes of it."""
    scope = {"tf": tf}
    exec(RECORD.format(how=how) + "g = tape.gradient(y, x)\ndel y\n", scope)
    assert intermediate(scope) is held


@pytest.mark.parametrize(("after", "held"), [("", True), ("del tape\n", False)])
def test_a_deleted_tape_holds_nothing(after: str, held: bool) -> None:
    """TAP303."""
    scope = {"tf": tf}
    exec(RECORD.format(how="persistent=True") + "g = tape.gradient(y, x)\ndel y\n" + after, scope)
    assert intermediate(scope) is held


@pytest.mark.parametrize(("indent", "held"), [("    ", True), ("", False)])
def test_an_update_in_the_block_is_recorded(indent: str, held: bool) -> None:
    """TAP306: the step that is written into the variable stays in memory."""
    scope = {"tf": tf}
    record = RECORD.format(how="persistent=True").replace("m", "n")
    update = "g = tape.gradient(y, x)\nm = 0.1 * g\nx.assign_sub(m)\n"
    exec(record + "".join(indent + line for line in update.splitlines(keepends=True)), scope)
    assert intermediate(scope) is held


def test_a_regularizer_alone_changes_nothing() -> None:
    """TAP404: however strong it is, unless `model.losses` are in the loss."""

    def derivative(kind: str, strength: str) -> Any:
        scope: dict[str, Any] = {}
        tf.keras.utils.set_random_seed(1)
        text = example("TAP404", kind).replace('"l2"', f"tf.keras.regularizers.L2({strength})")
        exec(text, scope)
        return scope["grads"][0].numpy().tolist()

    assert derivative("Bad", "0.1") == derivative("Bad", "9.0")
    assert derivative("Good", "0.1") != derivative("Good", "9.0")


def test_watching_a_trainable_variable_changes_nothing() -> None:
    """TAP305: the same derivatives and the same variables, to the bit."""
    text = (FIXTURES / "rules" / "TAP305.py").read_text(encoding="utf-8")
    without = re.sub(r"[a-z]+\.watch\(.*\)  # TAP305", "pass", text)
    assert without.count("pass\n") == text.count("# TAP305")
    assert values(text) == values(without)


def values(text: str) -> list[Any]:
    """All derivatives that the functions of a program give."""
    given: list[Any] = []
    scope = {"tf": tf, "given": given}
    exec(text.replace("    example()", "    given.append(example())"), scope)
    return [None if it is None else it.numpy() for it in tf.nest.flatten(given)]
