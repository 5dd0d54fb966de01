"""Frames on the streams of the process, and the protocol's own faults.

Whatever comes in is answered, or passed over, as JSON-RPC and the protocol demand; nothing but
frames goes out. Messages are read in a thread of their own, so that everything that has arrived
is known before an analysis begins.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import re
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method

from tapelint.server.documents import OpenDocuments

_LENGTH = re.compile(rb"Content-Length:[ \t]*(\d{1,9})[ \t]*\r?\n$", re.IGNORECASE)


def frames(stream: BinaryIO) -> Iterator[bytes]:
    """The body of each message; empty where a header has no length.

    What is no header is passed over up to the next one that is, even in the same line: there a
    length was wrong.
    """
    length = None
    while line := stream.readline():
        if match := _LENGTH.search(line):
            length = int(match[1])
        elif not line.strip():
            if length is None:
                yield b""
                continue
            body = stream.read(length)
            if len(body) < length:
                return
            yield body
            length = None


class _Writer:
    """Where frames go; a client that has gone away is no fault."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: bytes) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(data)
            self._stream.flush()

    def close(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.close()


class Wire(LanguageServerProtocol):
    """The protocol: which message may come when, and what is said to one that may not."""

    _begun = False
    _ended: asyncio.Future[int] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the client has said goodbye, and wants to hear no more."""
        return bool(self._shutdown)

    def receive(self, body: bytes) -> None:
        """Take one message."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError) as error:
            self._refuse(None, types.ErrorCodes.ParseError, f"not JSON: {error}")
            return
        if not isinstance(message, dict):
            self._refuse(None, types.ErrorCodes.InvalidRequest, "not an object")
        elif "method" in message:
            self._called(message)
        elif "id" in message:
            with suppress(Exception):  # of an answer that is no good nobody is told
                self.handle_message(self.structure_message(message))
        else:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "neither a method nor an id")
        self._drop_what_is_done()

    def _called(self, message: dict[str, Any]) -> None:
        """A request or a notification."""
        message["jsonrpc"] = self.VERSION
        method, asked = message["method"], message.get("id")
        if not isinstance(method, str):
            self._refuse(_id(asked), types.ErrorCodes.InvalidRequest, "the method is no string")
        elif "id" not in message:
            self._notified(method, message)
        elif _id(asked) is None:
            self._refuse(None, types.ErrorCodes.InvalidRequest, "an id is a number or a string")
        elif refusal := self._untimely(method) or self._unknown(method):
            self._refuse(asked, *refusal)
        else:
            self._requested(asked, message)

    def _notified(self, method: str, message: dict[str, Any]) -> None:
        if method == types.EXIT:
            self.end(0 if self._shutdown else 1)
        elif self._begun and not self._shutdown and self._knows(method):
            with suppress(Exception):  # nobody waits for an answer
                self.handle_message(self.structure_message(message))

    def _requested(self, asked: Any, message: dict[str, Any]) -> None:
        try:
            known = self.structure_message(message)
        except Exception:  # whatever does not fit into the types of the protocol
            why = "the parameters do not fit the method"
            self._refuse(asked, types.ErrorCodes.InvalidParams, why)
            return
        self._begun = True
        self.handle_message(known)

    def _untimely(self, method: str) -> tuple[types.ErrorCodes, str] | None:
        if self._shutdown:
            return types.ErrorCodes.InvalidRequest, "the server has been shut down"
        if not self._begun and method != types.INITIALIZE:
            return types.ErrorCodes.ServerNotInitialized, "the server is not initialized"
        if self._begun and method == types.INITIALIZE:
            return types.ErrorCodes.InvalidRequest, "the server is initialized already"
        return None

    def _unknown(self, method: str) -> tuple[types.ErrorCodes, str] | None:
        known = self._knows(method)
        return None if known else (types.ErrorCodes.MethodNotFound, f"no method {method}")

    def _knows(self, method: str) -> bool:
        return (
            method in self.fm.builtin_features
            or method in self.fm.features
            or (method == types.CANCEL_REQUEST)
        )

    def _refuse(self, asked: Any, code: types.ErrorCodes, why: str) -> None:
        error = {"code": code.value, "message": why}
        self._send_data({"jsonrpc": self.VERSION, "id": asked, "error": error})

    def _drop_what_is_done(self) -> None:
        # pygls keeps what it made for each notification.
        done = [key for key, future in self._request_futures.items() if future.done()]
        for key in done:
            del self._request_futures[key]

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Say what the server can do for this client."""
        result: types.InitializeResult = yield from super().lsp_initialize(params)
        old = self.workspace
        folders = list(old.folders.values())
        self._workspace = OpenDocuments(
            old.root_uri, workspace_folders=folders, position_encoding=old.position_encoding
        )
        text_document = params.capabilities.text_document
        if text_document is None or text_document.diagnostic is None:
            result.capabilities.diagnostic_provider = None
        if text_document is None or text_document.code_lens is None:
            result.capabilities.code_lens_provider = None
        return result

    def plain(self, words: Any) -> Any:
        """The JSON of an object of the protocol."""
        return self._converter.unstructure(words)

    def notify(self, method: str, params: Any | None = None) -> None:
        """Tell the client, unless it has said goodbye; what is JSON already goes as it is."""
        if self._shutdown:
            return
        if isinstance(params, dict):
            self._send_data({"jsonrpc": self.VERSION, "method": method, "params": params})
        else:
            super().notify(method, params)

    def _send_response(
        self, msg_id: Any, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Answer the client; what is JSON already goes as it is."""
        if error is None and isinstance(result, (dict, list)):
            self._result_types.pop(msg_id, None)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result})
        else:
            super()._send_response(msg_id, result, error)

    def end(self, code: int) -> None:
        """End the process, with this exit code."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(code)

    async def serve(self) -> int:
        """Answer until the client says goodbye or goes away; the exit code."""
        loop = asyncio.get_running_loop()
        self._ended = loop.create_future()
        incoming, outgoing = _streams()
        self.set_writer(_Writer(outgoing))

        def read() -> None:
            with suppress(OSError, RuntimeError):  # RuntimeError: the loop has ended
                for body in frames(incoming):
                    loop.call_soon_threadsafe(self.receive, body)
                loop.call_soon_threadsafe(lambda: self.end(0 if self._shutdown else 1))

        threading.Thread(target=read, name="tapelint-stdin", daemon=True).start()
        return await self._ended


def _id(asked: Any) -> int | str | None:
    is_id = isinstance(asked, (int, str)) and not isinstance(asked, bool)
    return asked if is_id else None


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for us alone: what others print goes to standard error."""
    incoming = io.BufferedReader(io.FileIO(os.dup(0), "rb"))
    outgoing = io.BufferedWriter(io.FileIO(os.dup(1), "wb"))
    os.dup2(2, 1)
    return incoming, outgoing
