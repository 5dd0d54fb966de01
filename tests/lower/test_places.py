"""Where every other kind of form stands, and that it stands where its text is.

The text of the spans is cut out of the source and compared, so that an error of one column
shows; for whole statements CPython's tree is the judge.
"""

from __future__ import annotations

import ast
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tapelint.cells import Program
from tapelint.lower import lower, spans
from tapelint.program import (
    Attribute,
    Augment,
    Bind,
    Branch,
    Call,
    Compute,
    Define,
    DefineClass,
    For,
    Form,
    Function,
    Handler,
    Import,
    Leave,
    Name,
    Subscript,
    Try,
    While,
    With,
)

from .conftest import PARSE
from .forms import F, forms, notebook, of_kind, program

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
MODULES = "argparse bdb enum gettext heapq json/scanner numbers optparse pprint shlex".split()


def cut(text: str, found: Program, form: Form) -> str:
    """The text where a form stands."""
    span = found.locate(form.origin)
    lines = (
        text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[span.line - 1 : span.end_line]
    )
    lines[-1] = lines[-1][: span.end_column]
    lines[0] = lines[0][span.column :]
    return "\n".join(lines)


def cuts(text: str, kind: type[F]) -> list[str]:
    found = program(text)
    return [cut(text, found, form) for form in of_kind(found.cells, kind)]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a = (f((x)))", Call, ["f((x))"]),
        ("((f)(x)).y(z)", Call, ["((f)(x)).y(z)", "(f)(x)"]),
        ("é = '\U0001d4d0\U0001d4d1', f('ü', g(1))", Call, ["f('ü', g(1))", "g(1)"]),
        ("a.b.c", Attribute, ["a.b.c", "a.b"]),
        ("a[b][c:d]", Subscript, ["a[b][c:d]", "a[b]"]),
        ("(a + b + c) * d", Compute, ["(a + b + c) * d", "a + b + c"]),
        ("x = f'{é}{g(1)}' 'z'", Call, ["g(1)"]),
        ("a = b; c.d = e ;", Bind, ["a = b", "c.d = e"]),
        ("a += (\n  b)", Augment, ["a += (\n  b)"]),
        ("def f():\n\treturn  (a)", Leave, ["return  (a)"]),
        ("@d\n@e(1)\ndef f(): pass", Define, ["def f(): pass"]),
        ("@d\nasync def f():\n  pass\n\n# end\n", Function, ["async def f():\n  pass"]),
        ("lambda x: y", Function, ["lambda x: y"]),
        ("@d\nclass C(B):\n  x = 1\n\ny", DefineClass, ["class C(B):\n  x = 1"]),
        ("with a as b, c:\n    d\n    # why\n\ne", With, ["with a as b, c:\n    d"] * 2),
        ("async for a in b:\n  c\nelse:\n  d", For, ["async for a in b:\n  c\nelse:\n  d"]),
        ("while a: b\nc", While, ["while a: b"]),
        ("if a: b\nelif c: d", Branch, ["if a: b\nelif c: d", "elif c: d"]),
        ("try: a\nexcept B as c:\n  d\nfinally: e", Handler, ["except B as c:\n  d"]),
        ("try: a\nfinally: e", Try, ["try: a\nfinally: e"]),
        ("import a.b as c, d", Import, ["a.b as c", "d"]),
        ("from a import (b as c, d)", Import, ["b as c", "d"]),
        ("from a import *", Import, ["from a import *"]),
        ("class C:\n  @d(e)\n  def f(self, x=g(1)): pass", Call, ["g(1)", "d(e)"]),
        ("class C:\n  class D:\n    def f(self):\n      é; f('é', x)", Call, ["f('é', x)"]),
        ("if a:\n\tif b:\n\t\tf(\n1,\n\t\t\t2)", Call, ["f(\n1,\n\t\t\t2)"]),
        ("def f():\n    '''\n é'''; g(1)", Call, ["g(1)"]),
        ("x = 1\r\nif x:\r\n\tf(x,\r\n\t  y)\r\n", Call, ["f(x,\n\t  y)"]),
        ("x = 1\ry = f(x)\r", Call, ["f(x)"]),
        ("x = 1\r\ny = 2\nz = f(x)\rw = g(y)", Call, ["f(x)", "g(y)"]),
        ("\ufefff(x)\n  # c\ng(y)", Call, ["f(x)", "g(y)"]),
        ("\x0cf(x)\n\x0c\nif x:\n \x0c  g(y)\n  h(z)", Call, ["f(x)", "g(y)", "h(z)"]),
        ("if x:\n\x0c  g(y); h(z)\n  i(1)", Call, ["g(y)", "h(z)", "i(1)"]),
        ("x =\x0cf(y)", Call, ["f(y)"]),
        ("\\\nf(x)", Call, ["f(x)"]),
        ("if x:\n    y\n\\\n    f(x)", Call, ["f(x)"]),
        ("if x:\n    \\\n  \\\n    f(x)\n    g(y)", Call, ["f(x)", "g(y)"]),
        ("if x: \\\n  f(x)", Call, ["f(x)"]),
        ("x = \\\n  f(x) + \\\ng(y)", Call, ["f(x)", "g(y)"]),
        ("# a\n\n  # b\n\nf(x)  # c", Call, ["f(x)"]),
        ("match f(x):\n  case P(y) if g(y):\n    h(y)", Call, ["f(x)", "g(y)", "h(y)"]),
    ],
)  # fmt: skip
def test_cut(text: str, kind: type[Form], expected: list[str]) -> None:
    assert cuts(text, kind) == expected


