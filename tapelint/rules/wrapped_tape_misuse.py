"""TAP113."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import Misuse, WrapperMisused
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP113", "wrapped-tape-misuse", WrapperMisused, Symptom.RAISES)
def wrapped_tape_misuse(event: WrapperMisused) -> Iterator[Finding]:
    """A wrapper of Horovod's kind shares the record of its tape, and can do less.

    ## What it does
    Finds derivative calls on a `DistributedGradientTape` (of Horovod, BytePS or SageMaker), or on
    the tape that it wraps, which raise because there are two: both are asked though the tape is
    not persistent; `unconnected_gradients`, `jacobian` or `batch_jacobian` of the wrapper; a call
    on the wrapper inside the block of the tape.

    ## Why it is bad
    The wrapper is another tape over the same record. What one of them spends is gone for both,
    and only one of them knows it: the other raises `InternalError`. The wrapper's `gradient` takes
    the target, the sources and `output_gradients` only, and the Jacobians need more: they raise
    `TypeError`. Inside the block it raises `RuntimeError`.

    ## Bad
    ```python
    import horovod.tensorflow as hvd
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        loss = w * w + b
    wrapper = hvd.DistributedGradientTape(tape)
    dw = wrapper.gradient(loss, w)
    db = tape.gradient(loss, b)  # TAP113
    ```

    ## Good
    ```python
    import horovod.tensorflow as hvd
    import tensorflow as tf

    w, b = tf.Variable(3.0), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        loss = w * w + b
    tape = hvd.DistributedGradientTape(tape)
    dw, db = tape.gradient(loss, [w, b])
    ```

    ## What TensorFlow says
    ```text
    InternalError: Internal state of the gradient tape is invalid: failed to find operation producing a tensor
    TypeError: ...gradient() got an unexpected keyword argument 'unconnected_gradients'
    RuntimeError: gradient() cannot be invoked within the GradientTape context
    ```

    ## References
    Horovod, "Horovod with TensorFlow".
    """
    if not event.context.certain:
        return
    name = event.name

    def message(places: Places) -> str:
        match event.how:
            case Misuse.RECORD_GONE:
                return (
                    f"`{name}` is not persistent and shares its record with another tape, which "
                    f"used it up on {places.line(event.by)}: this call raises InternalError. Ask "
                    "the wrapper only, for all gradients in one call."
                )
            case Misuse.IN_BLOCK:
                return (
                    f"`{name}` wraps a tape that is still recording: this call raises "
                    "RuntimeError. Move it behind the block."
                )
            case Misuse.ARGUMENT:
                problem = f"`{event.word}` is no argument of the wrapper's `gradient`"
            case Misuse.METHOD:
                problem = f"the wrapper's `gradient` does not do what `{event.word}` needs of it"
        return f"`{name}` is a wrapped tape and {problem}: this call raises TypeError. {_ASK}"

    sites = ((event.by, "the record is used up here"), (event.made, "the wrapper is made here"))
    related = tuple((site, label) for site, label in sites if site is not None)
    yield Finding(event.site, message, related)


_ASK = "Ask the tape that it wraps."
