"""Applies the edits of fixes to a text, for tests that want to see what they make of it."""

from __future__ import annotations

from collections.abc import Iterable

from tapelint.diagnostic import Edit


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits, the last of them first."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda it: it.span, reverse=True):
        span = edit.span
        first, last = lines[span.line - 1], lines[span.end_line - 1]
        new = first[: span.column] + edit.text + last[span.end_column :]
        lines[span.line - 1 : span.end_line] = new.split("\n")
    return "\n".join(lines)
