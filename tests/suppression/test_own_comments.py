"""tapelint's own comments: what each silences, and what is said of one that does nothing."""

from __future__ import annotations

import json

import pytest

from tapelint.analysis import analyse, check
from tapelint.config import Config
from tapelint.diagnostic import Diagnostic, Problem
from tapelint.fixing import fixed
from tapelint.reading import read_bytes
from tapelint.source import Source

HEAD = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
tape.gradient(y, x)
"""
START = 7
"""The first line after `HEAD`."""


def told(text: str, config: Config | None = None) -> list[tuple[int, str]]:
    """The line, counted after `HEAD`, and the code of each finding."""
    found = check(Source.from_text(HEAD + text), config)
    return [(d.span.line - START + 1, d.code) for d in found]


def about_comments(text: str, config: Config | None = None) -> list[Diagnostic]:
    return [d for d in check(Source.from_text(HEAD + text), config) if d.code == "TAP001"]


@pytest.mark.parametrize(
    "text",
    [
        "tape.gradient(y, x)  # tapelint: ignore[TAP101]\n",
        "tape.gradient(y, x)  # tapelint: ignore[tape-already-used]\n",
        "tape.gradient(y, x)  # tapelint:ignore[TAP101]\n",
        "tape.gradient(y, x)  #tapelint: ignore [ TAP101 ]\n",
        "tape.gradient(y, x)  # tapelint: ignore\n",
        "tape.gradient(y, x)  # tapelint: ignore the lesson of this cell\n",
        "tape.gradient(y, x)  # tapelint: ignore[TAP101] see TAP204, [below]\n",
        "tape.gradient(y, x)  # type: ignore  # tapelint: ignore[TAP101]  # pylint: disable\n",
        "# tapelint: ignore[TAP101]\ntape.gradient(y, x)\n",
        "# tapelint: ignore[TAP101]\n\n# because\n\ntape.gradient(y, x)\n",
        "# tapelint: ignore[TAP101]\nprint(\n    1,\n    tape.gradient(y, x),\n)\n",
        "# tapelint: ignore[TAP101]\nif tape.gradient(y, x):\n    pass\n",
        "tape.gradient(  # tapelint: ignore[TAP101]\n    y,\n    x,\n)\n",
        "tape.gradient(\n    y,  # tapelint: ignore[TAP101]\n    x,\n)\n",
        "tape.gradient(\n    # tapelint: ignore[TAP101]\n    y,\n    x,\n)\n",
        "tape.gradient(\n    y,\n    x,\n)  # tapelint: ignore[TAP101]\n",
        "print(\n    # tapelint: ignore[TAP101]\n    tape.gradient(y, x),\n)\n",
        "tape.gradient(y, \\\n    x)  # tapelint: ignore[TAP101]\n",
        "# tapelint: ignore-file[TAP101]\ntape.gradient(y, x)\n",
        "tape.gradient(y, x)\n# tapelint: ignore-file\n",
        "# tapelint: disable[TAP101]\n1\ntape.gradient(y, x)\n",
        "# tapelint: disable\n1\ntape.gradient(y, x)\n# tapelint: enable\n",
        "if x:\n    # tapelint: disable[TAP101]\n    if y:\n        tape.gradient(y, x)\n",
        'print("""\n""", tape.gradient(y, x))  # tapelint: ignore[TAP101]\n',
    ],
)
def test_silenced(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tape.gradient(y, x), '# tapelint: ignore[TAP101]'\n", [(1, "TAP101")]),
        ("tape.gradient(y, x)  # tapelint: is nice here\n", [(1, "TAP101")]),
        ("tape.gradient(y, x)  # mytapelint: ignore\n", [(1, "TAP101")]),
        ("tape.gradient(y, x)  # tapelint: ignore[TAP1]\n", [(1, "TAP101"), (1, "TAP001")]),
        ("1  # tapelint: ignore[TAP101]\ntape.gradient(y, x)\n", [(1, "TAP001"), (2, "TAP101")]),
        ("# tapelint: ignore[TAP101]\n1\ntape.gradient(y, x)\n", [(1, "TAP001"), (3, "TAP101")]),
        (
            "# tapelint: ignore[TAP101]\nif x:\n    tape.gradient(y, x)\n",
            [(1, "TAP001"), (3, "TAP101")],
        ),
        (
            "if x:\n    # tapelint: disable[TAP101]\n    1\ntape.gradient(y, x)\n",
            [(2, "TAP001"), (4, "TAP101")],
        ),
        (
            "# tapelint: disable[TAP101]\n# tapelint: enable[TAP101]\ntape.gradient(y, x)\n",
            [(1, "TAP001"), (3, "TAP101")],
        ),
        (
            "# tapelint: disable[TAP101]\ntape.gradient(y, x)\n# tapelint: enable[TAP204]\n",
            [(3, "TAP001")],
        ),
        ("# tapelint: ignore-file[TAP101]\n1\n", [(1, "TAP001")]),
        ("# tapelint: ignore-file\n1  # tapelint: ignore[TAP101]\n", []),
        ("1  # tapelint: ignore[TAP101, TAP001]\n", []),
        ("# tapelint: disable[TAP001]\n1  # tapelint: ignore[TAP101]\n", []),
    ],
)
def test_not_silenced(text: str, expected: list[tuple[int, str]]) -> None:
    assert sorted(told(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "1  # tapelint: ignore[TAP101]",
            (
                "`# tapelint: ignore[TAP101]` silences nothing: `TAP101` finds nothing there. "
                "Remove the comment."
            ),
        ),
        (
            "tape.gradient(y, x)  # tapelint: ignore[TAP101, TAP204, unwatched-sources]",
            (
                "In `# tapelint: ignore[TAP101, TAP204, unwatched-sources]`: `TAP204` finds "
                "nothing there and there is no rule `unwatched-sources`; did you mean "
                "`unwatched-source`? "
                "Remove `TAP204` and `unwatched-sources`."
            ),
        ),
        (
            "1  # tapelint: ignore",
            "`# tapelint: ignore` silences nothing: nothing is found there. Remove the comment.",
        ),
        (
            "1  # tapelint: ignored[TAP101]",
            (
                "`# tapelint: ignored[TAP101]` silences nothing: there is no `ignored`; "
                "did you mean `ignore`?"
            ),
        ),
        (
            "1  # tapelint: ignore TAP101",
            "`# tapelint: ignore TAP101` silences nothing: write `# tapelint: ignore[TAP101]`.",
        ),
        (
            "1  # tapelint: ignore[TAP101",
            "`# tapelint: ignore[TAP101` silences nothing: its bracket is not closed.",
        ),
        (
            "1  # tapelint: ignore[]",
            "`# tapelint: ignore[]` silences nothing: it names no rule between its brackets.",
        ),
        (
            "1  # tapelint: disable[TAP101]",
            "`# tapelint: disable[TAP101]` silences nothing: it must stand on a line of its own.",
        ),
        (
            "# tapelint: enable[TAP101]",
            (
                "`# tapelint: enable[TAP101]` silences nothing: `TAP101` is not disabled. "
                "Remove the comment."
            ),
        ),
    ],
)
def test_messages(text: str, message: str) -> None:
    assert [d.message for d in about_comments(text)] == [message]


def test_of_rules_that_are_off_nothing_is_said() -> None:
    text = "1  # tapelint: ignore[TAP101]\n"
    assert told(text, Config(ignore=("TAP101",))) == []
    assert told(text, Config(ignore=("TAP001",))) == []
    assert told("1  # tapelint: ignore\n", Config(ignore=("TAP101",))) == []
    assert told("1  # noqa: TAP2\n", Config(ignore=("TAP201",))) == []
    assert told(text, Config(ignore=("TAP204",))) == [(1, "TAP001")]


def test_a_text_that_is_not_read_to_its_end_has_no_idle_comments() -> None:
    found = analyse(Source.from_text(HEAD + "1  # tapelint: ignore[TAP101]\n)\n"), Config())
    assert found.problems
    assert found.diagnostics == ()


def test_a_comment_for_what_a_fix_cures_is_taken_out_too() -> None:
    text = HEAD + "tape.gradient(y, x)  # tapelint: ignore[TAP101]\ntape.gradient(y, x)\n"
    done = fixed(text)
    assert not done.faults
    assert not done.analysis.diagnostics
    assert "# tapelint" not in done.source.cells[0].text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1  # tapelint: ignore[TAP101] reason\n2\n", "1\n2\n"),
        ("1  # type: ignore  # tapelint: ignore[TAP101]\n", "1  # type: ignore\n"),
        ("1  # tapelint: ignore[TAP101]  # pylint: x\n", "1  # pylint: x\n"),
        ("# tapelint: ignore[TAP101]\n1\n", "1\n"),
        ("1\n# tapelint: ignore[TAP101]", "1"),
        (
            "tape.gradient(y, x)  # tapelint: ignore[TAP204,TAP101,  TAP205] é\n",
            "tape.gradient(y, x)  # tapelint: ignore[TAP101] é\n",
        ),
        (
            "tape.gradient(y, x)  # tapelint: ignore[TAP101,  tape-already-used,TAP205]\n",
            "tape.gradient(y, x)  # tapelint: ignore[TAP101,  tape-already-used]\n",
        ),
        ("1  # noqa: TAP101\n", "1\n"),
        ("1  # noqa: TAP101, because\n", "1  # because\n"),
        ("1  # noqa: TAP101  # type: ignore\n", "1  # type: ignore\n"),
        ("1  # noqa: E501,TAP101,W291\n", "1  # noqa: E501,W291\n"),
        ("1  # noqa:TAP101 E501\n", "1  # noqa:E501\n"),
        ("# tapelint: disable[TAP101]\n1\n# tapelint: enable[TAP101]\n", "1\n"),
        ("1  # noqa\n", "1  # noqa\n"),
        ("'''\n# noqa: TAP101'''\n", "'''\n# noqa: TAP101'''\n"),
    ],
)
def test_fixes(before: str, after: str) -> None:
    done = fixed(HEAD + before)
    assert not done.faults
    assert {(found.code, found.fix and found.fix.safe) for found in done.cured} <= {
        ("TAP001", True)
    }
    assert done.source.cells[0].text == HEAD + after


def notebook(*cells: str) -> Source:
    rows = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    source = read_bytes(json.dumps({"cells": rows, "metadata": {}}).encode(), "n.ipynb")
    assert source is not None
    assert not isinstance(source, Problem)
    return source


@pytest.mark.parametrize(
    ("second", "third", "expected"),
    [
        ("# tapelint: ignore-file[TAP101]", "tape.gradient(y, x)", []),
        ("# flake8: noqa", "tape.gradient(y, x)", []),
        ("%%time\n# tapelint: ignore[TAP101]\ntape.gradient(y, x)", "", []),
        ("# tapelint: ignore[TAP101]", "tape.gradient(y, x)", [(2, "TAP001"), (3, "TAP101")]),
        ("# tapelint: disable[TAP101]", "tape.gradient(y, x)", [(2, "TAP001"), (3, "TAP101")]),
        ("%%bash\n# tapelint: ignore[TAP101]", "1", []),
        ("1  # tapelint: ignore[TAP101]\n)", "1  # tapelint: ignore[TAP204]", [(3, "TAP001")]),
    ],
)
def test_notebooks(second: str, third: str, expected: list[tuple[int, str]]) -> None:
    found = check(notebook(HEAD, second, third))
    assert [(d.span.cell, d.code) for d in found] == expected
