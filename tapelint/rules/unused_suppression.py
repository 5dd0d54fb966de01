"""TAP001."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.diagnostic import Fix
from tapelint.events import IdleComment
from tapelint.rule import Finding, Symptom, rule


@rule("TAP001", "unused-suppression", IdleComment, Symptom.UNSEEN)
def unused_suppression(event: IdleComment) -> Iterator[Finding]:
    """A comment silences a rule that finds nothing there.

    ## What it does
    Finds comments `# tapelint: ...`, and codes of tapelint in `# noqa: ...`, that silence
    nothing: the rule finds nothing there, does not exist, or the comment is misspelled. Of rules
    that are switched off nothing is said, nor of `# noqa` and `# tapelint: ignore-file` without
    codes. The fix takes out the code, or the comment; the rest of the line stays.

    ## Why it is bad
    A comment that is left over hides the next mistake that is made on its line. One that is
    misspelled hides nothing, though it looks as if it did.

    ## Bad
    ```python
    import tensorflow as tf

    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    dy_dx = tape.gradient(y, x)  # TAP001  # tapelint: ignore[TAP101]
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
    flake8, "Selecting and Ignoring Violations", for the comments that are flake8's.
    """
    yield Finding(event.site, lambda _: _message(event), remedies=(lambda _: _removal(event),))


def _removal(event: IdleComment) -> Fix | None:
    what = "comment" if event.whole else "code"
    title = f"Remove the {what} that silences nothing"
    return Fix(title, event.edits, safe=True) if event.edits else None


def _message(event: IdleComment) -> str:
    if event.fault is not None:
        return _ended(f"`{event.text}` silences nothing: {event.fault}")
    why = [_idle(event)] if event.idle or not event.unknown else []
    why += [f"there is no rule `{word}`{hint}" for word, hint in event.unknown]
    reasons = _ended(" and ".join(why))
    if event.whole:
        return f"`{event.text}` silences nothing: {reasons} Remove the comment."
    words = _listed((*event.idle, *(word for word, _ in event.unknown)))
    return f"In `{event.text}`: {reasons} Remove {words}."


def _idle(event: IdleComment) -> str:
    plural = len(event.idle) > 1
    if event.ends:
        said = f"{'are' if plural else 'is'} not disabled"
        return f"{_listed(event.idle)} {said}" if event.idle else "nothing is disabled"
    said = f"{'find' if plural else 'finds'} nothing there"
    return f"{_listed(event.idle)} {said}" if event.idle else "nothing is found there"


def _listed(words: tuple[str, ...]) -> str:
    return " and ".join(f"`{word}`" for word in words)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith("?") else f"{sentence}."
