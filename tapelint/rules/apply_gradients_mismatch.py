"""TAP214."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.fixes.pairs import pass_sources
from tapelint.optimizer_events import Mispaired, Mispairing
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP214", "apply-gradients-mismatch", Mispaired, Symptom.UNSEEN)
def apply_gradients_mismatch(event: Mispaired) -> Iterator[Finding]:
    """The gradients are paired with other variables than they belong to.

    ## What it does
    Finds `apply_gradients(zip(gradients, variables))` where the variables are the sources of the
    gradients in another order, or where one of the two lists is longer.

    ## Why it is bad
    `zip` pairs by position and stops at the end of the shorter list. A variable is moved by the
    gradient of another one, or not at all, and nothing is said.

    ## Bad
    ```python
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w + b
    gradients = tape.gradient(loss, [w, b])
    optimizer.apply_gradients(zip(gradients, [b, w]))  # TAP214
    ```

    ## Good
    ```python
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    optimizer = tf.keras.optimizers.SGD(0.1)
    with tf.GradientTape() as tape:
        loss = w * w + b
    variables = [w, b]
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables))
    ```

    ## References
    The Python library reference, "zip".
    """
    if not event.context.certain:
        return
    variable = f"`{event.variable}`" if event.variable else "a variable"
    other = f"`{event.other}`" if event.other else "another one"
    shorter = "`zip` stops at the end of the shorter list"
    match event.how:
        case Mispairing.ORDER:
            problem = (
                f"`zip` pairs by position: {variable} is moved by the gradient of {other} here"
            )
            way_out = "Use one list of variables for both, in one order."
        case Mispairing.NO_GRADIENT:
            problem = f"{shorter}: there is no gradient for {variable}, which stays as it is"
            way_out = "Differentiate by it as well."
        case Mispairing.NO_VARIABLE:
            problem = f"{shorter}: there are more gradients than variables, and the last are lost"
            way_out = "Pass every variable that the gradient is taken by."

    def message(places: Places) -> str:
        return f"{problem}. {way_out}"

    remedy = pass_sources(event.zipped, event.derivative)
    order = event.how is not Mispairing.NO_GRADIENT
    yield Finding(event.site, message, remedies=(remedy,) if order else ())
