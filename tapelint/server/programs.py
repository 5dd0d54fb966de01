"""From open documents to a source: one text, or the cells of a notebook as one program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lsprotocol import types
from pygls.uris import to_fs_path

from tapelint.config import Terms
from tapelint.editor.programs import Snapshot
from tapelint.editor.settings import Settings
from tapelint.notebook import with_cell_texts
from tapelint.server.documents import Document, OpenDocuments
from tapelint.source import Source, SourceCell, plain_newlines


def snapshot(documents: OpenDocuments, key: str, settings: Settings) -> Snapshot | None:
    """The program `key` as it stands now; None if it is not open, or no Python."""
    config, excluded = settings.of(path_of(key))
    notebook = documents.get_notebook_document(notebook_uri=key)
    if notebook is not None:
        cells = dict(_python_cells(documents, notebook))
        source = _of_cells(path_of(notebook.uri), cells, config.terms)
        return Snapshot(source, {n: each.page for n, (_, each) in cells.items()}, config, excluded)
    document = documents.document(key)
    if document is None or not _is_python(document):
        return None
    text = document.source
    cell = SourceCell(None, plain_newlines(text), text)
    source = Source(path_of(document.uri), (cell,), config.terms)
    return Snapshot(source, {None: document.page}, config, excluded)


def path_of(uri: str) -> str:
    """The file of a document; of one that is none, its URI."""
    return to_fs_path(uri) or uri


_Cells = dict[int, tuple[types.NotebookCell, Document]]


def _python_cells(
    documents: OpenDocuments, notebook: types.NotebookDocument
) -> Iterator[tuple[int, tuple[types.NotebookCell, Document]]]:
    for number, cell in enumerate(notebook.cells, 1):
        document = documents.document(cell.document)
        if cell.kind == types.NotebookCellKind.Code and document and _is_python(document):
            yield number, (cell, document)


def _of_cells(path: str, cells: _Cells, terms: Terms) -> Source:
    bare = tuple(SourceCell(n, "", "", _tags(cell.metadata)) for n, (cell, _) in cells.items())
    texts: dict[int | None, str] = {n: document.source for n, (_, document) in cells.items()}
    return with_cell_texts(Source(path, bare, terms), texts)


def _tags(metadata: Any) -> frozenset[str]:
    """The tags of a cell; VS Code has the notebook's own metadata one level down."""
    if not isinstance(metadata, dict):
        return frozenset()
    found = metadata.get("tags")
    if isinstance(found, (list, tuple)):
        return frozenset(tag for tag in found if isinstance(tag, str))
    return _tags(metadata.get("metadata"))


def _is_python(document: Document) -> bool:
    # JupyterLab opens a notebook as one text of Python whose name ends in .ipynb.
    return document.language_id == "python" or (
        not document.language_id and document.uri.endswith(".py")
    )
