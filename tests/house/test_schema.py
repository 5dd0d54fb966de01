"""The schema of the configuration is current, and judges as the program does.

python -m tests.house.test_schema     writes it
"""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tapelint.config import OPTIONS, ConfigError, configured
from tapelint.rule import all_rules
from tapelint.schema import as_json, schema

PATH = Path(__file__).parents[2] / "docs" / "tapelint.schema.json"

WORDS = st.sampled_from(
    "TAP101 TAP1 T TAP999 ALL tape-already-used tape-used error warning warn info auto 2 3 a.b.c"
    " a..b a.1 é.b x %%x x* src/*.py".split()
)
SCALARS = WORDS | st.booleans() | st.integers(-1, 3) | st.just("")
LISTS = st.lists(WORDS, max_size=3) | st.lists(SCALARS, max_size=2)
VALUES = SCALARS | LISTS | st.dictionaries(WORDS, SCALARS | LISTS, max_size=2)
FITTING = {
    **dict.fromkeys(OPTIONS, st.lists(WORDS, max_size=3)),
    "per-file-ignores": st.dictionaries(WORDS, st.lists(WORDS, max_size=2), max_size=2),
    "severity": st.dictionaries(WORDS, WORDS, max_size=2),
    **dict.fromkeys(("fail-on", "keras-version"), WORDS),
    **dict.fromkeys(("force-exclude", "respect-gitignore"), st.booleans()),
}
TABLES = st.one_of(
    st.fixed_dictionaries({}, optional=FITTING),
    st.dictionaries(st.sampled_from([*OPTIONS, "slect", "per_file_ignores"]), VALUES, max_size=2),
)


def is_taken(table: object) -> bool:
    try:
        config = configured(table, "/somewhere/tapelint.toml", "")
        config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())
    except ConfigError:
        return False
    return True


def test_schema_is_current() -> None:
    assert PATH.read_text(encoding="utf-8") == as_json(all_rules())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft7Validator.check_schema(schema(all_rules()))


@given(TABLES)
@settings(max_examples=200, deadline=None)
def test_same_verdict(table: dict[str, object]) -> None:
    assert VALIDATOR.is_valid(table) == is_taken(table)


@pytest.mark.parametrize("option", OPTIONS)
def test_defaults_are_taken(option: str) -> None:
    default = schema(all_rules())["properties"][option].get("default", [])
    assert is_taken(json.loads(json.dumps({option: default})))


VALIDATOR = jsonschema.Draft7Validator(schema(all_rules()))

if __name__ == "__main__":
    PATH.write_text(as_json(all_rules()), encoding="utf-8")
