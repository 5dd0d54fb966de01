from __future__ import annotations

import random

import pytest

pytestmark = [pytest.mark.tensorflow, pytest.mark.filterwarnings("default")]


def test_what_is_said_before_a_cell_runs_comes_true(monkeypatch, tmp_path):
    pytest.importorskip("tensorflow")
    from .campaign import session

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    outcomes = [session(random.Random(number), 12) for number in (16, 24)]
    assert [outcome.wrong for outcome in outcomes if outcome.wrong] == []
    assert sum(outcome.said.total() for outcome in outcomes) > 0


def test_an_alarm_that_is_false_is_seen(monkeypatch, tmp_path):
    pytest.importorskip("tensorflow")
    from . import campaign

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(campaign.Kernel, "run", _alarming(campaign.Kernel.run))
    assert campaign.session(random.Random(0), 3).wrong


BEFORE = """import tensorflow as tf
v, fixed, c = tf.Variable(3.0), tf.Variable(2.0, trainable=False), tf.constant(2.0)
def f(): return v * v * c
kept, named = [v, c], {"c": c}
outer = tf.GradientTape(persistent=True)
with outer: outer.watch(c); doubled = c * 2
"""
BLOCK = "with tf.GradientTape() as t:\n    "


@pytest.mark.parametrize(
    ("body", "source", "found"),
    [
        ("y = f()", "v", []),
        ("t.watch(c); y = f()", "c", []),
        ("y = kept[0] * 2", "v", []),
        ("t.watch(kept); y = c * 2", "c", []),
        ("t.watch([1.0 * c, named['c']]); y = c * v", "c", []),
        ("y = c; t = outer; y = doubled", "c", []),
        ("y = kept[0] * kept[1]; kept[1] = v", "kept[1]", []),
        ("y = c * v", "c", ["TAP204"]),
        ("y = fixed * v", "fixed", ["TAP212"]),
        ("y = v * 3.0", "3.0", ["TAP108"]),
    ],
)
def test_objects_from_before_under_tensorflow(old, body, source, found):
    old.shell.user_ns["g"] = None
    said = old.run(f"{BLOCK}{body}\ng = t.gradient(y, {source})")
    assert [each.split()[0] for each in said] == found
    assert (old.shell.user_ns["g"] is None) is bool(found)


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A kernel that was at work before tapelint was loaded."""
    pytest.importorskip("tensorflow")
    from .kernel import LOAD, Kernel

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(tmp_path_factory.mktemp("ipython")))
        kernel = Kernel(BEFORE, load=False)
        kernel.run(LOAD)
        yield kernel
        kernel.close()


def _alarming(run):
    def alarming(self, cell, **given):
        number = len(self.shell.history_manager.input_hist_parsed)
        found = run(self, cell, **given)
        return found or [f"TAP101 cell {number}:1"]

    return alarming
