"""Every kind of abuse: the right answer if there is one, and the next file is served."""

from __future__ import annotations

import json

import pytest

from .client import Client, part
from .texts import HARMLESS, TAPE


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


PARSE, REQUEST, METHOD, PARAMS = -32700, -32600, -32601, -32602

REFUSED = {
    "malformed": (framed(b"{"), None, PARSE),
    "nothing": (framed(b" "), None, PARSE),
    "invalid UTF-8": (framed(b'{"jsonrpc": "2.0", "method": "\xff"}'), None, PARSE),
    "deeply nested": (framed(b"[" * 100_000), None, PARSE),
    "no object": (framed(b"[1]"), None, REQUEST),
    "a number": (framed(b"1"), None, REQUEST),
    "null": (framed(b"null"), None, REQUEST),
    "a batch": (framed(b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]'), None, REQUEST),
    "neither method nor id": (framed(b'{"jsonrpc": "2.0"}'), None, REQUEST),
    "a method that is none": (framed(b'{"jsonrpc": "2.0", "id": 7, "method": 1}'), 7, REQUEST),
    "an id that is none": (framed(b'{"jsonrpc":"2.0","id":[],"method":"shutdown"}'), None, REQUEST),
    "no length": (b"Content-Type: x\r\n\r\n", None, PARSE),
    "a length that is none": (b"Content-Length: many\r\n\r\n", None, PARSE),
    "a negative length": (b"Content-Length: -1\r\n\r\n", None, PARSE),
    "an endless length": (b"Content-Length: 99999999999999999999\r\n\r\n", None, PARSE),
    "a length that is too small": (b'Content-Length: 5\r\n\r\n{"jsonrpc": "2.0"}', None, PARSE),
}


def still_serves(client: Client, name: str) -> None:
    assert len(client.opened(f"file:///w/{name}.py", TAPE)) == 1


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(editor, case):
    data, asked, code = REFUSED[case]
    editor.write(data)
    answer = editor.answer(asked)
    assert answer["error"]["code"] == code
    still_serves(editor, f"refused {case}")


ASKED = {
    "an unknown method": ("x/unknown", {}, METHOD),
    "an unknown method of nobody's": ("$/unknown", {}, METHOD),
    "no parameters": ("textDocument/hover", {}, PARAMS),
    "other parameters": ("textDocument/hover", {"textDocument": 3, "position": []}, PARAMS),
    "a negative line": (
        "textDocument/hover",
        {"textDocument": {"uri": "file:///w/x.py"}, "position": {"line": "a", "character": -1}},
        PARAMS,
    ),
    "a list": ("textDocument/codeAction", [1, 2], PARAMS),
}


@pytest.mark.parametrize("case", ASKED)
@pytest.mark.parametrize("asked", [10_001, "a string"])
def test_what_is_asked_wrongly(editor, case, asked):
    method, params, code = ASKED[case]
    editor.send(id=asked, method=method, params=params)
    answer = editor.answer(asked)
    assert (answer["id"], answer["error"]["code"]) == (asked, code)


TOLD = {
    "an unknown notification": {"method": "x/unknown", "params": {}},
    "parameters that do not fit": {"method": "textDocument/didOpen", "params": {"a": 1}},
    "none at all": {"method": "textDocument/didChange"},
    "a change of what is not open": {
        "method": "textDocument/didChange",
        "params": {
            "textDocument": {"uri": "file:///w/never.py", "version": 2},
            "contentChanges": [{"text": "x"}],
        },
    },
    "the end of what is not open": {
        "method": "textDocument/didClose",
        "params": {"textDocument": {"uri": "file:///w/never.py"}},
    },
    "a notebook that is not open": {
        "method": "notebookDocument/didChange",
        "params": {"notebookDocument": {"uri": "file:///w/n.ipynb", "version": 2}, "change": {}},
    },
    "an answer to nothing": {"id": "never asked", "result": 1},
    "an error for nothing": {"id": "never asked", "error": {"code": 1, "message": "x"}},
    "an answer without a result": {"id": "never asked"},
    "a cancellation of nothing": {"method": "$/cancelRequest", "params": {"id": 123456}},
    "a cancellation of no sense": {"method": "$/cancelRequest", "params": None},
}


@pytest.mark.parametrize("case", TOLD)
def test_what_is_told_in_vain(editor, case):
    editor.send(**TOLD[case])
    still_serves(editor, f"told {case}")


TEXTS = {
    "no Python": TAPE + "def def (\n",
    "a lone surrogate": TAPE + "s = '\ud800'\n",
    "null bytes": TAPE + "\0\n",
    "deep brackets": TAPE + "(" * 3000 + "\n",
    "a long sum": TAPE + "s = " + "1+" * 8000 + "1\n",
    "deep blocks": TAPE + "".join(" " * n + "if x:\n" for n in range(300)),
    "a byte order mark": "\ufeff" + TAPE,
    "one long line": TAPE + "s = '" + "x" * 1_000_000 + "'\n",
    "many lines": TAPE + "def f(x):\n    return compute(x)\n" * 3_000,
    "nothing": "",
}


@pytest.mark.parametrize("case", TEXTS)
def test_texts(editor, case):
    uri = f"file:///w/text {case}.py"
    found = editor.opened(uri, TEXTS[case])
    assert len(found) <= 1
    editor.change(uri, 2, part(0, 0, 0, "#\n"), part(9_999, 9_999, 0, "#\n", end_line=0))
    editor.published(uri, 2)
    editor.close(uri)
    still_serves(editor, f"after {case}")


def test_the_findings_above_deep_code_survive(editor):
    found = editor.opened("file:///w/above.py", TEXTS["a long sum"])
    assert [it["code"] for it in found] == ["TAP101"]


def test_places_that_are_nowhere(editor):
    uri = "file:///w/nowhere.py"
    editor.opened(uri, TAPE)
    for line, column in ((0, 10_000), (10_000, 0), (2**31 - 1, 2**31 - 1)):
        editor.hover(uri, line, column)
        assert len(editor.actions(uri, line, ["quickfix"], column)) in (0, 3)
    editor.change(uri, 2, part(7, 0, 10_000, ""), part(10_000, 0, 5, "# end", end_line=20_000))
    assert editor.published(uri, 2) == []


def test_closed_while_it_is_analysed(editor):
    uri = "file:///w/closed.py"
    for _ in range(20):
        editor.open(uri, TAPE)
        editor.close(uri)
    asked = editor.ask("textDocument/hover", textDocument={"uri": uri}, position=part(0, 0, 0, "")
                       ["range"]["start"])  # fmt: skip
    assert editor.answer(asked)["result"] is None
    still_serves(editor, "after closing")


def test_cancelled(editor):
    uri = "file:///w/cancelled.py"
    editor.open(uri, TEXTS["many lines"])
    message = {"jsonrpc": "2.0", "id": "c", "method": "textDocument/hover"}
    place = {"line": 3, "character": 27}
    message["params"] = {"textDocument": {"uri": uri}, "position": place}
    cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "c"}}
    editor.write(framed(json.dumps(message).encode()) + framed(json.dumps(cancel).encode()))
    assert editor.answer("c")["error"]["code"] == -32800
    still_serves(editor, "after cancelling")


def test_edits_end_where_opening_does(editor):
    """After many small edits the text is what a fresh one would be."""
    uri = "file:///w/edits.py"
    editor.open(uri, "")
    for version, char in enumerate(reversed(TAPE), 2):
        editor.change(uri, version, part(0, 0, 0, char))
    found = editor.published(uri, len(TAPE) + 1)
    fresh = editor.opened("file:///w/edits_fresh.py", TAPE)
    assert [{**it, "relatedInformation": ()} for it in found] == [
        {**it, "relatedInformation": ()} for it in fresh
    ]


def test_a_file_without_tapes_is_served_at_once(editor):
    assert editor.opened("file:///w/harmless.py", HARMLESS * 1000) == []
