"""TAP301."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import TapeLived
from tapelint.fixes.persistent import not_persistent
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP301", "persistent-tape-used-once", TapeLived, Symptom.UNSEEN, enabled=False)
def persistent_tape_used_once(event: TapeLived) -> Iterator[Finding]:
    """A persistent tape that is asked for one derivative only.

    ## What it does
    Finds `persistent=True` on tapes of which no way through the program takes a second
    derivative, and that no other code can get hold of. Derivative calls that need a persistent
    tape themselves, such as `jacobian` with `experimental_use_pfor=False`, are left alone.

    ## Why it is bad
    A tape that is not persistent gives back what it holds as soon as its one derivative is
    computed, in part while it is being computed. A persistent one holds all of it as long as the
    tape itself lives, and the peak of memory is higher.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)


    def derivative():
        with tf.GradientTape(persistent=True) as tape:  # TAP301
            y = x * x
        return tape.gradient(y, x)


    derivative()
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)


    def derivative():
        with tf.GradientTape() as tape:
            y = x * x
        return tape.gradient(y, x)


    derivative()
    ```

    ## References
    The guide to automatic differentiation: "In general, persistent tapes [...] nothing is
    discarded and your peak memory usage will be higher".
    """
    if not event.persistent or not event.once or not event.asked:
        return
    name, asked = event.name, event.asked

    def message(places: Places) -> str:
        where = " or ".join(places.line(site) for site in asked)
        return (
            f"`{name}` is persistent, but no more than one derivative is ever taken of it "
            f"({where}): what it recorded stays in memory as long as it lives. Leave out "
            "`persistent=True`, and it is given back at once."
        )

    related = tuple((site, f"the one derivative of `{name}`") for site in asked)
    remedies = (not_persistent(event.site, safe=event.plain),)
    yield Finding(event.site, message, related, remedies=remedies)
