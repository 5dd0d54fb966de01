"""Whose configuration is whose."""

from __future__ import annotations

import pytest

from .client import Client
from .texts import HARMLESS, TAPE

CAPABILITIES = {
    "workspace": {
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "workspaceFolders": True,
    }
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A client with two folders, of which the first one ignores what is found."""
    one, two = (tmp_path_factory.mktemp(name) for name in ("one", "two"))
    (one / "pyproject.toml").write_text('[tool.tapelint]\nignore = ["TAP101"]\n')
    roots = [{"uri": path.as_uri(), "name": path.name} for path in (one, two)]
    with Client(cwd=str(two)) as client:
        client.answers["workspace/configuration"] = [None, None, None]
        client.hello(CAPABILITIES, workspaceFolders=roots)
        client.told("workspace/configuration")
        nowhere = {"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}}
        client.request("textDocument/hover", **nowhere)  # the settings have been taken up
        yield client, one, two
        assert client.goodbye() == (0, "")


def test_each_folder_has_its_own(folders):
    client, one, two = folders
    assert client.opened((one / "a.py").as_uri(), TAPE) == []
    assert len(client.opened((two / "a.py").as_uri(), TAPE)) == 1
    files, settings = client.told("client/registerCapability")["registrations"]
    globs = [watcher["globPattern"] for watcher in files["registerOptions"]["watchers"]]
    assert globs == ["**/tapelint.toml", "**/pyproject.toml"]
    assert settings["method"] == "workspace/didChangeConfiguration"


def test_files_that_change(folders):
    client, _, two = folders
    uri = (two / "changing.py").as_uri()
    assert len(client.opened(uri, TAPE)) == 1
    file = two / "tapelint.toml"
    for text, count in (('ignore = ["TAP1"]', 0), ("", 1), ('exclude = ["changing.py"]', 0)):
        file.write_text(text)
        event = {"uri": file.as_uri(), "type": 2}
        client.notify("workspace/didChangeWatchedFiles", changes=[event])
        assert len(client.published(uri)) == count
    file.unlink()
    client.notify("workspace/didChangeWatchedFiles", changes=[])
    assert len(client.published(uri)) == 1
    client.close(uri)


def test_without_news_of_files_they_are_read_again_at_a_save(tmp_path):
    """Neovim, ALE: nobody says that a configuration is another."""
    uri = (tmp_path / "a.py").as_uri()
    with Client() as client:
        client.hello()
        assert len(client.opened(uri, TAPE)) == 1
        (tmp_path / "tapelint.toml").write_text('ignore = ["TAP1"]')
        client.notify("textDocument/didSave", textDocument={"uri": uri})
        assert client.published(uri) == []


def test_faulty_files_are_told_once(folders):
    client, _, two = folders
    (two / "in").mkdir()
    for number, text in enumerate(("ignore = [", 'ignore = ["TAP9"]', "unknown = 1")):
        file = two / "in" / "tapelint.toml"
        file.write_text(text)
        client.notify("workspace/didChangeWatchedFiles", changes=[])
        assert len(client.opened((two / "in" / f"{number}.py").as_uri(), TAPE)) == 1
        assert "tapelint.toml" in client.told("window/showMessage")["message"]
        client.opened((two / "in" / f"{number}_again.py").as_uri(), HARMLESS)
    assert not any(m["method"] == "window/showMessage" for m in client.waiting)
    file.unlink()
    client.notify("workspace/didChangeWatchedFiles", changes=[])


def test_settings_of_the_client(folders):
    client, _, two = folders
    (two / "x" / "y").mkdir(parents=True)
    (two / "x" / "mine.toml").write_text('ignore = ["TAP101"]')
    uri = (two / "x" / "y" / "a.py").as_uri()
    assert len(client.opened(uri, TAPE)) == 1

    def published_with(everywhere, first, second):
        client.answers["workspace/configuration"] = [everywhere, first, second]
        client.notify("workspace/didChangeConfiguration", settings=None)
        return len(client.published(uri))

    assert published_with({}, {}, {"ignore": ["TAP101"]}) == 0
    assert published_with({}, {"ignore": ["TAP101"]}, {}) == 1
    assert published_with({}, {}, {"configuration": "x/mine.toml"}) == 0
    assert published_with({}, {}, {"extendSelect": ["TAP4"], "unknown": 3}) == 1
    assert published_with({}, {}, {"ignore": "TAP101"}) == 1
    assert "`ignore`" in client.told("window/showMessage")["message"]
    untitled = "untitled:Untitled-1"
    assert len(client.opened(untitled, TAPE)) == 1
    client.answers["workspace/configuration"] = [{"ignore": ["TAP101"]}, {}, {}]
    client.notify("workspace/didChangeConfiguration", settings=None)
    assert client.published(untitled) == []


HINTS = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


def test_hints_are_wanted_or_not(folders):
    client, _, two = folders
    uri = (two / "hints.py").as_uri()
    client.opened(uri, TAPE)

    def hints():
        return client.request("textDocument/inlayHint", textDocument={"uri": uri}, range=HINTS)

    assert hints() == []
    client.answers["workspace/configuration"] = [{}, {}, {"inlayHints": True}]
    client.notify("workspace/didChangeConfiguration", settings=None)
    client.published(uri)
    told = [(it["position"]["line"], it["label"]) for it in hints()]
    assert told == [(3, "tape recording"), (6, "tape spent")]
