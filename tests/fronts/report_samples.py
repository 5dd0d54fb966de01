"""One set of findings that every format has to tell: plain, non-ASCII, in notebooks, hostile.

Codes are real ones, so that formats can describe the rules.
"""

from __future__ import annotations

from tapelint.diagnostic import (
    Certainty,
    Diagnostic,
    Edit,
    Fix,
    Problem,
    Related,
    Severity,
    Span,
)
from tapelint.reports.outcome import Outcome, Report
from tapelint.source import Source, SourceCell

FUNCTION = """\
def twice(y, x):
    with tf.GradientTape() as tape:
        z = y * x
    a = tape.gradient(z, x)
    return a, "é日𝔸", tape.gradient(z, [x, y])


tape = tf.GradientTape()
twice(1.0, 2.0)
"""
"""The last derivative raises; before it on its line stands an astral character."""
CALL = "tape.gradient(z, [x, y])"
FIXED = FUNCTION.replace("GradientTape() as", "GradientTape(persistent=True) as").replace(
    CALL, "tape.gradient(z, x)"
)

HOSTILE_PATH = (
    '::error::\x1b[31m##vso[task.setvariable variable=x]##[add-mask]\u202e\r\n%0A;],: <&".py'
)
HOSTILE_LINE = "\ttape.gradient(z, x)  # \x1b[2J\x00\u2066 ##vso[task.complete]##[add-mask]x ]]> &"
HOSTILE_MESSAGE = (
    "`{0}` [a](b)\r\n::set-env name=PATH::x\n##vso[task.complete result=Failed;]%0A%25%AZP25"
    "\x1b]0;x\x07\u202e<b>&\"'\ufffe"
)


def located(text: str, part: str, *, cell: int | None = None, last: bool = True) -> Span:
    """The span of `part`, in one line, in code points."""
    at = text.rindex(part) if last else text.index(part)
    line, before = text.count("\n", 0, at) + 1, text[:at].rpartition("\n")[2]
    return Span(line, len(before), line, len(before) + len(part), cell)


def finding(path: str, span: Span, *related: Related, **changes: object) -> Diagnostic:
    given: dict[str, object] = {
        "code": "TAP101",
        "name": "tape-already-used",
        "message": "`tape` is used up: this call raises RuntimeError.",
        "severity": Severity.ERROR,
        "certainty": Certainty.DEFINITE,
        "related": related,
    }
    return Diagnostic(path, span, **{**given, **changes})


def function(path: str = "lib/ü b.py", text: str = FUNCTION) -> Report:
    """A finding in a function, with a fix of two edits."""
    created = located(text, "tf.GradientTape()", last=False)
    persistent = Span(created.line, created.end_column - 1, created.line, created.end_column - 1)
    fix = Fix(
        "Keep the tape",
        (
            Edit(located(text, "[x, y]"), "x"),
            Edit(persistent, "persistent=True"),
        ),
        safe=True,
    )
    related = (
        Related(located(text, "tape.gradient(z, x)"), "`tape` is used up here"),
        Related(created, "`tape` is created here, not persistent"),
        Related(located(text, "twice(1.0, 2.0)"), "called from here"),
    )
    return Report(
        Source.from_text(text, path), (finding(path, located(text, CALL), *related, fix=fix),)
    )


def notebook() -> Report:
    """Findings in two cells, one with a fix."""
    cells = ("with tf.GradientTape() as tape:\n    z = x * x\n", "\n" + CALL + "\n" + CALL + "\n")
    source = Source("n.ipynb", tuple(SourceCell(2 * i + 1, c, c) for i, c in enumerate(cells, 1)))
    near = Related(located(cells[0], "tf.GradientTape()", cell=3), "`tape` is created here")
    fix = Fix("Cure", (Edit(Span(1, 0, 1, 0, 3), "#"),), safe=False)
    first = finding("n.ipynb", located(cells[1], CALL, cell=5, last=False), near, fix=fix)
    second = finding(
        "n.ipynb",
        located(cells[1], CALL, cell=5),
        near,
        code="TAP114",
        name="tape-maybe-already-used",
        severity=Severity.WARNING,
        certainty=Certainty.POSSIBLE,
        url="https://example.org/TAP114",
    )
    return Report(source, (first, second))


def hostile() -> Report:
    """Everything that a terminal, a build or a parser could be misled by."""
    span = located(HOSTILE_LINE, "tape.gradient(z, x)")
    bad = finding(
        HOSTILE_PATH,
        span,
        Related(span, HOSTILE_MESSAGE),
        message=HOSTILE_MESSAGE,
        severity=Severity.INFO,
        code="TAP201",
        name="derivative-outside-outer-tape",
    )
    return Report(Source.from_text(HOSTILE_LINE, HOSTILE_PATH), (bad,))


def standard_input() -> Report:
    """Two findings on lines that are alike, one of several lines."""
    text = f"{CALL}\n  {CALL}\ntape.gradient(\n    z, x\n)\n"
    first, second = (located(text, CALL, last=last) for last in (False, True))
    spans = (first, second, Span(3, 0, 5, 1))
    return Report(Source.from_text(text, "-"), tuple(finding("-", span) for span in spans))


PROBLEMS = (
    Problem("gone.py", "no such file or directory"),
    Problem(HOSTILE_PATH, HOSTILE_MESSAGE, 3, 0),
    Problem("m.ipynb", "syntax error", 2, 4, 6),
)


def everything() -> Outcome:
    return Outcome((function(), notebook(), hostile(), standard_input()), PROBLEMS)
