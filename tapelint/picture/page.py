"""Panels as a page of HTML: each picture, and the same in words."""

from __future__ import annotations

import os

from tapelint.picture import theme
from tapelint.picture.markup import element, text
from tapelint.picture.panel import Panel
from tapelint.picture.story import narrated
from tapelint.picture.svg import drawing, framed

_PAGE = """\
:root { color-scheme: light dark; }
body { margin: 2rem auto; max-width: 1400px; padding: 0 1rem; background: #f6f8fa; color: #1f2328;
  font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.3rem; }
figure { margin: 0 0 2rem; }
figure svg { display: block; max-width: 100%; height: auto; border: 1px solid #d8dee4;
  border-radius: 8px; }
figcaption { margin-top: .5rem; font-size: .9rem; }
summary { cursor: pointer; }
@media (prefers-color-scheme: dark) {
  body { background: #010409; color: #e6edf3; }
  figure svg { border-color: #30363d; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(path: str, panels: list[Panel]) -> str:
    """A page that needs nothing from outside, and forbids it."""
    title = f"The lives of the tapes in {os.path.basename(path)}"
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    head += f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    head += element("title", text(title)) + element("style", _PAGE + theme.css())
    figures = "".join(_figure(path, number, panel) for number, panel in enumerate(panels))
    body = element("main", element("h1", text(title)) + figures)
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _figure(path: str, number: int, panel: Panel) -> str:
    words = list(narrated(panel))
    first, last = panel.lines
    title = f"{panel.title or os.path.basename(path)}, lines {first} to {last}"
    picture = framed(drawing(path, panel), title, words, f"panel-{number}")
    items = "".join(element("li", text(line)) for line in words)
    told = element("summary", "The same in words") + element("ul", items)
    return element("figure", picture + element("figcaption", element("details", told)))
