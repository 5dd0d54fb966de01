"""What new texts of its cells make of a source, and of the bytes that it was read from."""

from __future__ import annotations

from collections.abc import Mapping

from tapelint.diagnostic import Problem
from tapelint.fixing.splice import spliced
from tapelint.notebook import with_cell_texts
from tapelint.reading import decoded, read_bytes
from tapelint.source import Source, SourceCell, plain_newlines


class UnwritableError(Exception):
    """The bytes cannot be changed; the text is one line for the user."""


def with_texts(source: Source, texts: Mapping[int | None, str]) -> Source:
    """The source after some of its cells were given other texts."""
    if any(cell.index is not None for cell in source.cells):
        return with_cell_texts(source, texts)
    cells = (texts.get(cell.index, cell.original) for cell in source.cells)
    return Source(
        source.path,
        tuple(SourceCell(None, plain_newlines(text), text) for text in cells),
        source.terms,
    )


def encoding_of(data: bytes, path: str) -> str:
    """What can hold the texts in `data`."""
    text = None if path.endswith(".ipynb") else decoded(data, path)
    return "utf-8" if text is None or isinstance(text, Problem) else text[1]


def rewritten(data: bytes, before: Source, after: Source) -> bytes:
    """`data`, from which `before` was read, with the texts of `after`; all else as it was."""
    path = before.path
    if read_bytes(data, path, before.terms) != before:
        raise UnwritableError("it has changed since it was read")
    texts = {
        old.index: (old.original, new.original)
        for old, new in zip(before.cells, after.cells, strict=True)
        if old.original != new.original
    }
    new = _notebook(data, texts) if path.endswith(".ipynb") else _file(data, path, texts)
    if read_bytes(new, path, before.terms) != after:
        raise UnwritableError("what was written would not be read again")
    return new


_Texts = Mapping[int | None, tuple[str, str]]


def _file(data: bytes, path: str, texts: _Texts) -> bytes:
    text = decoded(data, path)
    if not texts or isinstance(text, Problem):
        return data
    try:
        same, new = text[0].encode(text[1]), texts[None][1].encode(text[1])
    except ValueError as error:
        raise UnwritableError(str(error)) from None
    if same != data:
        raise UnwritableError(f"reading and writing {text[1]} would change other bytes")
    return new


def _notebook(data: bytes, texts: _Texts) -> bytes:
    import json

    encoding = json.detect_encoding(data)
    document = data.decode(encoding, "surrogatepass")
    if document.encode(encoding, "surrogatepass") != data:
        raise UnwritableError(f"reading and writing {encoding} would change other bytes")
    numbered = {cell: both for cell, both in texts.items() if cell is not None}
    return spliced(document, numbered).encode(encoding, "surrogatepass")
