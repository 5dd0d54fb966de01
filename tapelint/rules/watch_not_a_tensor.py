"""TAP110."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import Kind, TapeUsed
from tapelint.fixes.watching import no_watch, watch_values
from tapelint.rule import Finding, Places, Remedy, Symptom, rule
from tapelint.tape_state import Watching
from tapelint.wrong_kind import what_it_is


@rule("TAP110", "watch-not-a-tensor", TapeUsed, Symptom.RAISES)
def watch_not_a_tensor(event: TapeUsed) -> Iterator[Finding]:
    """`watch` takes tensors and `tf.Variable`s, nothing else.

    ## What it does
    Finds `tape.watch` of numbers, NumPy arrays, strings, `None`, generators and other objects, and
    of the variables of Keras 3 models and layers.

    ## Why it is bad
    `watch` raises `ValueError`. The variables of Keras 3 are no `tf.Variable`s; a tape watches
    them by itself when they are read, and refuses to be told so.

    ## Bad
    ```python
    import numpy as np
    import tensorflow as tf

    x = np.array([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)  # TAP110
        y = tf.reduce_sum(tf.square(x))
    ```

    ## Good
    ```python
    import numpy as np
    import tensorflow as tf

    x = tf.constant(np.array([1.0, 2.0]))
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.square(x))
    dy_dx = tape.gradient(y, x)
    ```

    ## What TensorFlow says
    ```text
    ValueError: Passed in object ... of type '...', not tf.Tensor or tf.Variable or ExtensionType.
    ```

    ## References
    `tf.GradientTape.watch`, "Args".
    """
    if not event.misfits or not event.context.certain:
        return
    first = event.misfits[0]
    if first.kind is Kind.SYMBOLIC:
        return

    def message(places: Places) -> str:
        return f"{what_it_is(first, places)}; `watch` raises {first.exception}. {_way_out(event)}"

    yield Finding(event.site, message, remedies=_remedies(event))


def _remedies(event: TapeUsed) -> tuple[Remedy, ...]:
    """Where variables are watched by themselves the call is needless, else it wants tensors."""
    first, safe = event.misfits[0], not event.context.callers
    if event.tape.watching == {Watching.ON} and first.kind in (Kind.KERAS_VARIABLE, Kind.KERAS):
        return (no_watch(event.site, safe=safe),)
    if event.tape.watching == {Watching.OFF} and first.kind is Kind.KERAS_VARIABLE:
        return (watch_values(event.site, safe=safe),)
    return ()


def _way_out(event: TapeUsed) -> str:
    first = event.misfits[0]
    written = first.what or "..."
    match first.kind:
        case Kind.KERAS_VARIABLE if event.tape.watches_variables:
            return f"Delete the call: `{event.name}` watches trainable variables by itself."
        case Kind.KERAS_VARIABLE:
            return "Watch the `.value` of each."
        case Kind.KERAS:
            return "A tape watches trainable variables by itself: delete the call."
        case Kind.NUMBER | Kind.ARRAY:
            return f"Make a tensor of it before the block: `tf.constant({written})`."
        case Kind.ITERATOR:
            return "Pass a list of tensors."
    return "Pass a tensor."
