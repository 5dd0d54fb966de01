"""Where values stand in the text of a JSON document that has been read already.

Values are passed over without being built. As in the reader, of equal keys the last one counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

Stretch = tuple[int, int]
"""The offsets of a value's first character and of what follows its last."""

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]+|\\.)*"', re.DOTALL)
_BRACKET_OR_STRING = re.compile(rf"{_STRING.pattern}|[\[\]{{}}]", re.DOTALL)
_SCALAR = re.compile(r"[^ \t\n\r,\]}]+")


def located(text: str, path: Sequence[str | int]) -> Stretch:
    """The value that these keys and indices, at least one, lead to."""
    found = (_after_space(text, 1 if text.startswith("\ufeff") else 0), len(text))
    for step in path:
        if isinstance(step, str):
            found = members(text, found[0])[step]
        else:
            found = elements(text, found[0])[step]
    return found


def members(text: str, start: int) -> dict[str, Stretch]:
    """The values of the object that starts here."""
    found: dict[str, Stretch] = {}
    at = _after_space(text, start + 1)
    while text[at] != "}":
        key_end = _end(text, at)
        value = _after_space(text, _after_space(text, key_end) + 1)
        found[json.loads(text[at:key_end])] = (value, _end(text, value))
        at = _next(text, _end(text, value))
    return found


def elements(text: str, start: int) -> list[Stretch]:
    """The values of the array that starts here."""
    found: list[Stretch] = []
    at = _after_space(text, start + 1)
    while text[at] != "]":
        found.append((at, _end(text, at)))
        at = _next(text, found[-1][1])
    return found


def _next(text: str, at: int) -> int:
    """Past the comma that follows, or at the bracket that closes."""
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at


def _after_space(text: str, at: int) -> int:
    return _match(_SPACE, text, at)


def _end(text: str, start: int) -> int:
    """The end of the value that starts here."""
    if text[start] == '"':
        return _match(_STRING, text, start)
    if text[start] not in "[{":
        return _match(_SCALAR, text, start)
    depth = 0
    for token in _BRACKET_OR_STRING.finditer(text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    raise ValueError("not a JSON document")


def _match(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    if match is None:
        raise ValueError("not a JSON document")
    return match.end()
