"""TAP103."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import TapeEntered
from tapelint.lifecycle import Error
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.values import Site


@rule("TAP103", "tape-reentered", TapeEntered, Symptom.RAISES)
def tape_reentered(event: TapeEntered) -> Iterator[Finding]:
    """Entering a tape that is already recording raises ValueError.

    ## What it does
    Finds `with tape:` inside the block of the same tape.

    ## Why it is bad
    A tape can be entered again after its block has ended, and goes on recording then, but
    not while it is recording.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        with tape:  # TAP103
            z = y * x
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    with tape:
        z = y * x
    dz_dx = tape.gradient(z, x)
    ```

    ## What TensorFlow says
    ```text
    ValueError: Tape is still recording, This can happen if you try to re-enter an already-active tape.
    ```

    ## References
    `tf.GradientTape.__enter__`, "Tape is still recording, This can happen if you try to
    re-enter an already-active tape".
    """
    if event.errors != {Error.ACTIVE} or not event.context.certain:
        return
    name, entered = event.name, event.tape.entered

    def message(places: Places) -> str:
        since = f" since {places.line(entered)}" if entered is not None else ""
        return (
            f"`{name}` is already recording{since}: entering it again raises ValueError. "
            "Leave its block first, or use a second tape."
        )

    related: tuple[tuple[Site, str], ...] = (
        ((entered, f"`{name}` is entered here"),) if entered is not None else ()
    )
    yield Finding(event.site, message, related)
