"""flake8's comments silence what flake8 itself would leave out."""

from __future__ import annotations

import ast
import io
import sys
from argparse import Namespace

import pytest
from flake8.processor import FileProcessor
from flake8.violation import Violation
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tapelint.analysis import check
from tapelint.config import Config
from tapelint.diagnostic import Certainty, Diagnostic, Severity, Span
from tapelint.noqa import noqa_comments
from tapelint.source import Source
from tapelint.suppression import Claims

CODES = ("TAP101", "TAP114", "TAP204")
PIECES = (
    "# noqa",
    "# NoQA",
    "#noqa",
    "#  noqa",
    "# noqa:",
    "# noqa :",
    ": ",
    " ",
    ",",
    ", ",
    ";",
    "TAP101",
    "tap101",
    "TAP1",
    "TAP",
    "T",
    "E501",
    "TAP204",
    "because",
    "# flake8: noqa",
    "# FLAKE8= noqa",
    "\n",
    "x",
    " = 1",
    "'",
    '"""',
    "(",
    ")",
    "\\\n",
    "    ",
    "é",
    "f'{",
    "}'",
    "\f",
)


def ours(code: str) -> set[tuple[int, str]]:
    """The (line, code) of findings that our reading of the comments silences."""
    claims = Claims(noqa_comments(code, None))
    return {
        (line, tap)
        for line in range(1, code.count("\n") + 2)
        for tap in CODES
        if any(claims.on(_finding(line, tap)))
    }


def _finding(line: int, code: str) -> Diagnostic:
    span = Span(line, 0, line + 3, 0)
    return Diagnostic("x.py", span, code, "a-name", "", Severity.ERROR, Certainty.DEFINITE)


def flake8s(code: str) -> set[tuple[int, str]]:
    """The same, by flake8's own code; where it has no line it looks into the file."""
    lines = io.StringIO(code).readlines()
    options = Namespace(max_line_length=79, max_doc_length=None, indent_size=4, hang_closing=False)
    options.disable_noqa, options.verbose, options.stdin_display_name = False, 0, "x.py"
    processor = FileProcessor("x.py", options, lines)
    numbers = range(1, code.count("\n") + 2)
    if processor.should_ignore_file():
        return {(line, tap) for line in numbers for tap in CODES}
    return {
        (line, tap)
        for line in numbers
        for tap in CODES
        if Violation(
            tap,
            "x.py",
            line,
            1,
            "",
            processor.noqa_line_for(line) or "".join(lines[line - 1 : line]),
        ).is_inline_ignored(False)
    }


def parses(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=200, deadline=None)
def test_as_flake8(code: str) -> None:
    # Before 3.12 a formatted string is one token; in one that is broken nothing can be found.
    assume(sys.version_info >= (3, 12) or "f'" not in code or parses(code))
    assert ours(code) == flake8s(code)


@pytest.mark.parametrize(
    ("comment", "silenced"),
    [
        ("# noqa", True),
        ("# noqa: TAP101", True),
        ("# noqa:TAP1,E501", True),
        ("# noqa: E501", False),
        ("# noqa: tape-already-used", True),
        ("# noqa: tap101", False),
    ],
)
def test_the_whole_way(comment: str, silenced: bool) -> None:
    text = (
        "import tensorflow as tf\nx = tf.Variable(3.0)\nwith tf.GradientTape() as tape:\n"
        f"    y = x * x\ntape.gradient(y, x)\ntape.gradient(y, x)  {comment}\n"
    )
    source = Source.from_text(text)
    assert [d.code for d in check(source)] == ([] if silenced else ["TAP101"])
    assert [d.code for d in check(source, Config(noqa=False))] == ["TAP101"]
