"""TAP306."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import RecordedInVain
from tapelint.fixes.leaving import leave_block
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP306", "update-inside-block", RecordedInVain, Symptom.UNSEEN, enabled=False)
def update_inside_block(event: RecordedInVain) -> Iterator[Finding]:
    """Variables are updated while a persistent tape records it, for nothing.

    ## What it does
    Finds `apply_gradients`, `assign`, `assign_add` and `assign_sub` in the block of a persistent
    tape, given the derivatives that were taken of it there, where it is not asked afterwards about
    anything that was computed since.

    ## Why it is bad
    Everything that the optimizer computes from the gradients is recorded and held as long as the
    tape lives. No derivative can come of it: what is written into a variable does not lead back to
    where it came from.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x**3
        dy_dx = tape.gradient(y, x)
        x.assign_sub(0.1 * dy_dx)  # TAP306
    d2y_dx2 = tape.gradient(dy_dx, x)
    del tape
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x**3
        dy_dx = tape.gradient(y, x)
    d2y_dx2 = tape.gradient(dy_dx, x)
    del tape
    x.assign_sub(0.1 * dy_dx)
    ```

    Where the block goes on with the new values, `with tape.stop_recording():` is the way out.

    ## References
    TensorFlow's log: "Calling GradientTape.gradient on a persistent tape inside its context is
    significantly less efficient than calling it outside the context".
    """
    if event.derives:
        return
    name, call = event.name, event.call

    def message(places: Places) -> str:
        return (
            f"`{name}` is persistent and still recording: it records what `{call}` computes of "
            "its gradients, of which no derivative can come. Update the variables after the "
            f"`with` block, or in `with {name}.stop_recording():`."
        )

    related = ((event.tape, f"`{name}` is created here, persistent"),)
    remedies = (leave_block(event.site, event.entered, plain=False),)
    yield Finding(event.site, message, related, remedies=remedies)
