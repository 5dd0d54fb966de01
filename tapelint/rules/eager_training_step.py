"""TAP406."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import StepTaken
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP406", "eager-training-step", StepTaken, Symptom.UNSEEN, enabled=False)
def eager_training_step(event: StepTaken) -> Iterator[Finding]:
    """A training step that a loop runs again and again without a `tf.function`.

    ## What it does
    Finds `apply_gradients` of the derivatives of a tape in a loop of eager code. Loops over a few
    elements that stand in the program are left alone.

    ## Why it is bad
    Each round goes through Python for every single operation of the forward pass, the backward
    pass and the update. A compiled function does that once, and runs the graph of it afterwards.
    Code that must see values in every step is right to stay eager: this is a hint.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    for _ in range(10):
        with tf.GradientTape() as tape:
            y = x * x
        optimizer.apply_gradients([(tape.gradient(y, x), x)])  # TAP406
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    optimizer.build([x])


    @tf.function
    def step():
        with tf.GradientTape() as tape:
            y = x * x
        optimizer.apply_gradients([(tape.gradient(y, x), x)])


    for _ in range(10):
        step()
    ```

    ## References
    The guide to better performance with `tf.function`.
    """
    taken = event.derivative

    def message(places: Places) -> str:
        return (
            "This training step runs eagerly, operation by operation, in every round of a loop. "
            "Put the forward pass, the derivative and the update into a function decorated with "
            "`@tf.function`."
        )

    yield Finding(event.site, message, ((taken, "the derivative of the step"),))
