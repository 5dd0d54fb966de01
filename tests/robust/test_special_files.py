"""Files, links, configurations and streams of every unfortunate kind, by the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tapelint.cli import main
from tapelint.comments import comments
from tapelint.config import Configs

GOOD = b"""import tensorflow as tf
x = tf.Variable(1.0)
with tf.GradientTape() as tape:
    y = x * x
a = tape.gradient(y, x)
b = tape.gradient(y, x)
"""
GATE = b"\n# GradientTape"
DEEP = 100_000

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line, in a folder with one file in which there is something to find."""
    monkeypatch.chdir(tmp_path)
    Path("good.py").write_bytes(GOOD)

    def command(*argv: str) -> tuple[int, str, str]:
        return (main(argv), *capsys.readouterr())

    return command


def notebook(*sources: object) -> bytes:
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}}).encode()


FILES = {
    "nul.py": GOOD + b"\0",
    "nuls.py": GATE + b"\0" * 10_000,
    "utf8.py": GOOD + b"\xff",
    "bom_and_latin.py": b"\xef\xbb\xbf# coding: latin-1" + GATE,
    "short_of_utf8.py": b"\xef\xbb\xbf" + GATE + b" \xc3",
    "no_codec.py": b"# coding: wat" + GATE,
    "no_text.py": b"# coding: base64" + GATE,
    "idna.py": b"# coding: idna\n" + GOOD.replace(b"x * x", b"x*x"),
    "escaped.py": b"# coding: unicode_escape" + GATE + rb" '\x'",
    "surrogate.py": b"# coding: raw_unicode_escape\nx = '\\ud800'" + GATE,
    "two.py": b"print 'x'\nexec 'y' in z\nexcept E, e: 0777" + GATE,
    "brackets.py": b"(" * DEEP + GATE,
    "operators.py": b"x = " + b"-" * DEEP + b"1" + GATE,
    "sums.py": b"x = " + b"1 + " * DEEP + b"1" + GATE,
    "calls.py": b"x = a" + b".b()" * DEEP + GATE,
    "quotes.py": b'x = "' + b'\\"' * DEEP + GATE,
    "indents.py": b"".join(b" " * i + b"if x:\n" for i in range(200)) + GATE,
    "cut.ipynb": notebook("GradientTape")[:-3],
    "text.ipynb": GATE,
    "array.ipynb": b'["GradientTape"]',
    "deep.ipynb": b'{"cells": [], "metadata": "GradientTape", "a": ' + b"[" * DEEP,
    "number.ipynb": b'{"cells": [], "metadata": {"GradientTape": ' + b"9" * 5000 + b"}}",
    "cells.ipynb": b'{"cells": {"GradientTape": 1}}',
    "cell.ipynb": notebook("GradientTape").replace(b'{"cell_type"', b'3, {"cell_type"'),
    "source.ipynb": notebook("GradientTape", 3),
    "half.ipynb": notebook("x = '\ud800'", "GradientTape"),
    "latin.ipynb": notebook("GradientTape") + b"\xff",
}
FINE = {
    "twice.ipynb": b'{"cells": 1, "metadata": [], "nan": NaN, '
    + notebook(GOOD.decode())[1:].replace(b'"source"', b'"source": 0, "source"'),
    "crs.py": GOOD.replace(b"\n", b"\r"),
    "spaces\n\x1b[31m.py": GOOD,
    "\udcff.py": GOOD,
    "x" * 250 + ".py": GOOD,
    "-.py": GOOD,
}


