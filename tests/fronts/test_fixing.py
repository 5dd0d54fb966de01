"""`tapelint check --fix` and the options around it: what is written, told, and returned."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys

import pytest

from tapelint.cli import main
from tapelint.fixing import fixed
from tapelint.fixing.rounds import SPARE_ROUNDS

from .stand_in import FINDING, TAPE

pytestmark = pytest.mark.usefixtures("fake_core")

FIXABLE = TAPE + "dy = tape.gradient(y, x)  # TAP101 fix\n"
UNSAFE = TAPE + "dy = tape.gradient(y, x)  # TAP201 unsafe fix\n"
CURED = TAPE + "dy = tape.gradient(y, x)\n"
WORSE = TAPE + "dy = tape.gradient(y, x); a = 'SYN # TAP101 fixTAX'\n"
HINT = (
    "[*] 1 fixable with the `--fix` option "
    "(1 hidden fix can be enabled with the `--unsafe-fixes` option)."
)
ALL = {"a.py": FIXABLE, "b.py": UNSAFE, "c.py": FINDING, "d.py": TAPE}


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(["check", "--output-format=concise", *argv])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def piped(monkeypatch, run):
    def piped(text, *argv):
        stream = io.TextIOWrapper(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
        monkeypatch.setattr(sys, "stdin", stream)
        return run("-", *argv)

    return piped


def texts(root):
    return {path.name: path.read_text() for path in sorted(root.iterdir())}


# --- what is told --------------------------------------------------------------------------


def test_hints_without_a_fix(tree, run):
    root = tree(ALL)
    code, out, err = run()
    assert (code, err) == (1, "")
    assert [line.split()[1:3] for line in out.splitlines()[:3]] == [
        ["TAP101", "[*]"],
        ["TAP201", "A"],
        ["TAP101", "A"],
    ]
    assert out.splitlines()[3:] == [
        "Found 3 problems (2 errors, 1 warning).",
        HINT,
    ]
    assert texts(root) == ALL
    out = run("--unsafe-fixes")[1]
    assert out.count("[*] A") == 2
    assert out.endswith("\n[*] 2 fixable with the `--fix` option.\n")
    assert texts(root) == ALL
    assert run("b.py")[1].splitlines()[1:] == [
        "Found 1 problem (1 warning).",
        "No fixes available (1 hidden fix can be enabled with the `--unsafe-fixes` option).",
    ]


@pytest.mark.parametrize("form", ["full", "grouped"])
def test_marks_in_other_formats(tree, run, form):
    tree(ALL)
    assert run(f"--output-format={form}")[1].count("[*] A second") == 1


def test_fix(tree, run):
    root = tree(ALL)
    code, out, err = run("--fix")
    assert (code, err) == (1, "")
    assert texts(root) == {**ALL, "a.py": CURED}
    assert out.splitlines()[2:] == [
        "Found 3 problems (1 fixed, 2 remaining).",
        "No fixes available (1 hidden fix can be enabled with the `--unsafe-fixes` option).",
    ]
    assert run("--fix")[1].splitlines()[2] == "Found 2 problems (1 error, 1 warning)."


def test_unsafe_fixes(tree, run):
    root = tree(ALL)
    code, out, _ = run("--fix", "--unsafe-fixes")
    assert code == 1
    assert texts(root) == {**ALL, "a.py": CURED, "b.py": CURED}
    assert out.splitlines()[1:] == ["Found 3 problems (2 fixed, 1 remaining)."]


def test_all_fixed(tree, run):
    tree({"a.py": FIXABLE})
    assert run("--fix") == (0, "Found 1 problem (1 fixed, 0 remaining).\n", "")
    assert run("--fix") == (0, "All checks passed!\n", "")
    tree({"a.py": FIXABLE})
    assert run("--fix", "--exit-non-zero-on-fix")[0] == 1
    assert run("--fix", "--exit-non-zero-on-fix")[0] == 0
    tree({"a.py": FIXABLE})
    assert run("--fix", "--exit-non-zero-on-fix", "--exit-zero")[0] == 0


def test_show_fixes(tree, run):
    tree({**ALL, "e/a.py": FIXABLE + FIXABLE + UNSAFE})
    out = run("--fix", "--unsafe-fixes", "--show-fixes")[1]
    assert out.splitlines()[1:] == [
        "Fixed 5 problems:",
        "- a.py:",
        "    1 x TAP101 (tape-already-used)",
        "- b.py:",
        "    1 x TAP201 (derivative-outside-outer-tape)",
        "- e/a.py:",
        "    2 x TAP101 (tape-already-used)",
        "    1 x TAP201 (derivative-outside-outer-tape)",
        "",
        "Found 6 problems (5 fixed, 1 remaining).",
    ]
    assert run("--fix", "--show-fixes")[1].splitlines()[1:] == ["Found 1 problem (1 error)."]


def test_fix_only(tree, run):
    root = tree(ALL)
    told = "Fixed 1 problem (1 additional fix available with `--unsafe-fixes`).\n"
    assert run("--fix-only") == (0, told, "")
    assert texts(root) == {**ALL, "a.py": CURED}
    told = told.replace("Fixed 1 problem", "Nothing was fixed")
    assert run("--fix-only", "--exit-non-zero-on-fix") == (0, told, "")
    assert run("--fix-only", "-q") == (0, "", "")
    assert run("--fix-only", "--unsafe-fixes", "--exit-non-zero-on-fix", "--show-fixes") == (
        1,
        """Fixed 1 problem:
