"""A stand-in for the analysis: the fronts are tested by what they do with findings.

It reports every `tape.gradient(…)` whose line ends in a code, as in `# TAP101`. After
`# TAP101 fix` the finding has a fix, which takes out that comment, and a safe one unless it
says `unsafe fix`.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tapelint.diagnostic import (
    Analysis,
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    Problem,
    Related,
    Severity,
    Span,
)
from tapelint.rule import Symptom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapelint.config import Config
    from tapelint.source import Source, SourceCell

RULES = (
    SimpleNamespace(
        code="TAP101",
        name="tape-already-used",
        symptom=Symptom.RAISES,
        severity=Severity.ERROR,
        enabled=True,
        summary="A second gradient from a tape that gives one.",
        doc="A second gradient from a tape that gives one.\n\n## Why\n\nIt *raises*.",
    ),
    SimpleNamespace(
        code="TAP201",
        name="derivative-outside-outer-tape",
        symptom=Symptom.GIVES_NONE,
        severity=Severity.WARNING,
        enabled=True,
        summary="A derivative the outer tape did not see.",
        doc="A derivative the outer tape did not see.",
    ),
    SimpleNamespace(
        code="TAP401",
        name="none-gradient-unchecked",
        symptom=Symptom.UNSEEN,
        severity=Severity.INFO,
        enabled=False,
        summary="A hint.",
        doc="A hint.",
    ),
)

TAPE = "import tensorflow as tf\nwith tf.GradientTape() as tape:\n    y = x * x\n"
FINDING = TAPE + "dy = tape.gradient(y, x)  # TAP101\n"
"""One finding, on line 4, columns 6 to 24."""


def fake_analyse(source: Source, config: Config, *, fixes: bool = True) -> Analysis:
    found: list[Diagnostic] = []
    problems: list[Problem] = []
    for cell in source.cells:
        if "BOOM" in cell.text:
            raise KeyError("boom")
        for number, line in enumerate(cell.text.split("\n"), 1):
            if "SYNTAX" in line:
                problems.append(Problem(source.path, "syntax error", number, 4, cell.index))
            found += _in_line(source, cell, number, line, config)
    return Analysis(tuple(found), tuple(problems))


def _in_line(
    source: Source, cell: SourceCell, number: int, line: str, config: Config
) -> Iterator[Diagnostic]:
    call = re.search(r"tape\.gradient\([^)]*\)?", line)
    code = re.search(r"# (TAP\d+)", line)
    rule = next((rule for rule in RULES if code and rule.code == code[1]), None)
    if call is None or rule is None or not config.enabled(rule.code, rule.name, rule.enabled):
        return
    yield Diagnostic(
        source.path,
        Span(number, call.start(), number, call.end(), cell.index),
        rule.code,
        rule.name,
        f"{rule.summary} Here: `{call.group()}`.",
        rule.severity,
        Certainty.DEFINITE,
        (Related(Span(1, 0, 1, 6, source.cells[0].index), "it began here"),),
        _fix(number, line, cell.index),
    )


def _fix(number: int, line: str, cell: int | None) -> Fix | None:
    comment = re.search(r" *# TAP\d+ (unsafe )?fix", line)
    if comment is None:
        return None
    edit = Edit(Span(number, comment.start(), number, comment.end(), cell), "")
    return Fix("Do it well", (edit,), safe=not comment[1])
