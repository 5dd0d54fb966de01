"""TAP112."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.fixes.pairs import make_list
from tapelint.optimizer_events import EmptyZip
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP112", "zip-reused", EmptyZip, Symptom.RAISES)
def zip_reused(event: EmptyZip) -> Iterator[Finding]:
    """A `zip` of gradients can be iterated over once; the second time it is empty.

    ## What it does
    Finds `apply_gradients` of a `zip` that a loop, a comprehension, `list` or another
    `apply_gradients` has exhausted before.

    ## Why it is bad
    An optimizer of Keras 3 raises `ValueError` then ("not enough values to unpack"), and those of
    older versions did nothing at all.

    ## Bad
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w
    pairs = zip(tape.gradient(loss, [w]), [w])
    for gradient, variable in pairs:
        print(gradient, variable)
    optimizer.apply_gradients(pairs)  # TAP112
    ```

    ## Good
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w
    pairs = list(zip(tape.gradient(loss, [w]), [w]))
    for gradient, variable in pairs:
        print(gradient, variable)
    optimizer.apply_gradients(pairs)
    ```

    ## What TensorFlow says
    ```text
    ValueError: not enough values to unpack (expected 2, got 0)
    ```

    ## References
    The Python library reference, "zip".
    """
    if not event.context.certain:
        return

    def message(places: Places) -> str:
        return (
            f"`{event.zip}` is a `zip`, an iterator, and was exhausted on {places.line(event.by)}: "
            f"`{event.name}` finds nothing in it and raises ValueError. Make it a list: "
            "`list(zip(...))`."
        )

    remedy = make_list(event.made, safe=not event.context.callers)
    related = ((event.by, f"`{event.zip}` is exhausted here"),)
    yield Finding(event.site, message, related, remedies=(remedy,))
