"""TAP104."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken
from tapelint.fixes.persistent import make_persistent
from tapelint.lifecycle import Error
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP104", "jacobian-needs-persistent", DerivativeTaken, Symptom.RAISES)
def jacobian_needs_persistent(event: DerivativeTaken) -> Iterator[Finding]:
    """A Jacobian without pfor needs a persistent tape.

    ## What it does
    Finds `jacobian` and `batch_jacobian` with `experimental_use_pfor=False` on a tape that is
    not persistent, in eager code; and `parallel_iterations=1` together with pfor.

    ## Why it is bad
    Without pfor the Jacobian is computed row by row, one gradient each, which a tape that is
    not persistent cannot do: `RuntimeError`. With pfor, `parallel_iterations=1` is a
    `ValueError` on any tape.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.jacobian(y, x, experimental_use_pfor=False)  # TAP104
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    dy_dx = tape.jacobian(y, x, experimental_use_pfor=False)
    ```

    ## What TensorFlow says
    ```text
    RuntimeError: GradientTape must be created with persistent=True to compute the jacobian with eager execution enabled and with experimental_use_pfor set to False.
    RuntimeError: GradientTape must be created with persistent=True to compute the batch_jacobian with eager execution enabled and with experimental_use_pfor set to False.
    ValueError: Encountered an exception while vectorizing the jacobian computation. Vectorization can be disabled by setting experimental_use_pfor to False.
    ```

    ## References
    `tf.GradientTape.jacobian`, "Raises".
    """
    if not event.context.certain:
        return
    name, method = event.name, event.method
    if event.errors == {Error.NEEDS_PERSISTENT}:

        def unrolled(places: Places) -> str:
            return (
                f"`{name}` is not persistent, and `{method}` with `experimental_use_pfor=False` "
                "needs one gradient for each row: this call raises RuntimeError. Create it with "
                "`tf.GradientTape(persistent=True)`."
            )

        related = ((event.tape.site, f"`{name}` is created here, not persistent"),)
        remedies = (make_persistent(event.tape, event.site),)
        yield Finding(event.site, unrolled, related, remedies=remedies)
    elif event.stuck and event.errors == {None} and not event.unrolled:

        def stuck(places: Places) -> str:
            return (
                f"`{method}` with `parallel_iterations=1` cannot be vectorised: this call raises "
                "ValueError on any tape. Leave the argument out, or pass "
                "`experimental_use_pfor=False` on a persistent tape."
            )

        yield Finding(event.site, stuck)
