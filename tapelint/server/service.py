"""Who answers to what: the requests and notifications of a client, and what it is told unasked."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from traceback import extract_tb
from typing import Any, NoReturn, cast

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from tapelint import __version__
from tapelint.editor import findings
from tapelint.editor.actions import Manners
from tapelint.editor.pages import Json
from tapelint.editor.programs import Result, Snapshot
from tapelint.editor.settings import SECTION, Settings
from tapelint.server.analyses import Analyses
from tapelint.server.answered import Answered
from tapelint.server.documents import OpenDocuments, encoding_of
from tapelint.server.folders import Folders
from tapelint.server.programs import snapshot
from tapelint.server.wire import Wire

CELLS = types.NotebookDocumentSyncOptions(
    [types.NotebookDocumentFilterWithNotebook("jupyter-notebook")]
)
"""All cells, also those in other languages and of words: messages count them, as editors do."""
WATCHED = ("**/tapelint.toml", "**/pyproject.toml")


class Service(LanguageServer):
    """tapelint for one client."""

    protocol: Wire

    def __init__(self) -> None:
        super().__init__("tapelint", __version__, notebook_document_sync=CELLS, protocol_cls=Wire)
        self.settings = Settings(self.tell)
        self.analyses = Analyses(self._snapshot, self._publish, self._failed)
        self.manners = Manners()
        self.answered = Answered()
        self._told_empty: set[str] = set()

    # --- what it knows of the client --------------------------------------------------------

    @property
    def documents(self) -> OpenDocuments:
        """What is open."""
        return cast(OpenDocuments, self.workspace)

    @cached_property
    def unopened(self) -> Folders:
        """What is in its folders."""
        encoding = encoding_of(self.documents.position_codec)
        return Folders(self.settings, encoding, self.manners.related)

    @property
    def pulls(self) -> bool:
        """Whether the client asks for findings; then it is not told them unasked."""
        return self.server_capabilities.diagnostic_provider is not None

    @property
    def shows_documents(self) -> bool:
        """Whether the client can be asked to show a document."""
        window = self.client_capabilities.window
        return bool(window and window.show_document and window.show_document.support)

    @property
    def hears_of_files(self) -> bool:
        """Whether the client tells of configuration files that change; else they change unseen."""
        workspace = self.client_capabilities.workspace
        files = workspace and workspace.did_change_watched_files
        return bool(files and files.dynamic_registration)

    def folders(self) -> list[str]:
        """The directories that the client has open."""
        roots = [folder.uri for folder in self.documents.folders.values()]
        if not roots and self.documents.root_uri:
            roots = [self.documents.root_uri]
        return [path for uri in roots if (path := to_fs_path(uri))]

    # --- telling ----------------------------------------------------------------------------

    def tell(self, text: str) -> None:
        """Show the user a line."""
        message = types.ShowMessageParams(types.MessageType.Warning, f"tapelint: {text}")
        self.window_show_message(message)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault of ours goes to the log of the client; the answer to a request tells as well."""
        self._failed(error)

    def _failed(self, error: Exception) -> None:
        frames = extract_tb(error.__traceback__)
        where = (
            f"{os.path.basename(frames[-1].filename)} line {frames[-1].lineno}: " if frames else ""
        )
        text = f"internal error in {where}{type(error).__name__}: {error}"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def _snapshot(self, key: str) -> Snapshot | None:
        return snapshot(self.documents, key, self.settings)

    def _publish(self, result: Result) -> None:
        pages = result.snapshot.pages
        if self.protocol.is_over or (self.pulls and None in pages):
            return
        told = findings.by_page(result, related=self.manners.related)
        if self.pulls:
            if self.answered.outdated(pages, told):
                self._have_all_asked_again()
            return
        of_cell = len(told) > 1
        for page in {page.uri: page for page in pages.values()}.values():
            self._send(page.uri, page.version, told[page.uri], again=not of_cell)

    def _send(
        self,
        uri: str,
        version: int | None,
        found: Sequence[Json],
        *,
        again: bool = True,
    ) -> None:
        """Tell the findings of a document; that there are none not always again."""
        if not again and not found and uri in self._told_empty:
            return
        (self._told_empty.add if not found else self._told_empty.discard)(uri)
        params: Json = {"uri": uri, "diagnostics": list(found)}
        params |= {"version": version} if version is not None else {}
        self.protocol.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def withdraw(self, uri: str) -> None:
        """A document is not there any more."""
        if not self.pulls:
            self._send(uri, None, [])
        self._told_empty.discard(uri)
        self.answered.forget(uri)

    # --- changes ----------------------------------------------------------------------------

    def changed(self, uri: str) -> None:
        """Look at a program again."""
        self.analyses.renew(self.documents.program_of(uri))

    def everything_changed(self) -> None:
        """Look at all of them again: the configuration is another."""
        self.settings.forget()
        self.unopened.forget()
        for key in self.documents.programs():
            self.analyses.renew(key)
        if self.pulls:
            self._have_all_asked_again()

    def _have_all_asked_again(self) -> None:
        """Have the client ask for all findings anew, if it can be told to."""
        workspace = self.client_capabilities.workspace
        pulled = workspace and workspace.diagnostics
        if pulled and pulled.refresh_support:
            self.workspace_diagnostic_refresh(None)

    async def ask_for_settings(self) -> None:
        """Have the client tell its settings, for each folder."""
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.configuration):
            return
        folders = self.documents.folders.values()
        items = [types.ConfigurationItem(section=SECTION)]
        items += [types.ConfigurationItem(folder.uri, SECTION) for folder in folders]
        try:
            sent = await self.workspace_configuration_async(types.ConfigurationParams(items))
        except Exception as error:  # a client may refuse what it has announced
            self._failed(error)
            return
        keys = ["", *(to_fs_path(folder.uri) or folder.uri for folder in folders)]
        self.settings.wish(
            {key: table for key, table in zip(keys, sent, strict=False) if table is not None}
        )
        self.everything_changed()

    def watch(self) -> None:
        """Have the client tell of changes of configuration files, and of its settings."""
        if registrations := list(self._registrations()):
            self.client_register_capability(types.RegistrationParams(registrations))

    def _registrations(self) -> Iterator[types.Registration]:
        workspace = self.client_capabilities.workspace or types.WorkspaceClientCapabilities()
        files, settings = workspace.did_change_watched_files, workspace.did_change_configuration
        if files and files.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            )
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            yield types.Registration("tapelint-configuration", method, options)
        if settings and settings.dynamic_registration:
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            yield types.Registration("tapelint-settings", method)

    async def result(self, uri: str) -> Result | None:
        """What is known of a document now."""
        return await self.analyses.of(self.documents.program_of(uri))

    async def mended(self, uri: str) -> Result | None:
        """The same with the fixes."""
        return await self.analyses.mended(self.documents.program_of(uri))


def service() -> Service:
    """A server with all that it answers to."""
    logging.getLogger("pygls").addHandler(logging.NullHandler())
    logging.getLogger("pygls").propagate = False
    server = Service()
    from tapelint.server import asked, told

    for register in (told.register, asked.register):
        register(server)
    return server


def serve() -> NoReturn:
    """Serve one client on standard input and output, and end the process."""
    code = asyncio.run(service().protocol.serve())
    os._exit(code)  # nobody waits for an analysis that is still running
