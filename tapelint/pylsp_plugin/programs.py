"""From the documents of python-lsp-server to programs: a file, or the cells of a notebook.

That server lints a notebook as one document whose name says nothing: the texts of all cells, one
after the other. It asks for actions and hovers with the document of a cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tapelint.config import Terms
from tapelint.dataclass import dataclass
from tapelint.editor.joined import real_path
from tapelint.editor.pages import UTF16, Page
from tapelint.editor.programs import of_cells, of_document, tags_in
from tapelint.fixing.edits import Lines
from tapelint.source import Source

CODE = 2
"""The kind of a cell that is no text."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a cell of a notebook with its number. `first`: its line in what is linted."""

    uri: str
    version: int | None
    text: str
    number: int | None = None
    tags: frozenset[str] = frozenset()
    first: int = 0


@dataclass(frozen=True, slots=True)
class Program:
    """What is analysed as one."""

    uri: str
    path: str
    parts: tuple[Part, ...]

    def read(self, terms: Terms) -> tuple[Source, dict[int | None, Page]]:
        """The same for the analysis, and its texts as they stand in the client."""
        pages = {p.number: Page(p.uri, p.version, Lines.of(p.text), UTF16) for p in self.parts}
        if None in pages:
            return of_document(self.path, pages[None], terms)
        return of_cells(self.path, {p.number: (p.text, p.tags) for p in self.parts}, terms), pages


def program_of(workspace: Any, document: Any) -> Program | None:
    """The program that a document belongs to; None if it is not known any more."""
    if not _is_notebook_or_cell(document):
        part = Part(document.uri, document.version, document.source)
        return Program(document.uri, real_path(document.path), (part,))
    notebook = _notebook(workspace, document)
    if notebook is None:
        return None
    from pylsp.uris import to_fs_path

    parts = tuple(_parts(workspace, notebook))
    return Program(notebook.uri, to_fs_path(notebook.uri), parts)


def _is_notebook_or_cell(document: Any) -> bool:
    return hasattr(document, "notebook_uri") or ":" not in document.uri


def _notebook(workspace: Any, document: Any) -> Any:
    """The notebook of a cell, or the one that has this text."""
    if hasattr(document, "notebook_uri"):
        return workspace.get_maybe_document(document.notebook_uri)
    text = document.source
    notebooks = (it for it in list(workspace.documents.values()) if hasattr(it, "cells"))
    return next((it for it in notebooks if _joined(workspace, it) == text), None)


def _joined(workspace: Any, notebook: Any) -> str:
    return "\n".join(document.source for _, document in _cells(workspace, notebook))


def _cells(workspace: Any, notebook: Any) -> Iterator[tuple[Any, Any]]:
    """The cells of a notebook, and their documents."""
    for cell in list(notebook.cells):
        document = workspace.get_maybe_document(cell["document"])
        if document is not None:
            yield cell, document


def _parts(workspace: Any, notebook: Any) -> Iterator[Part]:
    first = 0
    for number, (cell, document) in enumerate(_cells(workspace, notebook), 1):
        text = document.source
        if cell.get("kind", CODE) == CODE and document.language_id == "python":
            tags = tags_in(cell.get("metadata"))
            yield Part(document.uri, document.version, text, number, tags, first)
        first += text.count("\n") + 1
