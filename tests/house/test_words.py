"""What findings say, where it depends on more than the rule."""

from __future__ import annotations

import pytest

import tapelint

HEAD = """import functools
import tensorflow as tf
x = tf.Variable(1.0)
w = {"scale": tf.Variable(2.0), "shift": tf.Variable(3.0)}
with tf.GradientTape() as tape:
    y = w["scale"] * x
"""
CALLS = {
    "for _ in range(2):\n    tape.gradient(y, x)\n": "by this very call in an earlier iteration of",
    "def back():\n    return tape.gradient(y, x)\nback()\nback()\n": "by this very call before:",
    "tape.jacobian(y, x)\ntape.jacobian(y, x)\n": "or ask for all gradients in one call: `tape.ja",
    "tape.batch_jacobian(y, x)\ntape.batch_jacobian(y, x)\n": "`tf.GradientTape(persistent=True)`.",
    "tape.gradient(y, w)\n": "`w['shift']`: this call returns None for `w['shift']`.",
    "tape.gradient(y, list(w.values()))\n": "this call returns None for 1 of 2 sources.",
    "tape.gradient(y, [*w.values(), x])\n": "this call returns None for 1 of 3 sources.",
    "ask = tape.gradient\nask(y, x)\nask(y, x)\n": "`tape` is not persistent",
    "ask = functools.partial(tape.gradient, y)\nask(x)\nask(x)\n": "`tape.gradient(y, [a, b])`",
    "of = tf.GradientTape.gradient\nof(tape, y, x)\nof(tape, y, x)\n": "`tape.gradient(y, [a, b])`",
    "a = [tape.gradient]\ndel tape\na[0](y, x)\na[0](y, x)\n": "The tape is not persistent",
}


@pytest.mark.parametrize(("calls", "words"), CALLS.items())
def test_words(calls: str, words: str) -> None:
    (found,) = tapelint.check(HEAD + calls)
    assert words in found.message
