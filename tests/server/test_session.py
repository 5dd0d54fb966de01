"""Hello and goodbye, and what is announced."""

from __future__ import annotations

import subprocess
import sys

from .client import Client
from .texts import TAPE


def test_leaving_without_a_word_and_too_early():
    with Client() as client:
        answer = client.answer(client.ask("textDocument/hover"))
        assert answer["error"]["code"] == -32002
        client.hello()
        again = client.answer(client.ask("initialize", processId=None, capabilities={}))
        assert again["error"]["code"] == -32600
        client.process.stdin.close()
        assert client.ended() == (1, "")


def test_after_shutdown():
    with Client() as client:
        client.hello()
        client.open("file:///w/long.py", TAPE + "value = compute(1, 2, 3)\n" * 40_000)
        client.request("shutdown")
        answer = client.answer(client.ask("shutdown"))
        assert answer["error"]["code"] == -32600
        client.open("file:///a.py", TAPE)
        client.send(method="exit")
        assert client.ended() == (0, "")
        # Nobody waits for an analysis: that it was not finished shows by what was not told.
        assert not client.waiting


def test_exit_without_shutdown():
    with Client() as client:
        client.hello()
        client.send(method="exit")
        assert client.ended() == (1, "")


def test_what_is_announced(editor, modest):
    told = editor.capabilities
    assert told["positionEncoding"] == "utf-16"
    assert told["textDocumentSync"]["change"] == 2
    assert "diagnosticProvider" not in told
    assert told["codeActionProvider"]["codeActionKinds"] == ["quickfix", "source.fixAll.tapelint"]
    assert told["notebookDocumentSync"]["notebookSelector"][0]["notebook"] == "jupyter-notebook"
    asks = modest.capabilities
    assert asks["positionEncoding"] == "utf-8"
    assert asks["diagnosticProvider"]["interFileDependencies"] is False


WITHOUT = """\
import sys
sys.modules["pygls"] = None
from tapelint.cli import main
sys.exit(main(["server"]))
"""


def test_without_pygls():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "pip install 'tapelint[server]'" in done.stderr