def test_newer_syntax_is_located_without_ast(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SyntaxError("too new")

    text = "@d\nclass C:\n    def é(self, x=f(1)):\n        '\U0001d4d0'; return g(2)\n"
    monkeypatch.setattr(ast, "parse", refuse)
    assert cuts(text, Call) == ["f(1)", "g(2)"]
    assert cuts(text, Define) == ["def é(self, x=f(1)):\n        '\U0001d4d0'; return g(2)"]


def test_cells() -> None:
    found, _ = lower(notebook("\nf(x)", "g(y)"))
    places = [found.locate(call.origin) for call in of_kind(found.cells, Call)]
    assert [(s.cell, s.line, s.column, s.end_column) for s in places] == [
        (1, 2, 0, 4),
        (2, 1, 0, 4),
    ]


def test_not_an_origin() -> None:
    with pytest.raises(TypeError):
        program("x").locate("x")


def test_long_chains_are_located() -> None:
    text = "if x:\n    y = " + " + ".join(f"f({i})" for i in range(300))
    assert cuts(text, Call) == [f"f({i})" for i in range(300)]


def test_longer_chains_are_located_by_their_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python 3.12 allows few recursions through C, whatever its limit is set to."""

    def provided(module: object) -> None:
        raise RecursionError

    monkeypatch.setattr(spans, "_provided", provided)
    monkeypatch.setattr(PARSE, "_around", lambda *_: None)
    assert cuts("a\ndef f():\n  b; x = c() +\\\n  d()\n", Call) == ["b"] * 2
    assert cuts("if a:\n  c()", Call) == ["if a:\n  c()"]


STATEMENTS: dict[type[Form], Callable[[ast.AST], bool]] = {
    With: lambda n: isinstance(n, ast.With | ast.AsyncWith),
    For: lambda n: isinstance(n, ast.For | ast.AsyncFor),
    While: lambda n: isinstance(n, ast.While),
    Define: lambda n: isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef),
    DefineClass: lambda n: isinstance(n, ast.ClassDef),
    Augment: lambda n: isinstance(n, ast.AugAssign),
    Try: lambda n: isinstance(n, ast.Try),
    Subscript: lambda n: isinstance(n, ast.Subscript),
}


@pytest.mark.parametrize("module", MODULES)
def test_library(module: str) -> None:
    text = (LIBRARY / f"{module}.py").read_text(encoding="utf-8")
    lines = text.split("\n")
    found = program(text)
    tree = list(ast.walk(ast.parse(text)))
    for kind, fits in STATEMENTS.items():
        places = [found.locate(form.origin) for form in of_kind(found.cells, kind)]
        ours = {(s.line, s.column, s.end_line, s.end_column) for s in places}
        assert ours == {place(lines, node) for node in tree if fits(node)}, kind


def place(lines: list[str], node: Any) -> tuple[int, int, int, int]:
    """Where CPython sees a node, in code points."""

    def characters(line: int, size: int) -> int:
        return len(lines[line - 1].encode()[:size].decode())

    first, last = node.lineno, node.end_lineno
    return first, characters(first, node.col_offset), last, characters(last, node.end_col_offset)


@pytest.mark.parametrize("module", MODULES)
def test_names_stand_where_they_are_spelled(module: str) -> None:
    text = (LIBRARY / f"{module}.py").read_text(encoding="utf-8")
    found = program(text)
    for form in of_kind(found.cells, Name):
        assert form.id.startswith("match@") or cut(text, found, form) == form.id


def test_every_form_has_an_origin() -> None:
    text = (LIBRARY / "argparse.py").read_text(encoding="utf-8")
    text += "\nmatch x:\n    case [a, {'b': c}] if d: pass\n    case e: pass\n"
    assert [form for form in forms(program(text).cells) if form.origin is None] == []
