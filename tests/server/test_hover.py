"""What is told of a place."""

from __future__ import annotations

from .notebooks import Notebook
from .texts import HARMLESS, TAPE

LIFE = """\
`tape`: not persistent

- line 4: starts to record
- line 5: records y
- line 6: records z, stops
- line 7: gradient of z by x (uses it up)
- line 8: gradient of y by x: raises"""


def test_the_life_of_a_tape(editor):
    uri = "file:///w/hover.py"
    editor.opened(uri, TAPE)
    for line, column in ((3, 27), (6, 5), (7, 9)):
        assert editor.hover(uri, line, column) == LIFE


def test_the_page_of_a_rule(editor):
    uri = "file:///w/page.py"
    text = TAPE + "x = 1  # noqa: TAP201, TAP9\n# tapelint: ignore[tape-already-used]\n"
    editor.opened(uri, text)
    assert editor.hover(uri, 7, 12).startswith("# TAP101 tape-already-used")
    assert editor.hover(uri, 8, 17).startswith("# TAP201 ")
    assert editor.hover(uri, 9, 25).startswith("# TAP101 ")
    assert editor.hover(uri, 8, 25).startswith("# TAP001 ")


def test_nothing_to_say(editor):
    uri = "file:///w/hover_nothing.py"
    editor.opened(uri, HARMLESS)
    assert editor.hover(uri, 0, 3) is None
    assert editor.hover(uri, 99, 3) is None
    assert editor.hover("file:///w/never_opened.py", 0, 3) is None


TWO = """\
import tensorflow as tf

def one(x):
    with tf.GradientTape() as tape:
        y = x * x
    return tape.gradient(y, x)

def two(x):
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    return tape.gradient(y, x)
"""


def test_tapes_of_one_name(editor):
    uri = "file:///w/two.py"
    editor.opened(uri, TWO)
    assert editor.hover(uri, 5, 13).startswith("`tape`: not persistent")
    assert editor.hover(uri, 10, 13).startswith("`tape`: persistent")


def test_tapes_of_one_name_in_cells(editor):
    book = Notebook(editor, "/w/again.ipynb")
    again = TAPE.replace("GradientTape()", "GradientTape(persistent=True)")
    book.open([book.cell("a"), book.cell("b")], [book.text("a", TAPE), book.text("b", again)])
    assert editor.hover(book.uri("a"), 6, 6).startswith("`tape`: not persistent")
    assert editor.hover(book.uri("b"), 6, 6).startswith("`tape`: persistent")
