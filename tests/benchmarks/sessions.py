"""A session with a language server: it is typed into, and its costs are seen from outside."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import Self

TICK = os.sysconf("SC_CLK_TCK")


class Change(NamedTuple):
    """Columns `start` to `end` of a line become `text`."""

    line: int
    start: int
    end: int
    text: str


class Session:
    """One server, and one text that is open in it."""

    def __init__(self, words: Sequence[str], folder: Path) -> None:
        self._begun = time.perf_counter()
        self._folder = folder
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self._version = 1
        self._uri = (folder / "typed.py").as_uri()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()

    def open(self, text: str) -> float:
        """Open the text; seconds from the start of the server to the first findings."""
        folders = [{"uri": self._folder.as_uri(), "name": "w"}]
        params = {"processId": None, "rootUri": None, "workspaceFolders": folders}
        publish = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
        self._send(id=0, method="initialize", params={**params, "capabilities": publish})
        while self._receive().get("id") != 0:
            pass
        self._send(method="initialized", params={})
        self.reopen(text)
        return time.perf_counter() - self._begun

    def reopen(self, text: str) -> float:
        """Open another text in its place; seconds to its findings."""
        start = time.perf_counter()
        self._version = 1
        self._uri += "x.py"
        item = {"uri": self._uri, "languageId": "python", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": item})
        self._published()
        return time.perf_counter() - start

    def type(self, change: Change) -> float:
        """One edit; seconds to its findings."""
        start = time.perf_counter()
        self._version += 1
        place = {
            "start": {"line": change.line, "character": change.start},
            "end": {"line": change.line, "character": change.end},
        }
        document = {"uri": self._uri, "version": self._version}
        changes = [{"range": place, "text": change.text}]
        params = {"textDocument": document, "contentChanges": changes}
        self._send(method="textDocument/didChange", params=params)
        self._published()
        return time.perf_counter() - start

    @property
    def cpu(self) -> float:
        """Seconds of processor time that the server has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    @property
    def memory(self) -> float:
        """Megabytes that the server holds."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self.process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline()) != b"\r\n":
            if not line:
                raise RuntimeError("the server has ended")
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self._send(id=message["id"], result=None)
        return message

    def _published(self) -> None:
        """Wait for the findings of the text as it is now; not every server tells the version."""
        while True:
            message = self._receive()
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics":
                continue
            if params["uri"] == self._uri and params.get("version") in (None, self._version):
                return
