"""`--baseline`: what is known is not reported, what is gone is told, and the file is stable."""

from __future__ import annotations

import json

import pytest

from tapelint.cli import main

from .stand_in import FINDING, TAPE

SECOND = "d2 = tape.gradient(y, x)  # TAP101\n"


@pytest.fixture
def run(capsys, fake_core):
    def run(*argv):
        code = main(["check", "--output-format", "concise", *argv])
        out, err = capsys.readouterr()
        return code, out.splitlines()[:-1], err

    return run


def known(path="known.json"):
    with open(path, encoding="utf-8") as file:
        return json.load(file)["findings"]


def test_what_is_known_is_not_reported(tree, run):
    tree({"x.py": FINDING})
    assert run("--baseline", "known.json", "--write-baseline")[0] == 0
    assert known() == {"x.py": {"TAP101": {"dy = tape.gradient(y, x)": 1}}}
    assert run("--baseline", "known.json") == (0, [], "")
    moved = FINDING.replace("dy = ", "\n\nif x:\n\tdy =  ").replace("# TAP", "# why # TAP")
    tree({"x.py": moved})
    assert run("--baseline", "known.json") == (0, [], "")


def test_each_is_known_as_often_as_it_was_counted(tree, run):
    tree({"x.py": FINDING})
    run("--baseline", "known.json", "--write-baseline")
    tree({"x.py": FINDING + FINDING + SECOND})
    code, found, _ = run("--baseline", "known.json")
    assert (code, [line.split(":")[1] for line in found]) == (1, ["8", "9"])


def test_of_another_rule_or_file_nothing_is_known(tree, run):
    tree({"x.py": FINDING, "y.py": TAPE})
    run("--baseline", "known.json", "--write-baseline")
    tree({"x.py": FINDING.replace("TAP101", "TAP201"), "y.py": FINDING})
    code, found, err = run("--baseline", "known.json", "--fail-on-stale")
    assert (code, [line.split(":")[0] for line in found]) == (1, ["x.py", "y.py"])
    assert "1 finding of it is gone" in err


def test_what_is_gone_is_told(tree, run):
    tree({"x.py": FINDING + SECOND, "y.py": FINDING, "z.py": FINDING})
    run("--baseline", "known.json", "--write-baseline")
    tree({"x.py": FINDING, "z.py": "no tape here\n"}).joinpath("y.py").unlink()
    code, _, err = run("--baseline", "known.json")
    assert code == 0
    assert err.splitlines() == [
        "warning: known.json: 3 findings of it are gone; rewrite it with `--write-baseline`",
        "  x.py: TAP101: d2 = tape.gradient(y, x)",
        "  y.py: TAP101: dy = tape.gradient(y, x)",
        "  z.py: TAP101: dy = tape.gradient(y, x)",
    ]
    assert run("--baseline", "known.json", "--fail-on-stale")[0] == 1
    run("--baseline", "known.json", "--write-baseline")
    assert known() == {"x.py": {"TAP101": {"dy = tape.gradient(y, x)": 1}}}
    assert run("--baseline", "known.json", "--fail-on-stale") == (0, [], "")


@pytest.mark.parametrize(
    "argv", [["y.py"], ["--ignore", "TAP101"], ["--exclude", "x.py"], ["--select", "TAP2"]]
)
def test_what_was_not_looked_for_is_not_gone(tree, run, argv):
    tree({"x.py": FINDING, "y.py": TAPE})
    run("--baseline", "known.json", "--write-baseline")
    before = known()
    tree({"x.py": TAPE})
    assert run("--baseline", "known.json", *argv) == (0, [], "")
    run("--baseline", "known.json", "--write-baseline", *argv)
    assert known() == before


def test_what_cannot_be_read_is_not_gone(tree, run):
    tree({"x.py": FINDING})
    run("--baseline", "known.json", "--write-baseline")
    tree({"x.py": TAPE + "SYNTAX\n"})
    code, _, err = run("--baseline", "known.json", "--fail-on-stale")
    assert code == 2
    assert "gone" not in err


def test_paths_are_those_from_the_baseline(tree, run, monkeypatch):
    root = tree({"src/x.py": FINDING, "ci/known.json": '{"version": 1, "findings": {}}'})
    run("--baseline", "ci/known.json", "--write-baseline")
    assert list(known("ci/known.json")) == ["../src/x.py"]
    monkeypatch.chdir(root / "src")
    assert run("--baseline", "../ci/known.json", str(root / "src"))[0] == 0


def test_the_file_is_the_same_each_time(tree, run):
    root = tree({"b.py": FINDING + SECOND, "a/é.py": FINDING})
    run("--baseline", "known.json", "--write-baseline")
    first = (root / "known.json").read_bytes()
    run("--baseline", "known.json", "--write-baseline", "a", "b.py")
    assert (root / "known.json").read_bytes() == first
    assert first.endswith(b"}\n")
    assert "é.py".encode() in first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not a baseline: Expecting property name"),
        ("[]", "not a baseline: it has no `version` 1"),
        ('{"version": 2}', "not a baseline: it has no `version` 1"),
        ('{"version": 1, "findings": {"x.py": 1}}', "not a baseline: files, rules and texts"),
        (
            '{"version": 1, "findings": {"x.py": {"TAP101": {"a": 0}}}}',
            "not a baseline: a count is a whole number above 0",
        ),
        (None, "No such file"),
    ],
)
def test_a_faulty_baseline(tree, run, text, message):
    tree({"x.py": FINDING, **({"known.json": text} if text is not None else {})})
    code, _, err = run("--baseline", "known.json")
    assert code == 2
    assert f"error: known.json: {message}" in err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--write-baseline"], "`--write-baseline` needs `--baseline FILE`"),
        (["--fail-on-stale"], "`--fail-on-stale` needs `--baseline FILE`"),
        (["--baseline", "b", "--write-baseline", "--fix"], "options that change the files"),
        (["--add-ignore", "--fix"], "fix first, then silence the rest"),
    ],
)
def test_options_that_do_not_go_together(tree, run, argv, message):
    tree({"x.py": FINDING})
    code, _, err = run(*argv)
    assert code == 2
    assert message in err
