"""TAP304."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import TapeLived
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.values import Site


@rule("TAP304", "tape-unused", TapeLived, Symptom.UNSEEN, enabled=False)
def tape_unused(event: TapeLived) -> Iterator[Finding]:
    """A tape that records a block and is never asked for a derivative.

    ## What it does
    Finds tapes with a name that nothing asks for a derivative or for the variables they have
    watched, and that no other code can get hold of. `with tf.GradientTape():` without a name is
    left alone: it is written on purpose.

    ## Why it is bad
    Recording costs time, and holds every intermediate result of the block as long as the tape
    lives. Often a tape without a question is what is left of a longer program, or another tape
    is asked by mistake.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:  # TAP304
        y = x * x
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    y = x * x
    ```

    ## References
    `tf.GradientTape`.
    """
    if not event.idle:
        return
    name, entered = event.name, event.entered

    def message(places: Places) -> str:
        return (
            f"`{name}` records its block, and nothing ever asks it for a derivative: what it "
            "holds is held for nothing. Take the tape away, or the derivative that it is for."
        )

    related: tuple[tuple[Site, str], ...] = (
        ((entered, f"`{name}` records this block"),) if entered is not None else ()
    )
    yield Finding(event.site, message, related)
