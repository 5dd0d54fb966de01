"""Each format is read back by its schema, or by what its consumers do with it."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from tapelint import reports
from tapelint.diagnostic import Problem
from tapelint.reports import FOR_PEOPLE, FORMATS, render
from tapelint.reports.outcome import Outcome, Report

from .report_samples import (
    CALL,
    FIXED,
    FUNCTION,
    HOSTILE_MESSAGE,
    HOSTILE_PATH,
    PROBLEMS,
    everything,
    finding,
    function,
    hostile,
    located,
    notebook,
    standard_input,
)

COUNT = 7
"""Findings in `everything()`."""


def told(form: str, outcome: Outcome | None = None) -> str:
    return render(form, outcome or everything())


def test_every_format_has_its_module():
    folder = Path(reports.__file__).parent
    with_render = {
        p.stem for p in folder.glob("*.py") if "\ndef render(outcome: Outcome)" in p.read_text()
    }
    assert with_render == set(FORMATS.values())


# --- what steers nothing -------------------------------------------------------------------


def v2_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """What GitHub's runner makes of a line: `::name key=value::data` at its beginning."""
    match = re.match(r"\s*::(.*?)::(.*)", line, re.DOTALL)
    if match is None:
        return None
    name, _, properties = match[1].partition(" ")
    pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
    for one, other in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        pairs = {key: value.replace(one, other) for key, value in pairs.items()}
    data = match[2].replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    return name, pairs, data


def v1_command(line: str) -> bool:
    """Whether the runner would see a command of the old kind, anywhere in the line."""
    return bool(re.search(r"##\[[^]]*\]", line))


def agent_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """What the agent of Azure Pipelines makes of a line: `##vso[name key=value;]data`, anywhere."""
    match = re.search(r"##vso\[([^] ]*) ?([^]]*)\](.*)", line, re.DOTALL | re.IGNORECASE)
    if match is None:
        return None
    pairs = dict(pair.split("=", 1) for pair in match[2].split(";") if pair)
    for one, other in (("%3B", ";"), ("%0D", "\r"), ("%0A", "\n"), ("%5D", "]"), ("%AZP25", "%")):
        pairs = {key: value.replace(one, other) for key, value in pairs.items()}
    data = match[3].replace("%0D", "\r").replace("%0A", "\n").replace("%AZP25", "%")
    return match[1], pairs, data


@pytest.mark.parametrize("form", [*FOR_PEOPLE, "pylint", "github", "azure", "junit"])
def test_nothing_steers_a_terminal(form):
    steering = {
        char
        for char in told(form)
        if char != "\n" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn")
    }
    assert steering <= ({"\ufffe"} if form != "junit" else set())


@pytest.mark.parametrize("form", [*FOR_PEOPLE, "pylint", "junit", "json", "sarif"])
def test_nothing_steers_a_build(form):
    lines = told(form).splitlines()
    assert [line for line in lines if v2_command(line)] == []
    if form in (*FOR_PEOPLE, "pylint", "junit"):
        assert [line for line in lines if v1_command(line) or agent_command(line)] == []


def test_the_parsers_of_commands_would_see_one():
    assert v2_command(f"{HOSTILE_PATH}:1:1: x")
    assert v1_command(HOSTILE_PATH)
    assert agent_command(HOSTILE_MESSAGE)


# --- commands to builds --------------------------------------------------------------------


def test_github():
    lines = told("github").split("\n")
    assert len(lines) == COUNT
    commands = [v2_command(line) for line in lines]
    assert [command[0] for command in commands] == [
        *("error", "error", "warning", "notice", "error", "error", "error")
    ]
    plain, cell, _, bad, stdin, *_ = commands
    call = located(FUNCTION, CALL)
    assert plain[1] == {
        "title": "tapelint (TAP101)",
        "file": os.path.abspath("lib/ü b.py"),
        "line": "5",
        "endLine": "5",
        "col": str(call.column + 1),
        "endColumn": str(call.end_column + 1),
    }
    assert plain[2].startswith(f"lib/ü b.py:5:{call.column + 1}: TAP101 `tape` is used up")
    assert cell[1]["line"] == "1"
    assert "col" not in cell[1]
    assert cell[2].startswith("n.ipynb:cell 5:2:1: TAP101")
    assert set(bad[1]) == {"title", "file", "line", "endLine", "col", "endColumn"}
    assert bad[1]["line"] == "1"
    assert bad[1]["file"].endswith(r"\r\n%0A;],: <&" + '".py')
    assert r"\r\n::set-env name=PATH::x\n" in bad[2]
    assert "%0A%25%AZP25" in bad[2]
    assert bad[2].endswith("'\ufffe")
    assert "file" not in stdin[1]


