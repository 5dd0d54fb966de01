"""TAP303."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import TapeLived
from tapelint.fixes.persistent import let_go
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP303", "persistent-tape-kept", TapeLived, Symptom.UNSEEN, enabled=False)
def persistent_tape_kept(event: TapeLived) -> Iterator[Finding]:
    """A persistent tape that a name of the module holds to the end.

    ## What it does
    Finds persistent tapes at the level of a module or notebook that have given their last
    derivative and are never deleted.

    ## Why it is bad
    A persistent tape keeps everything that it recorded: every intermediate result of its block,
    gradients of others included. A name of a module or of a notebook's cell lives as long as
    the program or kernel, and the memory with it.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:  # TAP303
        y = x * x
        z = y * y
    dz_dx = tape.gradient(z, x)
    dy_dx = tape.gradient(y, x)
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

    A tape in a function goes when the function returns.

    ## References
    The guide to automatic differentiation: "Drop the reference to the tape".
    """
    if not event.persistent or event.once or not event.asked or event.kept is None:
        return
    name, kept, last = event.name, event.kept, event.asked[-1]

    def message(places: Places) -> str:
        return (
            f"`{name}` is persistent, and `{kept}` holds it to the end: everything that it "
            f"recorded stays in memory. Write `del {kept}` after its last derivative "
            f"({places.line(last)})."
        )

    related = ((last, f"the last derivative of `{name}`"),)
    yield Finding(event.site, message, related, remedies=(let_go(event.site),))
