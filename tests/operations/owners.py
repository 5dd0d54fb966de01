"""Uses a member of an object under TensorFlow and says what it gave."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from tapelint.operations.members import CALL, Gives, Owner

from .observe import tensors_in

START = [3.0, 4.0]


def make(owner: Owner) -> Any:
    """An object of that kind."""
    match owner:
        case Owner.TENSOR:
            return tf.constant(START)
        case Owner.VARIABLE:
            return tf.Variable(START)
        case Owner.KERAS_VARIABLE:
            return keras.Variable(START)
        case Owner.METRIC:
            return keras.metrics.Mean()
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model if owner is Owner.MODEL else model.layers[-1]


def is_method(owner: Owner, name: str) -> bool:
    """Whether it is called on the object, and is not a property."""
    return name == CALL or callable(getattr(make(owner), name))


def observe(owner: Owner, expression: str, mode: str) -> str:
    """The name of what it gives; `error` and why if it raises."""
    thing, x = make(owner), tf.constant([1.0, 2.0])
    seen: list[str] = []

    def use(x: Any) -> None:
        seen.append(classify(owner, thing, expression, x))

    try:
        if mode == "eager":
            use(x)
        else:
            tf.function(use, autograph=False)(x)
    except Exception as error:  # noqa: BLE001
        return f"error {error!r:.200}"
    return seen[-1]


def classify(owner: Owner, thing: Any, expression: str, x: Any) -> str:
    variables = (Owner.VARIABLE, Owner.KERAS_VARIABLE)
    source = thing if owner in (Owner.TENSOR, *variables) else None
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x] if owner in variables or source is None else [x, source])
        before = source * source if source is not None else None
        given = eval(expression, {"o": thing, "x": x, "tf": tf})
        leaves = tf.nest.flatten(given)
        tensors = tensors_in(given)
        after = [t * 2 for t in tensors if t.dtype.is_floating]
    if any(isinstance(leaf, keras.KerasTensor) for leaf in leaves):
        return Gives.SYMBOLIC.name
    if not tensors:
        return Gives.LEAVES.name
    if source is not None and tape.gradient(before, tensors[0]) is not None:
        return _as_state(tape, source, x, after)
    reaches_x = bool(after) and tape.gradient(after, x) is not None
    if given is x or (reaches_x and source is not None and tape.gradient(after, source) is None):
        return Gives.ARGUMENT.name
    reaches_source = bool(after) and source is not None and tape.gradient(after, source) is not None
    if reaches_source and reaches_x is ("x" in expression):
        return Gives.TENSOR.name
    return "mixed" if reaches_source or reaches_x else Gives.CUTS.name


def _as_state(tape: Any, source: Any, x: Any, after: list[Any]) -> str:
    """A resource or another variable object of the same state: its past is not seen."""
    if after and (tape.gradient(after, x) is not None or tape.gradient(after, source) is None):
        return "mixed"
    return Gives.STATE.name
