"""Every form of expression, as it prints; and what becomes of long and deep ones."""

from __future__ import annotations

import pytest

from tapelint.lower import lower
from tapelint.program import Bind, Compute, Literal, Name, Walrus
from tapelint.source import Source

from .forms import of_kind, printed, program

PRINTS = {
    "None, True, False, ...": "tuple(None, True, False, ...)",
    "0x10, 1_000, 0o17, 0b11": "tuple(16, 1000, 15, 3)",
    "1e3, .5, 2j": "tuple(1000.0, 0.5, 2j)",
    "-1, -1.5, -2j": "tuple(-1, -1.5, (-0-2j))",
    "- -1": "1",
    "-x, +1, ~x, not x": "tuple(<- x>, <+ 1>, <~ x>, <not x>)",
    "-True": "<- True>",
    "'a', \"b\", '''c''', r'\\d', 'x\\ny'": "tuple('a', 'b', 'c', '\\\\d', 'x\\ny')",
    "b'a', rb'\\0'": "tuple(b'a', b'\\\\0')",
    '\'a\' \'b\' """c"""': "'abc'",
    "b'a' b'b'": "b'ab'",
    "f'{a}b{c!r:>{w}}'": "<f a, c, w>",
    "f'{a}' 'x' f'{b=}'": "<f a, b>",
    "f'plain'": "<f>",
    "a.b.c": "a.b.c",
    "a[b], a[1:2], a[:, ::3]": (
        "tuple(a[b], a[slice(1, 2, None)], a[tuple(slice(None, None, None), slice(None, None, 3))])"
    ),
    "a[b,], a[b, c]": "tuple(a[tuple(b)], a[tuple(b, c)])",
    "a[*b]": "a[tuple(*b)]",
    "()": "tuple()",
    "[a, *b], {a, *b}": "tuple(list(a, *b), set(a, *b))",
    "{}, {1: 2, **a, b: c}": "tuple(dict{}, dict{1: 2, **a, b: c})",
    "f()": "f()",
    "f(a, *b, c=1, **d, e=2)": "f(a, *b, c=1, **d, e=2)",
    "f(i for i in j)": "f(generator(i for i in j))",
    "a + b + c + d": "<+ a, b, c, d>",
    "a + b - c - d + e": "<+ <- <+ a, b>, c, d>, e>",
    "a * x + b * y + c": "<+ <* a, x>, <* b, y>, c>",
    "(a + b) + c": "<+ <+ a, b>, c>",
    "a + (b + c)": "<+ a, <+ b, c>>",
    "a ** b ** c": "<** a, <** b, c>>",
    "a @ b // c % d": "<% <// <@ a, b>, c>, d>",
    "a << b >> c & d | e ^ f": "<| <& <>> <<< a, b>, c>, d>, <^ e, f>>",
    "a < b, a is not b, a not in b": "tuple(<< a, b>, <is not a, b>, <not in a, b>)",
    "a < b < c": "<< a, b, c>",
    "a < b <= c": "<compare a, b, c>",
    "a and b and c or d": "(((a and b) and c) or d)",
    "a if t else b": "(t ? a : b)",
    "(x := y)": "(x := y)",
    "lambda: 1": "(lambda : return 1)",
    "lambda a, b=c, *d, e, **g: a": ("(lambda a, b=c, *d, e*, **g local(a, b, d, e, g): return a)"),
    "[i for i in j if k if l for m in i]": "list(i for i in j if k if l for m in i)",
    "{i for i in j}, {i: k for i, k in j}": (
        "tuple(set(i for i in j), dict(tuple(i, k) for tuple(i, k) in j))"
    ),
    "(i async for i in j)": "generator(i async for i in j)",
    "await x": "(await x)",
    "(yield), (yield x), (yield from x)": "tuple((yield), (yield x), (yield from x))",
    "print(*a)": "print(*a)",
}


@pytest.mark.parametrize("text", PRINTS)
def test_prints(text: str) -> None:
    assert printed(text) == PRINTS[text]


def test_long_sum_is_flat() -> None:
    (sum_,) = of_kind(program(" + ".join(["a"] * 900)).cells, Compute)
    assert sum_.op == "+"
    assert len(sum_.parts) == 900


def test_long_mixed_chain_is_folded() -> None:
    text = "a" + " + b - c" * 200
    computed = of_kind(program(text).cells, Compute)
    assert computed[0].op == "arith"
    assert len(computed) == 51
    assert len(of_kind(program(text).cells, Name)) == 401


def test_long_logic_is_folded() -> None:
    text = " and ".join(f"a{i}" for i in range(300))
    names = [form.id for form in of_kind(program(text).cells, Name)]
    assert names == [f"a{i}" for i in range(300)]
    assert depth(program(text).cells[0].body[0]) < 60


@pytest.mark.parametrize(
    "text",
    [
        "f(" * 150 + "x" + ")" * 150,
        "[" * 190 + "x" + "]" * 190,
        "x" + ".a()" * 200,
        "not " * 500 + "x",
        "lambda: " * 300 + "x",
        "x if y else " * 200 + "z",
        "(a + b * c - " * 60 + "x" + ")" * 60,
    ],
)
def test_too_deep_becomes_an_unknown_of_names(text: str) -> None:
    found = program(text)
    assert depth(found.cells[0].body[0]) < 320
    assert "x" in {form.id for form in of_kind(found.cells, Name)}
    assert "x" in found.words


def depth(form: object) -> int:
    """How deep forms nest, without recursion."""
    deepest, waiting = 0, [(form, 0)]
    while waiting:
        here, level = waiting.pop()
        if isinstance(here, tuple):
            waiting += [(part, level) for part in here]
        elif hasattr(here, "__dataclass_fields__"):
            deepest = max(deepest, level + 1)
            names = [name for name in here.__dataclass_fields__ if name != "origin"]
            waiting += [(getattr(here, name), level + 1) for name in names]
    return deepest


def test_walrus_below_the_limit_still_binds() -> None:
    text = "def f():\n    " + "g(" * 130 + "(x := 1)" + ")" * 130
    assert "local(x)" in printed(text)


def test_huge_numbers() -> None:
    digits = "9" * 5000
    first, second = printed(f"x = 0x{digits}\ny = 1e999").splitlines()
    assert first == "x = <a number of too many digits>"
    assert second == "y = inf"
    (bound,) = lower(Source.from_text(f"x = {digits}"))[0].cells[0].body
    assert isinstance(bound, Bind)
    assert isinstance(bound.value, Literal | Compute)


def test_huge_string() -> None:
    (value,) = of_kind(program("x = '" + "a" * 100_000 + "'").cells, Literal)
    assert isinstance(value.value, str)
    assert len(value.value) == 100_000


def test_every_walrus_binds_a_name() -> None:
    assert [w.target.id for w in of_kind(program("f((a := 1), [(b := 2)])").cells, Walrus)] == [
        "a",
        "b",
    ]
