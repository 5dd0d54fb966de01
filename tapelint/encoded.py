"""Findings as plain JSON and back, for a place that anybody may have written to.

The shape is that of the classes in `diagnostic`: what does not fit it exactly is refused, and
nothing but those classes is ever made. A field that is added there is written and read here.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from tapelint.diagnostic import Analysis


class ShapeError(Exception):
    """The text is not what `encoded` writes."""


def encoded(analysis: Analysis) -> str:
    """An analysis as one line of text."""
    return json.dumps(_plain(analysis), separators=(",", ":"))


def decoded(text: str) -> Analysis:
    """The analysis of which `encoded` made this text; `ShapeError` for any other."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ShapeError from None
    analysis = _made(Analysis, data)
    assert isinstance(analysis, Analysis)  # noqa: S101 - for the type checker
    return analysis


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    return value


def _made(kind: Any, data: object) -> object:
    """What `_plain` made `data` of, a value of the type `kind`."""
    if get_origin(kind) in (Union, UnionType):
        return _one_of(get_args(kind), data)
    if get_origin(kind) is tuple:
        (element, _) = get_args(kind)
        return tuple(_made(element, each) for each in _list(data))
    if is_dataclass(kind):
        types = _types(kind)
        values = _list(data)
        if len(values) != len(types):
            raise ShapeError
        return kind(*map(_made, types, values))  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, data)
    # A bool is an int to Python, and not to us.
    if type(data) is not kind:
        raise ShapeError
    return data


def _one_of(kinds: tuple[Any, ...], data: object) -> object:
    if data is None and NoneType in kinds:
        return None
    (kind,) = (each for each in kinds if each is not NoneType)
    return _made(kind, data)


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
def _types(kind: type) -> tuple[Any, ...]:
    """The types of the fields of a dataclass, in order."""
    hints = get_type_hints(kind)
    return tuple(hints[field.name] for field in fields(kind))  # type: ignore[arg-type]
