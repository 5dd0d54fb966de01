"""Edits as people make them, and worse: of letters, lines, whole definitions, and cells."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

LINES = (
    "x = tf.Variable(1.0)",
    "import tensorflow as tf",
    "from helpers import *",
    "tape = tf.GradientTape(persistent=True)",
    "with tf.GradientTape() as tape: y = x * x",
    "tape.gradient(y, x)",
    "tape.watch(x)",
    "def helper(x): return x * x",
    "class Base(tf.keras.Model): scale = 1.0",
    "optimizer = tf.keras.optimizers.Adam()",
    "tf.config.run_functions_eagerly(True)",
    "global x",
    "nonlocal x",
    "@tf.function",
    "helper(tape)",
    "unknown(helper, x)",
    "if x: pass",
    "else:",
    "    return x",
    "y = (",
    "'''",
    "\\",
    "# tapelint: disable",
    "# noqa",
    "s = '\U0001f600'; t = 1",
    "\x0c",
    "",
)
_WORD = re.compile(r"[^\W\d]\w*")
_TOP = re.compile(r"^(?=[^\s#)\]}])", re.MULTILINE)
Choose = random.Random


def letters(text: str, choose: Choose) -> str:
    """A letter more or less."""
    at = choose.randrange(len(text) + 1)
    if choose.random() < 0.5:
        return text[:at] + text[at + 1 :]
    return text[:at] + choose.choice("abx_1 ().,:=#'\"\n") + text[at:]


def a_line(text: str, choose: Choose) -> str:
    """A line doubled, dropped, moved, indented otherwise or put in."""
    lines = text.split("\n")
    at, other = choose.randrange(len(lines)), choose.randrange(len(lines))
    match choose.randrange(7):
        case 0:
            lines.insert(at, lines[at])
        case 1:
            del lines[at]
        case 2:
            lines.insert(other, lines.pop(at))
        case 3:
            lines[at] = f"    {lines[at]}"
        case 4:
            lines[at] = lines[at].removeprefix("    ")
        case _:
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
            lines.insert(at, indent + choose.choice(LINES))
    return "\n".join(lines)


def a_name(text: str, choose: Choose) -> str:
    """A name renamed, everywhere or once."""
    found = _WORD.findall(text)
    if not found:
        return text
    old, new = choose.choice(found), choose.choice([*found, "fresh", "tape", "x"])
    if choose.random() < 0.5:
        return re.sub(rf"\b{old}\b", new, text)
    places = [m.span() for m in _WORD.finditer(text) if m[0] == old]
    start, end = choose.choice(places)
    return text[:start] + new + text[end:]


def a_definition(text: str, choose: Choose) -> str:
    """A statement of the module moved, doubled, dropped, or put into another one."""
    pieces = _TOP.split(text)
    at, other = choose.randrange(len(pieces)), choose.randrange(len(pieces))
    match choose.randrange(4):
        case 0:
            pieces.insert(other, pieces.pop(at))
        case 1:
            pieces.insert(other, pieces[at])
        case 2:
            del pieces[at]
        case _:
            inside = "".join(f"    {line}\n" for line in pieces.pop(at).splitlines())
            pieces.insert(other, f"def outer(x):\n{inside}")
    return "".join(pieces)


EDITS: tuple[Callable[[str, Choose], str], ...] = (letters, a_line, a_line, a_name, a_definition)


def edited(text: str, choose: Choose) -> str:
    """A text after an edit of some kind."""
    return choose.choice(EDITS)(text, choose)


def edited_cells(cells: list[str], choose: Choose) -> list[str]:
    """The cells of a notebook after an edit of one, or of their order."""
    cells = list(cells)
    at, other = choose.randrange(len(cells)), choose.randrange(len(cells))
    match choose.randrange(8):
        case 0:
            cells.insert(other, cells.pop(at))
        case 1:
            cells.insert(other, cells[at])
        case 2 if len(cells) > 1:
            del cells[at]
        case 3:
            cells.insert(at, choose.choice(LINES))
        case _:
            cells[at] = edited(cells[at], choose)
    return cells
