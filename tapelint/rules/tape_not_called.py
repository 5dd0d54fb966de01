"""TAP105."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import TapeClassEntered
from tapelint.fixes.tape_class import call_class
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP105", "tape-not-called", TapeClassEntered, Symptom.RAISES)
def tape_not_called(event: TapeClassEntered) -> Iterator[Finding]:
    """`with tf.GradientTape as tape:` enters the class and not a tape.

    ## What it does
    Finds `with` on the class `tf.GradientTape` itself.

    ## Why it is bad
    The parentheses are missing: a class is no context manager, so this raises `TypeError`
    (`AttributeError` before Python 3.11).

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape as tape:  # TAP105
        y = x * x
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## What TensorFlow says
    ```text
    TypeError: 'type' object does not support the context manager protocol
    ```

    Older versions: `AttributeError: __enter__`

    ## References
    The Python reference, "The with statement".
    """
    if not event.context.certain:
        return
    target = f" as {event.target}" if event.target else ""

    def message(places: Places) -> str:
        return (
            f"`{event.spelling}` is a class and no tape: this `with` raises TypeError. "
            f"Call it: `with {event.spelling}(){target}:`."
        )

    yield Finding(event.site, message, remedies=(call_class(event.site),))
