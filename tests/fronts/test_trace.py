"""`tapelint trace`: what is drawn, where it is written, and what is said when it cannot be."""

from __future__ import annotations

import io
import json
import os
import sys
from xml.etree import ElementTree as ET

import pytest

from tapelint.cli import main

HEAD = "import tensorflow as tf\nx = tf.Variable(1.0)\n\n"
FIRST = """def first():
    with tf.GradientTape() as tape:
        y = x * x
    return tape.gradient(y, x), tape.gradient(y, x)
"""
SECOND = FIRST.replace("first", "second").replace("tape.gradient(y, x), ", "")
CODE = f"{HEAD}{FIRST}\n\ndef between():\n    return 1\n\n\n{SECOND}"
NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": "x"},
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": HEAD + FIRST},
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": SECOND},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(("trace", *argv))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def test_findings_are_drawn_and_change_nothing(tree, run):
    tree({"x.py": CODE})
    code, out, err = run("x.py")
    assert (code, err) == (0, "")
    assert "x.py, first(), lines 4-7" in out
    assert "x.py, second(), lines 14-17" in out
    assert "TAP101 [tape-already-used]" in out


@pytest.mark.parametrize("line", [4, 5, 7])
def test_one_function(tree, run, line):
    tree({"x.py": CODE})
    _, out, _ = run(f"x.py:{line}")
    assert "first()" in out
    assert "second()" not in out


@pytest.mark.parametrize(
    ("where", "nearest"), [("9", "first(), lines 4-7"), ("40", "second(), lines 14-17")]
)
def test_no_tape_at_a_line(tree, run, where, nearest):
    tree({"x.py": CODE})
    told = f"error: x.py: no tape at line {where}; the nearest is {nearest}\n"
    assert run(f"x.py:{where}") == (2, "", told)


@pytest.mark.parametrize(
    ("where", "title"),
    [
        ("n.ipynb:2", "n.ipynb, first(), cell 2, lines 4-7"),
        ("n.ipynb:2:6", "n.ipynb, first(), cell 2, lines 4-7"),
        ("n.ipynb:3", "n.ipynb, second(), cell 3, lines 1-4"),
    ],
)
def test_cells(tree, run, where, title):
    tree({"n.ipynb": NOTEBOOK})
    code, out, _ = run(where)
    assert code == 0
    assert title in out
    assert out.count("n.ipynb, ") == 1


def test_no_tape_in_a_cell(tree, run):
    tree({"n.ipynb": NOTEBOOK})
    nearest = "the nearest is first(), cell 2, lines 4-7"
    assert run("n.ipynb:1")[2] == f"error: n.ipynb: no tape at cell 1; {nearest}\n"
    assert run("n.ipynb:2:1")[2] == f"error: n.ipynb: no tape at line 1 of cell 2; {nearest}\n"


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("gone.py", "gone.py: no such file or directory"),
        ("gone.py:3", "gone.py: no such file or directory"),
        ("empty.py", "empty.py: no tape in it"),
        ("named.py", "named.py: no tape is made in it"),
        ("x.py:1:2", "x.py is no notebook: say FILE:LINE"),
        ("broken.py", "broken.py:2:1: syntax error: "),
    ],
)
def test_one_line_says_what_is_wrong(tree, run, argument, told):
    broken = "from tensorflow import GradientTape\n)\n"
    tree({"x.py": CODE, "empty.py": "", "named.py": "# GradientTape\n", "broken.py": broken})
    code, out, err = run(argument)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {told}")
    assert err.count("\n") == 1


def test_a_name_with_a_colon(tree, run):
    tree({"x.py:5": CODE})
    assert "first()" in run("x.py:5")[1]


def test_standard_input(monkeypatch, tree, run):
    tree({})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CODE.encode())))
    code, out, _ = run("-", "--stdin-filename", "y.py")
    assert code == 0
    assert "y.py, first(), lines 4-7" in out


def test_written_files(tree, run):
    root = tree({"x.py": CODE})
    assert run("x.py", "-o", "x.svg") == (0, "", "")
    assert run("x.py:5", "--output", "x.html") == (0, "", "")
    assert ET.parse(root / "x.svg").getroot().tag.endswith("svg")
    assert (root / "x.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(os.listdir(root)) == ["x.html", "x.py", "x.svg"]


@pytest.mark.parametrize("output", ["gone/x.svg", "folder.svg", "x.png"])
def test_what_cannot_be_written(tree, run, output):
    root = tree({"x.py": CODE, "folder.svg/keep": ""})
    code, out, err = run("x.py", "-o", output)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {output}: ")
    assert err.count("\n") == 1
    assert sorted(os.listdir(root)) == ["folder.svg", "x.py"]
