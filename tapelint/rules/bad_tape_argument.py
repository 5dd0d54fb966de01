"""TAP107."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from tapelint.events import BadArguments, DerivativeTaken, Event, Reason
from tapelint.fixes.arguments import rename_keywords, write_value
from tapelint.lifecycle import Error, Persistence, Phase
from tapelint.rule import Finding, Places, Remedy, Symptom, rule
from tapelint.tape_state import Watching

_NEAR = 0.8
"""How alike two names must be for one to be a misspelling of the other."""


@rule("TAP107", "bad-tape-argument", Event, Symptom.RAISES)
def bad_tape_argument(event: Event) -> Iterator[Finding]:
    """An argument that the tape does not have, or a `persistent` that is not a bool.

    ## What it does
    Finds unknown keywords and too many arguments in `tf.GradientTape(...)` and in its
    derivative calls; and the second derivative call on a tape whose `persistent` is true but
    not `True`, such as `1` or a string.

    ## Why it is bad
    An unknown keyword is a `TypeError`. A truthy `persistent` that is not the object `True` is
    accepted silently: the record is destroyed by the first derivative call, and the second
    raises `InternalError`. A `watch_accessed_variables` that is not the object `True` is off,
    so that nothing is watched and the derivative is `None`.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=1) as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)
    again = tape.gradient(y, x)  # TAP107
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)
    again = tape.gradient(y, x)
    ```

    ## What TensorFlow says
    ```text
    TypeError: GradientTape.__init__() got an unexpected keyword argument '...'
    TypeError: GradientTape.gradient() got an unexpected keyword argument '...'
    TypeError: GradientTape.jacobian() got an unexpected keyword argument '...'
    TypeError: GradientTape.batch_jacobian() got an unexpected keyword argument '...'
    InternalError: Internal state of the gradient tape is invalid: failed to find operation producing a tensor
    ```

    ## References
    `tf.GradientTape`, "Args".
    """
    if not event.context.certain:
        return
    if isinstance(event, BadArguments):
        yield _bad_arguments(event)
    elif isinstance(event, DerivativeTaken):
        if _record_is_gone(event):
            yield _destroyed(event)
        elif event.tape.watching == {Watching.ODD} and _is_blind(event):
            yield _blind(event)


def _record_is_gone(event: DerivativeTaken) -> bool:
    """Whether an earlier call certainly destroyed the record of a tape that looks persistent."""
    persistence = event.tape.persistence
    if Persistence.TRUTHY not in persistence or Persistence.YES in persistence:
        return False
    if event.errors <= {Error.INTERNAL, Error.SPENT}:
        return Error.INTERNAL in event.errors
    # A Jacobian of a tensor whose record is gone is None.
    broken = all(m.phase in (Phase.BROKEN, Phase.SPENT) for m in event.modes)
    return event.method == "jacobian" and broken and event.errors <= {None, Error.SPENT}


def _destroyed(event: DerivativeTaken) -> Finding:
    name = event.name
    effect = "raises InternalError" if Error.INTERNAL in event.errors else "returns None"

    def message(places: Places) -> str:
        return (
            f"`persistent` of `{name}` is true but not `True` ({places.line(event.tape.site)}): "
            f"the first derivative call destroyed its record and this one {effect}. "
            "Pass `persistent=True`."
        )

    created = event.tape.site
    remedies = (write_value(created, event.site, "persistent", "True", position=0),)
    return Finding(
        event.site, message, ((created, f"`{name}` is created here"),), remedies=remedies
    )


def _is_blind(event: DerivativeTaken) -> bool:
    return any(lost.reason is Reason.NOTHING_WATCHED for lost in event.lost)


def _blind(event: DerivativeTaken) -> Finding:
    name = event.name
    result = "zeros" if event.zeros else "None"

    def message(places: Places) -> str:
        return (
            f"`watch_accessed_variables` of `{name}` is not `True` "
            f"({places.line(event.tape.site)}), which switches it off: the tape watched nothing "
            f"and this call returns {result}. Pass `watch_accessed_variables=True`, or leave it "
            "out."
        )

    created = event.tape.site
    watching = "watch_accessed_variables"
    remedies = (
        write_value(created, event.site, watching, "True", position=1, word="watched_variables"),
    )
    return Finding(
        event.site, message, ((created, f"`{name}` is created here"),), remedies=remedies
    )


def _bad_arguments(event: BadArguments) -> Finding:
    remedies: tuple[Remedy, ...] = ()
    if event.unknown:
        word = event.unknown[0]
        near = get_close_matches(word, event.accepted, 1)
        remedies = _renamed(event)
        problem = f"has no argument `{word}`"
        way_out = f"Did you mean `{near[0]}`?" if near else _accepts(event)
    else:
        problem = f"takes at most {len(event.accepted)} arguments"
        way_out = _accepts(event)

    def message(places: Places) -> str:
        return f"`{event.spelling}` {problem}: this call raises TypeError. {way_out}"

    return Finding(event.site, message, remedies=remedies)


def _renamed(event: BadArguments) -> tuple[Remedy, ...]:
    """All of the unknown arguments by the names that are near, if each has one."""
    near = {word: get_close_matches(word, event.accepted, 1, _NEAR) for word in event.unknown}
    if not all(near.values()):
        return ()
    names = {word: found[0] for word, found in near.items()}
    return (rename_keywords(event.site, names, event.accepted),)


def _accepts(event: BadArguments) -> str:
    return "It accepts: " + ", ".join(f"`{name}`" for name in event.accepted) + "."
