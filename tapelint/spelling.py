"""What expressions look like: the names they mention, and how a place is written."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.program import Attribute, Form, Function, Literal, Name, Subscript

NO_NAME = "the tape"
"""What a tape is called that has no name in the program."""


def mentioned(form: object) -> Iterator[str]:
    """Every name and attribute that an expression mentions."""
    if isinstance(form, tuple):
        for part in form:
            yield from mentioned(part)
    elif isinstance(form, Name):
        yield form.id
    elif isinstance(form, Attribute):
        yield form.name
        yield from mentioned(form.base)
    elif isinstance(form, Function):
        yield from form.words
    elif hasattr(form, "__dataclass_fields__"):
        for name in form.__dataclass_fields__:
            if name != "origin":
                yield from mentioned(getattr(form, name))


def spell(expr: Form) -> str | None:
    """A place as the user wrote it, if it is one."""
    if isinstance(expr, Name):
        return None if expr.id.startswith("<") else expr.id
    if isinstance(expr, Attribute):
        inner = spell(expr.base)
        return inner and f"{inner}.{expr.name}"
    if isinstance(expr, Subscript) and isinstance(expr.index, Literal):
        inner = spell(expr.base)
        return inner and f"{inner}[{expr.index.value!r}]"
    return None


def of_no_name(text: str) -> str:
    """What is said of a tape, quoted only if it has a name in the program."""
    return text.replace(f"`{NO_NAME}.", "`tape.").replace(f"`{NO_NAME}`", NO_NAME)
