"""python-lsp-server with our plugin, over stdio: what an editor that runs it is told."""

from __future__ import annotations

import logging
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("pylsp")

from tests.server.client import Client, applied
from tests.server.notebooks import Notebook
from tests.server.texts import HARMLESS, TAPE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("pylsp")

QUIET = {name: {"enabled": False} for name in ("pycodestyle", "pyflakes", "mccabe", "preload")}
CAPABILITIES = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}


OUTSIDE = """\
import tensorflow as tf
x = tf.Variable(1.0)
with tf.GradientTape() as t:
    y = x * x
t.gradient(y * 2.0, x)
"""


def settings(**tapelint: object) -> dict[str, object]:
    return {"pylsp": {"plugins": {**QUIET, "tapelint": tapelint}}}


@pytest.fixture(scope="module")
def editor(tmp_path_factory) -> Iterator[Client]:
    root = tmp_path_factory.mktemp("workspace")
    (root / "tapelint.toml").write_text('ignore = ["TAP202"]\n')
    client = Client(server=("-m", "pylsp"))
    client.root = root
    yield client.hello(CAPABILITIES, rootUri=root.as_uri(), initializationOptions=settings())
    client.drop()


def uri_of(editor: Client, name: str) -> str:
    return (editor.root / name).as_uri()


def codes(found: list[dict]) -> list[str]:
    return [it["code"] for it in found]


def test_findings(editor):
    (found,) = editor.opened(uri_of(editor, "a.py"), TAPE)
    assert (found["source"], found["code"]) == ("tapelint", "TAP101")
    assert found["severity"] == 1
    assert found["range"] == {
        "start": {"line": 7, "character": 5},
        "end": {"line": 7, "character": 24},
    }
    assert {it["location"]["range"]["start"]["line"] for it in found["relatedInformation"]} == {
        3,
        6,
    }
    assert {it["location"]["uri"] for it in found["relatedInformation"]} == {uri_of(editor, "a.py")}


def test_columns_are_counted_as_the_protocol_does(editor):
    text = TAPE.replace("dy = tape", "'\N{MANGO}'; dy = tape")
    (found,) = editor.opened(uri_of(editor, "mango.py"), text)
    assert found["range"]["start"] == {"line": 7, "character": 11}


def test_a_notebook_is_one_program(editor):
    cut = TAPE.index("dz = ")
    book = Notebook(editor, str(editor.root / "cells.ipynb"))
    second = "%time 1\n" + TAPE[cut:]
    book.open(
        [book.cell("a"), book.cell("b"), book.cell("c", tags=["raises-exception"])],
        [
            book.text("a", TAPE[:cut]),
            book.text("b", second),
            book.text("c", "tape.gradient(y, x)"),
        ],
    )
    assert book.published("a") == []
    (found,) = book.published("b")
    assert found["range"]["start"] == {"line": 2, "character": 5}
    made, used = found["relatedInformation"][::-1]
    assert made["location"]["uri"] == book.uri("a")
    assert used["location"]["uri"] == book.uri("b")
    assert used["location"]["range"]["start"]["line"] == 1
    assert book.published("c") == []
    assert "line 2 of cell 2" in editor.hover(book.uri("b"), 2, 6)
    fix = editor.actions(book.uri("b"), 2)[0]
    assert [*fix["edit"]["changes"]][:1] == [book.uri("a")]
    book.close("a", "b", "c")


def test_actions(editor):
    uri = uri_of(editor, "actions.py")
    editor.opened(uri, TAPE)
    fix, *others = editor.actions(uri, 7)
    mended = applied(TAPE, fix["edit"]["changes"][uri])
    assert "tf.GradientTape(persistent=True)" in mended
    assert {it["kind"] for it in others} == {"quickfix", "source.fixAll.tapelint"}
    (everything,) = editor.actions(uri, 0, ["source.fixAll"])
    assert applied(TAPE, everything["edit"]["changes"][uri]) == mended
    assert editor.actions(uri, 0, ["quickfix"]) == editor.actions(uri, 0) == []


def test_hover_leaves_to_others_what_is_theirs(editor):
    uri = uri_of(editor, "hover.py")
    editor.opened(uri, TAPE + "\ndef own():\n    'Words of their own.'\n\n\nown()\n")
    assert "uses it up" in editor.hover(uri, 6, 6)
    assert "Words of their own." in editor.hover(uri, 13, 1)


def test_configuration_of_files_and_of_the_editor(editor):
    uri = uri_of(editor, "settings.py")
    assert editor.opened(uri, OUTSIDE) == []
    try:
        for given, expected in (
            ({"select": ["TAP2"], "ignore": []}, ["TAP202"]),
            ({"enabled": False}, []),
        ):
            editor.notify("workspace/didChangeConfiguration", settings=settings(**given))
            while codes(editor.published(uri)) != expected:
                pass
        wrong = settings(select="TAP")
        editor.notify("workspace/didChangeConfiguration", settings=wrong)
        assert "select" in editor.told("window/showMessage")["message"]
    finally:
        editor.notify("workspace/didChangeConfiguration", settings=settings())


def test_a_fault_of_ours_stops_nobody(caplog):
    from tapelint import pylsp_plugin

    broken = SimpleNamespace()
    with caplog.at_level(logging.ERROR):
        assert pylsp_plugin.pylsp_lint(broken, broken, broken, True) is None
        assert pylsp_plugin.pylsp_hover(broken, broken, broken, {}) is None
    assert len(caplog.records) == 2


COSTLESS = """
import sys
from types import SimpleNamespace
from tapelint import pylsp_plugin
class Workspace(SimpleNamespace):
    __hash__ = object.__hash__
workspace = Workspace(root_path=".", documents={})
config = SimpleNamespace(plugin_settings=lambda name: {"enabled": True}, capabilities={})
for text in sys.argv[1:]:
    document = SimpleNamespace(uri="file:///a.py", path="/a.py", version=1, source=text)
    print(len(pylsp_plugin.pylsp_lint(config, workspace, document, True)))
    print([name for name in ("libcst", "pygls", "lsprotocol") if name in sys.modules])
"""


def test_a_file_without_tapes_costs_nothing_and_no_server_of_ours_is_needed():
    command = [sys.executable, "-c", COSTLESS, HARMLESS, TAPE]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["0", "[]", "1", "['libcst']"]
