"""`tapelint explain`, with the real rules."""

from __future__ import annotations

import json

import pytest

from tapelint.cli import main
from tapelint.pages import page
from tapelint.rule import all_rules

RULES = {rule.code: rule for rule in all_rules()}


@pytest.fixture
def explain(capsys):
    def run(*words):
        code = main(["explain", *words])
        return code, *capsys.readouterr()

    return run


@pytest.mark.parametrize("word", ["TAP101", "tap101", "tape-already-used", "Tape-Already-Used"])
def test_one_rule(explain, word):
    assert explain(word) == (0, page(RULES["TAP101"]) + "\n", "")


def test_all_rules(explain):
    assert explain("--all", "--format=markdown")[1] == "\n\n".join(map(page, RULES.values())) + "\n"


def test_json(explain):
    (one,) = json.loads(explain("TAP201", "--format=json")[1])
    assert one["name"] == "derivative-outside-outer-tape"
    assert [it["code"] for it in json.loads(explain("--all", "--format=json")[1])] == list(RULES)


def test_a_text_with_several_rules_behind_it(explain):
    code, out, _ = explain("GradientTape.gradient can only be called once on non-persistent tapes.")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[-2:]] == ["TAP101", "TAP114"]


def test_a_text_with_one_rule_behind_it(explain):
    assert explain("ValueError: Tape is still recording") == explain("TAP103")


def test_in_a_terminal(explain, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in explain("TAP101")[1]
    assert "\x1b[" not in explain("TAP101", "--format=markdown")[1]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["tape-alredy-used"],
            "unknown rule `tape-alredy-used`; did you mean `tape-already-used`?",
        ),
        (["it does not work"], "no rule is known behind this text"),
        ([""], "unknown rule ``"),
        ([], "explain one rule, or `--all` of them"),
        (["TAP101", "--all"], "explain one rule, or `--all` of them"),
    ],
)
def test_wrong_usage(explain, words, message):
    code, out, err = explain(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {message}")
    assert err.count("\n") == 1
