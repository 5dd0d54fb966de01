"""TAP204."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.watching import watch_first
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP204", "unwatched-source", DerivativeTaken, Symptom.GIVES_NONE)
def unwatched_source(event: DerivativeTaken) -> Iterator[Finding]:
    """The source is a tensor that the tape does not watch.

    ## What it does
    Finds derivatives by a plain tensor that was never given to `tape.watch` and that the tape did
    not see computed from anything that it watches.

    ## Why it is bad
    A tape watches trainable variables by itself, but no tensors. The derivative by a tensor that
    is not watched is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)  # TAP204
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    `tf.GradientTape`, "Tensors can be manually watched by invoking the `watch` method".
    """

    def why(lost: Lost, places: Places) -> str:
        return (
            f"{source(lost)} is a tensor that `{event.name}` does not watch (only trainable "
            "variables are watched by themselves)"
        )

    def way_out(lost: Lost, places: Places) -> str:
        return f"Call `{event.name}.watch({lost.source or 'x'})` first in its block."

    yield from absent(event, Reason.UNWATCHED, why, way_out, if_zeros=False, mend=watch_first)