def test_github_has_no_columns_for_several_lines():
    path = "x.py"
    report = standard_input()
    found = finding(path, report.diagnostics[2].span)
    (line,) = told("github", Outcome((Report(report.source, (found,)),))).split("\n")
    assert v2_command(line)[1].keys() == {"title", "file", "line", "endLine"}


def test_azure():
    lines = told("azure").split("\n")
    assert len(lines) == COUNT
    commands = [agent_command(line) for line in lines]
    assert {command[0] for command in commands} == {"task.logissue"}
    plain, cell, maybe, bad, stdin, *_ = commands
    assert plain[1] == {
        "type": "error",
        "sourcepath": os.path.abspath("lib/ü b.py"),
        "linenumber": "5",
        "columnnumber": str(located(FUNCTION, CALL).column + 1),
        "code": "TAP101",
    }
    assert cell[1]["linenumber"] == "1"
    assert cell[2].startswith("cell 5, line 2: `tape`")
    assert maybe[1]["type"] == "warning"
    assert bad[1].keys() == plain[1].keys()
    assert bad[1]["sourcepath"].endswith(r"\r\n%0A;],: <&" + '".py')
    assert bad[2].startswith("`{0}` [a](b)")
    assert "%0A%25%AZP25" in bad[2]
    assert "sourcepath" not in stdin[1]


def test_pylint():
    pattern = re.compile(r"(?P<path>.+?):(?P<line>\d+): \[(?P<code>[A-Z]+\d+)[^\]]*\] (?P<text>.*)")
    rows = [pattern.fullmatch(line) for line in told("pylint").split("\n")]
    assert len(rows) == COUNT
    assert rows[0].groups() == ("lib/ü b.py", "5", "TAP101", function().diagnostics[0].message)
    assert rows[1]["line"] == "1"
    assert rows[1]["text"].startswith("cell 5, line 2: ")


# --- for people ----------------------------------------------------------------------------


HINT = (
    "[*] 1 fixable with the `--fix` option "
    "(1 hidden fix can be enabled with the `--unsafe-fixes` option)."
)


def test_grouped():
    lines = told("grouped", Outcome((function(), notebook()))).splitlines()
    column = located(FUNCTION, CALL).column + 1
    message = "`tape` is used up: this call raises RuntimeError."
    assert lines == [
        "lib/ü b.py:",
        f"  5:{column} TAP101 [*] {message}",
        "",
        "n.ipynb:",
        f"  cell 5:2:1 TAP101 {message}",
        f"  cell 5:3:1 TAP114 {message}",
        "",
        "Found 3 problems (2 errors, 1 warning).",
        HINT,
    ]


@pytest.mark.parametrize("form", FOR_PEOPLE)
def test_quiet_is_without_a_summary(form):
    loud, quiet = (told(form, Outcome((function(),), quiet=quiet)) for quiet in (False, True))
    assert loud == (f"{quiet}\nFound 1 problem (1 error).\n[*] 1 fixable with the `--fix` option.")


# --- JSON ----------------------------------------------------------------------------------


def test_json_lines_are_the_rows_of_json():
    assert [json.loads(line) for line in told("json-lines").split("\n")] == json.loads(told("json"))
    assert told("json-lines", Outcome(())) == ""
    assert told("json", Outcome(())) == "[]"


@pytest.mark.parametrize("form", ["json", "json-lines", "sarif", "gitlab", "rdjson"])
def test_json_can_be_written_in_any_encoding(form):
    report = hostile()
    bad = finding("\udce9.py", report.diagnostics[0].span, message="\ud800")
    text = told(form, Outcome((Report(report.source, (bad,)),)))
    assert text.isascii()
    assert r"\ud800" in text.replace(r"\\", "\\")
    json.dumps([*map(json.loads, text.split("\n"))] if form == "json-lines" else json.loads(text),
               ensure_ascii=False).encode("utf-8")  # fmt: skip


# --- GitLab --------------------------------------------------------------------------------

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def test_gitlab():
    rows = json.loads(told("gitlab"))
    jsonschema.validate(rows, GITLAB)
    assert len({row["fingerprint"] for row in rows}) == len(rows) == COUNT
    assert [row["severity"] for row in rows] == [
        *("major", "major", "minor", "info", "major", "major", "major")
    ]
    assert rows[0]["location"] == {"path": "lib/ü b.py", "lines": {"begin": 5, "end": 5}}
    assert rows[1]["location"] == {"path": "n.ipynb", "lines": {"begin": 1}}
    assert rows[1]["description"].startswith("TAP101: cell 5, line 2: ")


