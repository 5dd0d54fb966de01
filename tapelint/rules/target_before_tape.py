"""TAP203."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, as_target, made
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.blocks import start_earlier
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP203", "target-before-tape", DerivativeTaken, Symptom.GIVES_NONE)
def target_before_tape(event: DerivativeTaken) -> Iterator[Finding]:
    """The target was computed before the tape started recording.

    ## What it does
    Finds derivative calls whose target, or a step on the only way from the source to it, was
    computed before the tape was entered.

    ## Why it is bad
    The tape knows only operations that ran while it was recording. What was computed before is a
    constant to it: it finds no way from the target to the source and gives `None`, without a
    warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    prediction = x * 2.0
    with tf.GradientTape() as tape:
        loss = prediction**2
    dloss_dx = tape.gradient(loss, x)  # TAP203
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        prediction = x * 2.0
        loss = prediction**2
    dloss_dx = tape.gradient(loss, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Getting a gradient of
    None".
    """

    def why(lost: Lost, places: Places) -> str:
        if lost.when == "earlier":
            return f"{made(lost, places)}, before `{event.name}` was reset or began a new record"
        return f"{made(lost, places)}, before `{event.name}` started to record"

    def way_out(lost: Lost, places: Places) -> str:
        return f"Compute it inside `with ... as {as_target(event.name)}:`."

    label = f"computed before `{event.name}` recorded"
    yield from absent(event, Reason.BEFORE, why, way_out, label=label, mend=start_earlier)
