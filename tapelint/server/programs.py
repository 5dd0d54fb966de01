"""From open documents to a source: one text, or the cells of a notebook as one program."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types
from pygls.uris import to_fs_path

from tapelint.editor.programs import Snapshot, of_cells, of_document, tags_in
from tapelint.editor.settings import Settings
from tapelint.server.documents import Document, OpenDocuments


def snapshot(documents: OpenDocuments, key: str, settings: Settings) -> Snapshot | None:
    """The program `key` as it stands now; None if it is not open, or no Python."""
    config, excluded = settings.of(path_of(key))
    notebook = documents.get_notebook_document(notebook_uri=key)
    if notebook is not None:
        cells = dict(_python_cells(documents, notebook))
        texts = {n: (each.source, tags_in(cell.metadata)) for n, (cell, each) in cells.items()}
        source = of_cells(path_of(notebook.uri), texts, config.terms)
        return Snapshot(source, {n: each.page for n, (_, each) in cells.items()}, config, excluded)
    document = documents.document(key)
    if document is None or not _is_python(document):
        return None
    source, pages = of_document(path_of(document.uri), document.page, config.terms)
    return Snapshot(source, pages, config, excluded)


def path_of(uri: str) -> str:
    """The file of a document; of one that is none, its URI."""
    return to_fs_path(uri) or uri


def _python_cells(
    documents: OpenDocuments, notebook: types.NotebookDocument
) -> Iterator[tuple[int | None, tuple[types.NotebookCell, Document]]]:
    for number, cell in enumerate(notebook.cells, 1):
        document = documents.document(cell.document)
        if cell.kind == types.NotebookCellKind.Code and document and _is_python(document):
            yield number, (cell, document)


def _is_python(document: Document) -> bool:
    # JupyterLab opens a notebook as one text of Python whose name ends in .ipynb.
    return document.language_id == "python" or (
        not document.language_id and document.uri.endswith(".py")
    )
