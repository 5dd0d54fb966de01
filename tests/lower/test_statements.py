"""Every form of statement, as it prints."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tapelint.cells import Program
from tapelint.lower import lower
from tapelint.lower.show import show
from tapelint.program import DefineClass, Function
from tapelint.source import Source, SourceCell

from .forms import notebook, of_kind, printed, program

SAME = [
    "a = b = c",
    "a.b = c[d] = e",
    "a += b",
    "a.b @= c",
    "a[b] //= c",
    "del a",
    "assert a",
    "assert a, 'b'",
    "while a:\n    break\nelse:\n    continue",
    "for a in b:\n    c\nelse:\n    d",
    "async for a in b:\n    c",
    "with a:\n    b",
    "with a() as b:\n    c",
    "async with a() as b:\n    c",
    "if a:\n    b\nelse:\n    c",
    "try:\n    a\nfinally:\n    b",
    "try:\n    a\nexcept A as e:\n    b\nexcept:\n    c\nelse:\n    d\nfinally:\n    e",
    "raise",
    "raise a",
    "return",
    "return a",
]
PRINTS = {
    "pass": "",
    "...": "...",
    "'doc'": "'doc'",
    "a, b = c": "tuple(a, b) = c",
    "[a, *b.c], d = e": "tuple(list(a, *b.c), d) = e",
    "x: int": "declare x",
    "x.y: int": "declare x.y",
    "x: int = 3": "x = 3",
    "del a, (b, [c.d]), e[f]": "del a\ndel b\ndel c.d\ndel e[f]",
    "raise a from b": "raise <raise a, b>",
    "a; b; c": "a\nb\nc",
    "global a": "",
    "import a, b.c, d.e as f": "import a as a\nimport b as b\nimport d.e as f",
    "from a.b import c, d as e": "from a.b import c as c\nfrom a.b import d as e",
    "from . import a": "from . import a as a",
    "from ..a import (b as c,)": "from ..a import b as c",
    "from a import *": "from a import * as *",
    "with a as b, c, d as (e, f):\n    g": (
        "with a as b:\n    with c:\n        with d as tuple(e, f):\n            g"
    ),
    "with (a as b, c):\n    d": "with a as b:\n    with c:\n        d",
    "async with a, b:\n    c": "async with a:\n    async with b:\n        c",
    "if a:\n    b\nelif c:\n    d\nelse:\n    e": (
        "if a:\n    b\nelse:\n    if c:\n        d\n    else:\n        e"
    ),
    "try:\n    a\nexcept* (A, B):\n    b": "try:\n    a\nexcept tuple(A, B):\n    b",
    "type X[T] = list[T]": "X = <?>",
    "def f(): pass": "def f():\n    pass",
    "def f(a, b=c, /, d=e, *g, h, i=j, **k) -> l: return m": (
        "def f(a/, b/=c, d=e, *g, h*, i*=j, **k) local(a, b, d, g, h, i, k):\n    return m"
    ),
    "@a\n@b.c(d)\nasync def f():\n    await e": "@a\n@b.c(d)\nasync def f():\n    (await e)",
    "def f():\n    yield": "def f() generator:\n    (yield)",
    "def f():\n    lambda: (yield)": "def f():\n    (lambda  generator: return (yield))",
    "@a\nclass C(A, *B, metaclass=M, **k):\n    x = 1\n    def f(self): ...": (
        "@a\nclass C(A, *B, metaclass=M, **k) local(f, x):\n"
        "    x = 1\n    def f(self) local(self):\n        ..."
    ),
    "class C: pass": "class C():\n    pass",
}
MATCHES = {
    "case 1 | a.b: c": "if <match match@1, 1, a.b>:\n    c",
    "case None: c": "if <match match@1, None>:\n    c",
    "case [a, *b]: c": (
        "if ((<match match@1> and (a := <? match@1>)) and (b := <? match@1>)):\n    c"
    ),
    "case (a, _, *_): c": "if (<match match@1> and (a := <? match@1>)):\n    c",
    "case {'k': a, **r}: c": (
        "if ((<match match@1, 'k'> and (a := <? match@1>)) and (r := <? match@1>)):\n    c"
    ),
    "case P(1, k=Q(x)): c": "if (<match match@1, P, 1, Q> and (x := <? match@1>)):\n    c",
    "case (1 | 2) as x: c": "if (<match match@1, 1, 2> and (x := <? match@1>)):\n    c",
    "case x if x > 1: c": "if ((<match match@1> and (x := <? match@1>)) and <> x, 1>):\n    c",
    "case -1 | 2 + 3j: c": "if <match match@1, -1, <+ 2, 3j>>:\n    c",
    "case x: c": "if True:\n    x = match@1\n    c",
    "case _: c": "if True:\n    c",
    "case (_): c": "if True:\n    c",
    "case 1 | _: c": "if True:\n    c",
    "case a: pass": "if True:\n    a = match@1",
}


@pytest.mark.parametrize("text", SAME)
def test_prints_itself(text: str) -> None:
    assert printed(text) == text


@pytest.mark.parametrize("text", PRINTS)
def test_prints(text: str) -> None:
    assert printed(text) == PRINTS[text]


@pytest.mark.parametrize("case", MATCHES)
def test_match(case: str) -> None:
    assert printed(f"match s():\n    {case}") == f"match@1 = s()\n{MATCHES[case]}"


def test_cases_are_a_chain() -> None:
    text = """\
        match s:
            case 1: a
            case x if t: b
            case _: c
        match u:
            case 2: d
        """
    assert printed(text) == dedent(
        """\
        match@1 = s
        if <match match@1, 1>:
            a
        else:
            if ((<match match@1> and (x := <? match@1>)) and t):
                b
            else:
                if True:
                    c
        match@2 = u
        if <match match@2, 2>:
            d"""
    )


def test_more_managers_than_python_allows() -> None:
    items = ", ".join(f"a{i} as b{i}" for i in range(300))
    assert printed(f"with {items}:\n    c").count("with") == 20


def test_imports_stay_where_they_are() -> None:
    text = """\
        try:
            import a
        except ImportError:
            from . import a
        if TYPE_CHECKING:
            import b
        """
    assert printed(text) == dedent(
        """\
        try:
            import a as a
        except ImportError:
            from . import a as a
        if TYPE_CHECKING:
            import b as b"""
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x = t'{a}b{c:{d}}'", "x = <? a, c, d>"),
        ("lazy import a.b as c", "import a.b as c"),
        ("x = [*a for a in b]", "x = list(*a for a in b)"),
        ("x = {**a for a in b}", "x = dict(*a for a in b)"),
    ],
)
def test_syntax_newer_than_python(text: str, shown: str) -> None:
    """Where this libcst knows it, that this Python does not is no error."""
    found, problems = lower(Source.from_text(text))
    if problems:
        pytest.skip("too new for this libcst")
    assert show(found) == shown


def test_cells() -> None:
    source = Source(
        "n.ipynb",
        (
            SourceCell(1, "x = 1", "x = 1"),
            SourceCell(3, "x +", "x +"),
            SourceCell(4, "await x", "await x", frozenset({"raises-exception"})),
        ),
    )
    found, problems = lower(source)
    assert show(found) == "cell 1:\n    x = 1\ncell 4 raises:\n    (await x)"
    assert [(p.path, p.cell, p.line, p.column) for p in problems] == [("n.ipynb", 3, 1, 3)]
    assert [cell.raises_expected for cell in found.cells] == [False, True]


def test_words() -> None:
    text = """\
        import a.b as c
        from .d import e
        def f(g: h = i, *j, **k) -> l:
            global m
            n.o(p=q['r'], s='not one')
            def t(): return lambda u: v
            return f"{w}"
        match x:
            case y(z=1): pass
        """
    found = program(dedent(text))
    inside = "g h j k m n o p q r s t u v w".split()
    assert words_of(found, "f") == {*inside, "i"}
    assert words_of(found, "t") == {"u", "v"}
    assert found.words == {*inside, *"a b c d e f i l x y z".split()}


def words_of(found: Program, name: str) -> frozenset[str]:
    (function,) = [f for f in of_kind(found.cells, Function) if f.name == name]
    return function.words


def test_words_of_notebook() -> None:
    found, _ = lower(notebook("a = b", "c.d"))
    assert found.words == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("body", "names"),
    [
        (
            "a: int\n    b = 1\n    c: str = ''; d: 'x'\n    def f(self, e: int): g: int",
            ("a", "c", "d"),
        ),
        ("a: int\n    a: int = 1\n    self.b: int", ("a",)),
        ("pass", ()),
        ("a: int\n    b: typing.ClassVar[int]", None),
        ("a: 'InitVar[int]'", None),
        ("_: dataclasses.KW_ONLY\n    a: int", None),
    ],
)
def test_the_annotated_names_of_a_class(body: str, names: tuple[str, ...] | None) -> None:
    (found,) = of_kind(program(f"class C:\n    {body}\n").cells, DefineClass)
    assert found.annotated == names
