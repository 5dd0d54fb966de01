"""TAP405."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.optimizer_events import UnknownVariable
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP405", "shared-optimizer", UnknownVariable, Symptom.RAISES, enabled=False)
def shared_optimizer(event: UnknownVariable) -> Iterator[Finding]:
    """A Keras optimizer works for the variables of its first call only.

    ## What it does
    Finds a call of `apply_gradients` for a variable that was not among those of the first call.

    ## Why it is bad
    An optimizer of Keras 3 keeps its state for each variable of its first call, and raises
    `ValueError` ("Unknown variable") for any other. Older versions, and those of TensorFlow 1,
    take new ones.

    ## Bad
    ```python
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape(persistent=True) as tape:
        loss = w * w + b
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    optimizer.apply_gradients([(tape.gradient(loss, b), b)])  # TAP405
    ```

    ## Good
    ```python
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.build([w, b])
    with tf.GradientTape(persistent=True) as tape:
        loss = w * w + b
    optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    optimizer.apply_gradients([(tape.gradient(loss, b), b)])
    ```

    ## What TensorFlow says
    ```text
    ValueError: Unknown variable: ... This optimizer can only be called for the variables it was originally built with.
    ```

    ## References
    `tf.keras.optimizers.Optimizer`, "build".
    """
    if not event.context.certain:
        return
    name, variable = event.optimizer, event.variable

    def message(places: Places) -> str:
        return (
            f"`{name}` was built for the variables of its first call, on "
            f"{places.line(event.first)}, and `{variable}` is none of them: this call raises "
            f"ValueError. Call `{name}.build` with all variables first, or make one optimizer for "
            "each list."
        )

    yield Finding(event.site, message, ((event.first, f"`{name}` is built here"),))
