"""TAP115."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import VariableAugmented
from tapelint.fixes.assignments import assign_augmented
from tapelint.rule import Finding, Places, Symptom, rule

_METHODS = {"-": "assign_sub({})", "+": "assign_add({})"}


@rule("TAP115", "augmented-assignment-on-variable", VariableAugmented, Symptom.RAISES)
def augmented_assignment_on_variable(event: VariableAugmented) -> Iterator[Finding]:
    """`variable -= value` raises on a `tf.Variable`.

    ## What it does
    Finds `-=`, `+=`, `*=`, `/=` and `**=` on a `tf.Variable`.

    ## Why it is bad
    TensorFlow refuses them with `RuntimeError`, because they would replace the variable by a
    tensor. To change the variable there are `assign_sub`, `assign_add` and `assign`.

    ## Bad
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = w * w
    w -= 0.1 * tape.gradient(loss, w)  # TAP115
    ```

    ## Good
    ```python
    import tensorflow as tf

    w = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = w * w
    w.assign_sub(0.1 * tape.gradient(loss, w))
    ```

    ## What TensorFlow says
    ```text
    RuntimeError: `variable -= value` with `tf.Variable`s is not supported. Use `variable.assign_sub(value)` to modify the variable, or `out = variable * value` if you need to get a new output Tensor.
    RuntimeError: `variable += value` with `tf.Variable`s is not supported. Use `variable.assign_add(value)` to modify the variable, or `out = variable + value` if you need to get a new output Tensor.
    RuntimeError: `var ... value` with `tf.Variable`s is not supported. Use `var.assign(var ... value)` to modify the variable, or `out = var ... value` if you need to get a new output Tensor.
    ```

    ## References
    `tf.Variable`, "assign_sub".
    """
    if not event.context.certain:
        return
    name, operator = event.name, event.operator
    method = _METHODS.get(operator, f"assign({name} {operator} {{}})").format("...")

    def message(places: Places) -> str:
        return (
            f"`{name}` is a `tf.Variable`: `{operator}=` on it raises RuntimeError. "
            f"Write `{name}.{method}`."
        )

    remedy = assign_augmented(event.site, operator, safe=not event.context.callers)
    yield Finding(event.site, message, remedies=(remedy,))
