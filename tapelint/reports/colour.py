"""Styled rows as text, plain or with the colour codes of a terminal.

A row is a sequence of (style, text), so that the two cannot differ; rich is imported for the
coloured form only.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

Row = list[tuple[str, str]]


def wants_colour(stream: TextIO) -> bool:
    """Whether `stream` is to be coloured, by https://no-color.org and https://force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


def plain(row: Row) -> str:
    """A row without its styles."""
    return "".join(text for _, text in row).rstrip()


def coloured(all_rows: list[Row]) -> str:
    """The rows as text with colour codes."""
    import io

    from rich.console import Console
    from rich.text import Text

    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True, color_system="standard", soft_wrap=True)
    for row in all_rows:
        console.print(Text.assemble(*((text, style) for style, text in row)), highlight=False)
    return buffer.getvalue().rstrip("\n")
