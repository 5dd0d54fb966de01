"""What a person does and sees in a window of VS Code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Locator, Page

    from .serving import Served

MARKED = """
(squiggle) => {
    const box = squiggle.getBoundingClientRect();
    const lines = squiggle.closest('.monaco-editor').querySelectorAll('.view-lines .view-line');
    const middle = box.top + box.height / 2;
    const line = [...lines].find((each) => {
        const own = each.getBoundingClientRect();
        return own.top <= middle && middle <= own.bottom;
    });
    const chars = [];
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (let at = 0; at < node.data.length; at++) {
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + 1);
            const own = range.getBoundingClientRect();
            const centre = (own.left + own.right) / 2;
            if (box.left < centre && centre < box.right) chars.push(node.data[at]);
        }
    }
    return chars.join('').replaceAll('\\u00a0', ' ');
}
"""
"""The characters of a line that stand above a squiggle."""

ATTEMPTS = 60
PATIENCE = 90_000
CODE = re.compile(r"TAP\d")


class Window:
    """A window with one folder."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE)
        page.goto(f"{served.address}/?folder={served.folder}")
        self.explorer = page.locator(".explorer-folders-view")
        self.explorer.get_by_role("treeitem").first.wait_for()
        self._await_extensions()

    def _await_extensions(self) -> None:
        """Until what extensions add is known: before, a notebook opens as JSON."""
        command = self.page.locator(".quick-input-list .monaco-list-row", has_text="tapelint: Re")
        for _ in range(ATTEMPTS):
            self.page.keyboard.press("F1")
            self.page.locator(".quick-input-widget input").fill(">tapelint: Restart")
            self.page.locator(".quick-input-list .monaco-list-row").first.wait_for()
            if command.count():
                break
            self.page.keyboard.press("Escape")
            self.page.wait_for_timeout(500)
        self.page.keyboard.press("Escape")

    def open(self, name: str) -> None:
        """By double click, as notebooks want it."""
        self.explorer.get_by_role("treeitem", name=name).dblclick()
        self.page.get_by_role("tab", name=name).wait_for()

    def run(self, command: str) -> None:
        """A command of the palette."""
        self.page.keyboard.press("F1")
        self.choose(f">{command}", command)

    def choose(self, typed: str, row: str) -> None:
        """A row of the list that is asked from."""
        self.page.locator(".quick-input-widget input").fill(typed)
        self.page.locator(".quick-input-list .monaco-list-row", has_text=row).first.click()

    def touch(self) -> None:
        """Type a blank at the end of the first line."""
        self.page.locator(".view-line").first.click()
        self.page.keyboard.press("End")
        self.page.keyboard.type(" ")
        self.page.locator(".tab.dirty").wait_for()

    def save(self) -> None:
        self.page.keyboard.press("Control+s")
        self.page.locator(".tab.dirty").wait_for(state="detached")

    def type_at(self, place: str, text: str, *, before: str) -> None:
        """Type before the last character of a place in the text."""
        assert place.endswith(before)
        line = self.page.locator(".view-line", has_text=place).first
        line.click()
        self.page.keyboard.press("Home")
        at = line.inner_text().replace("\u00a0", " ").index(place) + len(place) - len(before)
        indent = len(line.inner_text()) - len(line.inner_text().lstrip())
        for _ in range(at - indent):
            self.page.keyboard.press("ArrowRight")
        self.page.keyboard.insert_text(text)

    def squiggles(self, kind: str = "error") -> Locator:
        return self.page.locator(f".squiggly-{kind}")

    def marked(self, kind: str = "error") -> str:
        """The text over the first squiggle."""
        first = self.squiggles(kind).first
        first.wait_for(state="attached")
        return first.evaluate(MARKED)

    def hover(self, over: Locator) -> Locator:
        """What is shown when the mouse rests somewhere."""
        over.hover(force=True)
        shown = self.page.locator(".monaco-hover:visible .monaco-hover-content").first
        shown.wait_for()
        return shown

    def quick_fix(self, at: Locator, title: str) -> None:
        at.click(force=True)
        self.page.mouse.move(0, 0)  # a hover would take the key
        self.page.locator(".lightBulbWidget").wait_for()
        self.page.keyboard.press("Control+.")
        self.page.locator(".action-widget .monaco-list-row", has_text=title).first.click()

    @property
    def panel(self) -> Locator:
        """The panel of problems."""
        return self.page.locator(".markers-panel")

    def problems(self, *, of: int) -> list[str]:
        """The findings in the panel of problems of which there must be so many."""
        if not self.panel.is_visible():
            self.page.keyboard.press("Control+Shift+m")
        rows = self.panel.locator(".monaco-list-row", has_text=CODE)
        rows.nth(of - 1).wait_for()
        found = rows.all_inner_texts()
        assert len(found) == of, found
        return found

    def close_panel(self) -> None:
        self.run("View: Hide Panel")
        self.panel.wait_for(state="hidden")

    def status(self) -> str:
        """What the language status says, and closes again."""
        self.page.locator("#status\\.languageStatus").click()
        shown = self.page.locator(".hover-language-status")
        shown.first.wait_for()
        text = " ".join(shown.all_inner_texts())
        self.page.keyboard.press("Escape")
        return re.sub(r"\s+", " ", text)

    @property
    def webview(self) -> FrameLocator:
        return self.page.frame_locator("iframe.webview").frame_locator("iframe#active-frame")
