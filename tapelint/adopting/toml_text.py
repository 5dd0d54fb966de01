"""Additions to the text of a TOML file, each proven to mean the old document and the addition.

Nothing is parsed here but to compare: of several ways to write an addition the first is taken
after which the document means what it should.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from tapelint import toml

Path = tuple[str, ...]


def parsed(text: str) -> dict[str, Any] | None:
    """The document; None if it is none."""
    try:
        return toml.document(text)
    except ValueError:
        return None


def value_at(document: Any, path: Path) -> Any:
    """What stands at a path of keys; None if nothing does."""
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def with_table(text: str, path: Path, body: str) -> str | None:
    """With a new table at the end, of which `body` is nothing but comments."""
    new = f"{_ended(text)}[{'.'.join(path)}]\n{body}"
    return _proven(text, new, path, {})


def with_word(text: str, path: Path, word: str) -> str | None:
    """With `word` in the list of strings at `path`."""
    document = parsed(text)
    known = value_at(document, path)
    if not isinstance(known, list | None):
        return None
    ways = _into_list(text, path[-1], word) if known else _new_lists(text, path, word)
    found = (_proven(text, way, path, [word, *(known or ())]) for way in ways)
    return next((new for new in found if new is not None), None)


def _proven(old: str, new: str, path: Path, value: Any) -> str | None:
    expected = copy.deepcopy(parsed(old))
    if expected is None:
        return None
    inner = expected
    for key in path[:-1]:
        inner = inner.setdefault(key, {})
        if not isinstance(inner, dict):
            return None
    inner[path[-1]] = value
    return new if parsed(new) == expected else None


def _into_list(text: str, key: str, word: str) -> Iterator[str]:
    """The word as the first of each list that is called so."""
    for match in re.finditer(rf"\b{key}[\"']?\s*=\s*\[(?P<gap>\s*)", text):
        gap = match["gap"]
        head, tail = text[: match.start("gap")], text[match.end("gap") :]
        yield f'{head}{gap}"{word}",{gap or " "}{tail}'


def _new_lists(text: str, path: Path, word: str) -> Iterator[str]:
    """A list under the header of its table, or as far up as one is; at last a table of its own."""
    entry = f'{path[-1]} = ["{word}"]'
    empty = re.search(rf"\b{path[-1]}\s*=\s*\[\s*\]", text)
    if empty:
        yield f"{text[: empty.start()]}{entry}{text[empty.end() :]}"
    for depth in range(len(path) - 1, 0, -1):
        header = rf"^\[{'.'.join(path[:depth])}\][^\n]*\n"
        rest = ".".join((*path[depth:-1], entry))
        for match in re.finditer(header, text, re.MULTILINE):
            yield f"{text[: match.end()]}{rest}\n{text[match.end() :]}"
    for match in re.finditer(rf"\b{path[-2]}\s*=\s*\{{\s*", text):
        comma = "" if text.startswith("}", match.end()) else ", "
        yield f"{text[: match.end()]}{entry}{comma}{text[match.end() :]}"
    yield f"{_ended(text)}[{'.'.join(path[:-1])}]\n{entry}\n"
    yield f"{'.'.join((*path[:-1], entry))}\n{text}"


def _ended(text: str) -> str:
    """The text with an empty line at its end."""
    return f"{text.rstrip()}\n\n" if text.strip() else text