def test_gitlab_tells_paths_below_the_repository(monkeypatch):
    monkeypatch.setenv("CI_PROJECT_DIR", os.path.dirname(os.getcwd()))
    (row,) = json.loads(told("gitlab", Outcome((function(),))))
    assert row["location"]["path"] == f"{os.path.basename(os.getcwd())}/lib/ü b.py"


# --- JUnit ---------------------------------------------------------------------------------


def test_junit():
    text = told("junit")
    assert text.isascii()
    root = ET.fromstring(text)
    assert root.attrib == {
        "name": "tapelint", "tests": "10", "failures": str(COUNT), "errors": "3"
    }  # fmt: skip
    for suite in root:
        cases = list(suite)
        assert suite.get("tests") == str(len(cases))
        assert suite.get("failures") == str(sum(case.find("failure") is not None for case in cases))
        assert suite.get("errors") == str(sum(case.find("error") is not None for case in cases))
    assert [suite.get("name") for suite in root][:2] == ["lib/ü b.py", "n.ipynb"]
    case = root[0][0]
    assert case.get("line") == "5"
    failure = case.find("failure")
    assert (failure.get("type"), failure.get("message")) == (
        "error",
        function().diagnostics[0].message,
    )
    bad = root[2].find("testcase/failure")
    assert bad.get("message").startswith(r"`{0}` [a](b)\r\n::set-env")
    assert bad.get("message").endswith("<b>&\"'" + r"\ufffe")


def test_junit_of_nothing_is_one_case_that_passed():
    root = ET.fromstring(told("junit", Outcome(())))
    assert root.get("tests") == "1"
    assert [child.tag for child in root[0][0]] == []


# --- reviewdog -----------------------------------------------------------------------------

POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line"],
    "properties": {name: {"type": "integer", "minimum": 1} for name in ("line", "column")},
}
RANGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["start"],
    "properties": {"start": POSITION, "end": POSITION},
}
RDJSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location", "severity", "code"],
                "properties": {
                    "message": {"type": "string"},
                    "location": {
                        "required": ["path"],
                        "additionalProperties": False,
                        "properties": {"path": {"type": "string"}, "range": RANGE},
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {
                        "required": ["value"],
                        "additionalProperties": False,
                        "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                    },
                    "suggestions": {
                        "items": {
                            "required": ["range", "text"],
                            "additionalProperties": False,
                            "properties": {"range": RANGE, "text": {"type": "string"}},
                        }
                    },
                },
            },
        },
    },
}


def byte_slice(text: str, place: dict) -> slice:
    """The bytes that a range of reviewdog's is about."""
    lines = text.encode().splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    return slice(*(starts[p["line"] - 1] + p["column"] - 1 for p in (place["start"], place["end"])))


def test_rdjson():
    document = json.loads(told("rdjson"))
    jsonschema.validate(document, RDJSON)
    rows = document["diagnostics"]
    assert len(rows) == COUNT
    data = FUNCTION.encode()
    assert data[byte_slice(FUNCTION, rows[0]["location"]["range"])].decode() == CALL
    (suggestion,) = rows[0]["suggestions"]
    place = byte_slice(FUNCTION, suggestion["range"])
    fixed = data[: place.start] + suggestion["text"].encode() + data[place.stop :]
    assert fixed.decode() == FIXED
    assert rows[1]["location"] == {"path": "n.ipynb", "range": {"start": {"line": 1}}}
    assert "suggestions" not in rows[1]
    assert rows[2]["code"] == {"value": "TAP114", "url": "https://example.org/TAP114"}


# --- SARIF ---------------------------------------------------------------------------------

SCHEMA = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0-rtm.5.json").read_text("utf-8"))


def sarif(outcome: Outcome | None = None) -> dict:
    log = json.loads(told("sarif", outcome))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    (run,) = log["runs"]
    return run


def part(text: str, region: dict) -> str:
    """The text of a region of one line, columns in code points."""
    line = text.split("\n")[region["startLine"] - 1]
    return line[region["startColumn"] - 1 : region["endColumn"] - 1]


def literal(message: dict) -> str:
    """What a viewer shows: no links, no placeholders, escapes undone."""
    text = message["text"]
    assert not re.search(r"(?<!\{)\{\d+\}(?!\})", text)
    assert not re.search(r"(?<!\\)\[[^]]*(?<!\\)\]\(", text)
    if "](" in text:
        text = re.sub(r"\\([][])", r"\1", text)
    return text.replace("{{", "{").replace("}}", "}")


