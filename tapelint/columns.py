"""How many columns of a terminal a text takes."""

from __future__ import annotations

import unicodedata


def columns(char: str) -> int:
    """Those of one character."""
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def width(text: str) -> int:
    """Those of a text."""
    return len(text) if text.isascii() else sum(map(columns, text))


def cut(text: str, most: int, mark: str = "…") -> str:
    """The text if it fits into `most` columns, or its beginning and a mark."""
    if width(text) <= most:
        return text
    room = most - width(mark)
    kept = 0
    for char in text:
        room -= columns(char)
        if room < 0:
            break
        kept += 1
    return text[:kept] + mark if most >= width(mark) else ""


def wrapped(text: str, most: int) -> list[str]:
    """The text in lines of `most` columns, broken at spaces; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer) <= most:
            line = longer
            continue
        lines += [line] if line else []
        line = cut(word, most)
    return [*lines, line] if line else lines
