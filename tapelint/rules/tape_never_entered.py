"""TAP102."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.events import DerivativeTaken, TapeEvent, TapeUsed
from tapelint.lifecycle import Phase
from tapelint.rule import Finding, Places, Symptom, rule


@rule("TAP102", "tape-never-entered", TapeEvent, Symptom.RAISES)
def tape_never_entered(event: TapeEvent) -> Iterator[Finding]:
    """A tape that no `with` ever entered has recorded nothing and raises.

    ## What it does
    Finds `gradient`, `jacobian`, `batch_jacobian`, `watch`, `reset` and `stop_recording` on a
    tape that was created but never entered.

    ## Why it is bad
    Only `with tape:` starts the recording. TensorFlow's message misleads: it says that a
    non-persistent tape can be used only once, for persistent tapes too.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    tape = tf.GradientTape(persistent=True)
    y = x * x
    dy_dx = tape.gradient(y, x)  # TAP102
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## What TensorFlow says
    ```text
    RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)
    AttributeError: 'NoneType' object has no attribute '_tape'
    RuntimeError: Trying to stop recording a tape which is not recording.
    ValueError: Tape is not recording.
    ```

    ## References
    `tf.GradientTape`, "Operations are recorded if they are executed within this context
    manager".
    """
    if not isinstance(event, (DerivativeTaken, TapeUsed)):
        return
    fresh = all(m.phase is Phase.FRESH for m in event.tape.modes)
    if not fresh or None in event.errors or not event.context.certain:
        return
    raised = " or ".join(sorted({e.exception for e in event.errors if e is not None}))
    name = event.name

    def message(places: Places) -> str:
        return (
            f"`{name}` never recorded anything: it was created on "
            f"{places.line(event.tape.site)} but no `with` entered it, so this call raises "
            f"{raised}. Write `with tf.GradientTape() as {_target(name)}:` around the "
            "computation."
        )

    yield Finding(event.site, message, ((event.tape.site, f"`{name}` is created here"),))


def _target(name: str) -> str:
    return "tape" if " " in name else name
