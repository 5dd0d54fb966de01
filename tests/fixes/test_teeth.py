"""The proof bites: wrong fixes are refused."""

from __future__ import annotations

import pytest

from tapelint.diagnostic import Edit, Fix, Span
from tests.oracle.programs import FIXTURES

from .corpus import findings
from .mending import Mended, mend
from .promises import complaints, contrary

PATH = FIXTURES / "fixes" / "let_go.py"
TEXT = PATH.read_text(encoding="utf-8")
FOUND = findings(PATH)


def replacing(old: str, new: str, *, safe: bool = True) -> Fix:
    """A fix that replaces the first occurrence of `old`."""
    before = TEXT[: TEXT.index(old)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
    return Fix("wrong", (Edit(Span(line, column, line, column + len(old)), new),), safe)


def said(fix: Fix) -> list[str]:
    return list(complaints(str(PATH), FOUND, FOUND[:1], [mend(TEXT, [fix])]))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("GradientTape() as used_twice", "GradientTape( as used_twice", "does not parse"),
        ("# the branch ends here", "pass", "comments changed"),
        ("x * w", "x * reciprocal", "came"),
        ("used_twice.gradient(y, w)", "dx", "gone"),
        ("= used_twice.gradient(y, x)", "= None", "gone"),
        ("y = x * w", "pass", "is new"),
    ],
)
def test_wrong_text_is_refused(old: str, new: str, complaint: str) -> None:
    assert any(complaint in each for each in said(replacing(old, new)))


def test_a_fix_that_cures_nothing_is_refused() -> None:
    assert any("TAP101 is new" in each for each in said(replacing("(2.0)", "(2.5)")))


def test_what_writes_over_a_fix_undoes_it() -> None:
    fix = FOUND[0].fix
    assert fix is not None
    mended = mend(TEXT, [fix])
    start = mended.spans[0][0]
    line, column = mended.after[:start].count("\n") + 1, len("with tf.GradientTape(")
    back = Edit(Span(line, column, line, column + len("persistent=True")), "")
    assert mended.undone_by(Fix("back", (back,), safe=True))
    assert list(contrary(TEXT, fix, str(PATH))) == []


@pytest.mark.tensorflow
def test_tensorflow_refuses_what_does_not_cure_and_what_changes_values() -> None:
    from .effects import complaints as effects

    path = FIXTURES / "seed" / "expired_tape.py"
    text = path.read_text(encoding="utf-8")
    idle = Mended(text, text + "\n", ((len(text), len(text), 1),))
    assert any("not cured" in each for each in effects(path, findings(path), [idle], exact=True))
    start = text.index("x = tf.constant(3.0)")
    other = text.replace("x = tf.constant(3.0)", "x = tf.constant(4.0)", 1)
    changed = Mended(text, other, ((start, start + 20, 20),))
    assert any(
        "not what it was" in each for each in effects(path, findings(path), [changed], exact=True)
    )
