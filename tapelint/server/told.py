"""What a client tells: what is open and changes, settings, files of configuration."""

from __future__ import annotations

from lsprotocol import types

from tapelint.editor.actions import Manners
from tapelint.server.documents import key_of
from tapelint.server.service import Service


def register(server: Service) -> None:
    """Listen to all of it."""
    _of_the_session(server)
    _of_documents(server)
    _of_notebooks(server)


def _of_the_session(server: Service) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: Service, params: types.InitializeParams) -> None:
        ls.manners = Manners.of(ls.protocol.plain(params.capabilities))
        ls.settings.wish({"": params.initialization_options})

    @server.feature(types.INITIALIZED)
    async def initialized(ls: Service, _: types.InitializedParams) -> None:
        ls.watch()
        await ls.ask_for_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def settings(ls: Service, params: types.DidChangeConfigurationParams) -> None:
        if params.settings:
            ls.settings.wish({"": params.settings})
            ls.everything_changed()
        await ls.ask_for_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(ls: Service, _: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.everything_changed()
        await ls.ask_for_settings()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files(ls: Service, _: types.DidChangeWatchedFilesParams) -> None:
        ls.everything_changed()


def _of_documents(server: Service) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: Service, params: types.DidOpenTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: Service, params: types.DidChangeTextDocumentParams) -> None:
        ls.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: Service, _: types.DidSaveTextDocumentParams) -> None:
        if not ls.hears_of_files:
            ls.everything_changed()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: Service, params: types.DidCloseTextDocumentParams) -> None:
        ls.analyses.forget(key_of(params.text_document.uri))
        ls.withdraw(params.text_document.uri)


def _of_notebooks(server: Service) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def opened(ls: Service, params: types.DidOpenNotebookDocumentParams) -> None:
        ls.changed(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def changed(ls: Service, params: types.DidChangeNotebookDocumentParams) -> None:
        cells = params.change.cells
        if cells and cells.structure:
            for gone in cells.structure.did_close or ():
                ls.withdraw(gone.uri)
        ls.changed(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed(ls: Service, params: types.DidCloseNotebookDocumentParams) -> None:
        ls.analyses.forget(key_of(params.notebook_document.uri))
        for cell in params.cell_text_documents:
            ls.withdraw(cell.uri)
