from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

import tapelint
from tapelint.cli import main

from .stand_in import FINDING, RULES, TAPE

pytestmark = pytest.mark.usefixtures("fake_core")

LINE = "x.py:4:6: TAP101 A second gradient from a tape that gives one. Here: `tape.gradient(y, x)`."
ONE = "Found 1 problem (1 error)."


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(argv)
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def stdin(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


# --- check ---------------------------------------------------------------------------------


def test_clean(tree, run):
    tree({"x.py": TAPE, "y.py": ""})
    assert run("check") == (0, "All checks passed!\n", "")


def test_findings(tree, run):
    tree({"x.py": FINDING})
    assert run("check", "--output-format=concise") == (1, f"{LINE}\n{ONE}\n", "")
    code, out, _ = run("check", "x.py")
    assert code == 1
    assert "4 | dy = tape.gradient(y, x)  # TAP101\n  |      ^^^^^" in out
    assert out.endswith(f"\n\n{ONE}\n")


def test_json(tree, run):
    root = tree({"x.py": FINDING})
    code, out, _ = run("check", "--output-format=json")
    (found,) = json.loads(out)
    assert code == 1
    assert found["filename"] == str(root / "x.py")
    assert found["location"] == {"row": 4, "column": 6}
    (root / "x.py").write_text("")
    assert run("check", "--output-format=json") == (0, "[]\n", "")


def test_notebook(tree, run):
    cells = [
        {"cell_type": "markdown", "source": "x", "metadata": {}},
        {"cell_type": "code", "source": FINDING, "metadata": {}},
    ]
    tree({"n.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})})
    _, out, _ = run("check", "--output-format=concise")
    assert out.startswith("n.ipynb:cell 2:4:6: TAP101 ")


def test_standard_input(monkeypatch, tree, run):
    tree({})
    stdin(monkeypatch, FINDING)
    assert run("check", "-", "--output-format=concise")[1].startswith("-:4:6: TAP101")
    stdin(monkeypatch, FINDING)
    named = run("check", "-", "--stdin-filename=x.py", "--output-format=concise")
    assert named == (1, f"{LINE}\n{ONE}\n", "")
    stdin(monkeypatch, FINDING)
    (found,) = json.loads(run("check", "-", "--output-format=json")[1])
    assert found["filename"] == "-"


def test_excluded_standard_input(monkeypatch, tree, run):
    tree({})
    stdin(monkeypatch, FINDING)
    assert run("check", "-", "--stdin-filename=venv/x.py", "--force-exclude")[0] == 0


def test_all_given_files_excluded(tree, run):
    tree({"venv/x.py": FINDING})
    code, out, err = run("check", "--force-exclude", "venv/x.py")
    assert (code, out) == (0, "All checks passed!\n")
    assert err.startswith("warning: no Python files")


# --- what goes wrong -----------------------------------------------------------------------


def test_trouble_wins_over_findings_which_are_still_told(tree, run):
    tree({"x.py": FINDING, "bad.py": FINDING + "SYNTAX"})
    code, out, err = run("check", "gone.py", "bad.py", "x.py", "--output-format=concise")
    assert code == 2
    assert out == f"{LINE.replace('x.py', 'bad.py')}\n{LINE}\nFound 2 problems (2 errors).\n"
    assert err == "gone.py: no such file or directory\nbad.py:5:5: syntax error\n"


def test_trouble_is_not_all_well(tree, run):
    tree({})
    assert run("check", "gone.py") == (2, "", "gone.py: no such file or directory\n")


def test_undecodable_file(tree, run):
    (tree({}) / "x.py").write_bytes(b"# GradientTape\n# \xff")
    assert run("check") == (2, "", "x.py:2: not valid utf-8: byte 0xff\n")


def test_an_internal_error_ends_one_file_only(tree, run):
    tree({"boom.py": TAPE + "BOOM", "x.py": FINDING})
    code, out, err = run("check", "--output-format=concise")
    assert (code, out) == (2, f"{LINE}\n{ONE}\n")
    assert err.startswith("boom.py: internal error in stand_in.py line ")
    assert "KeyError: 'boom'; please report it" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["check", "--select=TAP999"], "error: unknown rule `TAP999` in `select`"),
        (["check", "--ignore=tape-alredy-used"], "did you mean `tape-already-used`?"),
        (["check", "--config=gone.toml"], "error: gone.toml: No such file or directory"),
        (["check", "--config=c.toml", "--isolated"], "not allowed with argument"),
        (["check", "--output-format=xml"], "invalid choice"),
        (["check", "--sel=TAP1"], "unrecognized arguments"),
        (["explain", "TAP11"], "error: unknown rule `TAP11`; did you mean `TAP101`?"),
        (["debug", "lower", "gone.py"], "error: gone.py"),
        ([], "required"),
    ],
)
def test_wrong_usage(tree, run, argv, message):
    tree({"x.py": TAPE})
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert message in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_faulty_configuration(tree, run):
    root = tree({"x.py": "", "tapelint.toml": "selct = []"})
    expected = f"error: {root}/tapelint.toml: unknown option `selct`; did you mean `select`?\n"
    assert run("check") == (2, "", expected)
    assert run("check", "--isolated")[0] == 0


