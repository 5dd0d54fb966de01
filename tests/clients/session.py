"""What every session with the bench must have seen."""

from __future__ import annotations

from typing import Any

import tapelint
from tapelint import Config

from .bench import ASTRAL, LAB, MORE, TEXTS

QUICK_FIXES = [
    "Create the tape with `persistent=True`",
    "Silence TAP101 here",
    "Silence TAP101 here with noqa",
]


def in_bytes(text: str) -> list[tuple[int, int, int, str]]:
    """The findings of a text: the line from 0, where they begin and end in bytes, what is said."""
    lines = text.splitlines()

    def column(line: int, points: int) -> int:
        return len(lines[line - 1][:points].encode())

    return [
        (
            found.span.line - 1,
            column(found.span.line, found.span.column),
            column(found.span.end_line, found.span.end_column),
            found.message,
        )
        for found in tapelint.check(text, Config(extend_select=(MORE,)))
    ]


def told(found: list[dict[str, Any]]) -> list[tuple[int, int, int, str]]:
    """The same of what an editor shows."""
    return [(it["line"], it["start"], it["stop"], it["text"]) for it in found]


class Session:
    """The tests of one editor; the fixture `seen` is what it wrote down."""

    def test_findings(self, seen):
        assert told(seen["opened"]) == in_bytes(TEXTS[LAB])
        assert [it["code"] for it in seen["opened"]] == ["TAP101", "TAP201", "TAP201"]

    def test_hover(self, seen):
        assert "`t`: not persistent" in seen["hover"]
        assert "line 46: gradient of y by x: raises" in seen["hover"]

    def test_quick_fix(self, seen):
        assert seen["quick_fix"]["titles"][:3] == QUICK_FIXES
        assert seen["quick_fix"]["text"] == seen["fixed"][LAB]
        assert told(seen["after"]) == in_bytes(seen["fixed"][LAB])

    def test_fix_all(self, seen):
        assert seen["fix_all"]["text"] == seen["fixed"][LAB]

    def test_typing(self, seen):
        lines = ["# one more", *seen["fixed"][LAB].splitlines()]
        lines[118] = lines[118].replace("dy_dx, x", "y, x")
        assert told(seen["edited"]) == in_bytes("\n".join(lines))

    def test_astral_letters_and_settings(self, seen):
        assert told(seen["astral"]) == in_bytes(TEXTS[ASTRAL])
        assert seen["astral_fixed"]["text"] == seen["fixed"][ASTRAL]
        assert told(seen["astral_after"]) == in_bytes(seen["fixed"][ASTRAL])
        assert len(seen["astral_after"]) == 1

    def test_nothing_is_complained_of(self, seen):
        assert seen["notes"] == []
