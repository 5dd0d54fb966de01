"""What jupyter-lsp is told of the server: it accepts it, and what it would start is our server."""

from __future__ import annotations

import sys

import pytest

from tapelint.jupyter_lsp import servers
from tests.server.client import Client
from tests.server.texts import TAPE


def test_what_it_would_start():
    pytest.importorskip("pygls")
    python, *arguments = servers(None)["tapelint"]["argv"]
    assert python == sys.executable
    with Client(server=tuple(arguments)) as client:
        (found,) = client.hello().opened("file:///w/notebook.ipynb", TAPE)
    assert found["code"] == "TAP101"


def test_nothing_where_the_server_cannot_run(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert servers(None) == {}


@pytest.mark.slow_client
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own schema
def test_jupyter_lsp_accepts_it():
    from jupyter_lsp import schema

    assert [*schema.LANGUAGE_SERVER_SPEC_MAP.iter_errors(servers(None))] == []
    assert [*schema.LANGUAGE_SERVER_SPEC_MAP.iter_errors({"tapelint": {}})]
