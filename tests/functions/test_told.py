"""A function without a word of tapes, all of which the module has run, is not run on its own."""

from __future__ import annotations

import pytest

from tapelint import run
from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.ground import Ground
from tapelint.source import Source
from tapelint.values import FunctionRef

HEAD = """
import tensorflow as tf

def step(x):
    with tf.GradientTape() as tape:
        y = x * x
    return tape.gradient(y, x)

"""
ALL_OF_IT = """
w = tf.Variable(1.0)

def main():
    for _ in range(3):
        step(w)

main()
"""
LEFT = {
    "never called": "def main():\n    step(tf.constant(1.0))\n",
    "an arm": "def main(bad):\n    if bad:\n        step(tf.constant(1.0))\n\nmain(False)\n",
    "part of an expression": (
        "def main(bad):\n    return step(tf.constant(1.0)) if bad else None\n\nmain(False)\n"
    ),
    "after a return": (
        "def main(good):\n    if good:\n        return\n    step(tf.constant(1.0))\n\nmain(True)\n"
    ),
    "a loop of no rounds": (
        "def main(many):\n    for _ in many:\n        step(tf.constant(1.0))\n\nmain([])\n"
    ),
}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the functions that are run on their own."""
    names: list[str] = []
    alone = run.alone

    def noted(ground: Ground, ref: FunctionRef) -> object:
        names.append(ref.function.name)
        return alone(ground, ref)

    monkeypatch.setattr(run, "alone", noted)
    return names


def findings(text: str) -> list[str]:
    return [found.code for found in analyse(Source.from_text(HEAD + text), Config()).diagnostics]


def test_all_of_it_was_run(ran: list[str]) -> None:
    assert findings(ALL_OF_IT) == []
    assert ran == ["step"]


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_some_of_it_was_not(text: str, ran: list[str]) -> None:
    """What the module does not get to is told all the same."""
    assert findings(text) == ["TAP204"]
    assert "main" in ran


def test_what_has_a_word_of_tapes_is(ran: list[str]) -> None:
    findings("def main():\n    tf.Variable(1.0)\n    step(1.0)\n\nmain()\n")
    assert set(ran) == {"main", "step"}


def test_what_was_run_in_silence_is(ran: list[str]) -> None:
    text = "import pytest\ndef main():\n    step(tf.constant(1.0))\n\n"
    text += "with pytest.raises(ValueError):\n    main()\n"
    assert findings(text) == ["TAP204"]
    assert "main" in ran
