"""TAP205."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.watching import watch_earlier
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP205", "watch-too-late", DerivativeTaken, Symptom.GIVES_NONE)
def watch_too_late(event: DerivativeTaken) -> Iterator[Finding]:
    """The source is watched after the operations that use it.

    ## What it does
    Finds derivatives by something that was given to `tape.watch` only after it had been used, or
    when no tape was recording.

    ## Why it is bad
    A tape records an operation only if it watches one of its inputs at that time. `watch` does not
    work backwards, so the derivative is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        tape.watch(x)
    dy_dx = tape.gradient(y, x)  # TAP205
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
    `tf.GradientTape.watch`, "Ensures that `tensor` is being traced by this tape".
    """

    def why(lost: Lost, places: Places) -> str:
        where = f" (on {places.line(lost.site)})" if lost.site is not None else ""
        return f"{source(lost)} is watched{where} only after it was used"

    def way_out(lost: Lost, places: Places) -> str:
        return f"Call `{event.name}.watch({lost.source or 'x'})` first in its block."

    yield from absent(
        event, Reason.LATE, why, way_out, label="watched too late", mend=watch_earlier
    )
