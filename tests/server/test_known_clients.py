"""What clients are known to announce that are too new for the systems where we test with editors.

Of the announcements that pytest-lsp has recorded only what matters to us stands here. Neovim 0.6 to
0.9 announce what 0.7 does, 0.10 what 0.11 does but for the encodings, and VS Code 1.65 what the
client of the other tests does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from .client import Client, applied
from .test_findings import ASTRAL

URI = "file:///w/known.py"
COLUMNS = {"utf-8": 15, "utf-32": 11}
RELATED = {"publishDiagnostics": {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}}}
LAZY = {"codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["edit"]}}}
VERSIONED = {"workspaceEdit": {"documentChanges": True}}
CONFIGURED = {"configuration": True}
WATCHING = {"didChangeWatchedFiles": {"dynamicRegistration": True}}


@dataclass(frozen=True)
class Known:
    """`document`, `workspace`: what it announces; then what it must be given for that."""

    document: dict[str, Any]
    workspace: dict[str, Any]
    offered: tuple[str, ...]
    encoding: str
    asked: tuple[str, ...]

    @property
    def capabilities(self) -> dict[str, Any]:
        general = {"positionEncodings": list(self.offered)}
        return {"textDocument": self.document, "workspace": self.workspace, "general": general}


KNOWN = {
    "Neovim 0.11": Known(
        RELATED | LAZY | {"diagnostic": {"dynamicRegistration": False}},
        CONFIGURED,
        ("utf-8", "utf-16", "utf-32"),
        "utf-8",
        ("workspace/configuration",),
    ),
    "Emacs 29": Known(
        {"publishDiagnostics": {"relatedInformation": False}, "codeAction": {}},
        CONFIGURED | WATCHING | VERSIONED,
        ("utf-32", "utf-8", "utf-16"),
        "utf-32",
        ("client/registerCapability", "workspace/configuration"),
    ),
}


@pytest.mark.parametrize("known", KNOWN.values(), ids=KNOWN)
def test_known_client(known):
    with Client() as client:
        client.answers["workspace/configuration"] = [None]
        client.hello(known.capabilities)
        assert client.capabilities["positionEncoding"] == known.encoding
        pulls = "diagnostic" in known.document
        pushed = set() if pulls else {"textDocument/publishDiagnostics"}
        (found,) = findings(client, pulls=pulls)
        assert found["range"]["start"] == {"line": 7, "character": COLUMNS[known.encoding]}
        told = known.document["publishDiagnostics"]["relatedInformation"]
        assert ("relatedInformation" in found) == told
        *_, last = actions = client.actions(URI, 7)
        lazy = "resolveSupport" in known.document["codeAction"]
        assert ["edit" in action for action in actions] == [True, True, True, not lazy]
        if lazy:
            last = client.request("codeAction/resolve", **last)
        for action in (actions[0], last):
            text = applied(ASTRAL, edits(action, versioned="workspaceEdit" in known.workspace))
            assert text == ASTRAL.replace("Tape()", "Tape(persistent=True)")
        assert {message["method"] for message in client.waiting} - pushed == set(known.asked)
        assert client.goodbye() == (0, "")


def findings(client, *, pulls):
    client.open(URI, ASTRAL)
    if not pulls:
        return client.published(URI)
    return client.request("textDocument/diagnostic", textDocument={"uri": URI})["items"]


def edits(action, *, versioned):
    if not versioned:
        return action["edit"]["changes"][URI]
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": URI, "version": 1}
    return change["edits"]
