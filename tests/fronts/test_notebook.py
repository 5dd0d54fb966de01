from __future__ import annotations

import json

import nbformat
import pytest

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.diagnostic import Problem
from tapelint.notebook import read_notebook
from tapelint.source import SourceCell

MARKDOWN = {"cell_type": "markdown", "metadata": {}, "source": "GradientTape"}


def code(source, **metadata):
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def notebook(*cells, **metadata):
    document = {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    nbformat.validate(nbformat.from_dict(document))
    return json.dumps(document).encode()


def read(data):
    return read_notebook(data, "x.ipynb")


def test_code_cells_are_numbered_among_all_cells():
    raw = {"cell_type": "raw", "metadata": {}, "source": "GradientTape"}
    data = notebook(MARKDOWN, code("GradientTape"), raw, code(["a = 1\n", "%who"]))
    assert read(data).cells == (
        SourceCell(2, "GradientTape", "GradientTape"),
        SourceCell(4, "a = 1\npass", "a = 1\n%who"),
    )


def test_line_ends_and_byte_order_mark():
    data = b"\xef\xbb\xbf" + notebook(code("GradientTape\r\nx"))
    assert read(data).cells == (SourceCell(1, "GradientTape\nx", "GradientTape\r\nx"),)


def test_tags():
    cell = code("GradientTape", tags=["raises-exception", "x"])
    assert read(notebook(cell)).cells[0].tags == {"raises-exception", "x"}


OWN_MAGIC = """\
@register_cell_magic
def backend(line, cell):
    if os.environ["KERAS_BACKEND"] == line:
        get_ipython().run_cell(cell)
"""
CREATED = "import tensorflow as tf\nx = tf.Variable(1.0)"
RECORDED = "with tf.GradientTape() as tape:\n    y = x * x"
REBOUND = "%%backend jax\nx = 2.0"
WRONG = "tape.gradient(y, 2.0)"


def codes(*cells):
    source = read(notebook(*(code(text) for text in cells)))
    return [(d.code, d.span.cell) for d in analyse(source, Config()).diagnostics]


def test_cells_under_a_magic_of_the_notebooks_own_may_run():
    own = [CREATED, OWN_MAGIC, RECORDED]
    assert codes(*own, f"%%backend tensorflow\n{WRONG}") == [("TAP108", 4)]
    assert codes(*own, REBOUND, "tape.gradient(y, x)") == []
    assert codes(*own, "x = 2.0", "tape.gradient(y, x)") == [("TAP108", 5)]


def test_cells_under_one_magic_run_together():
    asked = "tape.gradient(y, x)"
    assert codes(CREATED, RECORDED, asked, RECORDED, asked) == []
    under = [f"%%backend tensorflow\n{text}" for text in (RECORDED, asked, RECORDED, asked)]
    assert codes(CREATED, OWN_MAGIC, *under) == []
    assert codes(CREATED, OWN_MAGIC, *under[:2], f"{under[2]}\n{asked}\n{asked}") == [("TAP101", 5)]


@pytest.mark.parametrize(
    "line",
    [
        "get_ipython().run_cell(cell.upper())",
        "cell = 'tape = None'; get_ipython().run_cell(cell)",
        "cell += 'tape = None'; get_ipython().run_cell(cell)",
        "exec(cell, {})",
    ],
)
def test_cells_under_a_magic_that_does_something_else_are_unknown(line):
    other = f"@register_cell_magic\ndef backend(line, cell):\n    {line}"
    assert codes(CREATED, other, RECORDED, f"%%backend tensorflow\n{WRONG}") == []


def test_format_3():
    cell = nbformat.v3.new_code_cell(input="GradientTape")
    sheets = [
        nbformat.v3.new_worksheet(cells=[nbformat.v3.new_text_cell("markdown", "text"), cell]),
        nbformat.v3.new_worksheet(cells=[cell]),
    ]
    document = nbformat.v3.new_notebook(worksheets=sheets)
    nbformat.validate(document)
    found = read(json.dumps(document).encode())
    assert [(cell.index, cell.text) for cell in found.cells] == [
        (2, "GradientTape"),
        (3, "GradientTape"),
    ]


@pytest.mark.parametrize(
    ("metadata", "is_python"),
    [
        ({}, True),
        ({"kernelspec": {"name": "python3", "display_name": "Python 3"}}, True),
        ({"kernelspec": {"name": "x", "display_name": "x", "language": "python"}}, True),
        ({"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}, False),
        ({"language_info": {"name": "python"}}, True),
        ({"language_info": {"name": "ipython"}}, True),
        ({"language_info": {"name": "julia"}}, False),
    ],
)
def test_kernels(metadata, is_python):
    assert (read(notebook(code("GradientTape"), **metadata)) is not None) is is_python


def test_cell_of_another_language():
    assert read(notebook(code("GradientTape", vscode={"languageId": "sql"}))) is None
    assert read(notebook(code("GradientTape", vscode={"languageId": "python"}))) is not None


def test_the_word_in_text_is_no_tape():
    assert read(notebook(MARKDOWN, code("x"))) is None
    assert read(notebook(code("%%bash\ngrep GradientTape"))) is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a notebook: Expecting value"),
        (b'{"cells": [', "not a notebook: Expecting value"),
        (b"[]", "not a notebook: not a JSON object"),
        (b"{}", "not a notebook: it has no list of cells"),
        (b'{"cells": 3}', "not a notebook: it has no list of cells"),
        (b'{"worksheets": [3]}', "not a notebook: it has no list of cells"),
        (b'{"cells": [3]}', "not a notebook: cell 1 is not an object"),
        (
            b'{"cells": [{"cell_type": "code", "source": 3}]}',
            "not a notebook: the source of cell 1 is not text",
        ),
        (b"[" * 100_000, "not a notebook: "),
        (b'"\xff"', "not a notebook: "),
    ],
)
def test_anything_else_is_a_problem(data, message):
    found = read(data)
    assert isinstance(found, Problem)
    assert found.message.startswith(message)


def test_metadata_of_any_shape_is_survived():
    document = {"cells": [code("GradientTape")], "metadata": 3}
    document["cells"][0]["metadata"] = {"tags": 3, "vscode": []}
    assert read(json.dumps(document).encode()).cells[0].tags == frozenset()
