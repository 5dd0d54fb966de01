"""Which lines of a notebook's file hold the lines of its cells.

The formats that know files of lines only can so point to the text in the JSON. The file is read
again, and believed only if it still is what was analysed.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache

from tapelint.json_text import elements, located
from tapelint.notebook import read_notebook, source_paths
from tapelint.source import Source, plain_newlines


def line_of_cell(source: Source, cell: int, line: int) -> int:
    """The line of the file where a line of a cell begins; 1 if that cannot be told."""
    numbers = _numbers(os.path.abspath(source.path), source, cell)
    return numbers[line - 1] if line <= len(numbers) else 1


@lru_cache(maxsize=8)
def _numbers(path: str, source: Source, cell: int) -> list[int]:
    """The line of the file for each line of a cell."""
    document = _document(path, source)
    if document is None:
        return []
    start, end = located(document, source_paths(json.loads(document))[cell])
    strings = elements(document, start) if document[start] == "[" else [(start, end)]
    text, numbers = "", list[int]()
    for first, last in strings:
        own = plain_newlines(json.loads(document[first:last]))
        begun = own.count("\n", 0, -1) + (bool(own) and text[-1:] in ("", "\n"))
        numbers += [document.count("\n", 0, first) + 1] * begun
        text += own
    return numbers


@lru_cache(maxsize=1)
def _document(path: str, source: Source) -> str | None:
    """The text of the file that a source was read from, if there is one that has not changed."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return None
    if read_notebook(data, source.path) != source:
        return None
    text = data.decode(json.detect_encoding(data), "surrogatepass")
    return text.removeprefix("\ufeff")
