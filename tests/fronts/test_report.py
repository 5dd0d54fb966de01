from __future__ import annotations

import io
import json
import shutil
import subprocess
import sysconfig
import unicodedata

import pytest

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
from tapelint.reports import render
from tapelint.reports.colour import coloured, plain, wants_colour
from tapelint.reports.concise import concise
from tapelint.reports.full import WIDTH, rows
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.summary import summary
from tapelint.reports.text import problem_line, visible
from tapelint.source import Source, SourceCell


def finding(span, *related, path="x.py", message="It raises.", severity=Severity.ERROR, fix=None):
    return Diagnostic(
        path,
        span,
        "TAP101",
        "tape-already-used",
        message,
        severity,
        Certainty.DEFINITE,
        related,
        fix,
    )


def drawn(source, diagnostic):
    return "\n".join(map(plain, rows(source, diagnostic)))


def framed(text, span, *related):
    return drawn(Source.from_text(text, "x.py"), finding(span, *related))


# --- one line ------------------------------------------------------------------------------


def test_concise_counts_columns_from_one():
    assert concise(finding(Span(4, 5, 4, 9))) == "x.py:4:6: TAP101 It raises."
    assert concise(finding(Span(4, 0, 4, 9, 3), path="n.ipynb")) == (
        "n.ipynb:cell 3:4:1: TAP101 It raises."
    )


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (Problem("x.py", "gone"), "x.py: gone"),
        (Problem("x.py", "bad", 3), "x.py:3: bad"),
        (Problem("x.py", "bad", 3, 0), "x.py:3:1: bad"),
        (Problem("x.ipynb", "bad", 3, 0, 2), "x.ipynb:cell 2:3:1: bad"),
        (Problem("a\nb\x1b[31m.py", "bad\r\nworse"), r"a\nb\x1b[31m.py: bad\r\nworse"),
    ],
)
def test_problems_take_one_line(problem, line):
    assert problem_line(problem) == line


def test_nothing_steers_the_terminal():
    text = "\x1b[2J\x9b\x07\u202e\u2066\u2028\udc80\x7f é日"
    assert visible(text) == r"\x1b[2J\x9b\x07\u202e\u2066\u2028\udc80\x7f é日"
    found = finding(Span(1, 0, 1, 1), path="\x1b.py", message="\x1b\n")
    assert concise(found) == r"\x1b.py:1:1: TAP101 \x1b\n"
    told = drawn(Source.from_text("\x1b[31mred\x07", "\x1b.py"), found)
    assert all(char == "\n" or unicodedata.category(char) != "Cc" for char in told)


@pytest.mark.parametrize(
    ("severities", "line"),
    [
        ("e", "Found 1 problem (1 error)."),
        ("eew", "Found 3 problems (2 errors, 1 warning)."),
        ("iiw", "Found 3 problems (1 warning, 2 notes)."),
    ],
)
def test_summary(severities, line):
    kinds = {"e": Severity.ERROR, "w": Severity.WARNING, "i": Severity.INFO}
    found = tuple(finding(Span(1, 0, 1, 1), severity=kinds[letter]) for letter in severities)
    assert summary(Outcome((Report(Source.from_text(""), found),))) == line


# --- JSON ----------------------------------------------------------------------------------


def test_json():
    source = Source(
        "n.ipynb",
        (SourceCell(2, "a", "a"), SourceCell(4, "x = \\\nb \\\nc\n", "x = \\\nb \\\nc\n")),
    )
    fix = Fix("Cure", (Edit(Span(1, 2, 1, 2, 2), "!"),), safe=False)
    near = Related(Span(1, 0, 1, 1, 2), "here")
    found = finding(Span(2, 0, 3, 1, 4), near, path="/n.ipynb", fix=fix)
    assert json.loads(render("json", Outcome((Report(source, (found,)),)))) == [
        {
            "cell": 4,
            "certainty": "definite",
            "code": "TAP101",
            "location": {"row": 2, "column": 1},
            "end_location": {"row": 3, "column": 2},
            "filename": "/n.ipynb",
            "fix": {
                "applicability": "unsafe",
                "message": "Cure",
                "edits": [
                    {
                        "cell": 2,
                        "content": "!",
                        "location": {"row": 1, "column": 3},
                        "end_location": {"row": 1, "column": 3},
                    }
                ],
            },
            "message": "It raises.",
            "name": "tape-already-used",
            "noqa_row": 3,
            "related": [
                {
                    "cell": 2,
                    "location": {"row": 1, "column": 1},
                    "end_location": {"row": 1, "column": 2},
                    "message": "here",
                }
            ],
            "severity": "error",
            "url": None,
        }
    ]


RUFF = shutil.which("ruff", path=sysconfig.get_path("scripts"))


