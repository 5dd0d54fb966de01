"""What a configuration makes of a whole run."""

from __future__ import annotations

import pytest

from tapelint.cli import main

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
