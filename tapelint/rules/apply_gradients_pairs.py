"""TAP111."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.fixes.pairs import pair_up, swap_pairs
from tapelint.optimizer_events import PairsRefused
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP111", "apply-gradients-pairs", PairsRefused, Symptom.RAISES)
def apply_gradients_pairs(event: PairsRefused) -> Iterator[Finding]:
    """`apply_gradients` takes pairs of gradient and variable.

    ## What it does
    Finds `apply_gradients` of an optimizer that is given gradients alone, gradients and variables
    as two arguments, or pairs the other way round.

    ## Why it is bad
    The optimizer iterates over pairs of gradient and variable, in this order. Anything else
    raises, in words that tell little of it: "Cannot iterate over a scalar tensor" or "object has
    no attribute '_unique_id'".

    ## Bad
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(gradients, [w])  # TAP111
    ```

    ## Good
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w
    gradients = tape.gradient(loss, [w])
    optimizer.apply_gradients(zip(gradients, [w]))
    ```

    ## What TensorFlow says
    ```text
    TypeError: Cannot iterate over a scalar tensor.
    TypeError: BaseOptimizer.apply_gradients() takes 2 positional arguments but 3 were given
    AttributeError: ... object has no attribute '_unique_id'
    ```

    ## References
    `tf.keras.optimizers.Optimizer.apply_gradients`, "Args".
    """
    if not event.context.certain:
        return
    gradients, variables = event.gradients, event.variables
    if event.single:
        pairs = f"[({gradients or 'gradient'}, {variables or 'variable'})]"
    else:
        pairs = f"zip({gradients or 'gradients'}, {variables or 'variables'})"
    way_out = f"Write `{event.name}({pairs})`."

    def message(places: Places) -> str:
        if event.swapped:
            problem = f"`{event.name}` takes pairs of gradient and variable, in this order"
        else:
            given = f"`{gradients}`" if gradients else "what it is given"
            problem = f"`{event.name}` takes pairs of gradient and variable; {given} holds none"
        return f"{problem}: this call raises. {way_out}"

    own = not event.context.callers
    if event.swapped:
        remedy = swap_pairs(event.site, safe=own)
    else:
        safe = own and event.sure
        remedy = pair_up(event.site, event.derivative, single=event.single, safe=safe)
    yield Finding(event.site, message, remedies=(remedy,))
