"""TAP212."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.watching import watch_first
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP212", "non-trainable-source", DerivativeTaken, Symptom.GIVES_NONE)
def non_trainable_source(event: DerivativeTaken) -> Iterator[Finding]:
    """The source is a variable that is not trainable, and not watched.

    ## What it does
    Finds derivatives by a `tf.Variable(..., trainable=False)` that no call of `watch` names, and by
    all `variables` of a model that has moving averages of a batch normalisation among them.

    ## Why it is bad
    A tape watches trainable variables only. The derivative by any other is `None`, without a
    warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)  # TAP212
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    `tf.GradientTape`, "Trainable variables (created by `tf.Variable` [...] where
    `trainable=True` is default in both cases) are automatically watched".
    """

    def why(lost: Lost, places: Places) -> str:
        name = source(lost)
        if lost.part:
            return f"{name} has moving averages, which are not trainable"
        return f"{name} is a variable with `trainable=False`, which `{event.name}` does not watch"

    def way_out(lost: Lost, places: Places) -> str:
        if lost.part:
            return "Ask for the `trainable_variables` only."
        return f"Call `{event.name}.watch({lost.source or 'v'})` before it is read."

    listed = any(one.part for one in event.lost if one.reason is Reason.NOT_TRAINABLE)
    mend = None if listed else partial(watch_first, safe=False)
    yield from absent(event, Reason.NOT_TRAINABLE, why, way_out, if_zeros=False, mend=mend)
