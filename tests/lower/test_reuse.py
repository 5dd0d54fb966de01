"""What is parsed again in parts is what is parsed as a whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tapelint.analysis import Earlier, analyse
from tapelint.config import Config
from tapelint.source import Source
from tests.reuse.edits import a_line

FIXTURES = Path(__file__).parents[2] / "fixtures"
CONFIG = Config(extend_select=("ALL",))
EDITS = 2
PATHS = sorted(
    path for each in ("rules", "flow", "fixes") for path in (FIXTURES / each).glob("*.py")
)


def edited(text: str, choose: random.Random) -> str:
    """An edit of a line, or something that shifts all columns or lines."""
    lines = text.split("\n")
    at = choose.randrange(len(lines))
    match choose.randrange(6):
        case 0:
            lines.insert(at, "\n# é\n")
        case 1:
            return f"{text}\n{text}"
        case 2:
            lines.insert(at, "s = '\U0001f600'; t = 1")
        case _:
            return a_line(text, choose)
    return "\n".join(lines)


@pytest.mark.parametrize("path", PATHS[::6], ids=lambda path: path.name)
def test_findings_are_the_same(path):
    choose, memory = random.Random(path.name), Earlier()
    text = path.read_text(encoding="utf-8")
    for _ in range(EDITS + 1):
        source = Source.from_text(text)
        assert analyse(source, CONFIG, earlier=memory) == analyse(source, CONFIG)
        text = edited(text, choose)


INDENTS = """\
import tensorflow as tf
x = tf.Variable(1.0)

def one():
  with tf.GradientTape() as tape:
    y = x * x
  return tape.gradient(y, x), tape.gradient(y, x)

class Two:
        @property
        def two(self):
                with tf.GradientTape() as tape:
                        y = x * x
                return tape.gradient(y, x), tape.gradient(y, x)
if x: one()
else: one()
def one():
  with tf.GradientTape() as tape:
    y = x * x
  return tape.gradient(y, x), tape.gradient(y, x)"""


@pytest.mark.parametrize("text", [INDENTS, INDENTS.replace("        ", "  "), f"{INDENTS}; x"])
def test_indentation(text):
    memory = Earlier()
    for more in ("", "#\n", "", "\n\n"):
        source = Source.from_text(more + text)
        found = analyse(source, CONFIG, earlier=memory)
        assert found == analyse(source, CONFIG)
        assert len(found.diagnostics) >= 3


def test_what_has_not_changed_is_not_parsed_again(monkeypatch):
    import libcst

    parsed = []
    parse = libcst.parse_module
    monkeypatch.setattr(libcst, "parse_module", lambda code: parsed.append(code) or parse(code))
    memory, text = Earlier(), INDENTS.replace("        ", "  ")
    analyse(Source.from_text(text), CONFIG, earlier=memory)
    assert "".join(parsed) == text
    parsed.clear()
    changed = text.replace("x = tf", "\nx = tf")
    analyse(Source.from_text(changed), CONFIG, earlier=memory)
    assert parsed == [changed.partition("def")[0]]
