"""TAP210."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.assignments import assign_replaced
from tapelint.rule import Finding, Places, Remedy, Symptom, rule


@rule("TAP210", "variable-rebound", DerivativeTaken, Symptom.GIVES_NONE)
def variable_rebound(event: DerivativeTaken) -> Iterator[Finding]:
    """The variable was replaced by a tensor.

    ## What it does
    Finds derivatives by something that was a variable until an assignment such as `w = w - step`
    put a tensor in its place.

    ## Why it is bad
    `w = w - step` does not change the variable: it binds the name to a new tensor, which no tape
    watches. From the next step on the derivative is `None`, and training stops silently.

    ## Bad
    ```python
    import tensorflow as tf

    w = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        loss = w * w
    w = w - 0.1 * tape.gradient(loss, w)
    with tf.GradientTape() as tape:
        loss = w * w
    gradient = tape.gradient(loss, w)  # TAP210
    ```

    ## Good
    ```python
    import tensorflow as tf

    w = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        loss = w * w
    w.assign_sub(0.1 * tape.gradient(loss, w))
    with tf.GradientTape() as tape:
        loss = w * w
    gradient = tape.gradient(loss, w)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Replaced a variable
    with a tensor".
    """

    def why(lost: Lost, places: Places) -> str:
        where = f" on {places.line(lost.site)}" if lost.site is not None else ""
        return f"{source(lost)} is no variable any more: a tensor took its place{where}"

    def way_out(lost: Lost, places: Places) -> str:
        return (
            f"Write `{lost.source or 'w'}.assign(...)` or `.assign_sub(...)` to change a variable."
        )

    yield from absent(
        event, Reason.REBOUND, why, way_out, label="replaced by a tensor here", mend=_mend
    )


def _mend(event: DerivativeTaken, lost: Sequence[Lost]) -> Remedy:
    places = {(one.source or "", one.site) for one in lost}
    return assign_replaced(sorted(places, key=str), safe=not event.context.callers)
