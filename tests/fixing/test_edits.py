from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapelint.diagnostic import Edit, Span
from tapelint.fixing.edits import Lines, MisplacedEditError, Moves, edited, fits
from tapelint.magics import plain_python
from tapelint.source import SourceCell, plain_newlines


def insert(line, column, text):
    return Edit(Span(line, column, line, column), text)


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a\nb\n", insert(2, 0, "x\n"), "a\nx\nb\n"),
        ("a\r\nb\r\n", insert(2, 0, "x\n"), "a\r\nx\r\nb\r\n"),
        ("a\rb\r", insert(2, 0, "x\n"), "a\rx\rb\r"),
        ("a\r\nb\nc", insert(2, 0, "x\n"), "a\r\nx\nb\nc"),
        ("a\r\nb", insert(2, 1, "\nx"), "a\r\nb\r\nx"),
        ("a", insert(1, 1, "\nx"), "a\nx"),
        ("a\r\n", insert(2, 0, "x\n"), "a\r\nx\r\n"),
        ("a\nb", Edit(Span(2, 0, 3, 0), ""), "a\n"),
        ("a\r\nb\r\nc", Edit(Span(1, 1, 2, 0), ";"), "a;b\r\nc"),
        ("\fa = 'é'\x0b\n", insert(1, 8, "!"), "\fa = 'é'!\x0b\n"),
        ("a\u2028b\nc", insert(2, 0, "x"), "a\u2028b\nxc"),
    ],
)
def test_line_ends_are_those_of_the_neighbour(before, edit, after):
    assert edited(before, [edit]) == after


def test_edits_at_one_place_keep_their_order():
    assert edited("f()", [insert(1, 2, "a"), insert(1, 2, "b"), insert(1, 0, "x")]) == "xf(ab)"


@pytest.mark.parametrize(
    "span", [(1, 2, 1, 2), (3, 0, 3, 0), (2, 0, 1, 0), (0, 0, 0, 0), (2, 1, 2, 1), (1, -1, 1, 0)]
)
def test_an_edit_outside_the_text_is_refused(span):
    with pytest.raises(MisplacedEditError):
        edited("a\n", [Edit(Span(*span), "")])


TEXTS = st.tuples(
    st.text(st.sampled_from("ab\n\f é"), max_size=12), st.sampled_from(["\n", "\r\n", "\r"])
)


@given(TEXTS, st.data())
def test_edits_mean_the_same_with_every_line_end(made, data):
    text = made[0].replace("\n", made[1])
    lines = Lines.of(text)
    numbers = range(1, len(lines.starts) + 1)
    places = [(line, column) for line in numbers for column in range(len(lines.line(line)) + 1)]
    start, end = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
    edit = Edit(Span(*start, *end), data.draw(st.text(st.sampled_from("x\n"), max_size=3)))
    result = edited(text, [edit])
    assert plain_newlines(result) == edited(plain_newlines(text), [edit])
    assert result.startswith(text[: lines.offset(*start)])
    assert result.endswith(text[lines.offset(*end) :])


@pytest.mark.parametrize(
    ("line", "column"),
    [("!ls", 2), ("%time y = f(x)", 3), ("y = %time f(x)", 6), ("x?", 1), ("files = !ls", 9)],
)
def test_no_edit_of_what_stands_for_a_magic(line, column):
    original = f"a\n{line}\nb\n"
    cell = SourceCell(1, plain_python(original), original)
    assert cell.text != original
    assert fits(cell, insert(1, 1, "!"))
    assert fits(cell, insert(2, 0, "x\n"))
    assert fits(cell, Edit(Span(3, 0, 3, 1), ""))
    assert not fits(cell, Edit(Span(2, 0, 3, 0), ""))
    assert not fits(cell, Edit(Span(1, 0, 3, 0), ""))
    assert not fits(cell, insert(2, column, "x"))


def test_code_after_a_magic_is_the_users_own():
    original = "%time y = f(x)\n"
    cell = SourceCell(1, plain_python(original), original)
    assert cell.text == "if 1: y = f(x)\n"
    assert fits(cell, insert(1, 12, "a, "))


def test_where_places_are_after_edits():
    text = "ab\r\ncd\nef"
    moves = Moves(text, [Edit(Span(1, 1, 2, 1), "xyz"), Edit(Span(3, 0, 3, 0), "n\n")])
    assert moves.of((1, 0)) == ((1, 0),)
    assert moves.of((1, 1)) == ((1, 1),)
    assert moves.of((2, 0)) == ()
    assert moves.of((2, 1)) == ((1, 4),)
    assert moves.of((3, 0)) == ((2, 0), (3, 0))
    assert moves.of((3, 1)) == ((3, 1),)
    assert moves.of((9, 1)) == ()
