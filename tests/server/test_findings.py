"""Findings: where they are, what they carry, when they are told."""

from __future__ import annotations

import pytest

from tapelint import analysis
from tapelint.editor.findings import said
from tapelint.editor.pages import Page
from tapelint.fixing.edits import Lines

from .client import Client, part
from .texts import HARMLESS, TAPE


def test_a_finding(editor):
    (found,) = editor.opened("file:///w/a.py", TAPE)
    assert found["range"] == {
        "start": {"line": 7, "character": 5},
        "end": {"line": 7, "character": 24},
    }
    assert (found["severity"], found["code"], found["source"]) == (1, "TAP101", "tapelint")
    assert "tags" not in found
    places = [it["location"]["range"]["start"]["line"] for it in found["relatedInformation"]]
    assert places == [6, 3]
    assert {it["location"]["uri"] for it in found["relatedInformation"]} == {"file:///w/a.py"}


WASTE = """
def steps(x):
    with tf.GradientTape(persistent=True) as t:
        y = x * x
    return t.gradient(y, x)
"""


def test_severities_and_tags(modest, tmp_path):
    (tmp_path / "tapelint.toml").write_text('extend-select = ["TAP3"]')
    uri = (tmp_path / "a.py").as_uri()
    none = "with tf.GradientTape() as t:\n    c = tf.constant(1.0)\nt.gradient(c, x)\n"
    modest.open(uri, TAPE + none + WASTE)
    report = modest.request("textDocument/diagnostic", textDocument={"uri": uri})
    told = [(it["code"], it["severity"], it.get("tags")) for it in report["items"]]
    assert told == [("TAP101", 1, None), ("TAP216", 2, None), ("TAP301", 3, [1])]
    assert not any("relatedInformation" in it for it in report["items"])
    # Until the pages of the rules have an address, nothing links to them.
    assert not any("codeDescription" in it for it in report["items"])


def test_the_page_of_a_rule_is_linked_once_it_has_an_address(monkeypatch):
    monkeypatch.setattr(analysis, "DOCUMENTATION", "https://example.org/")
    (found,) = analysis.check(TAPE)
    page = Page("file:///a.py", 1, Lines.of(TAPE), "utf-16")
    told = said(found, {None: page}, related=False)
    assert told["codeDescription"] == {"href": "https://example.org/TAP101"}


def test_closing_withdraws(editor):
    uri = "file:///w/closing.py"
    assert editor.opened(uri, TAPE)
    editor.close(uri)
    assert editor.published(uri) == []


@pytest.mark.parametrize(
    ("uri", "language", "count"),
    [
        ("untitled:Untitled-1", "python", 1),
        ("file:///w/a%20b%C3%A9.py", "python", 1),
        ("file:///w/lab.ipynb", "python", 1),  # as JupyterLab opens notebooks
        ("vscode-notebook-cell:/w/x.ipynb#W0", "python", 1),
    ],
)
def test_names(editor, uri, language, count):
    assert len(editor.opened(uri, TAPE, language)) == count


def test_other_languages_are_not_looked_at(editor):
    editor.open("file:///w/notes.md", TAPE, "markdown")
    editor.open("file:///w/after.py", HARMLESS)
    assert editor.published("file:///w/after.py") == []
    assert not any(m["params"]["uri"].endswith("notes.md") for m in editor.waiting)


def test_typing(editor):
    uri = "file:///w/typing.py"
    editor.opened(uri, TAPE)
    editor.change(uri, 2, part(3, 21, 21, "persistent=True"))
    assert editor.published(uri, 2) == []
    editor.change(uri, 3, part(3, 21, 36, ""), part(7, 0, 0, "#"))
    assert editor.published(uri, 3) == []
    editor.change(uri, 4, part(7, 0, 1, ""))
    assert len(editor.published(uri, 4)) == 1
    editor.change(uri, 5, {"text": HARMLESS})
    assert editor.published(uri, 5) == []


def test_of_many_versions_the_newest_counts(editor):
    uri = "file:///w/fast.py"
    editor.open(uri, TAPE)
    for version in range(2, 502):
        editor.change(uri, version, part(0, 0, 0, "#\n"))
    (found,) = editor.published(uri, 501)
    assert found["range"]["start"]["line"] == 507
    later = [m for m in editor.waiting if m["params"].get("uri") == uri]
    assert all(m["params"]["version"] < 501 for m in later)