@pytest.mark.parametrize("argv", [(), ("-j2",), ("--fix", "--unsafe-fixes"), ("--add-ignore",)])
def test_bad_files_are_told_in_one_line_each_and_stop_nothing(run: Run, argv: tuple[str]) -> None:
    for name, data in (FILES | FINE).items():
        Path(name).write_bytes(data)
    Path("folder.py").mkdir()
    Path("here.py").symlink_to("here.py")
    Path("gone.py").symlink_to("nowhere")
    Path("around").symlink_to(".")
    os.mkfifo("pipe.py")
    code, out, err = run("check", "--no-cache", "--output-format", "json", *argv)
    assert code == 2
    told = {line.split(":")[0] for line in err.splitlines()}
    assert told == {*FILES, "pipe.py"} - {"idna.py"} | (told & {"idna.py"})
    assert "internal error" not in err
    assert "bug" not in err
    found = {finding["filename"] for finding in json.loads(out)}
    if not argv or argv == ("-j2",):
        assert len(found) == len(FINE) + 2  # good.py, and idna.py, whose text can be read
    else:
        assert found <= {str(Path("idna.py").absolute()), "idna.py"}


CONFIGURATIONS = {
    "bytes": b"\xff\xfe",
    "nul": b'select = ["\0"]',
    "deep": b"a = " + b"[" * DEEP + b"]" * DEEP,
    "number": b"a = " + b"9" * 5000,
    "array": b"[[tool.tapelint]]",
    "cut": b"select = [",
    "long": b"x" * 1000 + b" = 1",
    "surrogate": rb'select = ["\ud800"]',
    "keys": b"select = []\nselect = []",
    "dots": b"a." * 20_000 + b"a = 1",
    "quoted": b"'a b' . " * 20_000 + b"a = 1",
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_any_bytes_as_configuration(run: Run, name: str) -> None:
    for path in ("tapelint.toml", "pyproject.toml"):
        data = CONFIGURATIONS[name]
        head = b"" if path == "tapelint.toml" else b"[tool.tapelint]\n"
        Path(path).write_bytes(head + data)
        for command in ("check", "trace"):
            code, out, err = run(command, "good.py")
            assert (code, out, len(err.splitlines())) == (2, "", 1)
            assert path in err
            assert "internal error" not in err
        Path(path).unlink()


@pytest.mark.parametrize("name", ["pyproject.toml", "tapelint.toml", ".pre-commit-config.yaml"])
def test_init_where_files_are_no_files(run: Run, name: str) -> None:
    made: dict[str, Callable[[Path], object]] = {
        "is a directory": Path.mkdir,
        "not a regular file": os.mkfifo,
        "not valid utf-8": lambda path: path.write_bytes(b"\xff"),
        "too many levels of symbolic links": lambda path: path.symlink_to(path),
    }
    for message, make in made.items():
        make(Path(name))
        code, out, err = run("init")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert err.lower().endswith(f"{name}: {message}\n")
        Path(name).rmdir() if Path(name).is_dir() else Path(name).unlink()
        assert [path.name for path in Path().iterdir()] == ["good.py"]


@pytest.mark.parametrize("name", ["deep", "dots", "nul"])
def test_init_where_nothing_can_be_added(run: Run, name: str) -> None:
    Path("pyproject.toml").write_bytes(CONFIGURATIONS[name])
    code, out, err = run("init")
    assert (code, err) == (0, "")
    assert "pyproject.toml: cannot be added to" in out
    assert Path("pyproject.toml").read_bytes() == CONFIGURATIONS[name]


BASELINES = {
    "empty": b"",
    "cut": b'{"version": 1, "findings": {',
    "bytes": b"\xff",
    "deep": b'{"version": 1, "findings": ' + b'{"a": ' * DEEP,
    "number": b'{"version": 1, "findings": {"a": {"b": {"c": ' + b"9" * 5000 + b"}}}}",
    "many": b'{"version": 1, "findings": {"a": {"b": {"c": ' + b"9" * 4000 + b"}}}}",
    "version": b'{"version": NaN}',
    "shape": b'{"version": 1, "findings": [{}]}',
}


@pytest.mark.parametrize("name", BASELINES)
def test_any_bytes_as_baseline(run: Run, name: str) -> None:
    Path("known.json").write_bytes(BASELINES[name])
    for more in ((), ("--write-baseline",)):
        code, out, err = run("check", "--baseline", "known.json", *more)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert err.startswith("error: known.json: not a baseline: ")


def test_a_baseline_of_names_that_are_no_text(run: Run) -> None:
    Path("\udcff.py").write_bytes(GOOD)
    assert run("check", "--baseline", "known.json", "--write-baseline")[0] == 0
    assert run("check", "--baseline", "known.json")[:2] == (0, "All checks passed!\n")


def test_pipes_where_files_are_looked_for(run: Run) -> None:
    Path(".git").mkdir()
    for name in (".gitignore", "tapelint.toml", "pyproject.toml"):
        os.mkfifo(name)
    assert run("check", "--no-cache")[0] == 1
    os.mkfifo("pipe")
    for command in (("debug", "lower"), ("trace",), ("check",)):
        code, _, err = run(*command, "pipe")
        assert (code, len(err.splitlines())) == (2, 1)
        assert "not a regular file" in err


def test_ignore_files_of_any_bytes(run: Run) -> None:
    Path(".git").mkdir()
    Path("other.py").write_bytes(GOOD)
    Path(".gitignore").write_bytes(bytes(range(256)) + b"\n!\n\\\na[z-a]\nother.py\n")
    code, out, _ = run("check", "--no-cache", "--output-format", "concise")
    assert (code, [line.split(":")[0] for line in out.splitlines()[:-2]]) == (1, ["good.py"])


def test_a_path_of_a_thousand_folders(run: Run) -> None:
    assert Configs().of("/a" * 3000).origin is None
    assert run("check", "a/" * 3000 + "x.py")[0] == 2


def test_files_that_vanish(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between being found and being read, and between being read and being fixed."""
    from tapelint import reading
    from tapelint.cli import mend

    Path("brief.py").write_bytes(GOOD)
    content, settled = reading.content, mend.settled

    def vanishing(path: str) -> bytes:
        if path == "brief.py":
            Path(path).unlink()
        return content(path)

    monkeypatch.setattr(reading, "content", vanishing)
    code, out, err = run("check", "--no-cache", "--output-format", "concise")
    assert (code, err) == (2, "brief.py: no such file or directory\n")
    assert "good.py" in out

    def gone(source, *rest):
        Path(source.path).unlink()
        return settled(source, *rest)

    monkeypatch.setattr(mend, "settled", gone)
    code, _, err = run("check", "--no-cache", "--fix")
    assert (code, err) == (2, "good.py: not fixed: no such file or directory\n")


STREAMS = [
    ("check good.py >/dev/full", 2, "error: no space left on device"),
    ("check good.py nowhere.py 2>/dev/full", 2, ""),
    ("check good.py nowhere.py 2>&-", 2, ""),
    ("check good.py >&-", 1, ""),
    ("check - <&-", 2, "error: standard input is closed"),
    ("--version >/dev/full", 2, "error: no space left on device"),
]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
def test_streams_that_are_closed_or_full(tmp_path: Path) -> None:
    (tmp_path / "good.py").write_bytes(GOOD)
    program = (
        f"import sys; sys.path[:0] = {sys.path!r}; from tapelint.cli import main; sys.exit(main())"
    )
    for line, code, message in STREAMS:
        done = subprocess.run(
            ["sh", "-c", f'exec "$0" -c "$1" {line}', sys.executable, program],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert (line, done.returncode, done.stderr.strip()) == (line, code, message)


def test_an_empty_statement_ends_no_block() -> None:
    """A backslash before an empty line makes one, wherever it stands; to Python it is nothing."""
    indented = "if x:\n    # c\n\\\n\n    y = 1\nz = 1\n"
    assert [comment.block_last for comment in comments(indented)] == [5]
    assert [comment.block_last for comment in comments("x = 1\n    # c\n\\\n\n\n")] == [6]


def test_many_comments_take_no_time() -> None:
    """For each of them to look at all that follows would take minutes."""
    assert len(comments("# a\nx = 1\n" * 20_000)) == 20_000


def test_a_working_directory_that_is_gone(run: Run, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    code, _, err = run("check", str(tmp_path / "good.py"))
    assert (code, err) == (2, "error: the working directory is gone\n")
