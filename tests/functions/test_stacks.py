"""A model that gets another layer is known as long as every such call is seen when it happens."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tapelint.analysis import check

HEAD = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
points = tf.ones([3, 2])
x = points[:, :1]
model = keras.Sequential([keras.Input((2,)), layers.Dense(3)])
"""
ASK = """
with tf.GradientTape() as tape:
    tape.watch(x)
    y = model(points)
tape.gradient(y, x)
"""
SEEN = {
    "added here": "model.add(layers.Dense(1))",
    "added in a loop": "for _ in range(3):\n    model.add(layers.Dense(1))",
    "added by a function that makes it": """
        def make():
            made = keras.Sequential()
            made.add(keras.Input((2,)))
            made.add(layers.Dense(1))
            return made
        model = make()
    """,
    "a sum": "z = tf.add(x, x) + tf.math.add(x, x) + layers.add([x, x]) + np.add(1.0, 2.0)",
    "a set and a list": """
        def look(options):
            seen, todo = set(), [options]
            seen.add(todo.pop())
            return options.pop("name", None), seen
    """,
    "attributes": """
        class Replay:
            def __init__(self):
                self.steps = []
            def take(self):
                return self.steps.pop()
            def put(self, memory, state, reward):
                memory.add(state, reward)
    """,
    "a model of its own": """
        class Agent:
            def __init__(self):
                self.model = keras.Sequential()
                self.model.add(layers.Dense(3))
    """,
}
UNSEEN = {
    "what does not depend on its input alone": "model.add(layers.Lambda(lambda v: v * x))",
    "by a function that may be called at any time": """
        def longer():
            model.add(layers.Lambda(lambda v: v * x))
    """,
    "of a parameter": """
        def longer(any_model):
            any_model.add(layers.Lambda(lambda v: v * x))
    """,
    "of an attribute": """
        class Agent:
            def __init__(self):
                self.model = model
            def longer(self):
                self.model.add(layers.Lambda(lambda v: v * x))
    """,
    "by another name": "put = model.add\nput(layers.Lambda(lambda v: v * x))",
    "in a comprehension": "[one.add(layers.Lambda(lambda v: v * x)) for one in [model]]",
    "an activation": "model.layers[0].activation = lambda v: v * x",
    "a kernel": "model.layers[0].kernel = x",
}


def codes_of(program: str) -> list[str]:
    return [found.code for found in check(program)]


def codes(text: str) -> list[str]:
    return codes_of(HEAD + dedent(text) + ASK)


@pytest.mark.parametrize("text", SEEN.values(), ids=list(SEEN))
def test_known(text: str) -> None:
    assert codes(text) == ["TAP216"]


@pytest.mark.parametrize("text", UNSEEN.values(), ids=list(UNSEEN))
def test_not_known(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(("shape", "found"), [("2", []), ("(2,)", ["TAP110"])])
def test_what_only_keras_2_takes(shape: str, found: list[str]) -> None:
    # `keras.Input(2)` raises ValueError in Keras 3; in Keras 2 such a tape may watch variables.
    text = f"""
model = keras.Sequential()
model.add(keras.Input({shape}))
model.add(layers.Dense(3))
with tf.GradientTape() as tape:
    tape.watch(model.trainable_variables)
"""
    assert codes_of(HEAD + text) == found
