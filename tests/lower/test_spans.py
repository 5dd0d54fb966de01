"""The span of every call is the one that CPython gives it, in code points."""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from tapelint.cells import Cell, Program
from tapelint.lower import lower
from tapelint.program import Call, Form
from tapelint.source import Source

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
Place = tuple[int, int, int, int]
MODULES = ("contextlib.py", "dataclasses.py", "difflib.py", "json/decoder.py", "textwrap.py")
SPELLINGS = {
    "tabs": "if x:\n\tf(\ta )\n",
    "non-ASCII before": "s = 'äöü'; f('é', g(1))\n",
    "astral before": "s = '\U0001f600\U0001f600'; f(s)\n",
    "decorated": "@d(1)\n# why\n@e\ndef f(a=g()):\n    return h()\n",
    "semicolons": "a = f(); b = g(); c = h()\n",
    "over lines": "x = f(\n    g(\n        1,\n    ),\n)\n",
    "parentheses around": "x = ((f(1)))\n",
    "chain": "a.b().c(d()).e[f()].g()\n",
    "comments first": "# one\n\n\n# two\nf()\n",
    "form feed": "f()\n\x0c\ng()\n",
    "inside a case": "match x:\n    case 1:\n        def f():\n            g()\n        f()\n",
    "no final newline": "f()",
}


def calls(form: object) -> Iterator[Call]:
    if isinstance(form, tuple):
        for part in form:
            yield from calls(part)
    elif isinstance(form, (Form, Cell)) or hasattr(form, "__dataclass_fields__"):
        if isinstance(form, Call):
            yield form
        for name in form.__dataclass_fields__:  # type: ignore[union-attr]
            if name != "origin":
                yield from calls(getattr(form, name))


def lowered(text: str) -> Program:
    program, problems = lower(Source.from_text(text), blank=False)
    assert problems == ()
    return program


def spans_of(text: str) -> Iterator[Place]:
    program = lowered(text)
    for call in calls(program.cells):
        found = program.locate(call.origin)
        yield found.line, found.column, found.end_line, found.end_column


def span(text: str, node: ast.Call) -> Place:
    lines = text.encode().split(b"\n")

    def column(line: int, offset: int) -> int:
        return len(lines[line - 1][:offset].decode())

    end, end_offset = node.end_lineno or 0, node.end_col_offset or 0
    return node.lineno, column(node.lineno, node.col_offset), end, column(end, end_offset)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling(spelling: str) -> None:
    text = SPELLINGS[spelling]
    wanted = {span(text, n) for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)}
    assert set(spans_of(text)) == wanted


@pytest.mark.parametrize("module", MODULES)
def test_library(module: str) -> None:
    text = (LIBRARY / module).read_text(encoding="utf-8")
    tree = ast.parse(text)
    every = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    formatted = [n for n in ast.walk(tree) if isinstance(n, ast.JoinedStr)]
    # Before Python 3.12 what stands in an f-string has no right position in its tree.
    inside = {id(node) for string in formatted for node in ast.walk(string)}
    found = list(spans_of(text))
    assert len(found) == len(every)
    assert {span(text, node) for node in every if id(node) not in inside} <= set(found)