def test_unknown_rule_in_a_configuration(tree, run):
    root = tree({"x.py": FINDING, "tapelint.toml": 'ignore = ["TAP999"]'})
    expected = f"error: {root}/tapelint.toml: unknown rule `TAP999` in `ignore`"
    code, _, err = run("check")
    assert code == 2
    assert err.startswith(expected)


def test_interruption_is_quiet(tree, run, monkeypatch):
    tree({"x.py": FINDING})

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("tapelint.cli.check.gate", interrupted)
    assert run("check") == (130, "", "")


# --- selection -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "codes"),
    [
        ([], ["TAP101", "TAP201"]),
        (["--select", "TAP2,TAP4"], ["TAP201", "TAP401"]),
        (["--select", "TAP2", "--select", "tape-already-used"], ["TAP101", "TAP201"]),
        (["--extend-select", "TAP401"], ["TAP101", "TAP201", "TAP401"]),
        (["--ignore", "TAP1"], ["TAP201"]),
        (["--isolated", "--select", "ALL"], ["TAP101", "TAP201", "TAP401"]),
        (["--config", "other.toml"], ["TAP401"]),
        (["--exclude", "*.py"], []),
        (["--extend-exclude", "./x.py"], []),
    ],
)
def test_options(tree, run, argv, codes):
    lines = [f"tape.gradient(y, x)  # {rule.code}" for rule in RULES]
    tree({"x.py": TAPE + "\n".join(lines), "other.toml": 'select = ["TAP401"]'})
    _, out, _ = run("check", "--output-format=json", *argv)
    assert [found["code"] for found in json.loads(out)] == codes


def test_the_file_s_own_configuration_holds(tree, run):
    tree({"a/x.py": FINDING, "b/x.py": FINDING, "b/tapelint.toml": 'ignore = ["TAP101"]'})
    _, out, _ = run("check", "--output-format=concise")
    assert out.startswith("a/x.py:4:6:")
    assert "b/x.py" not in out


# --- rules, explain, version ---------------------------------------------------------------


def test_rules(run):
    code, out, _ = run("rules")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == ["Code", "TAP101", "TAP201", "TAP401"]
    assert "TAP401  none-gradient-unchecked        off      A hint." in out


def test_rules_as_json(run):
    rows = json.loads(run("rules", "--output-format=json")[1])
    assert rows[2] == {
        "code": "TAP401",
        "name": "none-gradient-unchecked",
        "summary": "A hint.",
        "severity": "info",
        "default": False,
        "explanation": "A hint.",
    }


@pytest.mark.parametrize("argv", [("rules",), ("check",)])
def test_colour_when_it_is_forced(run, tree, monkeypatch, argv):
    tree({"x.py": FINDING})
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in run(*argv)[1]


def test_version(run):
    assert run("--version") == (0, f"tapelint {tapelint.__version__}\n", "")


# --- as a process --------------------------------------------------------------------------


def process(*argv, **options):
    command = [sys.executable, "-m", "tapelint", *argv]
    return subprocess.run(command, capture_output=True, check=False, **options)


def test_module(tree):
    tree({"x.py": "x = 1\n"})
    done = process("check", "x.py")
    assert (done.returncode, done.stdout.split()) == (0, b"All checks passed!".split())


def test_a_reader_that_goes_away():
    command = [sys.executable, "-m", "tapelint", "rules", "--output-format=json"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_names_the_terminal_cannot_show(tree):
    tree({})
    done = process("check", "ü\x1b.py", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.stderr.rstrip() == rb"\xfc\x1b.py: no such file or directory"
