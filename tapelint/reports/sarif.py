"""SARIF 2.1.0, as code scanning and viewers read it.

A notebook is a file of JSON: there a location is the line that holds the line of the cell, and
says as a logical location and in `properties` where in which cell it is. Fixes, which are edits
of the file, are left out there.
"""

from __future__ import annotations

import json
from typing import Any

from tapelint import __version__
from tapelint.diagnostic import Diagnostic, Edit, Fix, Problem, Severity
from tapelint.reports.fingerprints import fingerprinted
from tapelint.reports.flow import steps
from tapelint.reports.locations import artifact, base, location, problem_location, region
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import encodable, told_with_cell
from tapelint.source import Source

Json = dict[str, Any]

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}


def render(outcome: Outcome) -> str:
    """The log, indented; it describes the rules that have results."""
    codes = sorted({found.code for _, found in outcome.found()})
    run = {
        "tool": {"driver": _driver(codes)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": base(),
        "invocations": [_invocation(outcome.problems)],
        "results": [
            _result(report.source, found, codes.index(found.code), mark)
            for report, found, mark in fingerprinted(outcome)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


# --- the tool ------------------------------------------------------------------------------


def _driver(codes: list[str]) -> Json:
    return {
        "name": "tapelint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": _rules(codes) if codes else [],
    }


def _rules(codes: list[str]) -> list[Json]:
    from tapelint.rule import all_rules

    known = {rule.code: rule for rule in all_rules()}
    # A cache that others can write to may hold a code that is none.
    return [_rule(known[code]) if code in known else {"id": code} for code in codes]


def _rule(rule: Any) -> Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.doc, "markdown": rule.doc},
        "defaultConfiguration": {"enabled": rule.enabled, "level": _LEVELS[rule.severity]},
        "properties": {
            "precision": "very-high",
            "problem.severity": _GITHUB_LEVELS[rule.severity],
            "tags": ["correctness", "tensorflow"],
        },
    }


def _invocation(problems: tuple[Problem, ...]) -> Json:
    notes = [
        {
            "level": "error",
            "message": _message(problem.message),
            "locations": [problem_location(problem)],
        }
        for problem in problems
    ]
    return {"executionSuccessful": not problems, "toolExecutionNotifications": notes}


# --- the results ---------------------------------------------------------------------------


def _result(source: Source, found: Diagnostic, index: int, fingerprint: str) -> Json:
    result: Json = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": _message(told_with_cell(found)),
        "locations": [location(source, found.span)],
        "partialFingerprints": {"tapelint/v1": fingerprint},
        "properties": {"certainty": found.certainty.value},
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, **location(source, near.span), "message": _message(near.message)}
            for number, near in enumerate(found.related, 1)
        ]
        result["codeFlows"] = [_flow(source, found)]
    if found.fix and found.span.cell is None:
        result["fixes"] = [_fix(found.path, found.fix)]
    return result


def _flow(source: Source, found: Diagnostic) -> Json:
    walked = [
        {"location": {**location(source, step.span), "message": _message(step.message)}}
        for step in steps(source, found)
    ]
    return {"threadFlows": [{"locations": walked}]}


def _fix(path: str, fix: Fix) -> Json:
    change = {
        "artifactLocation": artifact(path),
        "replacements": [_replacement(edit) for edit in fix.edits],
    }
    title = fix.title if fix.safe else f"{fix.title} (unsafe)"
    return {"description": _message(title), "artifactChanges": [change]}


def _replacement(edit: Edit) -> Json:
    return {"deletedRegion": region(edit.span), "insertedContent": {"text": encodable(edit.text)}}


def _message(text: str) -> Json:
    """A message without placeholders or links: what would be one is escaped."""
    text = encodable(text).replace("{", "{{").replace("}", "}}")
    return {"text": text.replace("[", r"\[").replace("]", r"\]") if "](" in text else text}
