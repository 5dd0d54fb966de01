"""Formats of lines point into the JSON of a notebook, where the text of the cell stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.notebook import read_notebook
from tapelint.reports import render
from tapelint.reports.outcome import Outcome, Report

ROOT = Path(__file__).parents[2]
CELLS = (
    "# text\n",
    "import tensorflow as tf\n\nx = tf.Variable(3.0)\n",
    'with tf.GradientTape() as t:\n    y = x * x  # é "quoted" \\ \n',
    "first = t.gradient(y, x)\n\nsecond = t.gradient(y, x)\nthird = t.gradient(y, [x])",
)
EXPECTED = ["second = t.gradient(y, x)", "third = t.gradient(y, [x])"]


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def pieces(text: str) -> list[str]:
    """Strings that are no lines: empty, of several lines, of a part of one."""
    return ["", text[:7], text[7:40], "", text[40:]]


def report(path: Path) -> Report:
    source = read_notebook(path.read_bytes(), str(path))
    return Report(source, analyse(source, Config()).diagnostics)


def pointed(outcome: Outcome) -> list[list[int]]:
    """The line of each finding, by each format."""
    results = json.loads(render("sarif", outcome))["runs"][0]["results"]
    rows = json.loads(render("rdjson", outcome))["diagnostics"]
    return [
        [int(n) for n in re.findall(r"^::.*?,line=(\d+)", render("github", outcome), re.MULTILINE)],
        [int(n) for n in re.findall(r"linenumber=(\d+);", render("azure", outcome))],
        [int(n) for n in re.findall(r":(\d+): \[TAP", render("pylint", outcome))],
        [row["location"]["lines"]["begin"] for row in json.loads(render("gitlab", outcome))],
        [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results],
        [row["location"]["range"]["start"]["line"] for row in rows],
    ]


@pytest.mark.parametrize("indent", [1, 4, None])
@pytest.mark.parametrize("split", [lines, pieces, str])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_lines_of_the_file(tmp_path, indent, split, ascii_only):
    kinds = ["markdown", "code", "code", "code"]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": split(text)}
        for kind, text in zip(kinds, CELLS, strict=True)
    ]
    path = tmp_path / "n.ipynb"
    text = json.dumps({"cells": cells, "nbformat": 4}, indent=indent, ensure_ascii=ascii_only)
    path.write_text(text, encoding="utf-8")
    numbers = pointed(Outcome((report(path),)))
    assert len(numbers[0]) == 2
    assert all(each == numbers[0] for each in numbers)
    document = text.split("\n")
    for number, expected in zip(numbers[0], EXPECTED, strict=True):
        assert expected[: None if split is lines else 8] in document[number - 1]
    assert (len(set(numbers[0])) == 2) is (split is not str and indent is not None)


def test_of_a_real_notebook():
    path = ROOT / "fixtures/seed/gradient_tape_basics.ipynb"
    found = report(path)
    document = path.read_text(encoding="utf-8").split("\n")
    texts = [document[number - 1] for number in pointed(Outcome((found,)))[0]]
    assert len(texts) == 3
    for text, diagnostic in zip(texts, found.diagnostics, strict=True):
        cell = next(c for c in found.source.cells if c.index == diagnostic.span.cell)
        line = cell.original.split("\n")[diagnostic.span.line - 1]
        assert json.dumps(line, ensure_ascii=False)[1:-1] in text


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"cells": [1]}', "other"])
def test_a_file_that_is_another_by_now(tmp_path, text):
    path = tmp_path / "n.ipynb"
    cells = [{"cell_type": "code", "metadata": {}, "source": lines(t)} for t in CELLS[1:]]
    path.write_text(json.dumps({"cells": cells}, indent=1), encoding="utf-8")
    found = report(path)
    path.unlink()
    if text == "other":
        cells[2]["source"].insert(0, "# new\n")
        path.write_text(json.dumps({"cells": cells}, indent=1), encoding="utf-8")
    elif text is not None:
        path.write_text(text, encoding="utf-8")
    assert pointed(Outcome((found,))) == [[1, 1]] * 6