@pytest.mark.skipif(not RUFF, reason="ruff is not installed")
def test_json_has_the_shape_of_ruffs():
    run = subprocess.run(
        [RUFF, "check", "--isolated", "--select=F", "--output-format=json", "-"],
        input="import os\n",
        capture_output=True,
        text=True,
        check=False,
    )
    theirs = json.loads(run.stdout)[0]
    fix = Fix("Cure", (Edit(Span(1, 2, 1, 2), "!"),), safe=True)
    report = Report(Source.from_text("a"), (finding(Span(1, 0, 1, 1), fix=fix),))
    ours = json.loads(render("json", Outcome((report,))))[0]
    assert theirs.keys() <= ours.keys()
    for field in ("location", "end_location"):
        assert theirs[field].keys() == ours[field].keys()
    assert theirs["fix"].keys() == ours["fix"].keys()
    assert theirs["fix"]["edits"][0].keys() <= ours["fix"]["edits"][0].keys()
    assert theirs["fix"]["applicability"] == ours["fix"]["applicability"]


# --- source frames -------------------------------------------------------------------------


def test_frame_with_labels_in_source_order():
    text = "a = 1\nb = a\n\nc = b\nd = f(c)\n" + "\n" * 9 + "e = f(d)\n"
    told = framed(
        text,
        Span(15, 4, 15, 8),
        Related(Span(5, 4, 5, 8), "second"),
        Related(Span(2, 4, 2, 5), "first"),
    )
    assert (
        told
        == """\
x.py:15:5: TAP101 [tape-already-used] It raises.
   |
 2 | b = a
   |     - first
 3 |
 4 | c = b
 5 | d = f(c)
   |     ---- second
...
15 | e = f(d)
   |     ^^^^
"""
    )


def test_frame_of_several_lines():
    told = framed("x = f(\n    a,\n)  # end\n", Span(1, 4, 3, 1))
    assert told.splitlines()[2:] == [
        "1 | x = f(",
        "  |     ^^",
        "2 |     a,",
        "  |     ^^",
        "3 | )  # end",
        "  | ^",
    ]


def test_frame_of_many_lines_shows_its_ends():
    told = framed("f(\n" + "a,\n" * 30 + ")\n", Span(1, 0, 32, 1))
    assert [line.partition("|")[0].strip() for line in told.splitlines()[2:]] == [
        *("1", "", "...", "32", "")
    ]


def test_tabs_and_wide_characters_keep_the_underline_in_place():
    line = '\tx = "日本é", f(y)'
    start = line.index("f(y)")
    told = framed(line, Span(1, start, 1, start + 4)).splitlines()
    assert told[2] == '1 |     x = "日本é", f(y)'
    assert told[3] == "  |                  ^^^^"


def test_long_lines_are_cut_around_the_call():
    line = "a" * 5000 + "f(y)" + "b" * 5000
    told = framed(line, Span(1, 5000, 1, 5004)).splitlines()
    assert len(told[2]) == WIDTH + len("1 | ")
    at = told[3].index("^^^^")
    assert told[2][at : at + 4] == "f(y)"


def test_frames_of_several_cells():
    source = Source("n.ipynb", (SourceCell(2, "a", "a"), SourceCell(5, "b\r\nc", "b\r\nc")))
    related = Related(Span(1, 0, 1, 1, 2), "made here")
    assert (
        drawn(source, finding(Span(2, 0, 2, 1, 5), related, path="n.ipynb"))
        == """\
n.ipynb:cell 5:2:1: TAP101 [tape-already-used] It raises.
 ::: cell 2
  |
1 | a
  | - made here
 ::: cell 5
  |
2 | c
  | ^
"""
    )


def test_lines_beyond_the_text_are_survived():
    assert framed("a", Span(7, 3, 9, 1)).startswith("x.py:7:4: TAP101")


def test_colour_changes_nothing_but_colour():
    from rich.text import Text

    source = Source.from_text("x = [bold]f(y) :smile:", "x.py")
    all_rows = list(rows(source, finding(Span(1, 4, 1, 14), Related(Span(1, 0, 1, 1), "x"))))
    told = coloured(all_rows)
    assert "\x1b[1;31m" in told
    stripped = [line.rstrip() for line in Text.from_ansi(told).plain.splitlines()]
    assert stripped == [plain(row) for row in all_rows][:-1]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (Terminal, {}, True),
        (io.StringIO, {}, False),
        (Terminal, {"TERM": "dumb"}, False),
        (Terminal, {"NO_COLOR": "1"}, False),
        (Terminal, {"NO_COLOR": ""}, True),
        (io.StringIO, {"FORCE_COLOR": "1"}, True),
        (io.StringIO, {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (Terminal, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_when_to_colour(monkeypatch, stream, environment, expected):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert wants_colour(stream()) is expected
