"""TAP404."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import PenaltyIgnored
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP404", "regularization-losses-ignored", PenaltyIgnored, Symptom.UNSEEN, enabled=False)
def regularization_losses_ignored(event: PenaltyIgnored) -> Iterator[Finding]:
    """A model with regularizers is trained by a loss that leaves these out.

    ## What it does
    Finds derivatives by the variables of a model some layer of which has a regularizer, in a file
    that reads no `losses` anywhere and hands the model to no code out of sight.

    ## Why it is bad
    `kernel_regularizer=` and the like only put a term into `model.losses`. `fit` adds it to the
    loss; in a loop of one's own it has to be added by hand, or the regularizer does nothing.

    ## Bad
    ```python
    import tensorflow as tf

    model = tf.keras.Sequential(
        [tf.keras.Input([2]), tf.keras.layers.Dense(1, kernel_regularizer="l2")]
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones([1, 2]), training=True))
    grads = tape.gradient(loss, model.trainable_variables)  # TAP404
    ```

    ## Good
    ```python
    import tensorflow as tf

    model = tf.keras.Sequential(
        [tf.keras.Input([2]), tf.keras.layers.Dense(1, kernel_regularizer="l2")]
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(model(tf.ones([1, 2]), training=True))
        loss += tf.add_n(model.losses)
    grads = tape.gradient(loss, model.trainable_variables)
    ```

    ## References
    The guide "Writing a training loop from scratch", low-level handling of losses tracked by
    the model.
    """

    def message(places: Places) -> str:
        return (
            "The model has regularizers, and its `losses` are not in the target: they do nothing. "
            "Add `tf.add_n(model.losses)` to the loss in the block."
        )

    yield Finding(event.site, message)
