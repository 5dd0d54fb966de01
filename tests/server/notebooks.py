"""Notebooks as a client opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import Client

CODE, MARKUP = 2, 1


class Notebook:
    """A notebook that is open in a client: its cells by their names."""

    def __init__(self, client: Client, path: str) -> None:
        self.client, self.path, self.version = client, path, 1

    def uri(self, name: str) -> str:
        return f"vscode-notebook-cell:{self.path}#{name}"

    @property
    def _document(self) -> dict[str, Any]:
        return {"uri": f"file://{self.path}", "version": self.version}

    def cell(self, name: str, kind: int = CODE, **metadata: Any) -> dict[str, Any]:
        return {"kind": kind, "document": self.uri(name), "metadata": metadata}

    def text(self, name: str, text: str, language: str = "python") -> dict[str, Any]:
        return {"uri": self.uri(name), "languageId": language, "version": 1, "text": text}

    def open(self, cells: list[dict[str, Any]], texts: list[dict[str, Any]]) -> None:
        document = {**self._document, "notebookType": "jupyter-notebook", "cells": cells}
        self.client.notify(
            "notebookDocument/didOpen", notebookDocument=document, cellTextDocuments=texts
        )

    def change(self, **cells: Any) -> None:
        self.version += 1
        self.client.notify(
            "notebookDocument/didChange",
            notebookDocument=self._document,
            change={"cells": cells},
        )

    def put(self, start: int, count: int, cells: Any = (), texts: Any = (), gone: Any = ()) -> None:
        """Cells in the place of others."""
        array = {"start": start, "deleteCount": count, "cells": list(cells)}
        closed = [{"uri": self.uri(name)} for name in gone]
        self.change(structure={"array": array, "didOpen": list(texts), "didClose": closed})

    def type(self, name: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": self.uri(name), "version": version}
        self.change(textContent=[{"document": document, "changes": list(changes)}])

    def close(self, *names: str) -> None:
        self.client.notify(
            "notebookDocument/didClose",
            notebookDocument=self._document,
            cellTextDocuments=[{"uri": self.uri(name)} for name in names],
        )

    def published(self, name: str, version: int | None = None) -> list[dict[str, Any]]:
        return self.client.published(self.uri(name), version)
