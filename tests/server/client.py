"""A small client of our own: it sends what it is told to, and takes what comes."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

OURS = ("-m", "tapelint", "server", "--stdio")
PATIENCE = 120
"""Seconds after which a server that says nothing is ended, and the test with it."""


class Client:
    """One server process, and a client that has not said hello yet."""

    def __init__(self, cwd: str | None = None, server: tuple[str, ...] = OURS) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *server],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
        )
        self.capabilities: dict[str, Any] = {}
        self.waiting: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self._ids = count(1)
        self._watchdog = threading.Timer(PATIENCE, self.process.kill)
        self._watchdog.daemon = True
        self._watchdog.start()

    # --- frames -----------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def receive(self) -> dict[str, Any]:
        """The next message, whatever it is."""
        head = self.process.stdout.readline()
        assert head.startswith(b"Content-Length: "), head
        while self.process.stdout.readline() != b"\r\n":
            pass
        return json.loads(self.process.stdout.read(int(head.split()[1])))

    # --- messages ---------------------------------------------------------------------------

    def notify(self, method: str, **params: Any) -> None:
        self.send(method=method, params=params)

    def ask(self, method: str, **params: Any) -> int:
        asked = next(self._ids)
        self.send(id=asked, method=method, params=params)
        return asked

    def answer(self, asked: int | str | None) -> dict[str, Any]:
        """The answer to a request; what comes before it waits."""
        return self._until(lambda message: "method" not in message and message["id"] == asked)

    def request(self, method: str, **params: Any) -> Any:
        answer = self.answer(self.ask(method, **params))
        assert "error" not in answer, answer
        return answer["result"]

    def told(self, method: str, **wanted: Any) -> dict[str, Any]:
        """The parameters of the next notification or request of the server."""

        def fits(message: dict[str, Any]) -> bool:
            params = message.get("params") or {}
            return message.get("method") == method and wanted.items() <= params.items()

        return self._until(fits).get("params", {})

    def _until(self, fits: Any) -> dict[str, Any]:
        for message in self.waiting:
            if fits(message):
                self.waiting.remove(message)
                return message
        while True:
            message = self.receive()
            if "method" in message and "id" in message:
                result = self.answers.get(message["method"])
                self.send(id=message["id"], result=result)
            if fits(message):
                return message
            self.waiting.append(message)

    # --- a session --------------------------------------------------------------------------

    def hello(self, capabilities: dict[str, Any] | None = None, **more: Any) -> Self:
        result = self.request(
            "initialize",
            **{"processId": None, "rootUri": None, "capabilities": capabilities or {}, **more},
        )
        self.capabilities = result["capabilities"]
        self.notify("initialized")
        return self

    def goodbye(self) -> tuple[int, str]:
        """The exit code, and what stands on standard error."""
        self.request("shutdown")
        self.send(method="exit")
        return self.ended()

    def ended(self) -> tuple[int, str]:
        assert self.process.stdout.read() == b""
        code = self.process.wait(PATIENCE)
        self._watchdog.cancel()
        told = self.process.stderr.read().decode()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        return code, told

    def drop(self) -> None:
        """End the process, whatever it still has to say."""
        self.process.kill()
        self.process.communicate()
        self._watchdog.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None and not self.process.stdout.closed:
            self.process.stdin.close()
            self.ended()

    # --- documents --------------------------------------------------------------------------

    def open(self, uri: str, text: str, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", textDocument=item)

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        document = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", textDocument=document, contentChanges=list(changes))

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", textDocument={"uri": uri})

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The findings of a document that are told next, or for one version."""
        wanted = {"uri": uri} if version is None else {"uri": uri, "version": version}
        return self.told("textDocument/publishDiagnostics", **wanted)["diagnostics"]

    def opened(self, uri: str, text: str, language: str = "python") -> list[dict[str, Any]]:
        self.open(uri, text, language)
        return self.published(uri)

    def actions(
        self, uri: str, line: int, only: list[str] | None = None, column: int = 0
    ) -> list[dict[str, Any]]:
        place = {"line": line, "character": column}
        context = {"diagnostics": []} | ({"only": only} if only else {})
        return self.request(
            "textDocument/codeAction",
            textDocument={"uri": uri},
            range={"start": place, "end": place},
            context=context,
        )

    def hover(self, uri: str, line: int, column: int) -> str | None:
        found = self.request(
            "textDocument/hover",
            textDocument={"uri": uri},
            position={"line": line, "character": column},
        )
        return found and found["contents"]["value"]


def part(line: int, start: int, end: int, text: str, end_line: int | None = None) -> dict[str, Any]:
    """An incremental change."""
    last = line if end_line is None else end_line
    return {
        "range": {
            "start": {"line": line, "character": start},
            "end": {"line": last, "character": end},
        },
        "text": text,
    }


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """What the edits of a client make of an ASCII text; a client's lines, columns as bytes."""
    lines = [*text.splitlines(keepends=True), ""]

    def offset(place: dict[str, int]) -> int:
        return sum(map(len, lines[: place["line"]])) + place["character"]

    for edit in sorted(edits, key=lambda each: -offset(each["range"]["start"])):
        start, end = (offset(edit["range"][each]) for each in ("start", "end"))
        text = text[:start] + edit["newText"] + text[end:]
    return text