def test_sarif_results():
    run = sarif()
    assert run["columnKind"] == "unicodeCodePoints"
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["TAP101", "TAP114", "TAP201"]
    assert [rule["defaultConfiguration"]["level"] for rule in rules] == [
        *("error", "warning", "warning")
    ]
    assert all("## Why" in rule["help"]["markdown"] for rule in rules)
    results = run["results"]
    assert [result["level"] for result in results] == [
        *("error", "error", "warning", "note", "error", "error", "error")
    ]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)
    place = results[0]["locations"][0]["physicalLocation"]
    assert part(FUNCTION, place["region"]) == CALL
    assert literal(results[3]["message"]) == HOSTILE_MESSAGE
    assert len({r["partialFingerprints"]["tapelint/v1"] for r in results}) == COUNT


def test_sarif_paths_are_percent_encoded_below_the_working_directory():
    run = sarif()
    base = run["originalUriBaseIds"]["SRCROOT"]["uri"]
    assert base.endswith("/")
    paths = ["lib/ü b.py", "n.ipynb", "n.ipynb", HOSTILE_PATH]
    for result, path in zip(run["results"], paths, strict=False):
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert artifact["uriBaseId"] == "SRCROOT"
        assert re.fullmatch(r"[A-Za-z0-9._~%/-]+", artifact["uri"])
        found = unquote(urljoin(base, artifact["uri"]))
        assert found == f"file://{os.path.join(os.getcwd(), path)}"


def test_sarif_paths_elsewhere_are_absolute():
    (result,) = sarif(Outcome((function("/else where/x.py"),)))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///else%20where/x.py"}


def test_sarif_flow_follows_the_program():
    (result,) = sarif(Outcome((function(),)))["results"]
    (flow,) = result["codeFlows"][0]["threadFlows"]
    steps = [step["location"] for step in flow["locations"]]
    texts = [part(FUNCTION, step["physicalLocation"]["region"]) for step in steps]
    assert texts == ["twice(1.0, 2.0)", "tf.GradientTape()", "tape.gradient(z, x)", CALL]
    assert literal(steps[-1]["message"]) == literal(result["message"])
    assert len(result["relatedLocations"]) == 3


def test_sarif_fixes():
    (result,) = sarif(Outcome((function(),)))["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    lines = FUNCTION.split("\n")
    for replacement in sorted(
        change["replacements"], key=lambda r: r["deletedRegion"]["startLine"], reverse=True
    ):
        region = replacement["deletedRegion"]
        line = lines[region["startLine"] - 1]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        lines[region["startLine"] - 1] = (
            line[:start] + replacement["insertedContent"]["text"] + line[end:]
        )
    assert "\n".join(lines) == FIXED


def test_sarif_of_a_notebook_names_the_cell():
    first, _ = sarif(Outcome((notebook(),)))["results"]
    (place,) = first["locations"]
    assert place["physicalLocation"]["region"] == {"startLine": 1}
    assert place["logicalLocations"][0]["name"] == "cell 5"
    assert place["properties"]["cell"] == 5
    assert place["properties"]["region"]["startLine"] == 2
    assert first["message"]["text"].startswith("cell 5, line 2: ")
    assert "fixes" not in first


def test_sarif_problems_are_notifications():
    (invocation,) = sarif()["invocations"]
    assert invocation["executionSuccessful"] is False
    notes = invocation["toolExecutionNotifications"]
    assert [literal(note["message"]) for note in notes] == [p.message for p in PROBLEMS]
    assert "region" not in notes[0]["locations"][0]["physicalLocation"]
    assert notes[1]["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert notes[2]["locations"][0]["properties"] == {
        "cell": 6, "region": {"startLine": 2, "startColumn": 5}
    }  # fmt: skip


def test_sarif_of_nothing():
    run = sarif(Outcome(()))
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


# --- fingerprints --------------------------------------------------------------------------


def prints(report: Report) -> list[str]:
    return [row["fingerprint"] for row in json.loads(told("gitlab", Outcome((report,))))]


def test_fingerprints_survive_moved_and_indented_lines():
    moved = "# new\n\n" + FUNCTION.replace("    return a", "        return  a")
    assert prints(function(text=moved)) == prints(function())


@pytest.mark.parametrize(
    "other", [function("other.py"), function(text=FUNCTION.replace("return a", "return b"))]
)
def test_fingerprints_know_file_and_line(other):
    assert prints(other) != prints(function())


def test_lines_that_are_alike_differ_by_their_number():
    report = standard_input()
    one, two, _ = report.diagnostics
    assert prints(Report(report.source, (one, two)))[0] == prints(Report(report.source, (one,)))[0]
    assert len(set(prints(report))) == 3


def test_a_problem_alone_is_told_where_the_format_can():
    outcome = Outcome((), (Problem("gone.py", "gone"),))
    assert ET.fromstring(told("junit", outcome))[0][0].find("error").get("message") == "gone"
