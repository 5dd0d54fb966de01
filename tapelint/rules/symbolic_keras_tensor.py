"""TAP109."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken, Event, Kind, TapeUsed
from tapelint.lifecycle import Error
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.wrong_kind import called


@rule("TAP109", "symbolic-keras-tensor", Event, Symptom.RAISES)
def symbolic_keras_tensor(event: Event) -> Iterator[Finding]:
    """A symbolic tensor of Keras has no value that could be watched or differentiated.

    ## What it does
    Finds `keras.Input(...)`, `model.inputs`, `model.output`, `layer.output` and what layers give
    for them, as target, source or argument of `watch`.

    ## Why it is bad
    Such a `KerasTensor` is a plan of a computation. The tape records computations that are
    executed, so the call raises.

    ## Bad
    ```python
    import keras
    import tensorflow as tf

    inputs = keras.Input([2])
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    x = tf.constant([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        y = model(x)
    dy_dx = tape.gradient(y, model.input)  # TAP109
    ```

    ## Good
    ```python
    import keras
    import tensorflow as tf

    inputs = keras.Input([2])
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    x = tf.constant([[1.0, 2.0]])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x)
    dy_dx = tape.gradient(y, x)
    ```

    ## What TensorFlow says
    ```text
    AttributeError: 'KerasTensor' object has no attribute '_id'
    ValueError: Passed in object <KerasTensor ...> of type 'KerasTensor', not tf.Tensor or tf.Variable or ExtensionType.
    ValueError: A KerasTensor cannot be used as input to a TensorFlow function.
    ```

    ## References
    Keras, "The Functional API": models of the outputs of inner layers.
    """
    if not isinstance(event, (DerivativeTaken, TapeUsed)) or not event.context.certain:
        return
    found = event.misfits
    if not found or found[0].kind is not Kind.SYMBOLIC:
        return
    if isinstance(event, DerivativeTaken) and event.errors & {None, Error.SPENT}:
        return
    first = found[0]

    def message(places: Places) -> str:
        return (
            f"{called(first)} is a symbolic Keras tensor without a value: this call raises "
            f"{first.exception}. {_WAYS_OUT[first.role]}"
        )

    yield Finding(event.site, message)


_MODEL = "`keras.Model(model.inputs, [layer.output, model.output])`"
_WAYS_OUT = {
    "target": f"Call the model on a tensor in the block; {_MODEL} gives inner outputs as well.",
    "source": "Differentiate with respect to the tensor that the model is called on, and watch "
    f"it; {_MODEL} gives the output of an inner layer.",
    "watched": "Watch the tensor that the model is called on.",
}
