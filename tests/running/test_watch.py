from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tapelint.cli import main

from .test_processes import TWICE


@pytest.mark.usefixtures("interruptible")
def test_a_change_is_checked_at_once(tmp_path):
    pytest.importorskip("watchfiles")
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(TWICE)
    program = f"import sys; sys.path[:0] = {sys.path!r}\nfrom tapelint.cli import main"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{program}; sys.exit(main())", "check", "--watch", "--no-cache"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def told():
        """What the next check says."""
        line = process.stderr.readline()
        assert "; watching (Ctrl-C ends)" in line, line + process.stderr.read()

    told()
    (tmp_path / "b.py").write_text("x = 1\n")
    told()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    first, _, then = out.partition("Found 2 problems")
    assert first.count("TAP101") == 2
    assert then.count("a.py") == 1
    assert "b.py" not in then
    assert not (tmp_path / ".tapelint_cache").exists()


def test_without_the_package_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["check", "--watch"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: `--watch` needs a package more: pip install 'tapelint[watch]'")
    assert err.count("\n") == 1


def test_what_cannot_be_watched(tmp_path, monkeypatch, capsys):
    pytest.importorskip("watchfiles")
    monkeypatch.chdir(tmp_path)
    for paths in (["-"], ["gone"]):
        assert main(["check", "--watch", *paths]) == 2
        assert capsys.readouterr().err.startswith("error: `--watch`")


def test_only_changed_files_are_analysed_again(tmp_path, monkeypatch):
    from tapelint.cli import work

    seen, examined = [], work.examined
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        work,
        "examined",
        lambda unread, config: seen.append(unread.path) or examined(unread, config),
    )

    def rounds(paths, check):
        check()
        Path("b.py").write_text(TWICE + "\n")
        check()
        check()
        raise KeyboardInterrupt

    monkeypatch.setattr("tapelint.cli.watch.keep_checking", rounds)
    for name in ("a.py", "b.py"):
        Path(name).write_text(TWICE)
    assert main(["check", "--watch", "--no-cache", "-j", "1"]) == 130
    assert seen == ["a.py", "b.py", "b.py"]
