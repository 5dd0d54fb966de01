"""The colours and letters of pictures, on light and on dark paper.

Plain rules with plain values: programs for slides know neither variables nor more.
"""

from __future__ import annotations

from typing import NamedTuple

LANES = 5
"""So many lanes have a colour of their own; more begin again."""


class _Ink(NamedTuple):
    paper: str
    ink: str
    muted: str
    rule: str
    code: str
    comment: str
    keyword: str
    string: str
    error: str
    warning: str
    info: str
    error_paper: str
    warning_paper: str
    info_paper: str
    lanes: tuple[str, ...]


_LIGHT = _Ink(
    "#ffffff", "#1f2328", "#656d76", "#d8dee4", "#1f2328", "#6e7781", "#8250df", "#0a3069",
    "#cf222e", "#bc4c00", "#0969da", "#ffebe9", "#fff1e5", "#ddf4ff",
    ("#0969da", "#8250df", "#0f766e", "#9a6700", "#bf3989"),
)  # fmt: skip
_DARK = _Ink(
    "#0d1117", "#e6edf3", "#8d96a0", "#30363d", "#e6edf3", "#8b949e", "#d2a8ff", "#a5d6ff",
    "#ff7b72", "#ffa657", "#58a6ff", "#3c1618", "#3a2207", "#0c2d50",
    ("#58a6ff", "#bc8cff", "#2dd4bf", "#e3b341", "#ff80c8"),
)  # fmt: skip
_FONTS = """\
text { font-family: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
.code, .number, .mono {
  font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono",
    "DejaVu Sans Mono", monospace;
}
.code { font-size: 14px; }
.number { font-size: 12px; text-anchor: end; }
.words, .facts { font-size: 13px; }
.name { font-size: 14px; font-weight: 600; }
.finding { font-size: 13px; }
.title { font-size: 18px; font-weight: 650; }
.subtitle, .legend { font-size: 12px; }
.symbol { font-size: 13px; font-weight: 700; text-anchor: middle; }
.line { fill: none; stroke-width: 3; stroke-linecap: round; }
.shape { stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.spent { stroke-dasharray: 1 7; }
.unclear { stroke-dasharray: 5 6; }
.fresh { stroke-width: 1.5; }
.guide { stroke-dasharray: 1 5; stroke-linecap: round; }
"""


def css() -> str:
    """All rules."""
    return (
        f"{_FONTS}{_colours(_LIGHT)}@media (prefers-color-scheme: dark) {{\n{_colours(_DARK)}}}\n"
    )


def lane(index: int) -> str:
    """The class of a lane."""
    return f"lane{index % LANES}"


def _colours(ink: _Ink) -> str:
    """The rules that differ between light and dark."""
    rules = {
        ".paper": f"fill: {ink.paper}",
        ".rule, .guide": f"fill: none; stroke: {ink.rule}; stroke-width: 1",
        ".title, .words": f"fill: {ink.ink}",
        ".subtitle, .legend, .facts, .number": f"fill: {ink.muted}",
        ".code": f"fill: {ink.code}",
        ".code .comment": f"fill: {ink.comment}",
        ".code .keyword": f"fill: {ink.keyword}",
        ".code .string": f"fill: {ink.string}",
        ".finding": f"fill: {ink.ink}",
        ".hollow": f"fill: {ink.paper}",
        ".symbol": f"fill: {ink.paper}",
        ".paperline": f"fill: none; stroke: {ink.paper}",
    }
    for index, colour in enumerate(ink.lanes):
        rules[f".lane{index} .fill, .lane{index}.fill"] = f"fill: {colour}"
        rules[f".lane{index} .line, .lane{index} .stroke"] = f"stroke: {colour}"
    for kind, front, back in (
        ("error", ink.error, ink.error_paper),
        ("warning", ink.warning, ink.warning_paper),
        ("info", ink.info, ink.info_paper),
    ):
        rules[f".{kind} .fill, .{kind}.fill"] = f"fill: {front}"
        rules[f".{kind} .stroke"] = f"stroke: {front}"
        rules[f".{kind}.back"] = f"fill: {back}"
    return "".join(f"{names} {{ {what}; }}\n" for names, what in rules.items())
