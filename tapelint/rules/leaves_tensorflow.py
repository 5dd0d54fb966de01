"""TAP207."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP207", "leaves-tensorflow", DerivativeTaken, Symptom.GIVES_NONE)
def leaves_tensorflow(event: DerivativeTaken) -> Iterator[Finding]:
    """The way from the source to the target leaves TensorFlow.

    ## What it does
    Finds derivatives where the only way from the source to the target goes through a NumPy array or
    a Python number: `.numpy()`, `np.*` functions of tensors, `float()`, `model.predict`.

    ## Why it is bad
    What is computed outside of TensorFlow is not recorded; to the tape its result is a constant.
    The derivative is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    import numpy as np

    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(np.square(x))
    dy_dx = tape.gradient(y, x)  # TAP207
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.square(x))
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Did calculations
    outside of TensorFlow".
    """

    def why(lost: Lost, places: Places) -> str:
        word = f"`{lost.word}`" if lost.word else "a number"
        where = f" on {places.line(lost.site)}" if lost.site is not None else ""
        return f"the way from {source(lost)} to the target leaves TensorFlow through {word}{where}"

    def way_out(lost: Lost, places: Places) -> str:
        return "Use TensorFlow's own operations for this step."

    yield from absent(event, Reason.LEFT, why, way_out, label="leaves TensorFlow here")
