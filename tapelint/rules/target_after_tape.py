"""TAP202."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, as_target, block_end, made
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.blocks import extend_block
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP202", "target-after-tape", DerivativeTaken, Symptom.GIVES_NONE)
def target_after_tape(event: DerivativeTaken) -> Iterator[Finding]:
    """The target was computed after the tape had stopped recording.

    ## What it does
    Finds derivative calls whose target, or the last step to it, was computed after the block of
    the tape, also in the arguments of the call itself.

    ## Why it is bad
    The tape does not know operations that ran when it was not recording, so it finds no way from
    the target to the source and gives `None`, without a warning. Operations that give back the
    tensor they are given (`tf.convert_to_tensor`, a cast to the same dtype) do no harm.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    loss = y / 2.0
    dloss_dx = tape.gradient(loss, x)  # TAP202
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        loss = y / 2.0
    dloss_dx = tape.gradient(loss, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Getting a gradient of
    None".
    """

    def why(lost: Lost, places: Places) -> str:
        end = block_end(event, places)
        return f"{made(lost, places)}, after `{event.name}` had stopped recording ({end})"

    def way_out(lost: Lost, places: Places) -> str:
        return f"Compute it inside `with ... as {as_target(event.name)}:`."

    label = f"computed when `{event.name}` was not recording any more"
    yield from absent(event, Reason.AFTER, why, way_out, label=label, mend=extend_block)
