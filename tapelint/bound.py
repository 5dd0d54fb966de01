"""What stands in a block: its forms, the names that it binds, and those it may write into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import NamedTuple

from tapelint import libraries
from tapelint.program import (
    Attribute,
    Augment,
    Bind,
    Block,
    Call,
    Define,
    DefineClass,
    Delete,
    Expr,
    For,
    Form,
    Handler,
    Import,
    Items,
    Name,
    Star,
    Subscript,
    Walrus,
    With,
)

_BLOCKS = frozenset({"body", "final", "handlers", "orelse", "then"})
"""The fields of a statement in which others stand."""


class Usage(NamedTuple):
    """How often a block binds each name, and the names of what it may write into."""

    body: Block
    bound: Counter[str]
    changed: frozenset[str]

    @classmethod
    def of(cls, body: Block) -> Usage:
        """What is to be known of a block."""
        bound = Counter(name for name, _ in bindings(body))
        return cls(body, bound, frozenset(name for form in forms(body) for name in _changed(form)))


def bindings(form: object, *, within: bool = True) -> Iterator[tuple[str, Form]]:
    """Every name that a block binds in its own scope, with the form that does it.

    `within`: an expression may bind one as well.
    """
    todo = [form]
    while todo:
        part = todo.pop()
        if isinstance(part, tuple):
            todo += reversed(part)
            continue
        names = _fields(type(part))
        if not names and not isinstance(part, Import):
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
        if within:
            names = tuple([name for name in names if name not in ("target", "targets")])
        else:
            names = tuple([name for name in names if name in _BLOCKS])
        todo += [getattr(part, name) for name in names]


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
        if isinstance(part, Form):
            yield part
        todo += children(part)


def children(part: object) -> list[object]:
    """What stands in a form or block directly, the last one first."""
    if isinstance(part, tuple):
        return [*reversed(part)]
    return [getattr(part, name) for name in _fields(type(part))]


_FIELDS: dict[type, tuple[str, ...]] = {}
_OF_NO_FORM = frozenset(
    ("object", "str", "str | None", "bool", "Exit", "frozenset[str]", "tuple[str, ...] | None")
)
"""How `program` writes the types of fields in which no form stands."""


def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a form in which others may stand, the last one first."""
    known = _FIELDS.get(kind)
    if known is None:
        own = fields(kind) if is_dataclass(kind) else ()
        named = [field.name for field in own if field.type not in _OF_NO_FORM]
        known = _FIELDS[kind] = tuple(reversed(named))
    return known


def _changed(form: Form) -> list[str]:
    """The names of the lists that a form may write into."""
    match form:
        case Attribute(Name(base), _) | Subscript(Name(base), _):
            return [base]
        case Call(func, args) if not _is_harmless(func):
            return [a.value.id for a in args if isinstance(a.value, Name)]
    return []


def _is_harmless(func: Expr) -> bool:
    match func:
        case Name(id):
            return id in libraries.BUILTINS
        case Attribute(Name("tf"), _):
            return True
        case Attribute(_, method):
            return method in libraries.QUIET_METHODS or method in libraries.DERIVATIVES
    return False
