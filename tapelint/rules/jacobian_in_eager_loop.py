"""TAP402."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP402", "jacobian-in-eager-loop", DerivativeTaken, Symptom.UNSEEN, enabled=False)
def jacobian_in_eager_loop(event: DerivativeTaken) -> Iterator[Finding]:
    """A Jacobian in a loop of eager code is traced and compiled anew in every round.

    ## What it does
    Finds `jacobian` and `batch_jacobian` that a loop runs again and again outside of any
    `tf.function`. Without pfor (`experimental_use_pfor=False`) no graph is built, and nothing is
    said.

    ## Why it is bad
    Each call makes a `tf.function` of its own, traces it, rewrites it and throws it away: many
    times the work of the Jacobian itself. In a compiled function that happens once.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0])
    for _ in range(3):
        with tf.GradientTape() as tape:
            y = x * x
        jacobian = tape.jacobian(y, x)  # TAP402
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable([1.0, 2.0])


    @tf.function
    def jacobian():
        with tf.GradientTape() as tape:
            y = x * x
        return tape.jacobian(y, x)


    for _ in range(3):
        jacobian()
    ```

    ## References
    `tf.GradientTape.jacobian`: "By default the jacobian implementation uses parallel for (pfor),
    which creates a tf.function under the hood for each jacobian call".
    """
    repeated = event.eager and event.context.round > 1 and event.errors == {None}
    if event.method == "gradient" or not repeated:
        return
    if event.unrolled or event.stuck or event.misfits or not event.alone:
        return
    name, method = event.name, event.method

    def message(places: Places) -> str:
        return (
            f"Outside of a `tf.function` this `{method}` is traced and compiled anew each time, "
            f"and a loop runs it again and again. Put the block of `{name}` and this call into a "
            "function decorated with `@tf.function`."
        )

    yield Finding(event.site, message)
