"""Layers of the file that hold each other: what a call costs does not double with each of them."""

from __future__ import annotations

from tapelint.analysis import check

DEPTH = 7
LAYER = """
class Layer{number}(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.inner = {inner}
        self.count, self.last = 0, None

    def call(self, x):
        self.count += 1
        self.last = self.inner(x)
        return self.last * 2.0
"""
USE = """
layer = Layer{last}()
x = tf.ones((2, 2))
y = layer(x)
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(y)
print(tape.gradient(loss, layer.trainable_variables))
print(tape.gradient(loss, x))
"""


def test_deep_ones_are_followed_to_the_end() -> None:
    text = "import tensorflow as tf\n"
    inner = "tf.keras.layers.Dense(2)"
    for number in range(DEPTH):
        text += LAYER.format(number=number, inner=inner)
        inner = f"Layer{number}()"
    # Where a run takes too many steps, nothing is told of what comes after.
    assert [it.code for it in check(text + USE.format(last=DEPTH - 1))] == ["TAP203", "TAP101"]
