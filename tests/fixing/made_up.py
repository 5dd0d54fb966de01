"""An analysis with findings and fixes of its own, for tests of what is done with them.

`bad(…)` in a line is a finding that its own text cures: `bad(x -> y)` has the fix "replace `x`
in this line by `y`", which stands behind `#`, so that the tests read as what they want:

    bad = 1  # fix: bad -> good
"""

from __future__ import annotations

import re

from tapelint.diagnostic import (
    Analysis,
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    Problem,
    Severity,
    Span,
)

_ORDER = re.compile(r"# (?P<safe>fix|unsafe)(?: (?P<code>TAP\d+))?: (?P<old>.*) -> (?P<new>.*)")


def finding(span, fix=None, code="TAP101", related=()):
    return Diagnostic(
        "x.py",
        span,
        code,
        "made-up",
        "Made up.",
        Severity.ERROR,
        Certainty.DEFINITE,
        tuple(related),
        fix,
    )


def insertion(line, column, text, cell=None):
    return Edit(Span(line, column, line, column, cell), text)


def analyse(source, config=None):
    """One finding for each line with a comment whose old text is still in its code."""
    found = []
    problems = []
    for cell in source.cells:
        try:
            compile(cell.text, "", "exec")
        except SyntaxError as error:
            problems.append(Problem(source.path, f"syntax error: {error.msg}", error.lineno))
            continue
        for number, line in enumerate(cell.text.split("\n"), 1):
            order = _ORDER.search(line)
            at = line.find(order["old"]) if order else -1
            if order and 0 <= at < order.start():
                span = Span(number, at, number, at + len(order["old"]), cell.index)
                text = order["new"].replace("|", "\n")
                fix = Fix("Do it", (Edit(span, text),), safe=order["safe"] == "fix")
                found.append(finding(span, fix, order["code"] or "TAP101"))
    return Analysis(tuple(found), tuple(problems))