- b.py:
    1 x TAP201 (derivative-outside-outer-tape)

Fixed 1 problem.
""",
        "",
    )


def test_json_tells_what_is_left_and_its_fix(tree, run):
    tree(ALL)
    left = json.loads(run("--fix", "--output-format=json")[1])
    assert [each["fix"] and each["fix"]["applicability"] for each in left] == ["unsafe", None]


# --- diff ----------------------------------------------------------------------------------

DIFF = """\
--- a.py
+++ a.py
@@ -1,4 +1,4 @@
 import tensorflow as tf
 with tf.GradientTape() as tape:
     y = x * x
-dy = tape.gradient(y, x)  # TAP101 fix
+dy = tape.gradient(y, x)
"""
WOULD = "Would fix 1 problem (1 additional fix available with `--unsafe-fixes`).\n"


def test_diff(tree, run):
    root = tree(ALL)
    assert run("--diff") == (1, DIFF, WOULD)
    assert run("--diff", "--fix", "--fix-only") == (1, DIFF, WOULD)
    assert run("--diff", "-q") == (1, DIFF, "")
    assert run("--diff", "--exit-zero") == (0, DIFF, WOULD)
    assert texts(root) == ALL
    would = "Nothing would be fixed (1 additional fix available with `--unsafe-fixes`).\n"
    assert run("--diff", "b.py", "c.py") == (0, "", would)
    code, out, err = run("--diff", "--unsafe-fixes")
    assert (code, err) == (1, "Would fix 2 problems.\n")
    assert out == DIFF + DIFF.replace("a.py", "b.py").replace("TAP101", "TAP201 unsafe")
    assert run("--diff", "--output-file=x.diff") == (1, "", WOULD)
    assert (root / "x.diff").read_text() == DIFF


def test_diff_goes_without_a_list_of_what_is_fixed(tree, run):
    tree(ALL)
    code, out, err = run("--diff", "--show-fixes")
    assert (code, out) == (2, "")
    assert err.startswith("error: `--show-fixes` cannot be used with `--diff`")


@pytest.mark.skipif(not shutil.which("patch"), reason="no `patch` here")
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "# é"])
def test_the_diff_is_a_patch(tree, capfdbinary, end, last):
    root = tree({})
    text = (UNSAFE + last).replace("\n", end) if last else FIXABLE.replace("\n", end)[: -len(end)]
    (root / "a.py").write_bytes(text.encode())
    assert main(["check", "--diff", "--unsafe-fixes"]) == 1
    subprocess.run(
        ["patch", "-p0", "--binary"], input=capfdbinary.readouterr().out, check=True, cwd=root
    )
    patched = (root / "a.py").read_bytes()
    (root / "a.py").write_bytes(text.encode())
    assert main(["check", "--fix", "--unsafe-fixes"]) == 0
    assert (root / "a.py").read_bytes() == patched != text.encode()


def test_a_terminal_gets_a_diff_in_colour_that_does_it_no_harm(tree, run, monkeypatch):
    tree({"a.py": f"# \x1b[2J\t\r\n{FIXABLE}".replace("\x0a", "\r\n").replace("\r\r", "\r")})
    monkeypatch.setenv("FORCE_COLOR", "1")
    out = run("--diff")[1]
    assert "\x1b[31m-dy = tape.gradient(y, x)  # TAP101 fix\x1b[0m\n" in out
    assert "\\r" not in out
    assert "\x1b[2J" not in out


def test_diff_of_a_notebook(tree, run):
    cells = [{"cell_type": "markdown", "source": "x", "metadata": {}}]
    cells += [{"cell_type": "code", "source": text, "metadata": {}} for text in (FIXABLE, CURED)]
    cells += [{"cell_type": "code", "source": FIXABLE.splitlines(keepends=True), "metadata": {}}]
    root = tree({"n.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=2)})
    before = (root / "n.ipynb").read_text()
    _, out, _ = run("--diff")
    assert out == "".join(DIFF.replace("a.py", f"n.ipynb:cell {cell}") for cell in (2, 4))
    assert run("--fix")[0] == 0
    assert (root / "n.ipynb").read_text() == before.replace("  # TAP101 fix", "")


# --- standard input ------------------------------------------------------------------------


def test_standard_input_is_fixed_on_its_way(piped):
    code, out, err = piped(FIXABLE + UNSAFE, "--fix")
    assert (code, out) == (1, CURED + UNSAFE)
    assert err.startswith("-:8:6: TAP201 ")
    assert "\nFound 2 problems (1 fixed, 1 remaining).\n" in err
    assert piped(FIXABLE, "--fix-only") == (0, CURED, "Fixed 1 problem.\n")
    assert piped(FIXABLE, "--diff") == (1, DIFF.replace("a.py", "-"), "Would fix 1 problem.\n")
    assert piped(FIXABLE, "--fix", "--output-format=json") == (0, CURED, "[]\n")


@pytest.mark.parametrize("text", [b"", b"x = 1\r\n", b"\xff GradientTape", TAPE.encode()])
def test_what_is_not_fixed_goes_through_as_it_is(monkeypatch, tree, text, capfdbinary):
    tree({})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["check", "--fix", "-"]) == (2 if b"\xff" in text else 0)
    assert capfdbinary.readouterr().out == text


def test_excluded_standard_input_goes_through(tree, piped):
    tree({})
    given = ("--fix", "--force-exclude", "--stdin-filename=venv/x.py")
    assert piped(FIXABLE, *given)[:2] == (0, FIXABLE)


# --- what goes wrong -----------------------------------------------------------------------


def test_a_fix_that_makes_it_worse_is_our_fault(tree, run, piped):
    files = {"a.py": FIXABLE, "b.py": WORSE}
    root = tree(files)
    told = "TAP101 is not fixed: the result has a new problem: syntax error; this is a bug in "
    expected = f"b.py:4:6: {told}tapelint, please report it\n"
    code, out, err = run("--fix")
    assert (code, err) == (2, expected)
    assert texts(root) == {**files, "a.py": CURED}
    assert out.startswith("b.py:4:6: TAP101 [*] ")
    assert "\nFound 2 problems (1 fixed, 1 remaining).\n" in out
    assert run("--diff", "b.py")[::2] == (2, f"{expected}Nothing would be fixed.\n")
    assert piped(WORSE, "--fix")[:2] == (2, WORSE)


def test_one_file_that_cannot_be_written_ends_itself_only(tree, run, monkeypatch):
    root = tree({"a.py": FIXABLE, "b.py": FIXABLE})
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not str(path).endswith("a.py") and access(path, mode)
    )
    code, out, err = run("--fix")
    assert (code, err) == (2, "a.py: not fixed: the file is read-only\n")
    assert texts(root) == {"a.py": FIXABLE, "b.py": CURED}
    assert out.splitlines()[0].startswith("a.py:4:6: TAP101 [*] ")
    assert out.splitlines()[1] == "Found 2 problems (1 fixed, 1 remaining)."


def test_an_internal_error_ends_one_file_only(tree, run, monkeypatch):
    from tapelint.cli import mend

    rewritten = mend.rewritten

    def fail(data, before, after):
        return rewritten(data, before, after) if before.path == "b.py" else {}["boom"]

    monkeypatch.setattr(mend, "rewritten", fail)
    root = tree({"a.py": FIXABLE, "b.py": FIXABLE})
    code, _, err = run("--fix")
    assert code == 2
    assert err.startswith("a.py: not fixed: internal error in ")
    assert "KeyError: 'boom'; please report it" in err
    assert texts(root) == {"a.py": FIXABLE, "b.py": CURED}


def test_a_file_that_changes_meanwhile_is_left(tree, run, monkeypatch):
    from tapelint.cli import mend

    root = tree({"a.py": FIXABLE})
    settled = mend.settled

    def slowly(*given):
        (root / "a.py").write_text("new")
        return settled(*given)

    monkeypatch.setattr(mend, "settled", slowly)
    assert run("--fix")[::2] == (2, "a.py: not fixed: it has changed since it was read\n")
    assert texts(root) == {"a.py": "new"}


# --- for other fronts ----------------------------------------------------------------------


def test_fixed_text():
    done = fixed(FIXABLE + UNSAFE)
    assert done.source.cells[0].original == CURED + UNSAFE
    assert [found.code for found in done.cured] == ["TAP101"]
    assert [found.code for found in done.analysis.diagnostics] == ["TAP201"]
    assert fixed(UNSAFE, unsafe=True).source.cells[0].original == CURED
    many = fixed(FIXABLE * 2 * SPARE_ROUNDS)
    assert many.source.cells[0].original == CURED * 2 * SPARE_ROUNDS
