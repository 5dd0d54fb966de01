"""Each rule is complete: its documentation, its examples, its fixture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tapelint.analysis import check
from tapelint.config import Config
from tapelint.rule import Rule, Symptom, all_rules
from tapelint.source import Source

FIXTURES = Path(__file__).parents[2] / "fixtures"
SECTIONS = ("## What it does", "## Why it is bad", "## Bad", "## Good", "## References")
EXAMPLE = re.compile(r"## (Bad|Good)\n```python\n(.*?)```", re.DOTALL)

every_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)


def examples(rule: Rule) -> dict[str, str]:
    return dict(EXAMPLE.findall(rule.doc))


def marks(text: str) -> set[tuple[int, str]]:
    return {
        (number, code)
        for number, line in enumerate(text.split("\n"), 1)
        for code in re.findall(r"# (TAP\d{3})", line)
    }


@every_rule
def test_documentation_is_complete(rule: Rule) -> None:
    assert re.fullmatch(r"TAP\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.summary.endswith(".")
    positions = [rule.doc.find(section) for section in SECTIONS]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert set(examples(rule)) == {"Bad", "Good"}


@every_rule
def test_examples_are_linted(rule: Rule) -> None:
    for kind, text in examples(rule).items():
        config = Config(extend_select=(rule.code,))
        found = {(d.span.line, d.code) for d in check(Source.from_text(text), config)}
        expected = marks(text)
        assert found == expected
        assert {code for _, code in expected} == ({rule.code} if kind == "Bad" else set())


@pytest.mark.tensorflow
@every_rule
def test_examples_are_run(rule: Rule) -> None:
    from tests.oracle.observed import observe_text

    for kind, text in examples(rule).items():
        path = FIXTURES / "rules" / f"{rule.code} {kind}.py"
        assert observe_text(path, text).complaints == []


@every_rule
def test_has_a_fixture(rule: Rule) -> None:
    text = (FIXTURES / "rules" / f"{rule.code}.py").read_text(encoding="utf-8")
    assert f"# {rule.code}" in text


@every_rule
def test_consequence_is_in_the_code(rule: Rule) -> None:
    kind = {"1": {Symptom.RAISES}, "2": {Symptom.GIVES_NONE, Symptom.UNSEEN}}.get(rule.code[3])
    assert kind is None or rule.symptom in kind
