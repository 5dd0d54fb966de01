"""The list of all rules, as text, and Markdown in a terminal."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tapelint.rule import Rule

if TYPE_CHECKING:
    from rich.console import RenderableType


def as_json(rules: Iterable[Rule]) -> str:
    """One object for each rule."""
    rows = [
        {
            "code": rule.code,
            "name": rule.name,
            "summary": rule.summary,
            "severity": rule.severity.value,
            "default": rule.enabled,
            "explanation": rule.doc,
        }
        for rule in rules
    ]
    return json.dumps(rows, indent=2)


def table(rules: Iterable[Rule], *, colour: bool) -> str:
    """One line for each rule: code, name, whether it is on by default, summary."""
    heads = ("Code", "Name", "Default", "Summary")
    rows = [(r.code, r.name, "on" if r.enabled else "off", r.summary) for r in rules]
    if colour:
        from rich.table import Table

        drawn = Table(*heads, box=None)
        for row in rows:
            drawn.add_row(*row)
        return _rendered(drawn)
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join(lines)


def rendered(pages: Iterable[str]) -> str:
    """Markdown as a terminal shows it."""
    from rich.markdown import Markdown

    return "\n\n".join(_rendered(Markdown(text)) for text in pages)


def _rendered(drawn: RenderableType) -> str:
    from rich.console import Console

    buffer = io.StringIO()
    width = Console().width
    Console(file=buffer, force_terminal=True, color_system="standard", width=width).print(drawn)
    return buffer.getvalue().rstrip("\n")
