"""The order of evaluation: that of the forms, against the one in which CPython reads names."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import Any

import pytest

from tapelint.program import (
    Assert,
    Attribute,
    Augment,
    Bind,
    Branch,
    Choice,
    Comprehension,
    Define,
    DefineClass,
    Delete,
    For,
    Items,
    Lambda,
    Logic,
    Name,
    Star,
    Subscript,
    Try,
    Walrus,
    While,
    With,
)

from .forms import program

TEXTS = [
    "a if b else c",
    "a[b] = c[d]",
    "a.x, b[c] = d",
    "a = b[c] = d",
    "a[b].c[d] += e",
    "a += b",
    "f(a, *b, k=c, **d)",
    "f(a)(b)[c](d)",
    "{a: b, **c, d: e}",
    "{a, *b, c}",
    "[a, *b, (c, d)]",
    "a < b < c",
    "a and b or c",
    "a and (b or c)",
    "a + b * c - d ** e",
    "a * b + c * d + e",
    "f'{a:{b}}{c}'",
    "a[b:c:d, e]",
    "(x := a)[b]",
    "a[(x := b)] = (y := c)",
    "@a\n@b(c)\ndef f(x=d, *y, z=e, **w): pass",
    "@a\nclass C(b, k=c): pass",
    "with a as b, c as d.e:\n    f",
    "for a[b] in c:\n    d\nelse:\n    e",
    "while a:\n    b\n    break\nelse:\n    c",
    "assert a, b",
    "lambda x=a, *, y=b: c",
    "del a[b], (c.d, e[f])",
    "if a: b\nelif c: d\nelse: e",
    "try: a\nexcept b: c\nelse: d\nfinally: e",
    "[i for i in a]",
]


class Anything:
    """Takes part in every operation, is true, and has two elements."""

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: object) -> None: ...

    def __delattr__(self, name: str) -> None: ...

    def __call__(self, *_: Any, **__: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[Anything]:
        return iter([self, self])

    def __getitem__(self, index: object) -> Anything:
        return self

    def __setitem__(self, index: object, value: object) -> None: ...

    def __delitem__(self, index: object) -> None: ...

    def __format__(self, spec: str) -> str:
        return ""

    def __enter__(self) -> object:
        return self

    def __exit__(self, *args: object) -> None: ...

    def keys(self) -> list[str]:
        return []


for _name in "add sub mul pow lt gt or and iadd".split():
    setattr(Anything, f"__{_name}__", lambda self, *_: self)


class Watched(dict[str, Any]):
    """A namespace that records which names are read."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def __getitem__(self, name: str) -> Any:
        if name.startswith("__"):
            raise KeyError(name)
        self.read.append(name)
        return dict.get(self, name, Anything())


class Base:
    def __init_subclass__(cls, **kwargs: object) -> None: ...


def reads(form: Any) -> Iterator[str]:
    """The names that are read, in the order that the forms promise, all tests being true."""
    match form:
        case Name(name):
            yield name
        case Lambda(function):
            yield from reads(tuple(p.default for p in function.parameters))
        case Bind(targets, value):
            yield from reads(value)
            for target in targets:
                yield from stores(target)
        case Augment(target, _, value):
            yield from reads((target, value))
        case Walrus(_, value) | Assert(value):
            yield from reads(value)
        case Delete(target):
            yield from stores(target)
        case Choice(test, then, _):
            yield from reads((test, then))
        case Logic("or", left, _):
            yield from reads(left)
        case Items("dict", values, keys):
            for key, value in zip(keys, values, strict=True):
                yield from reads((key, value))
        case With(manager, target, body):
            yield from reads(manager)
            yield from stores(target)
            yield from reads(body)
        case _:
            yield from others(form)


def others(form: Any) -> Iterator[str]:
    match form:
        case For(target, iterable, body, orelse):
            yield from reads(iterable)
            for _ in range(2):
                yield from stores(target)
                yield from reads(body)
            yield from reads(orelse)
        case While(test, body):
            yield from reads((test, body))
        case Define(function, decorators):
            yield from reads((decorators, tuple(p.default for p in function.parameters)))
        case DefineClass(_, bases, body, _, decorators):
            yield from reads((decorators, bases, body))
        case tuple():
            for part in form:
                yield from reads(part)
        case Try(body, _, orelse, final):
            yield from reads((body, orelse, final))
        case Branch(test, then):
            yield from reads((test, then))
        case Comprehension(_, _, clauses):
            yield from reads(clauses[0].iterable)
        case _:
            for name in getattr(form, "__dataclass_fields__", ()):
                if name != "origin":
                    yield from reads(getattr(form, name))


def stores(target: Any) -> Iterator[str]:
    """The names that are read in order to bind a target."""
    match target:
        case Attribute(base):
            yield from reads(base)
        case Subscript(base, index):
            yield from reads((base, index))
        case Items(_, elements):
            for element in elements:
                yield from stores(element)
        case Star(value):
            yield from stores(value)


@pytest.mark.parametrize("text", TEXTS)
def test_order(text: str) -> None:
    space = Watched()
    if "class" in text:
        space["b"] = Base
    code = compile(text, "<test>", "exec", dont_inherit=True)
    exec(code, {"__builtins__": builtins, "__name__": "test"}, space)
    assert list(reads(program(text).cells[0].body)) == space.read