@pytest.mark.parametrize("char", "\f\v\x1c\x85\u2028")
def test_what_ends_no_line(editor, char):
    uri = f"file:///w/line{ord(char)}.py"
    text = f"s = '{char}'\r\n# {char}\r" + TAPE
    (found,) = editor.opened(uri, text)
    assert found["range"]["start"]["line"] == 9
    editor.change(uri, 2, part(1, 1, 2, "\n# "), part(3, 0, 0, "# one more\n"))
    (found,) = editor.published(uri, 2)
    assert found["range"]["start"]["line"] == 11


ASTRAL = TAPE.replace("dy = tape.gradient(y, x)", "'\U0001f600é'; dy = tape.gradient(y, x)")


def test_encodings(editor):
    uri = "file:///w/astral.py"
    (found,) = editor.opened(uri, ASTRAL)
    assert found["range"]["start"] == {"line": 7, "character": 12}
    assert found["range"]["end"] == {"line": 7, "character": 31}
    editor.change(uri, 2, part(7, 1, 4, "ab"))
    (found,) = editor.published(uri, 2)
    assert found["range"]["start"]["character"] == 11


def test_encoding_in_bytes(modest):
    uri = "file:///w/astral.py"
    modest.open(uri, ASTRAL)
    asked = {"textDocument": {"uri": uri}}
    (found,) = modest.request("textDocument/diagnostic", **asked)["items"]
    assert found["range"]["start"]["character"] == 15
    modest.change(uri, 2, part(7, 1, 7, "ab"))
    (found,) = modest.request("textDocument/diagnostic", **asked)["items"]
    assert found["range"]["start"]["character"] == 11


def test_asked_for(modest):
    uri = "file:///w/asked.py"
    modest.open(uri, TAPE)

    def ask(previous=None):
        more = {"previousResultId": previous} if previous else {}
        return modest.request("textDocument/diagnostic", textDocument={"uri": uri}, **more)

    report = ask()
    assert report["kind"] == "full"
    assert [found["code"] for found in report["items"]] == ["TAP101"]
    assert ask(report["resultId"])["kind"] == "unchanged"
    modest.change(uri, 2, part(7, 0, 0, "# "))
    assert ask(report["resultId"])["items"] == []
    assert ask("x")["kind"] == "full"
    modest.close(uri)
    assert ask()["items"] == []
    assert not any(m.get("method") == "textDocument/publishDiagnostics" for m in modest.waiting)


CUT = TAPE.replace("gradient(y, x)", "gradient(y,")


def test_what_is_half_typed(editor):
    uri = "file:///w/half.py"
    editor.opened(uri, TAPE)
    editor.change(uri, 2, {"text": CUT})
    assert editor.published(uri, 2) == []
    editor.change(uri, 3, {"text": TAPE})
    assert len(editor.published(uri, 3)) == 1


def test_all_files_are_asked_for(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.tapelint]\nexclude = ["out"]')
    (tmp_path / "out").mkdir()
    for name, text in (("a.py", TAPE), ("b.py", HARMLESS), ("é.py", TAPE), ("out/c.py", TAPE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    roots = [{"uri": tmp_path.as_uri(), "name": "w"}]
    encodings = {"positionEncodings": ["utf-32", "utf-16"]}
    with Client() as client:
        client.hello(
            {"textDocument": {"diagnostic": {}}, "general": encodings}, workspaceFolders=roots
        )

        def ask(*known):
            report = client.request("workspace/diagnostic", previousResultIds=list(known))
            return {it["uri"]: it for it in report["items"]}

        items = ask()
        assert set(items) == {(tmp_path / name).as_uri() for name in ("a.py", "é.py")}
        assert [len(it["items"]) for it in items.values()] == [1, 1]
        known = [{"uri": uri, "value": it["resultId"]} for uri, it in items.items()]
        (tmp_path / "a.py").write_text(HARMLESS)
        (tmp_path / "é.py").touch()
        again = ask(*known)
        assert again[known[0]["uri"]]["items"] == []
        assert again[known[1]["uri"]]["kind"] == "unchanged"
        client.open(known[1]["uri"], HARMLESS)
        assert set(ask(*known)) == {known[0]["uri"]}
        assert _columns_in_code_points(client) == [11, 12]


def _columns_in_code_points(client):
    """Where a finding is, before and after the astral character in front of it is replaced."""
    uri = "file:///w/astral.py"
    client.open(uri, ASTRAL)
    found = []
    for change in (part(7, 1, 2, "ab"), part(0, 0, 0, "")):
        report = client.request("textDocument/diagnostic", textDocument={"uri": uri})
        found += [it["range"]["start"]["character"] for it in report["items"]]
        client.change(uri, 2, change)
    return found
