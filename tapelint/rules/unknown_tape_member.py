"""TAP106."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from tapelint.events import UnknownMember
from tapelint.fixes.arguments import rename_attribute
from tapelint.libraries import TAPE_MEMBERS
from tapelint.rule import Finding, Places, Symptom, rule

_NEAR = {"grad": "gradient", "gradients": "gradient", "grads": "gradient", "stop": "stop_recording"}
_SURE = ("grad", "gradients", "grads", "jacobians", "batch_jacobians")


@rule("TAP106", "unknown-tape-member", UnknownMember, Symptom.RAISES)
def unknown_tape_member(event: UnknownMember) -> Iterator[Finding]:
    """A tape has no such attribute.

    ## What it does
    Finds attributes that `tf.GradientTape` does not have, such as `tape.gradients` or
    `tape.grad`.

    ## Why it is bad
    It raises `AttributeError`.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradients(y, x)  # TAP106
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
    AttributeError: 'GradientTape' object has no attribute '...'
    ```

    ## References
    `tf.GradientTape`, "Methods".
    """
    if not event.context.certain:
        return
    near = [_NEAR[event.member]] if event.member in _NEAR else []
    near = near or get_close_matches(event.member, TAPE_MEMBERS, 1)
    way_out = (
        f"Did you mean `{event.name}.{near[0]}`?"
        if near
        else "A tape has: " + ", ".join(TAPE_MEMBERS) + "."
    )

    def message(places: Places) -> str:
        return (
            f"`{event.name}` is a `tf.GradientTape` and has no attribute `{event.member}`: "
            f"this raises AttributeError. {way_out}"
        )

    remedies = [rename_attribute(event.site, name, safe=event.member in _SURE) for name in near]
    yield Finding(event.site, message, remedies=tuple(remedies))
