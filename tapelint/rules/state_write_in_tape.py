"""TAP211."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP211", "state-write-in-tape", DerivativeTaken, Symptom.GIVES_NONE)
def state_write_in_tape(event: DerivativeTaken) -> Iterator[Finding]:
    """The way from the source to the target goes through the state of a variable.

    ## What it does
    Finds derivatives where the only way from the source to the target is to write it into a
    variable (`assign`, `tf.Variable(tensor)`) and to read that.

    ## Why it is bad
    A variable holds a value and not how it was computed. Reading it starts a new path at the
    variable, so the derivative by what was written is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    state = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        state.assign(x * 2.0)
        y = state**2
    dy_dx = tape.gradient(y, x)  # TAP211
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        state = x * 2.0
        y = state**2
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Took gradients through a
    stateful object".
    """

    def why(lost: Lost, places: Places) -> str:
        where = f" on {places.line(lost.site)}" if lost.site is not None else ""
        return (
            f"{source(lost)} gets to the target only through the state of a variable "
            f"(`{lost.word}`{where}), which does not keep how it was computed"
        )

    def way_out(lost: Lost, places: Places) -> str:
        return "Pass the tensor itself on."

    yield from absent(
        event, Reason.WRITTEN, why, way_out, label="written into a variable here", if_zeros=False
    )
