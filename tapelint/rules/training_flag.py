"""TAP403."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import CalledIdly
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP403", "training-flag", CalledIdly, Symptom.UNSEEN, enabled=False)
def training_flag(event: CalledIdly) -> Iterator[Finding]:
    """A model with dropout or batch normalisation is trained as if it were only used.

    ## What it does
    Finds calls of a model without `training=` in the block of a tape that is then asked for the
    derivative by the variables of that model, if the file shows that the model has a layer
    that behaves differently in training: dropout, noise, batch normalisation.

    ## Why it is bad
    Without `training=True` dropout drops nothing, and batch normalisation neither uses nor learns
    the statistics of the batch. `fit` passes the argument by itself; in a loop of one's own it has
    to be written. Where it is meant so, `training=False` says it.

    ## Bad
    ```python
    import tensorflow as tf

    model = tf.keras.Sequential(
        [tf.keras.Input([2]), tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)]
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones([1, 2])))  # TAP403
    grads = tape.gradient(loss, model.trainable_variables)
    ```

    ## Good
    ```python
    import tensorflow as tf

    model = tf.keras.Sequential(
        [tf.keras.Input([2]), tf.keras.layers.Dropout(0.5), tf.keras.layers.Dense(1)]
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones([1, 2]), training=True))
    grads = tape.gradient(loss, model.trainable_variables)
    ```

    ## References
    The guide "Writing a training loop from scratch".
    """
    call, derivative = event.call, event.derivative

    def message(places: Places) -> str:
        return (
            f"`{call}` is called without `training=`: its dropout, noise or batch normalisation "
            "work as if nobody trained it, and its variables are trained by this "
            f"({places.line(derivative)}). Pass `training=True`, or `training=False` if that is "
            "meant."
        )

    yield Finding(event.site, message, ((derivative, f"the derivative by `{call}`'s variables"),))
