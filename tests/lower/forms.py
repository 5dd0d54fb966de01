"""Lowering for tests: a text as printed, and the forms of a program."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent
from typing import TypeVar

from tapelint.cells import Program
from tapelint.lower import lower
from tapelint.lower.show import show
from tapelint.program import Form
from tapelint.source import Source, SourceCell

F = TypeVar("F", bound=Form)


def program(text: str, *, blank: bool = False) -> Program:
    """The program of a text that has no problems."""
    found, problems = lower(Source.from_text(text), blank=blank)
    assert problems == ()
    return found


def printed(text: str) -> str:
    return show(program(dedent(text)))


def notebook(*texts: str) -> Source:
    return Source("n.ipynb", tuple(SourceCell(i, t, t) for i, t in enumerate(texts, 1)))


def forms(thing: object) -> Iterator[Form]:
    """Every form, each before its parts, without recursion into origins."""
    waiting = [thing]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting += reversed(here)
        elif hasattr(here, "__dataclass_fields__"):
            if isinstance(here, Form):
                yield here
            names = [name for name in here.__dataclass_fields__ if name not in {"origin", "locate"}]
            waiting += [getattr(here, name) for name in reversed(names)]


def of_kind(thing: object, kind: type[F]) -> list[F]:
    return [form for form in forms(thing) if isinstance(form, kind)]
