"""TOML documents of any origin: what its parser would take minutes for is refused."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_PARTS = 100
"""Parts of a dotted key; the time that the parser takes grows with the cube of their number."""
_APART = frozenset("=,[]{}#\n")
"""What may stand between two keys, but not within one."""


def document(text: str) -> dict[str, Any]:
    """The document; a `ValueError` with one clear line for a text that is none."""
    line = _too_many_parts(text)
    if line is not None:
        raise ValueError(f"a key of more than {MOST_PARTS} parts (line {line})")
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except RecursionError:
        raise ValueError("too deeply nested") from None
    return found


def _too_many_parts(text: str) -> int | None:
    """The line of a key that has too many."""
    run, line = 0, 1
    for part in text.split("."):
        run = run + 1 if _is_part(part) else 1
        line += part.count("\n")
        if run > MOST_PARTS:
            return line
    return None


def _is_part(text: str) -> bool:
    """Whether this may be one part of a key, and no prose and no row of dots."""
    words = text.split()
    return bool(words) and _APART.isdisjoint(text) and (len(words) == 1 or words[-1][-1] in "\"'")
