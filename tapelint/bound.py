"""What stands in a block: its forms, and the names that it binds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tapelint.program import (
    Augment,
    Bind,
    Block,
    Define,
    DefineClass,
    Delete,
    For,
    Form,
    Handler,
    Import,
    Items,
    Name,
    Star,
    Walrus,
    With,
)


class Usage(NamedTuple):
    """How often a block binds each name, and the names of what it may write into."""

    body: Block
    bound: Counter[str]
    changed: frozenset[str]


def bindings(form: object) -> Iterator[tuple[str, Form]]:
    """Every name that a block binds in its own scope, with the form that does it."""
    todo = [form]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):
            todo += reversed(part)
            continue
        names = _fields(type(part))
        if not names:
            continue
        match part:
            case Define(function=function):
                yield function.name, part
                continue
            case DefineClass(name=name) | Import(name=name):
                yield name, part
                continue
            case Bind(targets=targets):
                for target in targets:
                    yield from _targets(target, part)
            case Augment(target=target) | Delete(target=target) | For(target=target):
                yield from _targets(target, part)
            case With(target=target) if target is not None:
                yield from _targets(target, part)
            case Walrus(target=target):
                yield from _targets(target, part)
            case Handler(name=name) if name is not None:
                yield name, part
        todo += [getattr(part, name) for name in names if name not in ("target", "targets")]


def _targets(target: object, form: Form) -> Iterator[tuple[str, Form]]:
    match target:
        case Name(id):
            yield id, form
        case Star(inner):
            yield from _targets(inner, form)
        case Items(elements=elements):
            for element in elements:
                yield from _targets(element, form)


def forms(form: object) -> Iterator[Form]:
    """Every form of a block."""
    todo = [form]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):
            todo += reversed(part)
        elif names := _fields(type(part)):
            if isinstance(part, Form):
                yield part
            todo += [getattr(part, name) for name in names]


_FIELDS: dict[type, tuple[str, ...]] = {}


def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a form in which others may stand, the last one first."""
    known = _FIELDS.get(kind)
    if known is None:
        every = getattr(kind, "__dataclass_fields__", ())
        named = [name for name in every if name != "origin"]
        known = _FIELDS[kind] = tuple(reversed(named))
    return known
