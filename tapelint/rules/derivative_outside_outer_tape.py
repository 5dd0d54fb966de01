"""TAP201."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tapelint.absence import absent, as_target, block_end
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.blocks import extend_block
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP201", "derivative-outside-outer-tape", DerivativeTaken, Symptom.GIVES_NONE)
def derivative_outside_outer_tape(event: DerivativeTaken) -> Iterator[Finding]:
    """The first derivative was taken when the outer tape did not record: the second is None.

    ## What it does
    Finds a derivative of a derivative, where the first one was computed while the tape that is
    asked for the second was not recording: after its block, before it, or in a pause.

    ## Why it is bad
    A derivative call is a series of operations like any other. The outer tape knows only those
    that ran while it was recording, so it finds no way from the first derivative back to the
    source and gives `None`, without a warning. `persistent=True` does not help.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(1.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
    dy_dx = inner.gradient(y, x)
    d2y_dx2 = outer.gradient(dy_dx, x)  # TAP201
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(1.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = x * x * x
        dy_dx = inner.gradient(y, x)
    d2y_dx2 = outer.gradient(dy_dx, x)
    ```

    ## References
    The guide "Advanced automatic differentiation", section "Higher-order gradients".
    """

    def why(lost: Lost, places: Places) -> str:
        derivative = f"`{lost.name}`" if lost.name else "the first derivative"
        return (
            f"{derivative} was computed on {places.line(lost.site)}, when `{event.name}` was not "
            f"recording ({_reason(event, lost, places)})"
        )

    def way_out(lost: Lost, places: Places) -> str:
        return f"Take the first derivative inside `with ... as {as_target(event.name)}:`."

    label = f"computed while `{event.name}` was not recording"
    aside = ", persistent or not"
    mend = partial(extend_block, safe=False)
    yield from absent(
        event, Reason.FIRST_OUTSIDE, why, way_out, label=label, aside=aside, mend=mend
    )


def _reason(event: DerivativeTaken, lost: Lost, places: Places) -> str:
    if lost.when == "paused":
        return "it was paused by `stop_recording`"
    if lost.when in ("before", "earlier"):
        return "its block had not begun"
    return block_end(event, places)
