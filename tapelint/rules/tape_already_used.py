"""TAP101 and, for what holds on some paths only, TAP114."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.diagnostic import Certainty
from tapelint.events import DerivativeTaken
from tapelint.fixes.calls import ask_at_once
from tapelint.fixes.persistent import make_persistent
from tapelint.lifecycle import Error, Persistence, Phase
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.values import Site


@rule("TAP101", "tape-already-used", DerivativeTaken, Symptom.RAISES)
def tape_already_used(event: DerivativeTaken) -> Iterator[Finding]:
    """A second derivative call on a tape that is not persistent raises RuntimeError.

    ## What it does
    Finds calls of `gradient`, `jacobian` and `batch_jacobian` on a tape whose one set of
    gradients an earlier call has already taken.

    ## Why it is bad
    A `tf.GradientTape` releases what it recorded as soon as one derivative is computed, unless
    it is persistent. Every later derivative call raises `RuntimeError`, whatever it asks for.
    A call that gave `None` has used the tape up as well; one that raised has not, and
    entering the tape again starts a new record.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
        z = y * y
    dz_dx = tape.gradient(z, x)
    dy_dx = tape.gradient(y, x)  # TAP101
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
        z = y * y
    dz_dx = tape.gradient(z, x)
    dy_dx = tape.gradient(y, x)
    del tape
    ```

    One call can also give several derivatives of one target: `tape.gradient(z, [x, y])`.

    ## What TensorFlow says
    ```text
    RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)
    ```

    Older versions: `GradientTape.gradient can only be called once on non-persistent tapes.`

    ## References
    `tf.GradientTape`, "By default, the resources held by a GradientTape are released as soon
    as GradientTape.gradient() method is called".
    """
    if event.errors != {Error.SPENT} or not event.context.certain or not event.spenders:
        return
    if all(m.phase is Phase.SPENT for m in event.modes):
        yield _finding(event, event.spenders[0], Certainty.DEFINITE)


@rule("TAP114", "tape-maybe-already-used", DerivativeTaken, Symptom.RAISES)
def tape_maybe_already_used(event: DerivativeTaken) -> Iterator[Finding]:
    """A derivative call that raises on some paths, where the tape is used up before it.

    ## What it does
    Finds derivative calls on a tape that is not persistent and that is used up on some, but
    not on every way through the program to the call: by a call in one branch, or by the same
    call in an earlier iteration of a loop.

    ## Why it is bad
    It works until the program takes that way, then it raises `RuntimeError`. Conditions that
    have to do with each other are taken for exclusive, so the finding is about those that
    are not.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)


    def derivative(verbose):
        with tf.GradientTape() as tape:
            y = x * x
        if verbose:
            print(tape.gradient(y, x))
        return tape.gradient(y, x)  # TAP114


    derivative(verbose=False)
    derivative(verbose=True)
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)


    def derivative(verbose):
        with tf.GradientTape() as tape:
            y = x * x
        dy_dx = tape.gradient(y, x)
        if verbose:
            print(dy_dx)
        return dy_dx


    derivative(verbose=False)
    derivative(verbose=True)
    ```

    ## What TensorFlow says
    ```text
    RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)
    ```

    Older versions: `GradientTape.gradient can only be called once on non-persistent tapes.`

    ## References
    `tf.GradientTape`, argument `persistent`.
    """
    if event.tape.persistence != {Persistence.NO} or Error.SPENT not in event.errors:
        return
    certain = {m.spender for m in event.modes if m.phase is Phase.SPENT and not m.soft}
    firm = [spender for spender in event.spenders if spender in certain]
    if not firm or event.correlated:
        return
    if event.context.certain and event.errors == {Error.SPENT}:
        return
    if not event.alone and not (event.chosen and event.errors == {Error.SPENT}):
        return
    if any(m.phase in (Phase.FRESH, Phase.BROKEN) for m in event.modes):
        return
    yield _finding(event, firm[0], Certainty.POSSIBLE)


def _finding(event: DerivativeTaken, spender: Site, certainty: Certainty) -> Finding:
    possible = certainty is Certainty.POSSIBLE

    def message(places: Places) -> str:
        if spender is not event.site:
            when = f"on {places.line(spender)}{' on some ways to this call' if possible else ''}"
        elif possible:
            when = "by this very call, if it is made more than once"
        else:
            again = "in an earlier iteration of the loop" if event.context.round > 1 else "before"
            when = f"by this very call {again}"
        effect = "then this call raises" if possible else "this call raises"
        return (
            f"`{event.name}` is not persistent and its one gradient was taken {when}: {effect} "
            f"RuntimeError. Create it with `tf.GradientTape(persistent=True)`{_at_once(event)}."
        )

    related = [] if spender is event.site else [(spender, f"`{event.name}` is used up here")]
    related.append((event.tape.site, f"`{event.name}` is created here, not persistent"))
    remedies = (make_persistent(event.tape, event.site), ask_at_once(spender, event.site))
    return Finding(event.site, message, tuple(related), certainty, remedies)


def _at_once(event: DerivativeTaken) -> str:
    """The way out for calls that take several sources; `batch_jacobian` takes one."""
    if event.method == "batch_jacobian":
        return ""
    call = f"{event.name}.{event.method}({event.target or 'y'}, [a, b])"
    return f", or ask for all gradients in one call: `{call}`"
