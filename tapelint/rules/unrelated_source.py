"""TAP216."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.calls import swap_arguments
from tapelint.rule import Finding, Places, Remedy, Symptom, rule


@rule("TAP216", "unrelated-source", DerivativeTaken, Symptom.GIVES_NONE)
def unrelated_source(event: DerivativeTaken) -> Iterator[Finding]:
    """The target does not depend on the source.

    ## What it does
    Finds derivatives by something that nothing of the target was computed from, where all of the
    computation is in sight; target and source in the wrong order are among them.

    ## Why it is bad
    There is no way from the target to the source, so the derivative is `None`, without a warning.
    What counts is the tensor and not its name or value: `x[0]` is a new tensor each time.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    w = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dw = tape.gradient(y, w)  # TAP216
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    w = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = w * x * x
    dy_dw = tape.gradient(y, w)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Getting a gradient of
    None".
    """
    target = f"`{event.target}`" if event.target else "the target"

    def why(lost: Lost, places: Places) -> str:
        if lost.inline:
            what = f"{source(lost)} is computed in the call itself"
            return f"{what}, so {target} does not depend on it"
        where = f" (a tensor made on {places.line(lost.site)})" if lost.site is not None else ""
        return f"{target} does not depend on {source(lost)}{where}"

    def way_out(lost: Lost, places: Places) -> str:
        if lost.site is not None and lost.when != "swapped":
            return "Ask for the very tensor that the target is computed from: bind it to a name."
        return "The order is `gradient(target, sources)`; ask for what the target is computed from."

    yield from absent(event, Reason.UNRELATED, why, way_out, if_zeros=False, mend=_mend)


def _mend(event: DerivativeTaken, lost: Sequence[Lost]) -> Remedy:
    swapped = len(lost) == event.sources and all(one.when == "swapped" for one in lost)
    return swap_arguments(event.site) if swapped else lambda _: None
