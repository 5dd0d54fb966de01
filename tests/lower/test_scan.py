"""What the guard reads off the tokens of a text, and what is done to the text itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tapelint.lower.limits import blanks, is_slight
from tapelint.lower.scan import logical_lines
from tapelint.lower.text import Patch, Text, apply


def test_logical_lines() -> None:
    text = "a = (1,\n  2)\n'''b\n'''; c\nd \\\n = e # (\n\nf"
    found = [(line.first, line.last, line.text) for line in logical_lines(text)]
    assert found == [
        (1, 2, "a = (1,\n  2)"),
        (3, 4, "'''b\n'''; c"),
        (5, 6, "d \\\n = e # ("),
        (7, 7, ""),
        (8, 8, "f"),
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("a", 0),
        ("a + b", 2),
        ("a + b - c", 4),
        ("a, b + c, d", 2),
        ("a.b.c", 8),
        ("a.b + c.d + e", 6),
        ("f(a)(b)", 8),
        ("f(a + b, c) + d", 6),
        ("'a' 'b' 'c'", 3),
        ("'a.b' + 'c'", 3),
        ("f'{a + b}{c}'", 3),
        ("f'a + b {{c + d}}'", 1),
        ("lambda a, b: lambda c, d: e", 8),
        ("[a for b, c in d]", 8),
        ("x = y = z", 0),
        ("1.5e-3, 1_0E+5j", 0),
        ("0x1e+1 + 1.real", 4),
        ("# a + b", 0),
        ("'''a + b\n'''", 1),
        ("a if b else c", 4),
    ],
)
def test_links(text: str, links: int) -> None:
    (line,) = logical_lines(text)
    assert line.links == links


@pytest.mark.parametrize(
    ("text", "brackets", "unclosed"),
    [("[({})]", 3, 0), ("(()())", 2, 0), ("([", 2, 2), ("'('", 0, 0)],
)
def test_brackets(text: str, brackets: int, unclosed: int) -> None:
    (line,) = logical_lines(text)
    assert (line.brackets, line.unclosed) == (brackets, unclosed)


@pytest.mark.parametrize(
    ("text", "assign", "colon"),
    [
        ("a = b", None, None),
        ("a = b + c", "a =", None),
        ("a = 1; b = c + d; e = 2", "a = 1; b =", None),
        ("a += b + c", "a +=", None),
        ("a == b", None, None),
        ("f(a=b)", None, None),
        ("if a: b", None, "if a"),
        ("a[b:c] = d", None, None),
        ("a: b = c.d", "a: b =", "a"),
        ("lambda a=b: c", None, None),
    ],
)
def test_where_things_are(text: str, assign: str | None, colon: str | None) -> None:
    (line,) = logical_lines(text)
    assert (None if line.assign is None else text[: line.assign]) == assign
    assert (None if line.colon is None else text[: line.colon]) == colon


@pytest.mark.parametrize(
    ("raw", "code", "shift"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n", {}),
        ("\ufeffa", "a", {1: 1}),
        ("\ufeff\x0c a", " a", {1: 2}),
        ("a\n  \x0c  b\n", "a\n  b\n", {2: 3}),
        ("a\x0cb", "a\x0cb", {}),
        ("\\\n  a", "\n  a", {2: 0}),
        ("  \\\na", "\n  a", {2: -2}),
        ("  \\\n\\\n   a\nb", "\n\n  a\nb", {3: 1}),
        ("a + \\\n\\\nb", "a + \\\n\\\nb", {}),
        ("a = 1\u2028\x0b\x85", "a = 1\u2028\x0b\x85", {}),
    ],
)
def test_text(raw: str, code: str, shift: dict[int, int]) -> None:
    assert Text.of(raw) == Text(code, shift)


def test_place() -> None:
    assert Text.of("\ufeffab\n\x0ccd").place(1) == (1, 2)
    assert Text.of("\ufeffab\n\x0ccd").place(4) == (2, 2)


def test_apply() -> None:
    code = "a\nb\nc\nd\ne"
    assert apply(code, []) == code
    assert apply(code, [Patch(4, 4, "y"), Patch(2, 3, "x", "!")]) == "a\nx\n!\ny\ne"
    assert apply(code, [Patch(1, 3, "x"), Patch(2, 4, "y")]) == "x\n\n\nd\ne"
    assert apply(code, [Patch(5, 5, "x", "!")]) == "a\nb\nc\nd\nx!"


PIECES = (
    *"a 1. .b ( ) [ { + ** == := -> lambda: if \\ ~ ! $ ' \" '' 's' , ; : # f'{a+b:{c.d}}'".split(),
    *("not ", "lambda: ", " if b else ", "'s' ", "f'{(a)}' ", "\n", "elif a:\n", "case "),
)


@given(st.lists(st.tuples(st.sampled_from(PIECES), st.integers(1, 1500)), max_size=5))
@example([("case ", 1), ("[", 8)])
@example([("[", 201)])
@example([("elif a:\n", 101)])
@example([(" \n", 99), ("x,", 100_001)])
def test_what_is_slight_is_never_too_much(pieces: list[tuple[str, int]]) -> None:
    text = "".join(piece * times for piece, times in pieces)
    assert not is_slight(text) or not [*blanks(text, None, set())]


def test_an_ordinary_text_is_slight() -> None:
    line = "    y = tf.reduce_sum(model(x, training=True) ** 2)  # the loss\n"
    assert is_slight(line * 60)
