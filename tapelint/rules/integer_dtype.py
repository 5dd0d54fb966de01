"""TAP209."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.literals import write_floats
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP209", "integer-dtype", DerivativeTaken, Symptom.GIVES_NONE)
def integer_dtype(event: DerivativeTaken) -> Iterator[Finding]:
    """The source is no float, and only floats have derivatives.

    ## What it does
    Finds derivatives by tensors and variables of integers, bools or strings.

    ## Why it is bad
    Only floating-point and complex tensors have derivatives. For others a tape gives `None`, and
    TensorFlow does not even log it.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)  # TAP209
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    The guide "Introduction to gradients and automatic differentiation", "Took gradients through
    an integer or string".
    """

    def why(lost: Lost, places: Places) -> str:
        return f"{source(lost)} is of dtype {lost.word}, and only floats have derivatives"

    def way_out(lost: Lost, places: Places) -> str:
        return "Make it a float where it is created, such as `3.0` in the place of `3`."

    yield from absent(event, Reason.DTYPE, why, way_out, if_zeros=False, mend=write_floats)
