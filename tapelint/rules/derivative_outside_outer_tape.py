"""TAP201."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken, Slip
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
    if not event.slips or not event.context.certain:
        return
    slip, outer = event.slips[0], event.name
    derivative = f"`{slip.name}`" if slip.name else "the first derivative"

    def message(places: Places) -> str:
        result = "zeros" if event.zeros else "None"
        return (
            f"{derivative} was computed on {places.line(slip.derivative)}, when `{outer}` was not "
            f"recording ({_reason(event, slip, places)}): this call returns {result}, persistent "
            f"or not. Take the first derivative inside `with ... as {_target(outer)}:`."
        )

    related = [(slip.derivative, f"computed while `{outer}` was not recording")]
    if event.tape.left is not None:
        related.append((event.tape.left, f"`{outer}` records only in this block"))
    yield Finding(event.site, message, tuple(related))


def _reason(event: DerivativeTaken, slip: Slip, places: Places) -> str:
    left = event.tape.left
    if slip.when == "paused":
        return "it was paused by `stop_recording`"
    if slip.when == "before":
        return "its block had not begun"
    return f"its block ended on {places.end(left)}" if left is not None else "its block had ended"


def _target(name: str) -> str:
    return "tape" if " " in name else name
