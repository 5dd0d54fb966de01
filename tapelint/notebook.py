"""From the JSON of a notebook to a `Source`: its Python cells, in order.

The only module that knows notebook formats (nbformat 3, with worksheets, and 4).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tapelint.config import USUAL, Terms
from tapelint.dataclass import dataclass
from tapelint.diagnostic import Problem
from tapelint.magics import own_magics, plain_python, without_magic
from tapelint.source import Source, SourceCell, plain_newlines

Path = tuple[str | int, ...]
"""The keys and indices that lead to a value in JSON."""


class _ShapeError(Exception):
    """The JSON has another shape; the text says where."""


@dataclass(frozen=True, slots=True)
class CodeCell:
    """The Python of a notebook's cell: its number among all cells, and what stands there."""

    index: int
    original: str
    tags: frozenset[str]


def read_notebook(data: bytes, path: str, terms: Terms = USUAL) -> Source | Problem | None:
    """The code cells of a Python notebook; None if they cannot concern a tape."""
    try:
        document = json.loads(data)
        found = [cell for cell, _ in _code_cells(document)]
    except json.JSONDecodeError as error:
        return Problem(path, f"not a notebook: {error.msg}", error.lineno, error.colno - 1)
    except (_ShapeError, ValueError, RecursionError) as error:
        return Problem(path, f"not a notebook: {error}")
    source = _source(path, found, terms)
    return source if source.concerns_tapes else None


def code_cells(data: bytes) -> list[CodeCell | None]:
    """Every cell of a notebook, None for one that is no Python; `ValueError` if it is none."""
    try:
        document = json.loads(data)
        found: list[CodeCell | None] = [None] * len(_all_cells(document))
        for cell, _ in _code_cells(document):
            found[cell.index - 1] = cell
    except (_ShapeError, RecursionError) as error:
        raise ValueError(str(error)) from error
    return found


def with_cell_texts(source: Source, texts: Mapping[int | None, str]) -> Source:
    """The source of a notebook after some of its cells were given other texts."""
    return _source(
        source.path,
        [
            CodeCell(cell.index or 0, texts.get(cell.index, cell.original), cell.tags)
            for cell in source.cells
        ],
        source.terms,
    )


def source_paths(document: Any) -> dict[int, Path]:
    """Where the text of each Python cell stands in a notebook, by the number of the cell."""
    return {cell.index: path for cell, path in _code_cells(document)}


def _source(path: str, cells: Iterable[CodeCell], terms: Terms) -> Source:
    cells = list(cells)
    magics = own_magics("\n".join(cell.original for cell in cells)) - {*terms.cell_magics}
    return Source(path, tuple(_cell(cell, magics, terms) for cell in cells), terms)


def _cell(cell: CodeCell, magics: frozenset[str], terms: Terms) -> SourceCell:
    text = plain_newlines(cell.original)
    body = without_magic(text, magics)
    plain = plain_python(text if body is None else body, terms.cell_magics)
    return SourceCell(cell.index, plain, cell.original, cell.tags, may_be_skipped=body is not None)


def _code_cells(document: Any) -> Iterator[tuple[CodeCell, Path]]:
    """The cells of `document` that run Python, and where their texts stand in it."""
    cells = _all_cells(document)
    if not _is_python(document.get("metadata")):
        return
    for index, (cell, path) in enumerate(cells, 1):
        if not isinstance(cell, dict):
            raise _ShapeError(f"cell {index} is not an object")
        metadata = _mapping(cell.get("metadata"))
        if cell.get("cell_type") != "code" or not _is_python_cell(cell, metadata):
            continue
        key = "source" if "source" in cell else "input"
        original = _text(cell.get(key, ""), index)
        tags = metadata.get("tags")
        names = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        yield CodeCell(index, original, frozenset(names)), (*path, key)


def _all_cells(document: Any) -> list[tuple[Any, Path]]:
    """Every cell, and where it stands in the document."""
    if not isinstance(document, dict):
        raise _ShapeError("not a JSON object")
    worksheets = document.get("worksheets")
    sheets: list[tuple[Any, Path]] = [(document, ())]
    if "cells" not in document and isinstance(worksheets, list):
        sheets = [(sheet, ("worksheets", number)) for number, sheet in enumerate(worksheets)]
    cells: list[tuple[Any, Path]] = []
    for sheet, path in sheets:
        own = _mapping(sheet).get("cells")
        if not isinstance(own, list):
            raise _ShapeError("it has no list of cells")
        cells += [(cell, (*path, "cells", number)) for number, cell in enumerate(own)]
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
