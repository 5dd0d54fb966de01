"""Real text, and real text that is broken at random: lowered, or refused in one line."""

from __future__ import annotations

import ast
import sysconfig
from functools import cache
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tapelint.lower import lower
from tapelint.lower.show import show
from tapelint.program import Call, Name
from tapelint.source import Source

from .forms import forms, of_kind

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
FOLDERS = ("", "asyncio", "collections", "email", "json", "unittest")
FEWER = 6
"""All modules take a minute: each run reads every sixth one."""
MODULES = "argparse asyncio/tasks dataclasses enum functools pathlib typing".split()
PIECES = [
    "\0", "\ufeff", "\x0c", "\r", "\r\n", "\t", "  ", "\\\n", "\n", "#", "'", '"', '"""', "'''",
    "(", ")", "[", "]", "{", "}", ":", ";", ",", ".", "=", "==", ":=", "*", "**", "@", "->", "$",
    "?", "!", "`", "\U0001d4d0", "\u00e9", "\ud800", "\u2028", "\x0b", "\x1a", "0777", "1_", "0x",
    "...", "not ", "lambda ", "async ", "await ", "yield ", " if ", " else ", " for x in y ",
    "match x:\n", "case ", 'f"', "{x!r:>{y}}", "b'\u00e9'", "print x", "type X = int\n",
    "global x\n", "class ", "def f(): ", "return ", "try:\n", "except* ", "-" * 300, "(" * 150,
    "[1," * 90, "a.b()" * 60, "1+" * 1000, '"a" ' * 400,
]  # fmt: skip


@cache
def statements() -> list[str]:
    """The statements of some modules and of their classes, each on its own."""
    found: list[str] = []
    for module in MODULES:
        path = LIBRARY / f"{module}.py"
        text = (path if path.exists() else LIBRARY / f"{module}/__init__.py").read_text("utf-8")
        lines = text.split("\n")
        for node in ast.parse(text).body:
            inside = node.body if isinstance(node, ast.ClassDef) else []
            found += [
                dedent("\n".join(lines[each.lineno - 1 : each.end_lineno]))
                for each in [node, *inside]
            ]
    return [text for text in found if len(text) < 3000]


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some statements, cut, repeated and adorned."""
    several = draw(st.lists(st.integers(0, len(statements()) - 1), min_size=1, max_size=3))
    text = "\n".join(statements()[i] for i in several) + "\n"
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        kind = draw(st.sampled_from(["piece", "cut", "repeat", "newline"]))
        if kind == "piece":
            text = text[:at] + draw(st.sampled_from(PIECES)) + text[at:]
        elif kind == "cut":
            text = text[:at] + text[at + draw(st.integers(1, 12)) :]
        elif kind == "repeat":
            start = draw(st.integers(0, len(text)))
            text = text[:at] + text[start : start + draw(st.integers(1, 30))] + text[at:]
        else:
            text = text.replace("\n", draw(st.sampled_from(["\r\n", "\r", "\n\x0c", " \n"])))
    return text


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_any_text(text: str) -> None:
    found, problems = lower(Source.from_text(text))
    assert found.cells or problems
    assert all(problem.message and "\n" not in problem.message for problem in problems)
    show(found)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for form in forms(found.cells):
        span = found.locate(form.origin)
        assert (1, 0) <= (span.line, span.column) <= (span.end_line, span.end_column)
        assert span.end_line <= len(lines)
        assert span.end_column <= len(lines[span.end_line - 1])


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts())
def test_what_python_takes(text: str) -> None:
    """Names stand where they are spelled, calls where CPython sees them."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    found, problems = lower(Source.from_text(text), blank=False)
    if problems:
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for name in of_kind(found.cells, Name):
        span = found.locate(name.origin)
        spelled = lines[span.line - 1][span.column : span.end_column]
        assert not spelled.isidentifier() or spelled == name.id or not spelled.isascii()
    starts = {(call.lineno, call.col_offset) for call in calls(tree) if text.isascii()}
    spans = [found.locate(call.origin) for call in of_kind(found.cells, Call)]
    assert starts <= {(span.line, span.column) for span in spans}


def calls(tree: ast.AST) -> list[ast.Call]:
    """The calls outside of annotations and formatted strings."""
    found: list[ast.Call] = []
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            found.append(node)
        for name, value in ast.iter_fields(node):
            if name not in {"annotation", "returns", "type_params"}:
                parts = value if isinstance(value, list) else [value]
                waiting += [
                    part
                    for part in parts
                    if isinstance(part, ast.AST)
                    and not isinstance(part, ast.JoinedStr)
                    and type(part).__name__ != "TypeAlias"
                ]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("first", range(4))
def test_standard_library(first: int) -> None:
    """Every call of some of its modules, to the column."""
    modules = [path for folder in FOLDERS for path in sorted((LIBRARY / folder).glob("*.py"))]
    for path in modules[first :: 4 * FEWER]:
        try:
            text = path.read_text("utf-8")
            tree = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
        found, problems = lower(Source.from_text(text, str(path)), blank=False)
        assert problems == ()
        lines = text.encode().split(b"\n")
        spans = {
            (s.line, len(lines[s.line - 1].decode()[: s.column].encode()))
            for s in (found.locate(call.origin) for call in of_kind(found.cells, Call))
        }
        assert {(call.lineno, call.col_offset) for call in calls(tree)} <= spans, path
