"""Comments that silence findings are written where they do, and nothing else changes."""

from __future__ import annotations

import json

import pytest

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.diagnostic import Problem
from tapelint.fixing.choice import Terms
from tapelint.fixing.ignoring import with_ignores
from tapelint.fixing.rounds import Settled, settled
from tapelint.reading import read_bytes
from tapelint.source import Source

HEAD = """\
import tensorflow as tf

x = tf.Variable(3.0)
c = tf.constant(1.0)
with tf.GradientTape() as tape:
    y = x * x
tape.gradient(y, x)
"""


def silenced(source: Source) -> Settled:
    def look(each: Source):
        return with_ignores(each, analyse(each, Config()))

    done = settled(source, look(source), look, Terms())
    assert not done.faults
    return done


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("tape.gradient(y, x)\n", "tape.gradient(y, x)  # tapelint: ignore[TAP101]\n"),
        ("tape.gradient(y, x)", "tape.gradient(y, x)  # tapelint: ignore[TAP101]"),
        ("tape.gradient(y, x)   \n", "tape.gradient(y, x)  # tapelint: ignore[TAP101]\n"),
        (
            "tape.gradient(y, x), tape.gradient(y, x)\n",
            "tape.gradient(y, x), tape.gradient(y, x)  # tapelint: ignore[TAP101]\n",
        ),
        (
            "tape.gradient(y, x)  # type: ignore\n",
            "tape.gradient(y, x)  # type: ignore  # tapelint: ignore[TAP101]\n",
        ),
        (
            "with tape: z = c * c  # tapelint: ignore[TAP205] two\ntape.gradient(z, c)\n",
            (
                "with tape: z = c * c  # tapelint: ignore[TAP205] two\n"
                "tape.gradient(z, c)  # tapelint: ignore[TAP204]\n"
            ),
        ),
        (
            "tape.gradient(y, x), tape.gradients  # tapelint: ignore[TAP106] two\n",
            "tape.gradient(y, x), tape.gradients  # tapelint: ignore[TAP106, TAP101] two\n",
        ),
        (
            "print(\n    tape.gradient(\n        y,\n        x)\n)\n",
            "print(\n    tape.gradient(  # tapelint: ignore[TAP101]\n        y,\n        x)\n)\n",
        ),
        (
            "tape.gradient(y, \\\n    x)\n",
            "tape.gradient(y, \\\n    x)  # tapelint: ignore[TAP101]\n",
        ),
        (
            "if x:\n    tape.gradient(y, x) + \\\n        1\n",
            "if x:\n    # tapelint: ignore[TAP101]\n    tape.gradient(y, x) + \\\n        1\n",
        ),
        (
            'print(f"""{\ntape.gradient(y, x)} é\n""")\n',
            '# tapelint: ignore[TAP101]\nprint(f"""{\ntape.gradient(y, x)} é\n""")\n',
        ),
        ("1  # tapelint: ignore[TAP101]\n", "1  # tapelint: ignore[TAP101]\n"),
    ],
)
def test_the_comment_is_written(before: str, after: str) -> None:
    done = silenced(Source.from_text(HEAD + before))
    assert done.source.cells[0].text == HEAD + after
    assert [d.code for d in done.analysis.diagnostics if d.code != "TAP001"] == []


def test_line_ends_stay() -> None:
    source = read_bytes((HEAD + "tape.gradient(y, x)\n").replace("\n", "\r\n").encode(), "x.py")
    assert isinstance(source, Source)
    text = silenced(source).source.cells[0].original
    assert text.endswith("tape.gradient(y, x)  # tapelint: ignore[TAP101]\r\n")
    assert text.count("\n") == text.count("\r\n")


def test_notebooks() -> None:
    cells = [HEAD, "%time d = tape.gradient(y, x)", "%matplotlib inline\ntape.gradient(y, x)"]
    rows = [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells]
    source = read_bytes(json.dumps({"cells": rows, "metadata": {}}).encode(), "n.ipynb")
    assert source is not None
    assert not isinstance(source, Problem)
    assert [cell.original for cell in silenced(source).source.cells] == [
        HEAD,
        "%time d = tape.gradient(y, x)  # tapelint: ignore[TAP101]",
        "%matplotlib inline\ntape.gradient(y, x)  # tapelint: ignore[TAP101]",
    ]
