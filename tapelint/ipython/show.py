"""Findings in the output of a cell: as a page where the front end shows pages, or as text."""

from __future__ import annotations

import sys
from html import escape
from typing import TYPE_CHECKING

from tapelint.diagnostic import Diagnostic
from tapelint.ipython.session import Checked
from tapelint.reports.colour import Row, coloured, plain, wants_colour
from tapelint.reports.full import rows
from tapelint.reports.text import encodable

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

COLOURS = {"red": "#c62828", "yellow": "#9a6700", "cyan": "#0277bd", "blue": "#1565c0"}
"""Of the terminal's colours, what can be read on a white page and on a black one."""
STYLE = "padding:.4em .8em;border-left:3px solid #c62828;line-height:1.3;font-family:monospace"
SENTENCE = "white-space:pre-wrap;word-break:normal;overflow-wrap:anywhere"
FRAME = "margin:0;white-space:pre;overflow-x:auto;line-height:1.3"
"""Of its own JupyterLab breaks lines, and words; but a mark stands below its code."""

FIXABLE = "[*] fixable with `%tapelint fix`"


def show(shell: InteractiveShell, checked: Checked) -> None:
    """Put the findings of a cell above its output."""
    drawn = [[*_rows(checked, found)] for found in checked.found]
    if any(_is_fixable(found) for found in checked.found):
        drawn[-1].append([("", FIXABLE)])
    every = [row for own in drawn for row in own]
    # A kernel keeps what is shown in a file.
    in_colour = wants_colour(sys.stdout) and not hasattr(shell, "kernel")
    text = coloured(every) if in_colour else "\n".join(map(plain, every))
    both = {"text/plain": encodable(text).rstrip("\n"), "text/html": page(checked, drawn)}
    shell.display_pub.publish(both)


def _rows(checked: Checked, found: Diagnostic) -> list[Row]:
    return list(rows(checked.source, found, "[*] " if _is_fixable(found) else ""))


def _is_fixable(found: Diagnostic) -> bool:
    return found.fix is not None and found.fix.safe


def page(checked: Checked, drawn: list[list[Row]]) -> str:
    """The rows of each finding as HTML."""
    blocks = (_block(found, own) for found, own in zip(checked.found, drawn, strict=True))
    return f'<div class="tapelint">{"".join(blocks)}</div>'


def _block(found: Diagnostic, own: list[Row]) -> str:
    sentence, *frame = ("".join(_piece(found, *piece) for piece in row) for row in own)
    lines = "\n".join(frame).rstrip()
    return (
        f'<div style="{STYLE}"><div style="{SENTENCE}">{sentence}</div>'
        f'<pre style="{FRAME}">{lines}</pre></div>'
    )


def _piece(found: Diagnostic, style: str, text: str) -> str:
    shown = escape(encodable(text))
    if text == found.code and found.url:
        shown = f'<a href="{escape(found.url)}" target="_blank">{shown}</a>'
    words = style.split()
    css = [f"color:{COLOURS[word]}" for word in words if word in COLOURS]
    css += ["font-weight:bold"] if "bold" in words else []
    return f'<span style="{";".join(css)}">{shown}</span>' if css else shown
