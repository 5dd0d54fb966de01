"""TAP401."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.optimizer_events import NoneClipped
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP401", "none-gradient-unchecked", NoneClipped, Symptom.RAISES, enabled=False)
def none_gradient_unchecked(event: NoneClipped) -> Iterator[Finding]:
    """A gradient that may be None is clipped, which raises if it is.

    ## What it does
    Finds `tf.clip_by_value` and `tf.clip_by_norm` of a gradient that nothing shows to exist, and
    that was not compared with None before.

    ## Why it is bad
    The derivative by a source that the target does not depend on is `None`, and these functions
    raise `ValueError` then. `tf.clip_by_global_norm` and optimizers accept it and pass it on.

    ## Bad
    ```python
    import tensorflow as tf

    body, head = tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)
    head(body(tf.ones([1, 3])))
    variables = [v for layer in (body, head) for v in layer.trainable_variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(body(tf.ones([1, 3])))
    gradients = tape.gradient(loss, variables)  # silent: None
    clipped = [tf.clip_by_norm(g, 1.0) for g in gradients]  # TAP401
    ```

    ## Good
    ```python
    import tensorflow as tf

    body, head = tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)
    head(body(tf.ones([1, 3])))
    variables = [v for layer in (body, head) for v in layer.trainable_variables]
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(body(tf.ones([1, 3])))
    gradients = tape.gradient(loss, variables)  # silent: None
    clipped = [g if g is None else tf.clip_by_norm(g, 1.0) for g in gradients]
    ```

    ## What TensorFlow says
    ```text
    ValueError: Attempt to convert a value (None) with an unsupported type ... to a Tensor.
    ```

    ## References
    `tf.clip_by_global_norm`.
    """
    if not event.context.certain:
        return
    call, what = event.function, event.what

    def message(places: Places) -> str:
        state = "is" if event.certain else "may be"
        return (
            f"`{what}` comes from the derivative call on {places.line(event.derivative)} and "
            f"{state} None, and `{call}` raises ValueError then. Leave out what is None: "
            f"`if {what} is not None`; or use `tf.clip_by_global_norm`, which accepts it."
        )

    yield Finding(event.site, message, ((event.derivative, "the derivative is taken here"),))
