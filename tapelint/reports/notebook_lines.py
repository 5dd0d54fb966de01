"""Which lines of a notebook's file hold the lines of its cells.

The formats that know files of lines only can so point to the text in the JSON. The file is read
again, and believed only if it still is what was analysed.
"""

from __future__ import annotations

import json
from functools import lru_cache

from tapelint.diagnostic import Problem
from tapelint.json_text import elements, located
from tapelint.notebook import read_notebook, source_paths
from tapelint.source import Source, plain_newlines


def line_of_cell(source: Source, cell: int, line: int) -> int:
    """The line of the file where a line of a cell begins; 1 if that cannot be told."""
    try:
        with open(source.path, "rb") as file:
            data = file.read()
    except (OSError, ValueError):
        return 1  # It came from standard input.
    if _read(data, source.path) != source:
        return 1  # It is another one by now.
    numbers = _numbers(data, cell)
    return numbers[line - 1] if line <= len(numbers) else 1


@lru_cache(maxsize=1)
def _read(data: bytes, path: str) -> Source | Problem | None:
    return read_notebook(data, path)


@lru_cache(maxsize=8)
def _numbers(data: bytes, cell: int) -> list[int]:
    """The line of the file for each line of a cell."""
    document = data.decode(json.detect_encoding(data), "surrogatepass")
    path = source_paths(json.loads(document.removeprefix("\ufeff")))[cell]
    start, end = located(document, path)
    strings = elements(document, start) if document[start] == "[" else [(start, end)]
    text, numbers = "", list[int]()
    for first, last in strings:
        own = plain_newlines(json.loads(document[first:last]))
        begun = own.count("\n", 0, -1) + (bool(own) and text[-1:] in ("", "\n"))
        numbers += [document.count("\n", 0, first) + 1] * begun
        text += own
    return numbers
