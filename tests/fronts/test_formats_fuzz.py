"""Whatever a name, a message or a line holds: nothing is injected, and what is told is told whole.

python -m tests.fronts.test_formats_fuzz 20000     tries more
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from xml.etree import ElementTree as ET

import jsonschema
from hypothesis import given, settings
from hypothesis import strategies as st

from tapelint.diagnostic import Related, Span
from tapelint.reports import FORMATS, render
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import visible
from tapelint.source import Source

from .report_samples import finding
from .test_formats import SCHEMA, agent_command, literal, v1_command, v2_command

PIECES = (
    "::",
    "##[",
    "##vso[",
    "]",
    "error",
    "%0A",
    "%",
    ";",
    ",",
    ":",
    "\r",
    "\n",
    "\t",
    " ",
    "{",
)
MORE = ("}", "{0}", "[a](1)", "<", "&", '"', "'", "]]>", "\x1b[", "\x00", "\x85", "\u2028", "\\")
TEXT = st.lists(
    st.sampled_from(PIECES + MORE) | st.characters(codec=None), max_size=8
).map("".join)  # fmt: skip
PATH = TEXT.filter(lambda text: text.strip() not in ("", "-") and "\0" not in text)


def outcome(path: str, message: str, line: str) -> Outcome:
    span = Span(1, min(1, len(line)), 1, min(3, len(line)))
    found = finding(path, span, Related(span, message), message=message)
    return Outcome(
        (
            Report(
                Source.from_text(line.splitlines()[0] if line.splitlines() else "", path), (found,)
            ),
        )
    )


SEEN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs around numbers, which Unicode counts among what is not seen."""


def steers(text: str) -> list[str]:
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return [c for c in text if c not in SEEN + "\n" and unicodedata.category(c) in kinds]


def test_no_character_steers():
    assert steers(visible("".join(map(chr, range(0x110000)))).replace("\n", "")) == []


def check(path: str, message: str, line: str) -> None:
    told = {form: render(form, outcome(path, message, line)) for form in FORMATS}
    for form in ("full", "concise", "grouped", "pylint", "github", "azure"):
        assert steers(told[form]) == []
    for form in ("full", "concise", "grouped", "pylint"):
        for row in told[form].split("\n"):
            assert v2_command(row) is None
            assert agent_command(row) is None
            assert not v1_command(row)
    name, properties, _ = v2_command(told["github"])
    assert name == "error"
    assert properties.keys() == {"title", "file", "line", "endLine", "col", "endColumn"}
    name, properties, _ = agent_command(told["azure"])
    assert name == "task.logissue"
    assert properties.keys() == {"type", "sourcepath", "linenumber", "columnnumber", "code"}
    assert "\n" not in told["github"] + told["azure"] + told["pylint"] + told["json-lines"]
    assert re.search(r":1: \[TAP101\] ", told["pylint"])
    ET.fromstring(told["junit"])
    sarif = json.loads(told["sarif"])
    jsonschema.Draft4Validator(SCHEMA).validate(sarif)
    assert literal(sarif["runs"][0]["results"][0]["message"]) == written(message)
    assert json.loads(told["json"]) == [json.loads(told["json-lines"])]
    assert json.loads(told["json"])[0]["message"] == written(message)
    assert json.loads(told["gitlab"])[0]["location"]["path"] == written(path)
    assert json.loads(told["rdjson"])["diagnostics"][0]["message"] == written(message)


def written(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


fuzz = given(path=PATH, message=TEXT, line=TEXT)(check)


def test_nothing_is_injected():
    settings(max_examples=60, deadline=None)(fuzz)()


if __name__ == "__main__":
    settings(max_examples=int(sys.argv[1]), deadline=None)(fuzz)()
