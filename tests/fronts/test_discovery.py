from __future__ import annotations

import os
import subprocess

import pytest

from tapelint.config import Configs
from tapelint.diagnostic import Problem
from tapelint.discovery import discover


def found(*paths, **given):
    return list(discover(paths or ["."], Configs(given)))


def files(*names):
    return dict.fromkeys(names, "")


def test_directories_hold_python_files_and_notebooks(tree):
    tree(files("b.py", "a.ipynb", "c.pyi", "d.txt", "sub/z.py", "sub/deep/y.py", "A.py"))
    assert found() == ["A.py", "a.ipynb", "b.py", "sub/z.py", "sub/deep/y.py"]
    assert found("sub", "./a.ipynb") == ["sub/z.py", "sub/deep/y.py", "a.ipynb"]


def test_absolute_paths_are_shown_relative_below_the_working_directory(tree, monkeypatch):
    root = tree(files("sub/a.py"))
    assert found(str(root)) == ["sub/a.py"]
    monkeypatch.chdir(root / "sub")
    assert found("..") == ["../sub/a.py"]
    monkeypatch.chdir("/")
    assert found(f"{root}/sub") == [f"{root}/sub/a.py".lstrip("/")]


def test_named_files_are_taken_whatever_their_ending(tree):
    tree(files("script", "x.pyi", "venv/a.py"))
    assert found("script", "x.pyi", "venv/a.py") == ["script", "x.pyi", "venv/a.py"]


def test_each_file_once(tree):
    root = tree(files("sub/a.py"))
    assert found("sub/a.py", ".", str(root), "./sub/../sub/a.py") == ["sub/a.py"]


def test_default_excludes(tree):
    tree(files("a.py", ".venv/b.py", "x/node_modules/c.py", ".ipynb_checkpoints/d.ipynb"))
    assert found() == ["a.py"]


def test_exclude_by_name_and_path(tree):
    tree(files("a.py", "a_pb2.py", "gen/b.py", "src/gen/c.py", "src/old.py", "old.py"))
    root = tree({"tapelint.toml": 'extend-exclude = ["*_pb2.py", "src/old.py", "src/g*"]'})
    assert found() == ["a.py", "old.py", "gen/b.py"]
    assert found(exclude=("gen",)) == ["a.py", "old.py"]
    assert found(str(root / "src")) == []


def test_exclude_of_the_nearest_configuration(tree):
    tree({"sub/tapelint.toml": 'exclude = ["a.py"]', **files("a.py", "sub/a.py", "sub/b.py")})
    assert found() == ["a.py", "sub/b.py"]


def test_a_root_with_wildcards_in_its_name(tree):
    tree({"[x]/tapelint.toml": 'extend-exclude = ["./a.py"]', **files("[x]/a.py", "[x]/b.py")})
    assert found() == ["[x]/b.py"]


def test_force_exclude_applies_to_named_files(tree):
    tree(files("venv/lib/a.py", "b.py"))
    assert found("venv/lib/a.py", "b.py", force_exclude=True) == ["b.py"]
    assert found("venv", force_exclude=True) == []
    assert found("venv") == ["venv/lib/a.py"]


def test_what_is_missing_is_a_problem(tree):
    tree(files("a.py"))
    assert found("gone.py", "a.py", "gone") == [
        Problem("gone.py", "no such file or directory"),
        "a.py",
        Problem("gone", "no such file or directory"),
    ]
    assert found("a\0b") == [Problem("a\0b", "not a path")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_what_is_no_file_is_a_problem(tree):
    root = tree(files("a.py"))
    os.mkfifo(root / "pipe.py")
    problem = Problem("pipe.py", "not a regular file")
    assert found() == ["a.py", problem]
    assert found("pipe.py") == [problem]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_an_unreadable_directory_is_a_problem(tree):
    root = tree(files("a.py", "shut/b.py"))
    (root / "shut").chmod(0)
    try:
        assert found() == ["a.py", Problem("shut", "permission denied")]
    finally:
        (root / "shut").chmod(0o700)


def test_links(tree):
    root = tree(files("real/a.py"))
    (root / "real/loop").symlink_to(root)
    (root / "real/link.py").symlink_to(root / "real/a.py")
    (root / "real/.#lock.py").symlink_to("nobody@nowhere")
    (root / "elsewhere").symlink_to(root / "real")
    (root / "self").symlink_to(root / "self")
    assert found() == ["real/a.py", "real/link.py"]
    assert found("elsewhere") == ["elsewhere/a.py", "elsewhere/link.py"]


# --- .gitignore ----------------------------------------------------------------------------

IGNORED = {
    ".gitignore": "/build/\n*.tmp.py\n!keep.tmp.py\nlogs/**/x.py\n# comment\n\\#odd.py\nweird\n",
    "src/.gitignore": "!weird\nlocal.py\n/anchored.py\n*\n!*.py\n!*/\nlocal.py\n",
    ".git/info/exclude": "secret.py\n",
}
NAMES = (
    *("build/a.py", "src/build/a.py", "a.tmp.py", "keep.tmp.py", "src/b.tmp.py", "logs/x.py"),
    *("logs/p/q/x.py", "logs/y.py", "#odd.py", "weird/a.py", "src/weird/b.py", "src/local.py"),
    *("src/anchored.py", "src/in/anchored.py", "local.py", "secret.py", "src/secret.py"),
)


def test_gitignore_as_git_itself(tree):
    root = tree(files(*NAMES))
    subprocess.run(["git", "init", "-q", "."], check=True)
    tree(IGNORED)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard", "*.py"],
        check=True,
        capture_output=True,
        text=True,
    )
    expected = set(listed.stdout.rstrip("\0").split("\0"))
    assert 5 < len(expected) < len(NAMES)
    assert set(found()) == expected
    assert set(found("src")) == {name for name in expected if name.startswith("src/")}
    assert set(found(str(root / "src" / "in"))) == {"src/in/anchored.py"}


def test_a_directory_that_is_named_is_searched_though_ignored(tree):
    tree({"build/a.py": "", ".gitignore": "build\n*.py"})
    subprocess.run(["git", "init", "-q", "."], check=True)
    assert found() == []
    assert found("build") == ["build/a.py"]


def test_gitignore_outside_a_repository(tree):
    tree({".gitignore": "a.py", **files("a.py", "b.py")})
    assert found() == ["b.py"]


def test_gitignore_can_be_switched_off(tree):
    tree({".gitignore": "a.py", "tapelint.toml": "respect-gitignore = false", **files("a.py")})
    assert found() == ["a.py"]
