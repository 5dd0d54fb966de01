"""TAP213."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, made
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP213", "not-recorded-here", DerivativeTaken, Symptom.GIVES_NONE)
def not_recorded_here(event: DerivativeTaken) -> Iterator[Finding]:
    """The target was computed while the tape was paused.

    ## What it does
    Finds derivatives whose target, or a step on the only way to it, was computed inside
    `with tape.stop_recording():`, or in the block of a tape after a derivative call that raised.

    ## Why it is bad
    The tape does not know what ran in the pause. It finds no way to the source and gives `None`,
    without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        with tape.stop_recording():
            y = x * x
    dy_dx = tape.gradient(y, x)  # TAP213
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        with tape.stop_recording():
            print("y is", y)
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    `tf.GradientTape.stop_recording`.
    """

    def why(lost: Lost, places: Places) -> str:
        return f"{made(lost, places)}, while `{event.name}` was paused"

    def way_out(lost: Lost, places: Places) -> str:
        return "Compute it where the tape records."

    label = f"computed while `{event.name}` was paused"
    yield from absent(event, Reason.PAUSED, why, way_out, label=label)
