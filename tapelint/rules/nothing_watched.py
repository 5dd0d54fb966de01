"""TAP206."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tapelint.absence import absent, source
from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.fixes.watching import watch_first
from tapelint.rule import Finding, Places, Symptom, rule
from tapelint.tape_state import Watching


@rule("TAP206", "nothing-watched", DerivativeTaken, Symptom.GIVES_NONE)
def nothing_watched(event: DerivativeTaken) -> Iterator[Finding]:
    """Watching is switched off and the source is not watched.

    ## What it does
    Finds derivatives by variables on a tape made with `watch_accessed_variables=False` that no
    call of `watch` reaches.

    ## Why it is bad
    With `watch_accessed_variables=False` a tape watches nothing but what it is told to. The
    derivative by anything else is `None`, without a warning.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)  # TAP206
    ```

    ## Good
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x)
        y = x * x
    dy_dx = tape.gradient(y, x)
    ```

    ## References
    `tf.GradientTape`, argument `watch_accessed_variables`.
    """
    if event.tape.watching == {Watching.ODD}:
        return  # TAP107 tells that it is off by mistake.

    def why(lost: Lost, places: Places) -> str:
        return (
            f"`{event.name}` was created with `watch_accessed_variables=False` "
            f"({places.line(event.tape.site)}) and does not watch {source(lost)}"
        )

    def way_out(lost: Lost, places: Places) -> str:
        return f"Call `{event.name}.watch({lost.source or 'x'})` first in its block."

    mend = partial(watch_first, safe=False)
    yield from absent(event, Reason.NOTHING_WATCHED, why, way_out, if_zeros=False, mend=mend)
