from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tapelint import flake8_plugin
from tapelint.flake8_plugin import Plugin

from .stand_in import FINDING, RULES, TAPE

flake8_sees_us = bool(entry_points(group="flake8.extension", name="TAP"))
needs_installation = pytest.mark.skipif(not flake8_sees_us, reason="tapelint is not installed")


def told(text, filename="x.py"):
    return list(Plugin(None, filename, text.splitlines(keepends=True)).run())


@pytest.fixture(autouse=True)
def _fresh_configuration(monkeypatch):
    monkeypatch.setattr(flake8_plugin, "_configs", flake8_plugin.Configs())
    flake8_plugin._config.cache_clear()


@pytest.mark.usefixtures("fake_core")
class TestPlugin:
    def test_findings(self):
        ((line, column, text, kind),) = told(FINDING)
        assert (line, column, kind) == (4, 5, Plugin)
        assert text.startswith("TAP101 A second gradient")

    def test_rules_that_are_off_stay_off(self):
        assert told(TAPE + "tape.gradient(y, x)  # TAP401") == []

    def test_configuration(self, tree):
        text = "".join(f"tape.gradient(y, x)  # {rule.code}\n" for rule in RULES)
        tree({"tapelint.toml": 'ignore = ["TAP101"]\nextend-select = ["TAP401"]'})
        assert [found[2][:6] for found in told(TAPE + text)] == ["TAP201", "TAP401"]

    @pytest.mark.parametrize("text", [TAPE + "BOOM", TAPE + "SYNTAX"])
    def test_problems_are_silent(self, text):
        assert told(text) == []

    def test_a_faulty_configuration_is_silent(self, tree):
        tree({"tapelint.toml": "selct = []"})
        assert len(told(FINDING)) == 1


def test_without_tapes_nothing_is_analysed(monkeypatch):
    monkeypatch.setitem(sys.modules, "tapelint.analysis", None)
    assert told("x = 1\n") == []


# --- the real flake8 -----------------------------------------------------------------------


def flake8(*argv, text=None):
    command = [sys.executable, "-m", "flake8", "--isolated", *argv]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


@needs_installation
def test_flake8_knows_the_plugin():
    assert "tapelint" in flake8("--version").stdout.lower()


TWICE = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)
d2 = tape.gradient(y, x){comment}
"""


@needs_installation
@pytest.mark.parametrize(
    ("comment", "argv", "count"),
    [
        ("", ["--extend-select=TAP"], 1),
        ("", [], 1),
        ("", ["--select=TAP1"], 1),
        ("", ["--ignore=TAP101"], 0),
        ("", ["--select=E,F,W"], 0),
        ("  # noqa: TAP101", [], 0),
        ("  # noqa", [], 0),
        ("  # noqa: E501", [], 1),
        ("  # noqa", ["--disable-noqa"], 1),
        ("  # tapelint: ignore[TAP101]", ["--disable-noqa"], 0),
        ("  # tapelint: ignore[TAP204]", [], 1),
    ],
)
def test_flake8_and_its_noqa(tree, comment, argv, count):
    pytest.importorskip("tapelint.lower")
    tree({"x.py": TWICE.format(comment=comment)})
    done = flake8(*argv, "x.py")
    lines = done.stdout.splitlines()
    assert not done.stderr
    assert len(lines) == count
    assert all(line.startswith("x.py:7:6: TAP101 ") for line in lines)


@needs_installation
def test_flake8_reads_standard_input(tree):
    pytest.importorskip("tapelint.lower")
    tree({})
    done = flake8("--stdin-display-name=x.py", "-", text=TWICE.format(comment=""))
    assert done.stdout.startswith("x.py:7:6: TAP101 ")


@needs_installation
def test_options_of_our_own(tree):
    pytest.importorskip("tapelint.lower")
    text = "from ours import recorded\n" + TWICE.format(comment="").replace(
        "tf.GradientTape()", "recorded()"
    )
    tree({"x.py": text, ".flake8": "[flake8]\ntapelint-tape-wrappers = ours.recorded\n"})
    assert "TAP101" not in flake8("x.py").stdout
    assert "TAP101" in flake8("--tapelint-tape-wrappers=ours.recorded", "x.py").stdout
    command = [sys.executable, "-m", "flake8", "--select=TAP", "x.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "TAP101" in done.stdout


def kept_results():
    return [*Path(os.environ["TAPELINT_CACHE_DIR"]).glob("results-*")]


class TestResultsAreKept:
    """What flake8 found is known the next time, unless nobody wants that."""

    @needs_installation
    @pytest.mark.parametrize("jobs", ["-j1", "-j2"])
    def test_between_runs(self, tree, jobs):
        pytest.importorskip("tapelint.lower")
        texts = {name: TWICE.format(comment="") for name in ("x.py", "y.py")}
        root = tree({**texts, "quiet.py": TWICE.rpartition("d2")[0]})
        first = flake8(jobs, ".").stdout
        assert first.count("is not persistent") == 2
        (kept,) = kept_results()
        assert len(kept.read_text().splitlines()) == 3
        kept.write_text(kept.read_text().replace("is not persistent", "was seen before"))
        assert flake8(jobs, ".").stdout == first.replace("is not persistent", "was seen before")
        (root / "x.py").write_text("\n" + texts["x.py"])
        assert flake8(jobs, ".").stdout.count("is not persistent") == 1

    @needs_installation
    def test_a_broken_cache_is_none(self, tree):
        pytest.importorskip("tapelint.lower")
        tree({"x.py": TWICE.format(comment="")})
        first = flake8("x.py").stdout
        (kept,) = kept_results()
        kept.write_text(kept.read_text().replace('"TAP101"', "{"))
        done = flake8("x.py")
        assert (done.stdout, done.stderr) == (first, "")

    @needs_installation
    def test_unless_it_is_not_wanted(self, tree):
        pytest.importorskip("tapelint.lower")
        tree({"x.py": TWICE.format(comment="")})
        assert flake8("--tapelint-no-cache", "x.py").stdout
        assert flake8("--stdin-display-name=x.py", "-", text="\n" + TWICE).stdout
        assert not kept_results()
