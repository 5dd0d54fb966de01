"""The values of numbers and strings."""

from __future__ import annotations

import ast

import libcst as cst

_TRIPLE = ('"""', "'''")


class NoValueError(ValueError):
    """A literal that has no value on this Python: too many digits, not ASCII in bytes."""


def number(node: cst.Integer | cst.Float | cst.Imaginary) -> int | float | complex:
    """The value of a number."""
    try:
        if isinstance(node, cst.Integer):
            return int(node.value, 0)
        return float(node.value) if isinstance(node, cst.Float) else complex(node.value)
    except ValueError as error:
        raise NoValueError(node.value[:20]) from error


def string(text: str) -> str | bytes:
    """The value of one string as it is written, prefix and quotes included."""
    if "\\" not in text and text[0] in "'\"":
        return text[3:-3] if text.startswith(_TRIPLE) else text[1:-1]
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError) as error:
        raise NoValueError(text[:20]) from error
    if isinstance(value, str | bytes):
        return value
    raise NoValueError(text[:20])


def joined(texts: list[str]) -> str | bytes:
    """The value of adjacent strings."""
    values = [string(text) for text in texts]
    strings = [value for value in values if isinstance(value, str)]
    if len(strings) == len(values):
        return "".join(strings)
    if strings:
        raise NoValueError("strings and bytes")
    return b"".join(value for value in values if isinstance(value, bytes))
