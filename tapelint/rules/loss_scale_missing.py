"""TAP215."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.fixes.scaling import scale_loss
from tapelint.optimizer_events import Unscaled
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP215", "loss-scale-missing", Unscaled, Symptom.UNSEEN)
def loss_scale_missing(event: Unscaled) -> Iterator[Finding]:
    """A `LossScaleOptimizer` divides by a scale that the loss was not multiplied by.

    ## What it does
    Finds `apply_gradients` of a `LossScaleOptimizer` of Keras 3 in programs that never scale the
    loss.

    ## Why it is bad
    The optimizer divides every gradient by its scale, 32768 at first, because it takes it to be
    the gradient of `scale_loss(loss)`. Given another, it hands a gradient to the optimizer inside
    that is 32768 times too small (SGD hardly moves then; Adam, which does not mind the size, works
    next to its epsilon), and nothing is said. Small gradients are lost in float16, which scaling
    the loss is there to prevent.

    ## Bad
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.mixed_precision.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1))
    with tf.GradientTape() as tape:
        loss = w * w
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))  # TAP215
    ```

    ## Good
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.mixed_precision.LossScaleOptimizer(tf.keras.optimizers.SGD(0.1))
    with tf.GradientTape() as tape:
        loss = w * w
        scaled_loss = optimizer.scale_loss(loss)
    gradients = tape.gradient(scaled_loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))
    ```

    ## References
    `tf.keras.mixed_precision.LossScaleOptimizer`, "scale_loss".
    """
    if not event.context.certain:
        return
    name = event.optimizer

    def message(places: Places) -> str:
        return (
            f"`{name}` is a LossScaleOptimizer ({places.line(event.made)}) and divides the "
            f"gradients by its scale, 32768 at first, but the loss was never multiplied by it: "
            f"it steps by gradients that many times too small. Differentiate `{name}.scale_loss(loss)`, computed inside "
            "the tape's block."
        )

    remedy = scale_loss(event.derivative, name)
    related = ((event.made, f"`{name}` is created here"),)
    yield Finding(event.site, message, related, remedies=(remedy,))
