"""`tapelint init`: adds what is missing, keeps all that is there, and adds nothing twice."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
import yaml

from tapelint.adopting.toml_text import with_word
from tapelint.adopting.yaml_text import with_repository
from tapelint.cli import main
from tapelint.config import Configs

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PROJECT = '[project]\nname = "x" # the name\n\n[tool.ruff]\nline-length = 100\n'
COMMENT = "x = 1  # noqa: TAP101\n"
HOOKS = (
    "repos:\n  - repo: https://github.com/psf/black\n    rev: '1'\n    hooks:\n      - id: black\n"
)


@pytest.fixture
def run(capsys):
    def run(*argv):
        code = main(["init", *argv])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def texts(root):
    return {path.name: path.read_bytes() for path in root.iterdir() if path.is_file()}


def test_everything(tree, run):
    root = tree({"pyproject.toml": PROJECT, ".pre-commit-config.yaml": HOOKS, ".git/HEAD": ""})
    before = texts(root)
    code, diff, _ = run("--diff")
    assert code == 0
    assert "+[tool.tapelint]\n" in diff
    assert texts(root) == before
    code, told, _ = run()
    assert [line.split(":")[0] for line in told.splitlines()] == [
        "pyproject.toml",
        ".pre-commit-config.yaml",
        "pyproject.toml",
    ]
    after = texts(root)
    kept = iter(after["pyproject.toml"].decode().splitlines())
    assert all(line in kept for line in PROJECT.splitlines())
    document = tomllib.loads(after["pyproject.toml"].decode())
    assert document["tool"] == {
        "ruff": {"line-length": 100, "lint": {"external": ["TAP"]}},
        "tapelint": {},
    }
    assert Configs().of(str(root)).origin == str(root / "pyproject.toml")
    hooks = yaml.safe_load(after[".pre-commit-config.yaml"])["repos"]
    assert [repo["hooks"] for repo in hooks] == [[{"id": "black"}], [{"id": "tapelint"}]]
    assert run()[0] == 0
    assert texts(root) == after
    assert run("--diff")[1] == ""


@pytest.mark.skipif(shutil.which("ruff") is None, reason="ruff is not installed")
def test_ruff_keeps_our_codes(tree, run):
    root = tree({".git/HEAD": "", "ruff.toml": '[lint]\nselect = ["RUF1"]\n', "x.py": COMMENT})
    fix = ["ruff", "check", "--fix", "--quiet", "--no-cache", "x.py"]
    assert run()[0] == 0
    subprocess.run(fix, check=True)
    assert (root / "x.py").read_text("utf-8") == COMMENT
    (root / "ruff.toml").write_text('[lint]\nselect = ["RUF1"]\n', encoding="utf-8")
    subprocess.run(fix, check=True)
    assert (root / "x.py").read_text("utf-8") != COMMENT


def test_nothing_is_there(tree, run):
    root = tree({".git/HEAD": ""})
    code, told, _ = run()
    assert code == 0
    assert list(texts(root)) == ["tapelint.toml"]
    assert "  - repo: https://github.com/tapelint/tapelint\n    rev: v" in told
    assert "ruff: no configuration found, and none made" in told
    text = (root / "tapelint.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    options = "\n".join(
        line[2:] for line in text.splitlines() if " = " in line and line.startswith("# ")
    )
    (root / "tapelint.toml").write_text(options, encoding="utf-8")
    config = Configs().of(str(root))
    assert config._replace(origin=None) == type(config)()


def test_line_ends_and_modes_stay(tree, run):
    path = tree({".git/HEAD": "", "sub/x.py": ""}) / "pyproject.toml"
    path.write_bytes(PROJECT.replace("\n", "\r\n").encode())
    path.chmod(0o600)
    assert run()[0] == 0
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_nearest_configuration_of_ruff_is_told(tree, run):
    root = tree({".git/HEAD": "", "ruff.toml": "", "pyproject.toml": PROJECT, "a/x.py": ""})
    assert run("a")[0] == 0
    assert tomllib.loads((root / "ruff.toml").read_text("utf-8")) == {"lint": {"external": ["TAP"]}}
    assert (root / "pyproject.toml").read_text("utf-8") == PROJECT


def test_what_cannot_be_read_is_left_alone(tree, run):
    root = tree({".git/HEAD": "", "pyproject.toml": "[tool.ruff\n"})
    before = texts(root)
    code, told, _ = run()
    assert code == 0
    assert "write the table [tool.tapelint] by hand" in told
    assert texts(root) == before
    (root / "pyproject.toml").write_bytes(b"\xff")
    assert run()[0] == 2
    assert run("nowhere") == (2, "", "error: nowhere: not a directory\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.ruff.lint]\nexternal = ["TAP"]\n'),
        ("[tool.ruff]\n", '[tool.ruff]\nlint.external = ["TAP"]\n'),
        (
            "[tool.ruff.lint] # ours\nselect = []\n",
            '[tool.ruff.lint] # ours\nexternal = ["TAP"]\nselect = []\n',
        ),
        (
            "[tool.ruff]\nlint.select = []\n[a]\n",
            '[tool.ruff]\nlint.external = ["TAP"]\nlint.select = []\n[a]\n',
        ),
        (
            "[tool.ruff]\nlint = { select = [] }\n",
            '[tool.ruff]\nlint = { external = ["TAP"], select = [] }\n',
        ),
        ("[tool.ruff]\nlint = {}\n", '[tool.ruff]\nlint = {external = ["TAP"]}\n'),
        (
            "[tool]\nruff.lint.select = []\n",
            '[tool]\nruff.lint.external = ["TAP"]\nruff.lint.select = []\n',
        ),
        (
            'tool.ruff.lint.select = ["E"]\n',
            'tool.ruff.lint.external = ["TAP"]\ntool.ruff.lint.select = ["E"]\n',
        ),
        (
            '[tool.ruff.lint]\nexternal = ["V101"] # c\n',
            '[tool.ruff.lint]\nexternal = ["TAP", "V101"] # c\n',
        ),
        (
            '[tool.ruff.lint]\nexternal = [\n    "V101", # c\n]\n',
            '[tool.ruff.lint]\nexternal = [\n    "TAP",\n    "V101", # c\n]\n',
        ),
        ("[tool.ruff.lint]\nexternal = []\n", '[tool.ruff.lint]\nexternal = ["TAP"]\n'),
        (
            '[a]\nexternal = ["b"]\n[tool.ruff.lint]\nexternal = ["c"]\n',
            '[a]\nexternal = ["b"]\n[tool.ruff.lint]\nexternal = ["TAP", "c"]\n',
        ),
        (
            '[tool.ruff.lint.mccabe]\nmax-complexity = 3\n[a]\nx = """\n[tool.ruff.lint]\n"""\n',
            (
                "[tool.ruff.lint.mccabe]\nmax-complexity = 3\n[a]\n"
                'x = """\n[tool.ruff.lint]\n"""\n\n'
                '[tool.ruff.lint]\nexternal = ["TAP"]\n'
            ),
        ),
        ("[tool.ruff.lint]\nexternal = 1\n", None),
        ("[tool\n", None),
    ],
)
def test_a_word_in_a_list(before, after):
    assert with_word(before, ("tool", "ruff", "lint", "external"), "TAP") == after


@pytest.mark.parametrize(
    "text",
    [
        HOOKS,
        HOOKS[:-1],
        HOOKS.replace("\n  ", "\n").replace("\n  -", "\n-"),
        "# ours\nrepos:  # all\n" + HOOKS.partition("\n")[2] + "\n# the end\n",
        "fail_fast: true\n" + HOOKS + "\n\nci:\n  autofix_prs: false\n",
        HOOKS + "        args:\n          - |\n            x\n",
        HOOKS.replace("  - repo", "  -   repo")
        .replace("    rev", "      rev")
        .replace("    hooks", "      hooks"),
    ],
)
def test_a_hook_in_a_list(text):
    new = with_repository(text, ["repo: new", "hooks:", "  - id: tapelint"])
    assert new is not None
    old, wanted = yaml.safe_load(text), yaml.safe_load(new)
    added = {"repo": "new", "hooks": [{"id": "tapelint"}]}
    assert wanted == {**old, "repos": [*old["repos"], added]}
    kept = iter(new.splitlines())
    assert all(line in kept for line in text.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "repos: []\n",
        "repos: [{repo: x}]\n",
        "repos:\n",
        "hooks: x\n",
        HOOKS + "---\n" + HOOKS,
        HOOKS + HOOKS,
        "repos:\n  - &a\n    repo: x\n",
        'repos:\n  - repo: "x\n\ny"\n',
    ],
)
def test_a_list_that_is_not_understood(text):
    assert with_repository(text, ["repo: new"]) is None
