"""TAP305."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import WatchedAnyway
from tapelint.fixes.watching import no_watch
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP305", "redundant-watch", WatchedAnyway, Symptom.UNSEEN, enabled=False)
def redundant_watch(event: WatchedAnyway) -> Iterator[Finding]:
    """A trainable variable is watched by hand by a tape that watches it anyway.

    ## What it does
    Finds `watch` of trainable `tf.Variable`s, in the block of a tape that has its automatic
    watching on and is never asked for the list of its watched variables.

    ## Why it is bad
    It changes nothing: such a tape watches every trainable variable as soon as it is read. Whoever
    reads the line has to find that out, and takes `watch` for necessary elsewhere.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)  # TAP305
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    c = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(c)
        y = x * x * c
    dy_dx, dy_dc = tape.gradient(y, [x, c])
    ```

    ## References
    `tf.GradientTape`: "Trainable variables [...] are automatically watched".
    """
    name, watched = event.name, event.watched

    def message(places: Places) -> str:
        return (
            f"`{name}` watches trainable variables by itself as soon as they are read: watching "
            f"`{watched}` changes nothing. Leave this call out."
        )

    yield Finding(event.site, message, remedies=(no_watch(event.site, safe=True),))
