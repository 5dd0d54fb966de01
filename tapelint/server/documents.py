"""What the client has open. Texts are changed in place, by our idea of lines and not Python's."""

from __future__ import annotations

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument, Workspace

from tapelint.editor.pages import Page, place
from tapelint.fixing.edits import Lines


class Document(TextDocument):
    """A text that is open in the client; pygls' own ends lines at form feeds as well."""

    _known: Lines | None = None

    @property
    def split(self) -> Lines:
        """The text by lines."""
        if self._known is None or self._known.text is not self.source:
            self._known = Lines.of(self.source)
        return self._known

    @property
    def encoding(self) -> str:
        """What the columns of the client count."""
        return encoding_of(self.position_codec)

    @property
    def page(self) -> Page:
        """The text as it stands now."""
        return Page(self.uri, self.version, self.split, self.encoding)

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Change a part of the text, or all of it."""
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self._source = change.text
            return
        ends = (change.range.start, change.range.end)
        start, end = sorted(
            self.split.offset(*place(self.split, self.encoding, each.line, each.character))
            for each in ends
        )
        self._source = f"{self.source[:start]}{change.text}{self.source[end:]}"


class OpenDocuments(Workspace):
    """All that is open: documents, and notebooks with their cells."""

    def _create_text_document(
        self,
        doc_uri: str,
        source: str | None = None,
        version: int | None = None,
        language_id: str | None = None,
    ) -> TextDocument:
        return Document(
            doc_uri,
            source=source or "",
            version=version,
            language_id=language_id,
            position_codec=self.position_codec,
        )

    def document(self, uri: str) -> Document | None:
        """A document that is open, or a cell of an open notebook."""
        # pygls reads what is not open from the disk; for us it is not there.
        found = self.text_documents.get(key_of(uri))
        return found if isinstance(found, Document) else None

    def program_of(self, uri: str) -> str:
        """What a document is analysed as a part of: its notebook, or only itself."""
        notebook = self.get_notebook_document(cell_uri=uri)
        return key_of(notebook.uri if notebook else uri)

    def programs(self) -> list[str]:
        """Everything that is analysed as one program."""
        alone = [key for key in self.text_documents if self.program_of(key) == key]
        return [*self.notebook_documents, *alone]


def encoding_of(codec: PositionCodec) -> str:
    """What the columns of a client count."""
    return str(getattr(codec.encoding, "value", codec.encoding))


def key_of(uri: str) -> str:
    """The same for all spellings of a URI; pygls keeps documents by it."""
    from urllib.parse import unquote

    return unquote(uri)
