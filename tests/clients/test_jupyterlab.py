"""A real JupyterLab in a browser, with python-lsp-server and with our server alone."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

pytest.importorskip("playwright.sync_api")
pytest.importorskip("jupyterlab_lsp")

from playwright.sync_api import Error, expect

from .browser import keep_picture
from .lab import STEP, Lab, cells, command, jupyterlab

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow_client

SEED = Path(__file__).parents[2] / "fixtures" / "seed" / "gradient_tape_basics.ipynb"
MISTAKES = {
    9: ("error", "t.gradient(y, x)"),
    21: ("warning", "tape_2.gradient(dy_dx, x)"),
    23: ("warning", "tape_2.gradient(dy_dx, x)"),
}
NOBODY = {"argv": [], "languages": ["python"], "version": 2}
WAYS = {"pylsp": {}, "tapelint": {"pylsp": NOBODY}}
"""By the server that JupyterLab asks: of two it is the first by name, here with our plugin."""
TAPE = """\
import tensorflow as tf
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
dy = tape.gradient(y, x)"""
RUN = ["%load_ext tapelint", TAPE, "again = tape.gradient(y, x)", "%tapelint fix"]
KERNEL = {"name": "python3", "display_name": "Python 3"}


@pytest.fixture(scope="module", params=WAYS)
def lab(request, tmp_path_factory) -> Iterator[Lab]:
    root = tmp_path_factory.mktemp("notebooks")
    shutil.copy(SEED, root / "seed.ipynb")
    cells = [nbformat.v4.new_code_cell(text) for text in RUN]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, root / "run.ipynb")
    home = tmp_path_factory.mktemp("jupyter")
    with jupyterlab(home, root, request.param, WAYS[request.param]) as running:
        yield running


SQUIGGLES = """cells => cells.map((cell, i) => [
    i + 1,
    [...cell.querySelectorAll(".cm-lintRange")].map(it => [it.className, it.innerText]),
])"""


def squiggles(page: Page) -> dict[int, list[tuple[str, str]]]:
    """What is underlined in each cell, and how."""
    found = cells(page).evaluate_all(SQUIGGLES)
    return {cell: [(kind.split("-")[-1], text) for kind, text in own] for cell, own in found if own}


PLACE = """(line, word) => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let text; (text = walker.nextNode()); ) {
        const at = text.data.indexOf(word);
        if (at < 0) continue;
        const range = new Range();
        range.setStart(text, at);
        range.setEnd(text, at + word.length);
        const box = range.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }
}"""


def asked_about(page: Page, line: Locator, word: str) -> Locator:
    """What is said of a word: the pointer moves over it, with the Control key."""
    said = page.locator(".lsp-hover")
    page.keyboard.press("Escape")
    line.scroll_into_view_if_needed()
    page.keyboard.down("Control")
    for step in range(100):  # only a pointer that moves is heard, and not always
        x, y = line.evaluate(PLACE, word)
        page.mouse.move(x + step % 2, y)
        with suppress(Error):
            said.wait_for(timeout=STEP / 100)
            break
    page.keyboard.up("Control")
    return said


def test_the_seed_notebook(lab, page):
    lab.open(page, "seed.ipynb")
    error = page.locator(".cm-lintRange-error")
    error.wait_for(timeout=STEP)
    assert lab.asked(page) == {lab.server}
    expect(page.locator(".cm-lintRange")).to_have_count(len(MISTAKES))
    assert squiggles(page) == {cell: [mistake] for cell, mistake in MISTAKES.items()}

    error.hover()
    tooltip = page.locator(".cm-tooltip-hover")
    expect(tooltip).to_contain_text("its one gradient was taken on line 14 of cell 7")

    watched = cells(page).nth(6).locator(".cm-line", has_text="t.watch(x)")
    said = asked_about(page, watched, "t")
    expect(said).to_contain_text("line 14 of cell 7: gradient of z by x")

    command(page, "Show diagnostics panel")
    rows = page.locator(".lsp-diagnostics-listing tbody tr")
    expect(rows).to_have_count(len(MISTAKES))
    told = [row.split("\t") for row in rows.all_inner_texts()]
    assert {(int(row[-2]), row[1], row[2].lower()) for row in told} == {
        (cell, "TAP101" if cell == 9 else "TAP201", kind) for cell, (kind, _) in MISTAKES.items()
    }
    assert {row[3] for row in told} == {"tapelint"}

    rows.filter(has_text="TAP101").click()
    error.scroll_into_view_if_needed()
    keep_picture(page, "jupyterlab.png", page.locator(".jp-NotebookPanel"), rows.last, margin=0)


def test_what_is_typed_counts(lab, page):
    lab.open(page, "seed.ipynb")
    error = page.locator(".cm-lintRange-error")
    error.wait_for(timeout=STEP)
    line = cells(page).nth(6).locator(".cm-line", has_text="with tf.GradientTape() as t")
    line.click()
    page.keyboard.press("Home")
    for _ in "with tf.GradientTape(":
        page.keyboard.press("ArrowRight")
    page.keyboard.insert_text("persistent=True")
    expect(error).to_have_count(0, timeout=STEP)
    expect(page.locator(".cm-lintRange")).to_have_count(len(MISTAKES) - 1)


@pytest.mark.tensorflow
@pytest.mark.parametrize("lab", ["tapelint"], indirect=True)
def test_while_a_notebook_runs(lab, page):
    lab.open(page, "run.ipynb")
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=STEP)
    cells(page).first.locator(".cm-content").click()
    for number, _ in enumerate(RUN[:-1]):
        page.keyboard.press("Shift+Enter")
        prompt = cells(page).nth(number).locator(".jp-InputPrompt")
        expect(prompt).to_have_text(f"[{number + 1}]:", timeout=STEP)
    told = cells(page).nth(2).locator(".jp-RenderedHTMLCommon .tapelint")
    expect(told).to_contain_text("its one gradient was taken on line 5 of cell 2")
    # The marks stand in their own columns, and words are whole.
    expect(told.locator("pre").first).to_have_css("white-space", "pre")
    expect(told.locator("div div").first).to_have_css("word-break", "normal")
    keep_picture(page, "notebook.png", cells(page).nth(1), told)

    page.keyboard.press("Shift+Enter")
    mended = TAPE.replace("GradientTape()", "GradientTape(persistent=True)")
    next_input = cells(page).nth(len(RUN) - 1)
    expect(next_input.locator(".cm-line")).to_have_text(mended.split("\n"))
    expect(next_input).to_contain_text("this is cell 2; run it, and then cell 3 again")
