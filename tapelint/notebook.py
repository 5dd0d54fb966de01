"""From the JSON of a notebook to a `Source`: its Python cells, in order.

The only module that knows notebook formats (nbformat 3, with worksheets, and 4).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tapelint.diagnostic import Problem
from tapelint.magics import own_magics, plain_python, without_magic
from tapelint.source import Source, SourceCell, plain_newlines


class _ShapeError(Exception):
    """The JSON has another shape; the text says where."""


def read_notebook(data: bytes, path: str) -> Source | Problem | None:
    """The code cells of a Python notebook; None if they cannot concern a tape."""
    try:
        document = json.loads(data)
        found = list(_code_cells(document))
    except json.JSONDecodeError as error:
        return Problem(path, f"not a notebook: {error.msg}", error.lineno, error.colno - 1)
    except (_ShapeError, ValueError, RecursionError) as error:
        return Problem(path, f"not a notebook: {error}")
    magics = own_magics("\n".join(text for _, text, _ in found))
    source = Source(path, tuple(_cell(*cell, magics) for cell in found))
    return source if source.concerns_tapes else None


def _cell(index: int, original: str, tags: frozenset[str], magics: frozenset[str]) -> SourceCell:
    text = plain_newlines(original)
    body = without_magic(text, magics)
    plain = plain_python(text if body is None else body)
    return SourceCell(index, plain, original, tags, may_be_skipped=body is not None)


def _code_cells(document: Any) -> Iterator[tuple[int, str, frozenset[str]]]:
    """The cells of `document` that run Python: number among all cells, text, tags."""
    cells = _all_cells(document)
    if not _is_python(document.get("metadata")):
        return
    for index, cell in enumerate(cells, 1):
        if not isinstance(cell, dict):
            raise _ShapeError(f"cell {index} is not an object")
        metadata = _mapping(cell.get("metadata"))
        if cell.get("cell_type") != "code" or not _is_python_cell(cell, metadata):
            continue
        original = _text(cell.get("source", cell.get("input", "")), index)
        tags = metadata.get("tags")
        names = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        yield index, original, frozenset(names)


def _all_cells(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise _ShapeError("not a JSON object")
    sheets = document.get("worksheets")
    if "cells" in document or not isinstance(sheets, list):
        sheets = [document]
    cells: list[Any] = []
    for sheet in sheets:
        own = _mapping(sheet).get("cells")
        if not isinstance(own, list):
            raise _ShapeError("it has no list of cells")
        cells += own
    return cells


def _is_python(metadata: Any) -> bool:
    """Whether the kernel runs Python; a notebook that does not say does."""
    metadata = _mapping(metadata)
    language = _mapping(metadata.get("language_info")).get("name")
    return _names_python(language or _mapping(metadata.get("kernelspec")).get("language"))


def _is_python_cell(cell: dict[str, Any], metadata: dict[str, Any]) -> bool:
    """Whether a code cell is in the notebook's own language (VS Code allows others)."""
    own = cell.get("language") or _mapping(metadata.get("vscode")).get("languageId")
    return _names_python(own)


def _names_python(language: Any) -> bool:
    return not isinstance(language, str) or "python" in language.lower()


def _text(source: Any, index: int) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if isinstance(source, str):
        return source
    raise _ShapeError(f"the source of cell {index} is not text")


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
