"""What `tapelint check` does with its outcome: files, statistics, listings, exit codes."""

from __future__ import annotations

import io
import json
import os
import stat
import sys

import pytest

from tapelint.cli import main
from tapelint.cli import progress as bar
from tapelint.reports import FORMATS

from .stand_in import FINDING, TAPE

pytestmark = pytest.mark.usefixtures("fake_core")

ALL_WELL = "All checks passed!\n"


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch):
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(["check", *argv])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


# --- formats -------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_by_its_name(tree, run, form):
    tree({"b/x.py": FINDING, "a.py": FINDING})
    code, out, err = run(f"--output-format={form}", "b", "a.py")
    assert (code, err) == (1, "")
    assert 0 <= out.index("a.py") < out.index("b/x.py")
    assert (code, out, err) == run(f"--output-format={form}", "a.py", "b")


@pytest.mark.parametrize("form", ["sarif", "json", "gitlab", "rdjson"])
def test_nothing_found_is_a_whole_document(tree, run, form):
    tree({"x.py": TAPE})
    code, out, _ = run(f"--output-format={form}")
    assert code == 0
    json.loads(out)


@pytest.mark.parametrize("form", ["github", "azure", "pylint", "json-lines"])
def test_nothing_found_is_nothing_for_a_build(tree, run, form):
    tree({"x.py": TAPE})
    assert run(f"--output-format={form}") == (0, "", "")


def test_problems_are_in_the_formats_that_can_tell_them(tree, run):
    tree({"x.py": TAPE})
    code, out, err = run("--output-format=sarif", "gone.py", "x.py")
    (note,) = json.loads(out)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert (code, note["message"]["text"]) == (2, "no such file or directory")
    assert err == "gone.py: no such file or directory\n"


# --- a file --------------------------------------------------------------------------------


def test_output_file(tree, run, monkeypatch):
    root = tree({"x.py": FINDING})
    monkeypatch.setenv("FORCE_COLOR", "1")
    expected = 1, "", ""
    assert run("--output-format=full", "--output-file=out.txt") == expected
    text = (root / "out.txt").read_text(encoding="utf-8")
    assert text.startswith("x.py:4:6: TAP101 ")
    assert text.endswith("Found 1 problem (1 error).\n")
    (root / "x.py").write_text("")
    assert run("--output-format=github", "--output-file=out.txt") == (0, "", "")
    assert (root / "out.txt").read_text() == ""
    assert sorted(os.listdir(root)) == ["out.txt", "x.py"]


def test_a_new_file_has_the_usual_mode(tree, run):
    root = tree({"x.py": FINDING})
    mask = os.umask(0o027)
    try:
        run("--output-file=new.txt")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((root / "new.txt").stat().st_mode) == 0o640


def test_an_old_file_keeps_its_mode_and_its_links(tree, run):
    root = tree({"x.py": FINDING, "real/out.txt": "old"})
    (root / "real/out.txt").chmod(0o604)
    (root / "link.txt").symlink_to("real/out.txt")
    run("--output-file=link.txt")
    assert (root / "link.txt").is_symlink()
    assert (root / "real/out.txt").read_text().startswith("x.py:4:6")
    assert stat.S_IMODE((root / "real/out.txt").stat().st_mode) == 0o604
    assert os.listdir(root / "real") == ["out.txt"]


def test_a_device_is_written_to(tree, run):
    tree({"x.py": FINDING})
    assert run("--output-file=/dev/null") == (1, "", "")
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_failed_write_leaves_what_was_there(tree, run, monkeypatch):
    root = tree({"x.py": FINDING, "out.txt": "old"})

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tapelint.writing.os.replace", fail)
    assert run("--output-file=out.txt") == (2, "", "error: out.txt: no space left on device\n")
    assert (root / "out.txt").read_text() == "old"
    assert sorted(os.listdir(root)) == ["out.txt", "x.py"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("gone/out.txt", "error: gone/out.txt: no file can be made in its directory: no such file"),
        ("x.py/out.txt", "error: x.py/out.txt: not a directory\n"),
        (".", "error: .: is a directory\n"),
        ("a\0b", "error: a\\x00b: "),
        ("-", "error: `--output-file` takes a file"),
    ],
)
def test_files_that_cannot_be_written(tree, run, target, message):
    tree({"x.py": FINDING})
    code, out, err = run(f"--output-file={target}")
    assert (code, out) == (2, "")
    assert err.startswith(message)
    assert err.count("\n") == 1


def test_a_file_that_may_not_be_written_is_left_alone(tree, run, monkeypatch):
    root = tree({"x.py": FINDING, "out.txt": "old"})
    monkeypatch.setattr("tapelint.writing.os.access", lambda *_: False)
    assert run("--output-file=out.txt") == (2, "", "error: out.txt: the file is read-only\n")
    assert (root / "out.txt").read_text() == "old"


# --- statistics ----------------------------------------------------------------------------

MANY = (
    TAPE
    + "tape.gradient(y, x)  # TAP201 unsafe fix\n" * 2
    + "tape.gradient(y, x)  # TAP101 fix\n" * 10
)


