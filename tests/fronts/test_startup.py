"""What a run must not import: a linter that people keep on starts at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .stand_in import TAPE

COMMAND_LINE = {
    "tapelint",
    *(f"tapelint.{name}" for name in ("cli", "cli.streams", "config", "opening")),
}
CHECK = COMMAND_LINE | {
    f"tapelint.{name}"
    for name in (
        *("cli.check", "cli.output", "cli.parser", "cli.survey"),
        *("discovery", "gitignore", "reading", "reports"),
    )
}
HEAVY = {
    *("dataclasses", "typing", "inspect", "pathlib", "json", "shutil", "tokenize", "ast"),
    *("tomllib", "tomli", "pathspec", "rich", "libcst"),
}


TWICE = TAPE + "a = tape.gradient(y, x)\nb = tape.gradient(y, x)\n"


def imported(*argv):
    """The modules that a run brings in, on top of those of a bare interpreter."""
    program = f"""
import sys
bare = set(sys.modules)
from tapelint.cli import main
code = main({list(argv)!r})
print(*sorted(set(sys.modules) - bare), file=sys.stderr)
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("argv", "ours"),
    [
        (["--version"], COMMAND_LINE),
        (["check", "x.py"], CHECK),
        (["check", "n.ipynb"], CHECK),
    ],
)
def test_a_run_without_tapes_imports_next_to_nothing(tree, argv, ours):
    tree({"x.py": "x = 1\n", "n.ipynb": "{}", "pyproject.toml": "[project]\n"})
    modules = imported(*argv)
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("tapelint")} == ours


def test_the_version_needs_no_parser(tree):
    tree({})
    assert "argparse" not in imported("--version")


@pytest.mark.parametrize(("text", "unneeded"), [(TAPE, {"json"}), (TWICE, set())])
def test_what_was_checked_before_is_not_analysed_again(tree, text, unneeded):
    tree({"x.py": text})
    assert "libcst" in imported("check", "-j", "1")
    again = imported("check", "-j", "1")
    assert not again & {"libcst", "tapelint.analysis", "tapelint.rule", "concurrent", *unneeded}
    assert "pathspec" not in again


def test_a_directory_without_ignore_files(tree):
    tree({"x.py": "x = 1\n"})
    assert not imported("check") & HEAVY


@pytest.mark.parametrize(
    ("files", "module"),
    [
        ({".gitignore": "y.py"}, "pathspec"),
        (
            {"tapelint.toml": "force-exclude = true"},
            "tomllib" if sys.version_info >= (3, 11) else "tomli",
        ),
    ],
)
def test_parts_are_imported_when_they_are_needed(tree, files, module):
    tree({"x.py": "x = 1\n", **files})
    modules = imported("check")
    assert module in modules
    assert not modules & {"libcst", "rich", "tapelint.analysis", "tapelint.rule"}


def test_a_configuration_does_not_bring_in_the_rules(tree):
    tree({"x.py": "x = 1\n", "tapelint.toml": 'select = ["TAP1"]'})
    assert "tapelint.rule" not in imported("check")


def test_findings_that_no_terminal_shows_need_no_rich_and_no_lives(tree):
    tree({"x.py": TAPE})
    modules = imported("check", "x.py")
    assert "tapelint.analysis" in modules
    assert not modules & {"rich", "tapelint.witness", "tapelint.chronicle"}


@pytest.mark.parametrize(
    ("form", "unneeded"),
    [
        ("github", HEAVY - {"dataclasses", "inspect", "typing", "ast", "tokenize"}),
        ("sarif", {"rich", "libcst"}),
    ],
)
def test_a_format_of_nothing_needs_itself_only(tree, form, unneeded):
    tree({"x.py": "x = 1\n"})
    modules = imported("check", f"--output-format={form}")
    assert f"tapelint.reports.{form}" in modules
    assert not modules & {*unneeded, "tapelint.rule", "tapelint.analysis", "tapelint.reports.full"}


def test_the_flake8_plugin_is_light(tree):
    tree({})
    program = (
        "import sys; bare = set(sys.modules)\n"
        "from tapelint.flake8_plugin import Plugin\n"
        "assert list(Plugin(None, 'x.py', ['x = 1']).run()) == []\n"
        "print(*sorted(set(sys.modules) - bare))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(done.stdout.split()) & HEAVY
