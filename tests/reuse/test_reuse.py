"""After any series of edits the findings are those of a fresh analysis."""

from __future__ import annotations

import random

import pytest

from tapelint import solos
from tapelint.analysis import Earlier, analyse
from tapelint.solo import alone
from tapelint.source import Source

from .campaign import CONFIG, Outcome, of_fresh, series, source_of, texts

BUDGET = 80


def test_a_small_campaign():
    choose, outcome = random.Random(7), Outcome()
    for cells in texts(None, choose):
        if outcome.edits >= BUDGET:
            break
        series(cells, choose, 10, outcome)
    assert outcome.bad == []
    assert outcome.readable > BUDGET // 3
    assert outcome.findings > BUDGET // 2


TEXT = """\
import tensorflow as tf

weight = tf.Variable(1.0)
scale = 2.0

def helper(tape, y, x):
    return tape.gradient(y, x)

def one(x):
    with tf.GradientTape() as tape:
        y = x * x
    helper(tape, y, x)
    return helper(tape, y, x)

def two(x):
    with tf.GradientTape() as tape:
        y = x * weight
    return tape.gradient(y, weight), tape.gradient(y, weight)

class Three:
    def step(self, x):
        with tf.GradientTape() as tape:
            y = self.loss(x)
        return tape.gradient(y, x), tape.gradient(y, x)

    def loss(self, x):
        return x * scale

def four(x):
    def inner():
        with tf.GradientTape() as tape:
            y = x * x
        return tape.gradient(y, x), tape.gradient(y, x)
    return inner
"""


@pytest.fixture
def ran(monkeypatch):
    """The names of the functions that are run on their own."""
    names = []

    def told(ground, ref):
        names.append(ref.function.name)
        return alone(ground, ref)

    monkeypatch.setattr(solos, "alone", told)
    return names


CASES = {
    "nothing": ("", "", []),
    "a comment": ("scale = 2.0", "scale = 2.0  # why", ["two"]),
    "one function": ("        y = x * x\n    helper", "        y = x + x\n    helper", ["one"]),
    "what it calls": ("x)\n\ndef one", "2 * x)\n\ndef one", ["helper", "one"]),
    "what it calls no more": ("return tape.gradient(y, x)\n\ndef one", "pass\n\ndef one", ["one"]),
    "a method": ("x * scale", "x * scale * scale", ["step"]),
    "what a method reads": ("scale = 2.0", "scale = 3.0", ["two", "step"]),
    "a nested function": ("return inner", "return inner, 1", ["four"]),
    "lines above": ("import tensorflow as tf\n", "import tensorflow as tf\n\n\n", ["two"]),
    "a word": ("import tensorflow as tf\n", "import tensorflow as tf\nlearning_phase = 1\n",
               ["helper", "one", "two", "step", "four"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_run_again(case, ran):
    old, new, expected = CASES[case]
    earlier = Earlier()
    first = analyse(Source.from_text(TEXT), CONFIG, earlier=earlier)
    assert [d.code for d in first.diagnostics].count("TAP101") == 4
    ran.clear()
    again = source_of([TEXT.replace(old, new, 1)])
    found = analyse(again, CONFIG, fixes=False, earlier=earlier)
    assert ran == expected
    assert found == of_fresh(again)


TRAINER = """\
import tensorflow as tf

class Trainer:
    def __init__(self):
        self.loss = tf.keras.losses.MeanSquaredError()

    def step(self, model, x, y):
        with tf.GradientTape() as tape:
            predicted = model(x)
        loss = self.loss(y, predicted)
        return tape.gradient(loss, model.trainable_variables)

def helper():
    pass
"""
CHANGES = {
    "in __init__": ("tf.keras.losses.MeanSquaredError()", "print", 0),
    "in another method": ("def step(", "def set(self, to): self.loss = to\n    def step(", 0),
    "elsewhere": ("    pass", "    Trainer().loss = print", 0),
    "in a function": ("def helper():\n    pass", "def helper(self):\n    self.loss = print", 0),
    "by name": ("    pass", "    setattr(Trainer(), 'loss', print)", 0),
    "of another object": ("    pass", "    print.other = 1", 1),
}


@pytest.mark.parametrize("case", CHANGES)
def test_an_attribute_that_is_set_elsewhere(case):
    old, new, count = CHANGES[case]
    earlier = Earlier()
    first = analyse(Source.from_text(TRAINER), CONFIG, earlier=earlier)
    assert [d.code for d in first.diagnostics] == ["TAP202"]
    again = source_of([TRAINER.replace(old, new, 1)])
    found = analyse(again, CONFIG, fixes=False, earlier=earlier)
    assert found == of_fresh(again)
    assert len(found.diagnostics) == count


def test_a_syntax_error_that_names_another_line():
    earlier = Earlier()
    analyse(Source.from_text(TEXT), CONFIG, earlier=earlier)
    again = source_of([TEXT.replace("    helper(tape", "    helper([\n        tape)")])
    found = analyse(again, CONFIG, fixes=False, earlier=earlier)
    assert "on line" in found.problems[0].message
    assert found == of_fresh(again)


def test_an_unreadable_text_in_between(ran):
    earlier = Earlier()
    for text in (TEXT, f"{TEXT}x = (", TEXT.replace("def two", "def two("), f"{TEXT}\n"):
        source = source_of([text])
        ran.clear()
        assert analyse(source, CONFIG, fixes=False, earlier=earlier) == of_fresh(source)
    assert ran == []


def test_cells_that_move(ran):
    cells = [f"{part}\n" for part in TEXT.split("\n\n")]
    earlier = Earlier()
    analyse(source_of(cells), CONFIG, fixes=False, earlier=earlier)
    ran.clear()
    moved = source_of([cells[0], "other = 1", cells[1], *cells[:2:-1], cells[2]])
    assert analyse(moved, CONFIG, fixes=False, earlier=earlier) == of_fresh(moved)
    assert ran == ["two"]
