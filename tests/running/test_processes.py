from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tapelint.cli import main, survey
from tapelint.cli.pool import DIED

from .stand_ins import Dying

FIXTURES = Path(__file__).parents[2] / "fixtures"
TWICE = """\
import tensorflow as tf
x = tf.Variable(1.0)
with tf.GradientTape() as t:
    y = x * x
t.gradient(y, x)
t.gradient(y, x)
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TAPELINT_CACHE_DIR", raising=False)

    def make(texts):
        for name, text in texts.items():
            Path(name).write_text(text)

    return make


@pytest.fixture
def check(capsys):
    def run(*argv):
        code = main(["check", "--output-format", "concise", *argv])
        return (code, *capsys.readouterr())

    return run


def test_the_number_of_processes_makes_no_difference(files, check):
    files({"broken.py": "GradientTape = (\n", "bytes.py": "# GradientTape\n"})
    Path("bytes.py").write_bytes(b"# GradientTape \xff\n")
    for name in ("seed", "notebooks"):
        shutil.copytree(FIXTURES / name, name)
    alone = check("--no-cache", "-j", "1")
    assert alone[0] == 2
    assert alone[1].count("\n") > 20
    assert check("-j", "3") == alone
    assert check("-j", "3") == alone
    assert check() == alone
    Path("seed").rename("plant")
    assert check()[1] == alone[1].replace("seed/", "plant/")


def test_a_process_that_dies_takes_only_its_own_file_along(files, check, monkeypatch):
    monkeypatch.setattr("tapelint.cli.pool.work", Dying)
    names = [f"{letter}.py" for letter in "abcdefgh"]
    deadly = {"c.py": TWICE + "# DIE\n", "f.py": "# GradientTape DIE"}
    files(dict.fromkeys(names, TWICE) | deadly)
    code, out, err = check("-j", "2")
    assert code == 2
    assert err.splitlines() == [f"{name}: {DIED}" for name in deadly]
    told = [line.partition(":")[0] for line in out.splitlines() if "TAP101" in line]
    assert told == [name for name in names if name not in deadly]
    # What was not analysed is not remembered.
    assert check("-j", "2")[2] == err


def interrupted():
    raise KeyboardInterrupt


def test_processes_start_only_when_they_pay(files, check, monkeypatch):
    started = []
    monkeypatch.setattr(
        "tapelint.cli.pool.Pool.__init__", lambda *_: started.append(1) or interrupted()
    )
    files({f"m{number}.py": TWICE for number in range(4)})
    code, out, _ = check("--no-cache")
    assert (code, out.count("TAP101")) == (1, 4)
    assert not started
    monkeypatch.setattr(survey, "processors", lambda: 2)
    monkeypatch.setattr(survey, "PAYS", 3 * len(TWICE))
    assert check("--no-cache")[0] == 130
    assert started


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1000000", ""])
def test_numbers_that_are_none(files, check, jobs):
    code, _, err = check(f"--jobs={jobs}")
    assert code == 2
    assert f"`{jobs}` is neither `auto` nor a number from 1 to 512" in err


@pytest.mark.usefixtures("interruptible")
def test_interruption_ends_all_processes(files):
    files({f"m{number}.py": TWICE for number in range(8)})
    os.mkfifo("pipe")
    program = (
        "import sys; from tapelint.cli import main, pool\n"
        "from tests.running.stand_ins import Stalling\n"
        "pool.work = Stalling\n"
        "sys.exit(main(['check', '-j', '2']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    with open("pipe", "rb") as pipe:
        assert pipe.readline() == b"here\n"
        # As a terminal does: to all of them.
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        # The end of the pipe is where no process holds it any more.
        pipe.read()
    assert (process.returncode, out, err) == (130, b"", b"")
