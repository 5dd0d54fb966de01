"""Findings as plain JSON and back, for a place that anybody may have written to.

The shape is that of the classes in `diagnostic`: what does not fit it exactly is refused, and
nothing but those classes is ever made. A field that is added there is written and read here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tapelint.dataclass import replace
from tapelint.diagnostic import Analysis, Diagnostic, Problem, Span
from tapelint.source import Source


class ShapeError(Exception):
    """The text is not what `encoded` writes."""


def encoded(analysis: Analysis) -> str:
    """Findings and problems as one line of text; without the path, which the file may change."""
    parts = (analysis.diagnostics, analysis.problems)
    data = [[_plain(replace(each, path="")) for each in part] for part in parts]
    return json.dumps(data, separators=(",", ":"))


def decoded(text: str, source: Source) -> Analysis:
    """The findings and problems that `encoded` made this text of; `ShapeError` for any other.

    Every place in them is one of `source`.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ShapeError from None
    if len(_list(data)) != 2:
        raise ShapeError
    sizes = {c.index: (c.original.count("\n") + 1, len(c.original)) for c in source.cells}
    diagnostics = tuple(_made(Diagnostic, each, sizes) for each in _list(data[0]))
    problems = tuple(_made(Problem, each, sizes) for each in _list(data[1]))
    return Analysis(
        tuple(replace(each, path=source.path) for each in diagnostics),
        tuple(replace(each, path=source.path) for each in problems),
    )


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return [_plain(getattr(value, name)) for name in value.__dataclass_fields__]
    return value


Sizes = Mapping[int | None, tuple[int, int]]
"""How many lines and characters each cell has."""


def _made(kind: Any, data: object, sizes: Sizes) -> Any:
    """What `_plain` made `data` of, a value of the type `kind`."""
    if get_origin(kind) in (Union, UnionType):
        (only,) = (each for each in get_args(kind) if each is not NoneType)
        return None if data is None else _made(only, data, sizes)
    if get_origin(kind) is tuple:
        element = get_args(kind)[0]
        return tuple(_made(element, each, sizes) for each in _list(data))
    if hasattr(kind, "__dataclass_fields__"):
        return _one(kind, _list(data), sizes)
    if issubclass(kind, Enum):
        return _member(kind, data)
    # A bool is an int to Python, and not to us.
    if type(data) is not kind:
        raise ShapeError
    return data


def _one(kind: Any, values: list[Any], sizes: Sizes) -> Any:
    types = _types(kind)
    if len(values) != len(types):
        raise ShapeError
    made = kind(*(_made(t, v, sizes) for t, v in zip(types, values, strict=True)))
    if isinstance(made, Span) and not _exists(made, sizes):
        raise ShapeError
    return made


def _exists(span: Span, sizes: Sizes) -> bool:
    lines, characters = sizes.get(span.cell, (0, 0))
    columns = span.column, span.end_column
    return (
        1 <= span.line <= span.end_line <= lines
        and min(columns) >= 0
        and max(columns) <= characters
    )


def _list(data: object) -> list[Any]:
    if not isinstance(data, list):
        raise ShapeError
    return data


def _member(kind: type[Enum], data: object) -> Enum:
    try:
        return kind(data)
    except ValueError:
        raise ShapeError from None


@cache
def _types(kind: Any) -> tuple[Any, ...]:
    """The types of the fields of a dataclass, in order."""
    hints = get_type_hints(kind)
    return tuple(hints[name] for name in kind.__dataclass_fields__)
