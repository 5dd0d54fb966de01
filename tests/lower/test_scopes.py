"""The names that functions and classes bind: spelled out, and against CPython's own tables."""

from __future__ import annotations

import symtable
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import dedent, indent

import pytest

from tapelint.cells import Program
from tapelint.program import DefineClass, Function

from .forms import of_kind, program

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
MODULES = "argparse ast contextlib enum inspect tarfile turtle typing unittest/mock".split()
COMPREHENSIONS = {"listcomp", "genexpr", "setcomp", "dictcomp"}


def only_function(body: str) -> Function:
    text = f"def f(p):\n{indent(dedent(body), '    ')}\n"
    return next(f for f in of_kind(program(text).cells, Function) if f.name == "f")


@pytest.mark.parametrize(
    ("body", "local"),
    [
        ("a = b.c = d[e] = 1", "a"),
        ("(a, [b, *c]) = d", "a b c"),
        ("a += 1", "a"),
        ("a: int", "a"),
        ("a: int = 1", "a"),
        ("a.b: int = 1", ""),
        ("for a, b.c in d: e = 1", "a e"),
        ("with a as b, c as (d, e): pass", "b d e"),
        ("import a.b, c.d as e", "a e"),
        ("from a import b, c as d", "b d"),
        ("try: pass\nexcept A as a: pass", "a"),
        ("def g(h): i = 1", "g"),
        ("class C: a = 1", "C"),
        ("del a, b.c, (d, e)", "a d e"),
        ("match a:\n    case {'k': b, **c} | [b, *c]: pass\n    case P(d, k=e) as g: pass",
         "b c d e g match@1"),
        ("[a for a in b]", ""),
        ("[(c := a) for a in b if (d := a)]", "c d"),
        ("{a: b for a in c for b in (e for e in a)}", ""),
        ("(x := lambda y: (z := y))", "x"),
        ("type X = int", "X"),
        ("global a; a = 1; b = 2", "b"),
        ("nonlocal a; a = 1; b = 2", "b"),
        ("lambda q: q", ""),
    ],
)  # fmt: skip
def test_local(body: str, local: str) -> None:
    assert only_function(body).local == {"p", *local.split()}


def test_declared() -> None:
    found = only_function("global a, b\nnonlocal c\na = c = d = 1")
    assert found.globals_ == {"a", "b"}
    assert found.nonlocals == {"c"}
    assert found.local == {"p", "d"}


@pytest.mark.parametrize(
    ("body", "generates"),
    [
        ("yield", True),
        ("x = [(yield)]", True),
        ("yield from p", True),
        ("def g(): yield", False),
        ("lambda: (yield)", False),
        ("class C:\n    def g(self): yield", False),
        ("[p for p in (yield)]", True),
    ],
)
def test_generator(body: str, generates: bool) -> None:
    assert only_function(body).is_generator is generates


def test_class() -> None:
    text = "class C:\n    a = [b for b in c]\n    def d(self): e = 1\n    global g; g = 1"
    (found,) = of_kind(program(text).cells, DefineClass)
    assert found.local == {"a", "d"}


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="its tables mix in the names of comprehensions"
)
@pytest.mark.parametrize("module", MODULES)
def test_as_python_says(module: str) -> None:
    text = (LIBRARY / f"{module}.py").read_text(encoding="utf-8")
    assert ours(program(text)) == theirs(text)


Row = tuple[str, tuple[str, ...], tuple[str, ...]]


def ours(found: Program) -> Counter[Row]:
    rows: Counter[Row] = Counter()
    for function in of_kind(found.cells, Function):
        name = function.name.strip("<>")
        rows[name, plain(function.local), plain(function.globals_)] += 1
    return rows


def theirs(text: str) -> Counter[Row]:
    rows: Counter[Row] = Counter()
    for table in tables(symtable.symtable(text, "<test>", "exec")):
        declared = [s.get_name() for s in table.get_symbols() if s.is_declared_global()]
        name = table.get_name().strip("<>")
        rows[name, plain(table.get_locals()), plain(declared)] += 1
    return rows


def tables(table: symtable.SymbolTable) -> Iterator[symtable.Function]:
    for child in table.get_children():
        if isinstance(child, symtable.Function) and child.get_name() not in COMPREHENSIONS:
            yield child
        yield from tables(child)


def plain(names: Iterable[str]) -> tuple[str, ...]:
    """Without names that Python mangles in classes, and without our temporaries."""
    return tuple(sorted(n for n in names if "__" not in n and "@" not in n))
