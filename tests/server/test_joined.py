"""A notebook that comes as one text, as JupyterLab sends it: its cells are found again."""

from __future__ import annotations

import json

import pytest

from tapelint.editor.joined import pieces
from tapelint.editor.rewritten import as_written

from .texts import TAPE

CUT = TAPE.index("dz = ")
CELLS = [
    ("markdown", "# A title"),
    ("code", TAPE[:CUT].rstrip()),
    ("markdown", "Some\n\n\nwords"),
    ("markdown", "and more"),
    ("code", "%time\n" + TAPE[CUT:].splitlines()[0]),
    ("code", TAPE[CUT:].splitlines()[1]),
    ("code", "print(dz)\n\n\nprint(dy)"),
    ("raw", ""),
]


def in_python(text):
    return text.replace("%time", 'get_ipython().run_line_magic("time", "")')


def told(cells):
    """The text that JupyterLab makes of these cells."""
    texts = (in_python(text) for _, text in cells)
    blocks = [text if kind == "code" else "" for text, (kind, _) in zip(texts, cells, strict=True)]
    return "\n\n".join(f"{block}\n" for block in blocks)


@pytest.fixture
def saved(tmp_path):
    def saved(cells=CELLS, tags=()):
        path = tmp_path / "notebook.ipynb"
        rows = [
            {"cell_type": kind, "source": text, "metadata": {"tags": list(tags)}}
            for kind, text in cells
        ]
        path.write_text(json.dumps({"cells": rows, "nbformat": 4, "metadata": {}}))
        return str(path)

    return saved


def changed(number, text, kind="code"):
    return [*CELLS[: number - 1], (kind, text), *CELLS[number:]]


CHANGES = {
    "nothing": CELLS,
    "half a line": changed(2, "import tensorflow as tf\nx = tf."),
    "a line is about to come": changed(2, CELLS[1][1] + "\n"),
    "many": changed(5, "\n\n" + CELLS[4][1] + "\n\n"),
    "empty lines inside": changed(6, "a = 1\n\n\n\nb = 2"),
    "the last cell": changed(7, "print("),
    "a cell came in": [*CELLS[:5], ("code", "new = 1"), *CELLS[5:]],
    "a text came in": [*CELLS[:5], ("markdown", "new"), *CELLS[5:]],
    "a cell at the end": [*CELLS, ("code", "new = 1")],
    "a cell is gone": [*CELLS[:4], *CELLS[5:]],
    "a text is gone": [*CELLS[:2], *CELLS[3:]],
    "two cells far apart": [*changed(2, "import tensorflow")[:6], ("code", "print(dz)"), CELLS[7]],
    "two cells side by side": [
        *CELLS[:4],
        ("code", CELLS[4][1] + ";"),
        *changed(6, "dy = tape.gradient(")[5:],
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_cells_are_found_again(saved, name):
    now = CHANGES[name]
    text = told(now)
    found = pieces(saved(), text)
    expected = [number for number, (kind, _) in enumerate(now, 1) if kind == "code"]
    assert [piece.number for piece in found] == expected
    lines = text.split("\n")
    for piece in found:
        own = piece.text.split("\n")
        assert lines[piece.first : piece.first + len(own)] == own
        assert piece.text.strip() == in_python(now[piece.number - 1][1]).strip()


def test_where_it_is_not_clear_nothing_is_guessed(saved):
    path = saved()
    assert pieces(path, told([("code", "a = 1"), ("code", "b = 2\n\n\nc = 3")])) == []
    assert pieces(path, told([*CELLS[:4], ("code", "u = 1"), *changed(6, "v = 2")[5:]])) == []
    assert pieces(path.replace(".ipynb", ".py"), told(CELLS)) == []
    assert pieces("/nowhere/notebook.ipynb", told(CELLS)) == []


def test_findings_speak_of_cells(editor, saved):
    uri = f"file://{saved()}"
    text = told(changed(7, "half ("))
    (found,) = editor.opened(uri, text)
    assert "line 2 of cell 5" in found["message"]
    line = found["range"]["start"]["line"]
    assert text.split("\n")[line] == "dy = tape.gradient(y, x)"
    assert {it["location"]["uri"] for it in found["relatedInformation"]} == {uri}
    fix = editor.actions(uri, line)[0]
    places = {edit["range"]["start"]["line"] for edit in edits(fix)}
    assert text.split("\n")[min(places)].startswith("with tf.GradientTape()")
    assert "line 2 of cell 5" in editor.hover(uri, line, 6)


def edits(action):
    return [edit for each in action["edit"]["documentChanges"] for edit in each["edits"]]


def test_tags_are_those_of_the_file(editor, saved):
    path = saved(tags=["raises-exception"])
    assert editor.opened(f"file://{path}", told(CELLS)) == []


SENT = {
    "%time f(x)": 'get_ipython().run_line_magic("time", " f(x)")',
    'y = %time f("a\\n")': 'y = get_ipython().run_line_magic("time", " f(\\"a\\\\n\\")")',
    "%matplotlib inline": 'get_ipython().run_line_magic("matplotlib", " inline")',
    '    !echo "a" $x': '    get_ipython().getoutput("echo "a" $x")',
    "files = !ls": 'files = get_ipython().getoutput("ls")',
    "print?": "get_ipython().run_line_magic('pinfo',  'print')",
    "??print": "get_ipython().run_line_magic('pinfo2', 'print')",
    "%%capture out": '# START_CELL_MAGIC("capture", " out")',
}
"""What JupyterLab makes of magics, observed with jupyterlab-lsp 5.3."""


@pytest.mark.parametrize("written", SENT)
def test_magics_are_as_they_were_written(written):
    assert as_written(SENT[written]) == written


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ('get_ipython().run_cell_magic("bash", " -x", """ls\n""")', "\n"),
        ('get_ipython().run_cell_magic("prun", "", """y = f(x)\n""")', "%run -\n"),
        ('get_ipython().run_cell_magic("own", "", """f(x)""")', "_tapelint_magic(f, x)"),
    ],
)
def test_a_cell_in_a_string_is_what_it_may_do(sent, expected):
    assert as_written(f"a = 1\n{sent}\nb = 2") == f"a = 1\n{expected}\nb = 2"


HIDDEN = 'get_ipython().run_cell_magic("bash", "", """echo\n""")'
KEPT = f'# START_CELL_MAGIC("time", "")\n{TAPE[CUT:]}\n# END_CELL_MAGIC'


def test_cells_with_magics_are_found_again(editor, saved):
    path = saved([CELLS[1], ("code", "%%bash\necho\n"), ("code", f"%%time\n{TAPE[CUT:]}")])
    text = told([CELLS[1], ("code", HIDDEN), ("code", KEPT)])
    assert [piece.number for piece in pieces(path, text)] == [1, 2, 3]
    (found,) = editor.opened(f"file://{path}", text)
    assert "was taken on line 2:" in found["message"]
    assert text.split("\n")[found["range"]["start"]["line"]].startswith("dy = ")


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("magic", "count"), [("%cd data", 1), ("%run tapes.py", 0)])
def test_a_magic_that_may_bind_names(editor, saved, known, magic, count):
    cells = [CELLS[1], CELLS[4], ("code", magic), CELLS[5]]
    uri = f"file://{saved(cells) if known else '/nowhere/' + magic[1:4] + '.ipynb'}"
    name, _, rest = magic[1:].partition(" ")
    sent = f'get_ipython().run_line_magic("{name}", " {rest}")'
    assert len(editor.opened(uri, told(cells).replace(magic, sent))) == count
