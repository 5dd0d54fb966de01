"""Pictures: as text, as SVG and as a page; whatever stands in the source, it stays text.

python -m tests.lives.test_pictures    # writes the pictures that are compared here
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tapelint.analysis import analyse
from tapelint.columns import cut, width, wrapped
from tapelint.config import Config
from tapelint.picture.markup import text
from tapelint.picture.page import page
from tapelint.picture.panel import Panel, panels
from tapelint.picture.svg import document
from tapelint.picture.terminal import drawn, glyphs_for
from tapelint.reading import read_file
from tapelint.reports.colour import plain
from tapelint.reports.text import visible
from tapelint.source import Source

ROOT = Path(__file__).resolve().parents[2]
PICTURES = Path(__file__).parent / "pictures"
GOLDEN = {
    "expired": ("fixtures/seed/expired_tape.py", 0, 100, "utf-8"),
    "nested": ("fixtures/seed/second_order_outside.py", 0, 90, "utf-8"),
    "ascii": ("fixtures/seed/second_order_outside.py", 0, 90, "latin-1"),
    "pause": ("fixtures/rules/TAP213.py", 2, 100, "utf-8"),
    "two": ("fixtures/quiet/dcgan.py", 0, 120, "utf-8"),
    "loop": ("fixtures/flow/loops.py", 0, 100, "utf-8"),
    "narrow": ("fixtures/quiet/pinn.py", 2, 60, "utf-8"),
}
DRAWN = "fixtures/seed/second_order_outside.py"
"""What `docs/trace.svg` shows."""
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """import tensorflow as tf
w = tf.Variable(1.0)
with tf.GradientTape() as tape:
    # </text></svg><script>alert(1)</script> ]]> &lt; \x1b[31m \u202e \ufffe
    tape.watch(w["</desc><image href='http://x'/>"])
    d["' onload='alert(1)"] = w * 2.0  # "><img src=x onerror=alert(1)> \x07
g = tape.gradient(d["' onload='alert(1)"], w)  # <style>*{display:none}</style>
h = tape.gradient(d["' onload='alert(1)"], w)  # 日本語
"""


def panels_of(path: str) -> list[Panel]:
    source = read_file(path)
    assert isinstance(source, Source)
    return panels(source, analyse(source, Config(), lives=True))


def picture(name: str) -> str:
    path, number, columns, encoding = GOLDEN[name]
    chosen = panels_of(str(ROOT / path))[number : number + 1]
    rows = drawn(path, chosen, columns, glyphs_for(encoding))
    return "\n".join(map(plain, rows)) + "\n"


def hostile() -> list[Panel]:
    source = Source.from_text(HOSTILE)
    return panels(source, analyse(source, Config(), lives=True))


# --- text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOLDEN)
def test_as_drawn_before(name: str) -> None:
    assert picture(name) == (PICTURES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GOLDEN)
def test_no_line_is_wider_than_the_terminal(name: str) -> None:
    assert max(map(width, picture(name).splitlines())) <= GOLDEN[name][2]


def test_ascii_is_ascii() -> None:
    assert picture("ascii").isascii()
    assert not picture("nested").isascii()


def test_nothing_steers_the_terminal() -> None:
    rows = drawn("\x1b]0;name\x07.py", hostile(), 200, glyphs_for("utf-8"))
    told = "\n".join(map(plain, rows))
    assert "script" in told
    assert visible(told.replace("\n", "")) == told.replace("\n", "")


@given(st.text(), st.integers(1, 40))
def test_what_is_cut_fits(content: str, most: int) -> None:
    assert width(cut(content, most)) <= most
    assert all(width(line) <= most for line in wrapped(content, most))


def test_wide_characters() -> None:
    assert cut("日本語 tape", 6) == "日本…"
    assert wrapped("日本 語 tape", 7) == ["日本 語", "tape"]


# --- SVG and HTML ---------------------------------------------------------------------------


def test_the_picture_of_the_docs_is_current() -> None:
    kept = (ROOT / "docs/trace.svg").read_text(encoding="utf-8")
    assert kept == document(DRAWN, panels_of(str(ROOT / DRAWN)))


@pytest.mark.parametrize("name", ["fixtures/seed/second_order.py", "fixtures/rules/TAP114.py"])
def test_svg_stands_alone(name: str) -> None:
    drawing = document(name, panels_of(str(ROOT / name)))
    root = ET.fromstring(drawing)
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    described = root.findtext(f"{SVG}desc") or ""
    assert "starts to record" in described
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "rect", "g", "text", "tspan", "path", "circle"}
    addresses = re.findall(r"https?:[^\"' ]+|url\(|@import|href", drawing)
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    assert "prefers-color-scheme: dark" in drawing


def test_a_hostile_source_stays_text_in_svg() -> None:
    root = ET.fromstring(document('"><script>.py', hostile()))
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {"onload", "onerror", "href", "src"} & attributes
    shown = "".join(root.itertext())
    assert "</text></svg><script>alert(1)</script> ]]> &lt; \\x1b[31m \\u202e \\ufffe" in shown
    assert len(list(root.iter(f"{SVG}style"))) == 1
    assert not list(root.iter(f"{SVG}script"))


class _Tags(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.shown += data


def test_a_hostile_source_stays_text_in_a_page() -> None:
    parser = _Tags()
    parser.feed(page("</title><script>.py", hostile()))
    assert not {"script", "img", "image", "link", "iframe", "a"} & set(parser.tags)
    assert not {"onload", "onerror", "href", "src"} & parser.attributes
    assert parser.tags.count("style") == 1
    assert '"><img src=x onerror=alert(1)> \\x07' in parser.shown


@settings(max_examples=200)
@given(st.text(st.characters(codec=None)))
def test_any_text_is_text(content: str) -> None:
    read = ET.fromstring(f'<a b="{text(content)}">{text(content)}</a>')
    assert read.get("b") == (read.text or "")
    assert all(part in (read.text or "") for part in re.findall(r"[ -~]+", content))


if __name__ == "__main__":
    for golden in GOLDEN:
        (PICTURES / f"{golden}.txt").write_text(picture(golden), encoding="utf-8")
    shown = document(DRAWN, panels_of(str(ROOT / DRAWN)))
    (ROOT / "docs/trace.svg").write_text(shown, encoding="utf-8")
