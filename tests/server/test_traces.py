"""Pictures of the lives of tapes, and the lenses by which to ask for them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from .notebooks import Notebook
from .texts import HARMLESS, TAPE

FUNCTION = """
def step(x):
    with tf.GradientTape() as inner:
        y = x * x
    return inner.gradient(y, x)
"""


def drawn(client, *sent):
    """The answer to the command."""
    asked = client.ask("workspace/executeCommand", command="tapelint.showTrace", arguments=[*sent])
    return client.answer(asked)


def test_it_is_announced(editor, modest):
    commands = editor.capabilities["executeCommandProvider"]["commands"]
    assert commands == ["tapelint.showTrace"]
    assert "codeLensProvider" in editor.capabilities
    assert "codeLensProvider" not in modest.capabilities


def test_the_picture_of_a_line(editor):
    uri = "file:///w/drawn.py"
    editor.opened(uri, TAPE + FUNCTION)
    for line, there, elsewhere in ((6, "dz", "inner"), (11, "inner", "dz")):
        html = drawn(editor, {"uri": uri, "line": line})["result"]["html"]
        assert html.startswith("<!DOCTYPE html>")
        assert there in html
        assert elsewhere not in html
    assert "TAP101" in drawn(editor, {"uri": uri, "line": 6})["result"]["html"]
    assert drawn(editor, {"uri": uri, "line": 99})["result"] is None


def test_of_unsaved_cells(editor):
    book = Notebook(editor, "/w/drawn.ipynb")
    book.open([book.cell("a"), book.cell("b")], [book.text("a", TAPE), book.text("b", FUNCTION)])
    html = drawn(editor, {"uri": book.uri("b"), "line": 2})["result"]["html"]
    assert "inner" in html
    assert drawn(editor, {"uri": book.uri("a"), "line": 3})["result"]["html"] != html


def test_where_there_is_nothing_to_draw(editor):
    editor.opened("file:///w/undrawn.py", HARMLESS)
    for uri in ("file:///w/undrawn.py", "file:///w/never_drawn.py"):
        assert drawn(editor, {"uri": uri, "line": 0})["result"] is None


def test_arguments_that_do_not_fit(editor):
    for sent in ((), (1,), ({"uri": 1, "line": 1},), ({"uri": "file:///w/drawn.py", "line": "1"},)):
        assert drawn(editor, *sent)["error"]["code"] == -32602
    asked = editor.ask("workspace/executeCommand", command="tapelint.unknown", arguments=[])
    assert editor.answer(asked)["error"]["code"] == -32602


def lenses(client, uri):
    return client.request("textDocument/codeLens", textDocument={"uri": uri})


def test_lenses_are_wanted_or_not(editor):
    uri = "file:///w/lenses.py"
    editor.opened(uri, TAPE + FUNCTION)
    assert lenses(editor, uri) == []
    editor.notify("workspace/didChangeConfiguration", settings={"codeLens": True})
    found = lenses(editor, uri)
    assert [lens["range"]["start"]["line"] for lens in found] == [3, 9]
    (asked,) = found[1]["command"]["arguments"]
    html = drawn(editor, asked)["result"]["html"]
    assert "inner" in html
    shown = editor.told("window/showDocument")
    assert shown["external"] is True
    page = Path(unquote(urlsplit(shown["uri"]).path))
    assert page.read_text(encoding="utf-8") == html
    page.unlink()
    editor.notify("workspace/didChangeConfiguration", settings={"codeLens": False})
    assert lenses(editor, uri) == []
