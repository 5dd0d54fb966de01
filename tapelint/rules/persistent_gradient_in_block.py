"""TAP302."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import RecordedInVain
from tapelint.fixes.leaving import leave_block
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.values import Site


@rule("TAP302", "persistent-gradient-in-block", RecordedInVain, Symptom.WARNS)
def persistent_gradient_in_block(event: RecordedInVain) -> Iterator[Finding]:
    """A persistent tape records its own derivative call, and nothing asks it about that.

    ## What it does
    Finds derivative calls on a persistent tape inside its own block whose result is not
    differentiated by this tape afterwards, nor by another one that records meanwhile.

    ## Why it is bad
    The tape is still recording: every operation of the backward pass goes into its record and
    stays there, which costs time and memory for nothing. TensorFlow says so in its log, once
    per process. After the block the same call gives the same result. A tape that is not
    persistent stops recording for its derivative call, and has no such cost.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = y * y
        dz_dx = tape.gradient(z, x)  # TAP302
    dy_dx = tape.gradient(y, x)
    del tape
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = y * y
    dz_dx = tape.gradient(z, x)
    dy_dx = tape.gradient(y, x)
    del tape
    ```

    Inside the block is the right place when the derivative is differentiated again:
    `d2z_dx2 = tape.gradient(dz_dx, x)`.

    ## References
    TensorFlow's log: "Calling GradientTape.gradient on a persistent tape inside its context is
    significantly less efficient than calling it outside the context".
    """
    if not event.derives:
        return
    name, call = event.name, event.call

    def message(places: Places) -> str:
        return (
            f"`{name}` is persistent and still recording: it records this call of `{call}` as "
            "well, and is never asked for a derivative of the result. TensorFlow logs a warning. "
            "Call it after the `with` block."
        )

    related: tuple[tuple[Site, str], ...] = ((event.tape, f"`{name}` is created here, persistent"),)
    remedies = (leave_block(event.site, event.entered, plain=True),)
    yield Finding(event.site, message, related, remedies=remedies)
