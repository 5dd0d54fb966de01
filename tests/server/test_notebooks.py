"""Notebooks: the cells are one program, in the order of the notebook."""

from __future__ import annotations

from .client import Client, applied, part
from .notebooks import MARKUP, Notebook

FIRST = """\
import tensorflow as tf
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)
"""
SECOND = "%time 1\ndy2 = tape.gradient(y, x)"


MISTAKEN = """\
def {}(x):
    with tf.GradientTape() as tape:
        y = x * x
    return tape.gradient(y, x), tape.gradient(y, x)
"""


def opened(client, path, **metadata):
    book = Notebook(client, path)
    book.open(
        [book.cell("a"), book.cell("m", MARKUP), book.cell("b", **metadata)],
        [book.text("a", FIRST), book.text("b", SECOND)],
    )
    return book


def test_a_tape_of_one_cell_is_used_up_in_the_next(editor):
    book = opened(editor, "/w/one.ipynb")
    assert book.published("a") == []
    (found,) = book.published("b")
    assert found["range"]["start"] == {"line": 1, "character": 6}
    (made, used) = sorted(
        it["location"]["range"]["start"]["line"] for it in found["relatedInformation"]
    )
    assert (made, used) == (2, 4)
    assert {it["location"]["uri"] for it in found["relatedInformation"]} == {book.uri("a")}
    assert "line 5 of cell 1" in found["message"]


def test_all_cells_are_asked_for_so_that_they_can_be_counted(editor):
    selector = editor.capabilities["notebookDocumentSync"]["notebookSelector"]
    assert selector == [{"notebook": "jupyter-notebook"}]


def test_a_fix_changes_the_other_cell(editor):
    book = opened(editor, "/w/fix.ipynb")
    book.published("b")
    fix, ours, _ = editor.actions(book.uri("b"), 1, ["quickfix"])
    first = [it for it in fix["edit"]["documentChanges"] if it["textDocument"]["uri"].endswith("a")]
    assert "GradientTape(persistent=True)" in applied(FIRST, first[0]["edits"])
    (silence,) = ours["edit"]["documentChanges"]
    assert silence["textDocument"]["uri"] == book.uri("b")


def test_all_cells_are_fixed_at_once(editor):
    book = Notebook(editor, "/w/all.ipynb")
    cells = {
        "a": f"import tensorflow as tf\n{MISTAKEN.format('one')}",
        "b": f"%matplotlib inline\n{MISTAKEN.format('two')}",
    }
    book.open([*map(book.cell, cells)], [book.text(*each) for each in cells.items()])
    assert [len(book.published(name)) for name in cells] == [1, 1]
    (lazy,) = editor.actions(book.uri("b"), 0, ["source.fixAll"])
    action = editor.request("codeAction/resolve", **lazy)
    mended = {it["textDocument"]["uri"]: it["edits"] for it in action["edit"]["documentChanges"]}
    for name, text in cells.items():
        new = applied(text, mended[book.uri(name)])
        assert new == text.replace("GradientTape()", "GradientTape(persistent=True)")


def test_cells_are_typed_in_moved_added_and_removed(editor):
    book = opened(editor, "/w/cells.ipynb")
    assert len(book.published("b")) == 1
    book.type("b", 2, part(1, 0, 0, "# "))
    assert book.published("b", 2) == []
    book.type("b", 3, part(1, 0, 2, ""))
    assert len(book.published("b", 3)) == 1
    # The second cell goes to the top: there is no tape yet.
    book.put(0, 3, [book.cell("b"), book.cell("a"), book.cell("m", MARKUP)])
    assert book.published("b", 3) == []
    again = "tape.gradient(y, x)"
    book.put(2, 0, [book.cell("c")], [book.text("c", again)])
    assert len(book.published("c")) == 1
    book.put(1, 1, gone=["a"])
    assert book.published("a") == []
    assert book.published("c") == []
    book.put(1, 1, gone=["c"])
    book.close("b")
    assert book.published("b") == []


def test_cells_that_are_told_to_fail(editor):
    book = opened(editor, "/w/tagged.ipynb", metadata={"tags": ["raises-exception"]})
    assert book.published("b") == []
    cell = book.cell("b", tags=[])
    book.change(data=[cell])
    assert len(book.published("b")) == 1


def test_cells_of_other_languages(editor):
    book = Notebook(editor, "/w/other.ipynb")
    book.open(
        [book.cell("a"), book.cell("b")],
        [book.text("a", FIRST), book.text("b", SECOND, "julia")],
    )
    assert book.published("a") == []
    editor.hover(book.uri("a"), 0, 0)
    assert not any(m["params"].get("uri") == book.uri("b") for m in editor.waiting)


def test_findings_of_cells_are_asked_for(modest):
    book = opened(modest, "/w/asked.ipynb")
    report = modest.request("textDocument/diagnostic", textDocument={"uri": book.uri("b")})
    assert [found["code"] for found in report["items"]] == ["TAP101"]
    assert modest.hover(book.uri("b"), 1, 7).startswith("`tape`: not persistent")
    assert not any(m.get("method") == "textDocument/publishDiagnostics" for m in modest.waiting)


def test_cells_whose_findings_change_with_another_cell_are_asked_for_again():
    capabilities = {
        "textDocument": {"diagnostic": {}},
        "workspace": {"diagnostics": {"refreshSupport": True}},
    }
    with Client() as client:
        book = opened(client.hello(capabilities), "/w/again.ipynb")
        counts = []

        def count(name, again=None):
            if again:
                client.told("workspace/diagnostic/refresh")
            report = client.request("textDocument/diagnostic", textDocument={"uri": book.uri(name)})
            counts.append(len(report["items"]))

        count("a")
        count("b")
        book.type("a", 2, part(2, 21, 21, "persistent=True"))
        count("b", again=True)
        book.type("a", 3, part(0, 0, 0, "# more\n"))  # nothing else for the other cell
        count("a")
        book.put(0, 3, [book.cell("b"), book.cell("a")])
        count("a")
        book.type("a", 4, part(3, 21, 36, ""))
        count("a")
        count("b")
        book.put(0, 2, [book.cell("a"), book.cell("b")])
        count("b", again=True)
        assert counts == [0, 1, 0, 0, 0, 0, 0, 1]
        assert not any(m["method"] == "workspace/diagnostic/refresh" for m in client.waiting)
