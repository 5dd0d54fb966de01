"""VS Code with our extension: what a person sees there, and what a click changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.clients.browser import keep_picture

from .serving import ROOT
from .window import Window

pytestmark = [pytest.mark.slow_client, pytest.mark.xdist_group("vscode")]

SEED = ROOT / "fixtures" / "seed" / "gradient_tape_basics.ipynb"
TAPE, KEPT = "tf.GradientTape()", "tf.GradientTape(persistent=True)"
SCRIPT = """\
import tensorflow as tf

x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
    z = y * y
dz_dx = tape.gradient(z, x)
dy_dx = tape.gradient(y, x)
"""
MENDED = SCRIPT.replace(TAPE, KEPT) + "del tape\n"
CELLS = [
    "import tensorflow as tf\nx = tf.Variable(3.0)",
    "with tf.GradientTape() as tape:\n    y = x * x\ndy = tape.gradient(y, x)",
    "again = tape.gradient(y, x)",
]


def notebook(*cells: str) -> str:
    def cell(text: str) -> dict[str, object]:
        empty = {"execution_count": None, "metadata": {}, "outputs": []}
        return {"cell_type": "code", "source": text.splitlines(keepends=True), **empty}

    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": about, "cells": [*map(cell, cells)]}
    return json.dumps(book, indent=1)


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


def test_a_script(code, put, page):
    path = put("expired.py", SCRIPT)
    window = Window(page, code)
    window.open("expired.py")
    assert window.marked() == "tape.gradient(y, x)"
    (problem,) = window.problems(of=1)
    assert "tapelint" in problem
    window.close_panel()
    shown = window.hover(window.squiggles().first)
    text = shown.inner_text()
    assert "`tape` is not persistent and its one gradient was taken on line 7" in text
    assert "TAP101" in text
    keep_picture(page, "vscode.png", page.locator(".tabs-container"), shown, margin=0)
    assert "tapelint 0." in window.status()
    window.quick_fix(window.squiggles().first, "Create the tape with `persistent=True`")
    window.squiggles().first.wait_for(state="detached")
    window.save()
    assert path.read_text(encoding="utf-8") == MENDED


def test_the_seed_notebook(code, put, page):
    put(SEED.name, SEED.read_text(encoding="utf-8"))
    window = Window(page, code)
    window.open(SEED.name)
    found = window.problems(of=3)
    assert [next(code for code in ("TAP101", "TAP201") if code in each) for each in found] == [
        "TAP101",
        "TAP201",
        "TAP201",
    ]
    window.panel.get_by_text("line 14 of cell 7").first.dblclick()
    assert window.marked() == "t.gradient(y, x)"
    parts = [page.locator(f".part.{name}") for name in ("editor", "panel")]
    keep_picture(page, "vscode-notebook.png", *parts, margin=0)


def test_a_notebook(code, put, page):
    path = put("cells.ipynb", notebook(*CELLS))
    window = Window(page, code)
    window.open("cells.ipynb")
    assert window.marked() == CELLS[2].removeprefix("again = ")
    window.problems(of=1)
    assert "line 3 of cell 2" in window.hover(window.squiggles().first).inner_text()
    # Another cell cures it: its findings are asked for again.
    window.type_at("GradientTape()", "persistent=True", before=")")
    window.squiggles().first.wait_for(state="detached")
    window.save()
    cured = CELLS[1].replace(TAPE, KEPT)
    assert sources(path) == [CELLS[0], cured, CELLS[2]]


def test_fix_all(code, put, page):
    script, book = put("all.py", SCRIPT), put("all.ipynb", notebook(*CELLS))
    window = Window(page, code)
    for name in ("all.py", "all.ipynb"):
        window.open(name)
        window.marked()
        window.run("tapelint: Fix All")
        window.squiggles().first.wait_for(state="detached")
        window.save()
    assert script.read_text(encoding="utf-8") == MENDED
    assert KEPT in sources(book)[1]


def test_fixes_on_save(code, put, page):
    script, book = put("saved.py", SCRIPT), put("saved.ipynb", notebook(*CELLS))
    window = Window(page, code)
    code.set(fixOnSave=True)
    for name in ("saved.py", "saved.ipynb"):
        window.open(name)
        window.marked()
        window.touch()
        window.save()
        window.squiggles().first.wait_for(state="detached")
    code.set()
    assert KEPT in script.read_text(encoding="utf-8")
    assert KEPT in sources(book)[1]


def test_pages_of_rules(code, put, page):
    put("explained.py", SCRIPT)
    window = Window(page, code)
    window.open("explained.py")
    window.marked()
    window.run("tapelint: Explain Rule")
    page.get_by_placeholder("Which rule?").wait_for()
    window.choose("TAP201", "derivative-outside-outer-tape")
    window.webview.get_by_text("derivative-outside-outer-tape").first.wait_for()


def test_traces(code, put, page):
    put("drawn.py", SCRIPT)
    code.set(codeLens=True, inlayHints=True)
    window = Window(page, code)
    window.open("drawn.py")
    window.squiggles().first.click(force=True)
    window.run("tapelint: Show Tape Trace")
    window.webview.locator("svg").get_by_text("starts to record", exact=True).wait_for()
    page.locator(".codelens-decoration", has_text="Show tape trace").wait_for()
    page.locator(".view-line", has_text="tape spent").wait_for()
    page.set_viewport_size({"width": 1280, "height": 440})
    keep_picture(page, "vscode-trace.png", page.locator(".part.editor"), margin=0)
    code.set()


def test_what_is_wrong_is_told(code, put, page):
    put("wrong.py", SCRIPT)
    window = Window(page, code)
    window.open("wrong.py")
    window.marked()
    code.set(path="/nowhere/tapelint")
    told = page.locator(".notification-toast", has_text="tapelint was not found")
    told.wait_for()
    assert "pip install 'tapelint[server]'" in told.inner_text()
    assert told.count() == 1
    assert window.squiggles().count() == 0
    code.set()
    window.marked()
