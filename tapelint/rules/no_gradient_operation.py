"""TAP208."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP208", "no-gradient-operation", DerivativeTaken, Symptom.GIVES_NONE)
def no_gradient_operation(event: DerivativeTaken) -> Iterator[Finding]:
    """The way to the target goes through an operation without gradient.

    ## What it does
    Finds derivatives where every way from the source to the target goes through an operation that
    has no gradient: comparisons, `tf.argmax`, `tf.round`, `//`, casts to integers,
    `tf.stop_gradient`, metrics of Keras.

    ## Why it is bad
    No gradient flows through such an operation. The derivative is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable([1.4, 2.6])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.round(x))
    dy_dx = tape.gradient(y, x)  # TAP208
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable([1.4, 2.6])
    with tf.GradientTape() as tape:
        rounded = x + tf.stop_gradient(tf.round(x) - x)
        y = tf.reduce_sum(rounded)
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "No gradient
    registered".
    """

    def why(lost: Lost, places: Places) -> str:
        word = f"`{lost.word}`" if lost.word else "an operation"
        where = f" on {places.line(lost.site)}" if lost.site is not None else ""
        return (
            f"no gradient flows through {word}{where}, and the target depends on {source(lost)} "
            "in no other way"
        )

    def way_out(lost: Lost, places: Places) -> str:
        return "Use a differentiable operation, or a straight-through estimate."

    yield from absent(
        event, Reason.NO_GRADIENT, why, way_out, label="no gradient flows here", if_zeros=False
    )
