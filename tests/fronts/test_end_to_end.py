"""The whole way with the real analysis: the same finding at the same place by every front."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("tapelint.lower")

TWICE = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)
d2 = tape.gradient(y, x)
"""
CELLS = ["%matplotlib inline\n" + TWICE.rpartition("d2")[0], "!ls\nd2 = tape.gradient(y, x)"]


def tapelint(*argv, text=None):
    command = [sys.executable, "-m", "tapelint", *argv]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def located(done):
    assert done.stderr == ""
    assert done.returncode == 1
    found = json.loads(done.stdout)
    return [
        (row["code"], row["cell"], *row["location"].values(), *row["end_location"].values())
        for row in found
    ]


def test_file(tree):
    tree({"x.py": TWICE})
    done = tapelint("check", "--output-format=json")
    assert located(done) == [("TAP101", None, 7, 6, 7, 25)]
    (row,) = json.loads(done.stdout)
    assert (row["name"], row["severity"], row["certainty"]) == (
        "tape-already-used",
        "error",
        "definite",
    )
    assert "line 6" in row["message"]
    assert 6 in [related["location"]["row"] for related in row["related"]]


def test_every_kind_of_input(tree):
    tree({"crlf.py": "", "bom.py": "", "indented": TWICE})
    with open("crlf.py", "w", newline="", encoding="utf-8") as file:
        file.write(TWICE.replace("\n", "\r\n"))
    with open("bom.py", "w", encoding="utf-8-sig") as file:
        file.write(TWICE)
    expected = [("TAP101", None, 7, 6, 7, 25)]
    for name in ("crlf.py", "bom.py", "indented"):
        assert located(tapelint("check", name, "--output-format=json")) == expected
    assert located(tapelint("check", "-", "--output-format=json", text=TWICE)) == expected


def test_notebook(tree):
    cells = [{"cell_type": "markdown", "source": "text", "metadata": {}}]
    cells += [{"cell_type": "code", "source": source, "metadata": {}} for source in CELLS]
    tree({"n.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})})
    assert located(tapelint("check", "--output-format=json")) == [("TAP101", 3, 2, 6, 2, 25)]
    concise = tapelint("check", "--output-format=concise").stdout
    assert concise.startswith("n.ipynb:cell 3:2:6: TAP101 ")
    full = tapelint("check").stdout
    assert " ::: cell 2\n" in full
    assert "2 | d2 = tape.gradient(y, x)\n  |      ^^^^^^^^^^^^^^^^^^^\n" in full


def test_a_syntax_error_in_one_cell_silences_no_other(tree):
    sources = [CELLS[0], "def (", CELLS[1]]
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    tree({"n.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})})
    done = tapelint("check", "--output-format=concise")
    assert done.returncode == 2
    assert done.stdout.startswith("n.ipynb:cell 3:2:6: TAP101 ")
    assert done.stderr.startswith("n.ipynb:cell 2:1:")
    assert done.stderr.count("\n") == 1


def test_a_syntax_error_takes_one_line(tree):
    tree({"bad.py": TWICE + "def (:\n", "x.py": TWICE})
    done = tapelint("check", "--output-format=concise")
    assert done.returncode == 2
    assert done.stdout.startswith("x.py:7:6: TAP101 ")
    assert done.stderr.startswith("bad.py:8:")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["(" * 3000, "x = " + "1+" * 8000 + "1", "\0"])
def test_hostile_text_is_one_line_and_no_crash(tree, text):
    tree({"hostile.py": f"# GradientTape\n{text}\n", "x.py": TWICE})
    done = tapelint("check", "--output-format=concise")
    assert done.returncode == 2
    assert done.stdout.startswith("x.py:7:6: TAP101 ")
    assert done.stderr.startswith("hostile.py:")
    assert done.stderr.count("\n") == 1
    assert "internal error" not in done.stderr


def test_debug_lower(tree):
    tree({"x.py": TWICE})
    done = tapelint("debug", "lower", "x.py")
    assert done.returncode == 0
    assert "GradientTape" in done.stdout


def test_rules_and_explain():
    listed = json.loads(tapelint("rules", "--output-format=json").stdout)
    assert "TAP101" in [row["code"] for row in listed]
    for row in listed[:2]:
        assert tapelint("explain", row["name"]).stdout.startswith(f"# {row['code']} {row['name']}")
