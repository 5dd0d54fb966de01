"""JUnit's XML: a suite for each file, a failed case for each finding, an error for each problem."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tapelint.diagnostic import Diagnostic, Problem
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import inside, posix, visible


def render(outcome: Outcome) -> str:
    """The document; without a finding, one case that passed."""
    suites = _suites(outcome) or {"tapelint": ['    <testcase name="No problems found"/>']}
    lines = [line for name, cases in suites.items() for line in _suite(name, cases)]
    failures = sum(len(report.diagnostics) for report in outcome.reports)
    errors = len(outcome.problems)
    head = (
        f'<testsuites name="tapelint" tests="{failures + errors or 1}" failures="{failures}"'
        f' errors="{errors}">'
    )
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *lines, "</testsuites>"])


def _suites(outcome: Outcome) -> dict[str, list[str]]:
    suites: dict[str, list[str]] = defaultdict(list)
    for _, found in outcome.found():
        suites[posix(found.path)].append(_failure(found))
    for problem in outcome.problems:
        suites[posix(problem.path)].append(_error(problem))
    return suites


def _suite(name: str, cases: list[str]) -> Iterator[str]:
    errors = sum("<error " in case for case in cases)
    failures = sum("<failure " in case for case in cases)
    yield (
        f'  <testsuite name="{_escaped(name)}" tests="{len(cases)}" failures="{failures}"'
        f' errors="{errors}">'
    )
    yield from cases
    yield "  </testsuite>"


def _failure(found: Diagnostic) -> str:
    name = _escaped(f"{found.code} {found.name} {inside(found)}")
    told = _escaped(found.message)
    return (
        f'    <testcase name="{name}" classname="{_escaped(posix(found.path))}"'
        f' line="{found.span.line}">\n'
        f'      <failure type="{found.severity.value}" message="{told}">'
        f"{_escaped(inside(found))}: {told}</failure>\n"
        "    </testcase>"
    )


def _error(problem: Problem) -> str:
    told = _escaped(problem.message)
    return (
        f'    <testcase name="{told}" classname="{_escaped(posix(problem.path))}">\n'
        f'      <error type="unreadable" message="{told}"/>\n'
        "    </testcase>"
    )


def _escaped(text: str) -> str:
    """Text for an element or an attribute, whatever the encoding of the stream."""
    text = visible(text).replace("\ufffe", r"\ufffe").replace("\uffff", r"\uffff")
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, entity)
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")
