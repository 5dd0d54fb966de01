"""What a configuration makes of a whole run."""

from __future__ import annotations

import json

import pytest

import tapelint
from tapelint.cli import main
from tapelint.config import Config

TWICE = (
    "import tensorflow as tf\nx = tf.Variable(1.0)\nwith tf.GradientTape() as tape:\n"
    "    y = x * x\ntape.gradient(y, x)\ntape.gradient(y, x)\n"
)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(["check", *argv])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.mark.parametrize(
    ("options", "argv", "code"),
    [
        ("", [], 1),
        ("", ["--fail-on=error"], 1),
        ('fail-on = "error"', [], 1),
        ('severity = {TAP101 = "warning"}', ["--fail-on=error"], 0),
        ('fail-on = "error"\nseverity = {TAP101 = "warning"}', [], 0),
        ('fail-on = "error"\nseverity = {TAP101 = "warning"}', ["--fail-on=info"], 1),
    ],
)
def test_only_what_is_bad_enough_fails(tree, run, options, argv, code):
    tree({"x.py": TWICE, "tapelint.toml": options})
    found = run("--output-format=concise", *argv)
    assert found[0] == code
    assert "TAP101" in found[1]


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ('"x.py" = ["TAP1"]', ["tests/y.py"]),
        ('"tests" = ["ALL"]', ["x.py"]),
        ('"tests/*" = ["TAP101"]', ["x.py"]),
        ('"*.py" = ["TAP2"]\n"y.*" = ["tape-already-used"]', ["x.py"]),
        ('"x.py" = ["TAP2"]\n"./x.py" = ["TAP1"]', ["tests/y.py"]),
    ],
)
def test_rules_that_a_file_need_not_follow(tree, run, patterns, expected):
    files = {"x.py": TWICE, "tests/y.py": TWICE}
    tree({**files, "tapelint.toml": f"[per-file-ignores]\n{patterns}\n"})
    _, out, _ = run("--output-format=concise")
    assert [line.split(":")[0] for line in out.splitlines() if "TAP" in line] == expected


MADE = "from ours import recording\n" + TWICE.replace("tf.GradientTape()", "recording()")


def test_a_tape_that_a_function_of_the_users_makes(tree, run):
    root = tree({"x.py": MADE})
    assert run()[0] == 0
    (root / "tapelint.toml").write_text('tape-wrappers = ["ours.recording"]', encoding="utf-8")
    assert run()[0] == 1
    assert run("--fix", "--unsafe-fixes")[0] == 1


def test_the_same_from_python():
    config = Config(tape_wrappers=("ours.recording",))
    assert [found.code for found in tapelint.check(MADE, config)] == ["TAP101"]


def test_a_function_from_the_package_itself(tree, run):
    tree(
        {
            "x.py": MADE.replace("from ours", "from .ours"),
            "tapelint.toml": 'tape-wrappers = ["project.ours.recording"]',
        }
    )
    assert run()[0] == 1


def test_a_magic_of_the_users(tree, run):
    cells = [TWICE.rpartition("tape.gradient")[0], "%%ours fast\ntape.gradient(y, x)"]
    rows = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    root = tree({"n.ipynb": json.dumps({"cells": rows, "metadata": {}})})
    assert run()[0] == 0
    (root / "tapelint.toml").write_text('cell-magics = ["ours"]', encoding="utf-8")
    assert run()[0] == 1
    assert run("--add-ignore")[0] == 0
    assert "ignore[TAP101]" in (root / "n.ipynb").read_text(encoding="utf-8")
