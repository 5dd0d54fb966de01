from __future__ import annotations

import random

import pytest

pytestmark = [pytest.mark.tensorflow, pytest.mark.filterwarnings("default")]


def test_what_is_said_before_a_cell_runs_comes_true(monkeypatch, tmp_path):
    pytest.importorskip("tensorflow")
    from .campaign import session

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    outcomes = [session(random.Random(number), 12) for number in range(2)]
    assert [outcome.wrong for outcome in outcomes if outcome.wrong] == []
    assert sum(outcome.said.total() for outcome in outcomes) > 0


def test_an_alarm_that_is_false_is_seen(monkeypatch, tmp_path):
    pytest.importorskip("tensorflow")
    from . import campaign

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(campaign.Kernel, "run", _alarming(campaign.Kernel.run))
    assert campaign.session(random.Random(0), 3).wrong


def _alarming(run):
    def alarming(self, cell, **given):
        number = len(self.shell.history_manager.input_hist_parsed)
        found = run(self, cell, **given)
        return found or [f"TAP101 cell {number}:1"]

    return alarming
