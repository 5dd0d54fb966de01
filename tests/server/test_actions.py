"""What is offered for a finding, and what it does to the text."""

from __future__ import annotations

from .client import applied, part
from .texts import HARMLESS, TAPE

QUICK = ["quickfix"]


def edits(action, uri):
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    return change["edits"]


def test_quick_fixes(editor):
    uri = "file:///w/quick.py"
    (found,) = editor.opened(uri, TAPE)
    fix, ours, noqa = editor.actions(uri, 7, QUICK)
    assert fix["title"].startswith("Create the tape with `persistent=True`")
    assert fix["isPreferred"] is True
    assert fix["diagnostics"] == [found]
    mended = applied(TAPE, edits(fix, uri))
    assert "with tf.GradientTape(persistent=True) as tape:" in mended
    assert "isPreferred" not in {*ours, *noqa}
    last = "dy = tape.gradient(y, x)"
    assert applied(TAPE, edits(ours, uri)).endswith(f"{last}  # tapelint: ignore[TAP101]\n")
    assert applied(TAPE, edits(noqa, uri)).endswith(f"{last}  # noqa: TAP101\n")


def test_what_fixes_and_silences_is_found_no_more(editor):
    for number in range(3):
        uri = f"file:///w/mended{number}.py"
        editor.opened(uri, TAPE)
        action = editor.actions(uri, 7, QUICK)[number]
        editor.change(uri, 2, {"text": applied(TAPE, edits(action, uri))})
        assert editor.published(uri, 2) == []


def test_on_other_lines_there_is_nothing_but_to_fix_all(editor):
    uri = "file:///w/other.py"
    editor.opened(uri, TAPE)
    assert editor.actions(uri, 2, QUICK) == []
    assert [it["kind"] for it in editor.actions(uri, 2)] == ["source.fixAll.tapelint"]
    assert [it["kind"] for it in editor.actions(uri, 7, ["source"])] == ["source.fixAll.tapelint"]
    assert editor.actions(uri, 7, ["source.fixAll.ruff"]) == []
    assert editor.actions(uri, 7, ["refactor"]) == []


TWICE = TAPE + TAPE.replace("tape", "other").partition("\n")[2]


def test_fix_all(editor):
    uri = "file:///w/all.py"
    text = TWICE.replace("\n", "\r\n")
    assert len(editor.opened(uri, text)) == 2
    (lazy,) = editor.actions(uri, 0, ["source.fixAll"])
    assert "edit" not in lazy
    action = editor.request("codeAction/resolve", **lazy)
    mended = applied(text, edits(action, uri))
    assert mended.count("persistent=True") == 2
    assert "\n" not in mended.replace("\r\n", "")
    editor.change(uri, 2, {"text": mended})
    assert editor.published(uri, 2) == []


def test_a_line_after_the_last_one_is_put_to_the_end_of_that(editor):
    """Neovim 0.11 adds an empty line to a change that begins after the last one."""
    for number, end in enumerate(["\n", "\r\n"]):
        uri = f"file:///w/end{number}.py"
        text = TAPE.replace("\n", end)
        editor.opened(uri, text)
        fix = edits(editor.actions(uri, 7, QUICK)[0], uri)
        (lazy,) = editor.actions(uri, 0, ["source.fixAll"])
        for changes in fix, edits(editor.request("codeAction/resolve", **lazy), uri):
            assert max(change["range"]["start"]["line"] for change in changes) == 7
            assert applied(text, changes).endswith(f"gradient(y, x){end}del tape{end}")


def test_a_client_that_understands_less(modest):
    uri = "file:///w/less.py"
    modest.open(uri, TAPE)
    (action,) = modest.actions(uri, 0, ["source.fixAll.tapelint"])
    mended = applied(TAPE, action["edit"]["changes"][uri])
    assert "persistent=True" in mended
    fix = modest.actions(uri, 7, QUICK)[0]
    assert applied(TAPE, fix["edit"]["changes"][uri]).count("persistent=True") == 1


def test_nothing_to_fix(editor):
    uri = "file:///w/none.py"
    editor.opened(uri, HARMLESS)
    assert editor.actions(uri, 0) == []
    assert editor.actions("file:///w/not_open.py", 0) == []


NOQA = TAPE.replace("(y, x)\n", "(y, x)  # noqa: E501\n")
SPLIT = TAPE.replace("(y, x)\n", '(\n    y,\n    x, """\n""")\n')


def test_noqa_that_is_there_and_calls_over_several_lines(editor):
    uri = "file:///w/noqa.py"
    editor.opened(uri, NOQA)
    *_, noqa = editor.actions(uri, 7, QUICK)
    assert applied(NOQA, edits(noqa, uri)).endswith("# noqa: E501,TAP101\n")
    uri = "file:///w/split.py"
    text = SPLIT.replace(', """\n"""', "")
    editor.opened(uri, text)
    *_, noqa = editor.actions(uri, 9, QUICK)
    assert "gradient(  # noqa: TAP101\n" in applied(text, edits(noqa, uri))


def test_a_comment_that_does_nothing_is_taken_out(editor):
    uri = "file:///w/idle.py"
    text = TAPE.replace("z = y * y", "z = y * y  # tapelint: ignore[TAP101]")
    assert [it["code"] for it in editor.opened(uri, text)] == ["TAP001", "TAP101"]
    (action,) = editor.actions(uri, 5, QUICK)
    assert applied(text, edits(action, uri)) == TAPE


def test_actions_are_about_the_text_of_now(editor):
    uri = "file:///w/now.py"
    editor.opened(uri, TAPE)
    editor.change(uri, 2, part(0, 0, 0, "\n\n"))
    assert editor.actions(uri, 7, QUICK) == []
    assert len(editor.actions(uri, 9, QUICK)) == 3