HINT = (
    "[*] 10 fixable with the `--fix` option "
    "(2 hidden fixes can be enabled with the `--unsafe-fixes` option)."
)


def test_statistics(tree, run):
    tree({"x.py": MANY})
    code, out, _ = run("--statistics")
    assert code == 1
    assert out.splitlines() == [
        "10\tTAP101\t[*] tape-already-used",
        " 2\tTAP201\t[ ] derivative-outside-outer-tape",
        "Found 12 problems (10 errors, 2 warnings).",
        HINT,
    ]
    assert run("--statistics", "-q")[1].splitlines()[-1].startswith(" 2\tTAP201")


def test_statistics_as_json(tree, run):
    tree({"x.py": MANY})
    code, out, _ = run("--statistics", "--output-format=json")
    assert code == 1
    assert json.loads(out)[0] == {
        "code": "TAP101",
        "name": "tape-already-used",
        "count": 10,
        "fixable": True,
        "fixable_count": 10,
    }
    tree({"x.py": TAPE})
    assert run("--statistics", "--output-format=json") == (0, "[]\n", "")
    assert run("--statistics") == (0, ALL_WELL, "")


def test_statistics_in_another_format(tree, run):
    tree({"x.py": MANY})
    expected = "error: `--statistics` cannot be told as `sarif`\n"
    assert run("--statistics", "--output-format=sarif") == (2, "", expected)


# --- more or less --------------------------------------------------------------------------


def test_quiet(tree, run):
    root = tree({"x.py": FINDING})
    code, out, err = run("-q", "--output-format=concise")
    assert (code, out.count("\n"), err) == (1, 1, "")
    (root / "x.py").unlink()
    assert run("--quiet") == (0, "", "")
    assert run("--quiet", "gone.py") == (2, "", "gone.py: no such file or directory\n")


def test_exit_zero(tree, run):
    tree({"x.py": FINDING})
    assert run("--exit-zero")[0] == 0
    assert run("--exit-zero", "x.py", "gone.py")[0] == 2


def test_show_files(tree, run):
    tree({"b.py": FINDING, "a/\x1b.py": "", "a/n.ipynb": "", "venv/x.py": "", "t.txt": ""})
    assert run("--show-files") == (0, "a/\\x1b.py\na/n.ipynb\nb.py\n", "")
    code, out, err = run("--show-files", "t.txt", "gone.py")
    assert (code, out, err) == (2, "t.txt\n", "gone.py: no such file or directory\n")


def test_show_settings(tree, run):
    root = tree({"a/x.py": "", "a/tapelint.toml": 'ignore = ["TAP1"]\nexclude = ["a\\"b"]\n'})
    code, out, _ = run("--show-settings", "a/x.py", "--force-exclude")
    assert code == 0
    assert out.splitlines()[:2] == [f"# from {root}/a/tapelint.toml", "# in force: TAP201"]
    if sys.version_info >= (3, 11):
        import tomllib

        settings = tomllib.loads(out)
        assert settings["ignore"] == ["TAP1"]
        assert settings["exclude"] == ['a"b']
        assert settings["force-exclude"] is True
        assert "select" not in settings
    assert out == run("--show-settings", "a", "--force-exclude")[1]


def test_shown_settings_are_a_configuration(tree, run):
    root = tree({"x.py": FINDING})
    (root / "tapelint.toml").write_text(run("--show-settings")[1], encoding="utf-8")
    assert run("--output-format=concise")[0] == 1


def test_only_one_thing_is_shown(tree, run):
    tree({})
    code, _, err = run("--show-files", "--statistics")
    assert code == 2
    assert "not allowed with argument" in err


# --- those who wait ------------------------------------------------------------------------


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def at_terminal(monkeypatch):
    """Call in the test itself: pytest sets the streams when it begins."""

    def replace():
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        monkeypatch.setenv("TERM", "xterm")
        return stream

    return replace


def test_nobody_waits_for_a_short_run(tree, at_terminal):
    terminal = at_terminal()
    tree({"x.py": FINDING})
    assert main(["check"]) == 1
    assert terminal.getvalue() == ""


def test_progress(tree, at_terminal, monkeypatch, capsys):
    terminal = at_terminal()
    tree({f"{name}.py": FINDING for name in "abcd"})
    clock = iter(range(99))
    monkeypatch.setattr(bar, "monotonic", lambda: next(clock))
    assert main(["check", "--output-format=concise"]) == 1
    assert "Checking" in terminal.getvalue()
    assert "4/4" in terminal.getvalue()
    assert capsys.readouterr().out.count("TAP101") == 4


def test_no_progress_where_it_is_unwanted(tree, at_terminal, monkeypatch):
    terminal = at_terminal()
    tree({f"{name}.py": FINDING for name in "abcd"})
    monkeypatch.setattr(bar, "PATIENCE", -1)
    assert main(["check", "-q"]) == 1
    assert terminal.getvalue() == ""
    terminal.isatty = lambda: False
    assert main(["check"]) == 1
    assert terminal.getvalue() == ""
