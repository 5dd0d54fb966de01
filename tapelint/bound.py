"""What stands in a block: its forms, and the names that it binds."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.program import (
    Augment,
    Bind,
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


def bindings(form: object) -> Iterator[tuple[str, Form]]:
    """Every name that a block binds in its own scope, with the form that does it."""
    if isinstance(form, tuple):
        for part in form:
            yield from bindings(part)
        return
    if not isinstance(form, (Form, Handler)) and not hasattr(form, "__dataclass_fields__"):
        return
    match form:
        case Define(function=function):
            yield function.name, form
            return
        case DefineClass(name=name) | Import(name=name):
            yield name, form
            return
        case Bind(targets=targets):
            for target in targets:
                yield from _targets(target, form)
        case Augment(target=target) | Delete(target=target) | For(target=target):
            yield from _targets(target, form)
        case With(target=target) if target is not None:
            yield from _targets(target, form)
        case Walrus(target=target):
            yield from _targets(target, form)
        case Handler(name=name) if name is not None:
            yield name, form
    for field in form.__dataclass_fields__:
        if field not in ("origin", "target", "targets"):
            yield from bindings(getattr(form, field))


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
    if isinstance(form, tuple):
        for part in form:
            yield from forms(part)
    elif hasattr(form, "__dataclass_fields__"):
        if isinstance(form, Form):
            yield form
        for name in form.__dataclass_fields__:
            if name != "origin":
                yield from forms(getattr(form, name))
