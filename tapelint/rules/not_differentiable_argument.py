"""TAP108."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken, Kind, Misfit
from tapelint.fixes.arguments import extend_source
from tapelint.lifecycle import Error
from tapelint.rule import Finding, Places, Remedy, Symptom, rule
from tapelint.wrong_kind import what_it_is


@rule("TAP108", "not-differentiable-argument", DerivativeTaken, Symptom.RAISES)
def not_differentiable_argument(event: DerivativeTaken) -> Iterator[Finding]:
    """The target or a source of a derivative is not a tensor.

    ## What it does
    Finds targets and sources that are numbers, NumPy arrays, `None`, strings, generators,
    functions, Keras models or other objects, alone or in a list; and structures of tensors where
    `jacobian` and `batch_jacobian` take one tensor.

    ## Why it is bad
    Such a call raises `TypeError` or `AttributeError`, with a message about dtypes or missing
    attributes that does not tell which argument is meant. Mostly a value left TensorFlow too
    early (`.numpy()`, `float(...)`), a function forgot to return, or a model stands where its
    variables should.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = (x * x).numpy()
    dy_dx = tape.gradient(loss, x)  # TAP108
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        loss = x * x
    dy_dx = tape.gradient(loss, x)
    print(loss.numpy())
    ```

    ## What TensorFlow says
    ```text
    TypeError: Argument `target` should be a list or nested structure of Tensors, Variables or CompositeTensors to be differentiated, but received None.
    TypeError: Cannot convert the argument `type_value`: ... to a TensorFlow DType.
    AttributeError: '...' object has no attribute '_id'
    AttributeError: 'float' object has no attribute 'dtype'
    AttributeError: 'NoneType' object has no attribute 'shape'
    AttributeError: 'list' object has no attribute 'shape'
    ```

    ## References
    `tf.GradientTape.gradient`, "Args".
    """
    if not event.misfits or not event.context.certain:
        return
    first = event.misfits[0]
    if first.kind is Kind.SYMBOLIC or event.errors & {None, Error.SPENT}:
        return
    exceptions = sorted({misfit.exception for misfit in event.misfits})
    raised = exceptions[0] if len(exceptions) == 1 else "TypeError or AttributeError"

    def message(places: Places) -> str:
        return (
            f"{what_it_is(first, places)}; as {first.role} of `{event.method}` it raises "
            f"{raised}. {_way_out(event, first)}"
        )

    label = "gave no derivative"
    related = ((first.site, label),) if first.site is not None else ()
    yield Finding(event.site, message, related, remedies=_remedies(event))


def _remedies(event: DerivativeTaken) -> tuple[Remedy, ...]:
    """A model in the place of its variables; one tensor is what `batch_jacobian` wants."""
    first, safe = event.misfits[0], not event.context.callers
    if len(event.misfits) > 1 or first.inner or event.method == "batch_jacobian":
        return ()
    if first.kind is not Kind.KERAS or first.role != "source":
        return ()
    return (extend_source(event.site, "trainable_variables", safe=safe),)


def _way_out(event: DerivativeTaken, first: Misfit) -> str:
    written = first.what or "..."
    match first.kind:
        case Kind.NONE if first.site is not None:
            return "Mend that call first."
        case Kind.KERAS if first.role == "source":
            return f"Pass its variables: `{written}.trainable_variables`."
        case Kind.ITERATOR:
            return "Pass a list."
        case Kind.FUNCTION:
            return f"Call `{written}` in the block of `{event.name}` and pass what it returns."
        case Kind.STRUCTURE if first.role == "target":
            return "Stack its elements to one tensor in the block, or call it for each of them."
        case Kind.STRUCTURE:
            return "Pass one tensor."
    if first.role == "target":
        return f"Pass the tensor that was computed in the block of `{event.name}`."
    return f"Pass a `tf.Variable`, or a tensor that `{event.name}` watches."
