"""Comments that silence findings, as if they were their fixes."""

from __future__ import annotations

import re
import tokenize
from dataclasses import replace

from tapelint.comments import Token, readable_tokens
from tapelint.diagnostic import Analysis, Diagnostic, Edit, Fix, Span
from tapelint.own_comments import own_comments
from tapelint.source import Source, plain_newlines

_LIST = re.compile(r"#\s*tapelint:\s*ignore\s*\[")
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT})


def with_ignores(source: Source, analysis: Analysis) -> Analysis:
    """The same findings, each mended by a comment; of comments nothing is silenced."""
    texts = {cell.index: plain_newlines(cell.text) for cell in source.cells}
    found = (
        replace(it, fix=None if it.code == "TAP001" else _fix(texts[it.span.cell], it))
        for it in analysis.diagnostics
    )
    return replace(analysis, diagnostics=tuple(found))


def _fix(code: str, found: Diagnostic) -> Fix | None:
    edit = _edit(code, found)
    return Fix(f"Silence {found.code} here", (edit,), safe=True) if edit else None


def _edit(code: str, found: Diagnostic) -> Edit | None:
    """The comment behind the first line of the finding that can have one, or above all of it."""
    span, lines = found.span, code.split("\n")
    tokens = list(readable_tokens(f"{code}\n"))
    ends = {token.start[0] for token in tokens if token.type in (tokenize.NL, tokenize.NEWLINE)}
    line = next((n for n in range(span.line, span.end_line + 1) if n in ends), None)
    comment = f"# tapelint: ignore[{found.code}]"
    if line is not None:
        known = _end_of_list(code, line, span.cell)
        if known is not None:
            return _insertion(line, known, f", {found.code}", span.cell)
        text = lines[line - 1]
        start = len(text.rstrip())
        gap = "  " if start else ""
        return Edit(Span(line, start, line, len(text), span.cell), f"{gap}{comment}")
    line = _beginning(tokens, span.line)
    if line is None:
        return None
    text = lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    return _insertion(line, 0, f"{indent}{comment}\n", span.cell)


def _insertion(line: int, column: int, text: str, cell: int | None) -> Edit:
    return Edit(Span(line, column, line, column, cell), text)


def _end_of_list(code: str, line: int, cell: int | None) -> int | None:
    """Where another code can join those of a comment in this line."""
    for known in own_comments(code, cell):
        if known.span.line == line and known.claims and _LIST.match(known.text):
            return known.claims[-1].span.end_column
    return None


def _beginning(tokens: list[Token], line: int) -> int | None:
    """The first line of the statement that `line` is in."""
    first = None
    for token in tokens:
        if token.type == tokenize.NEWLINE:
            if token.start[0] >= line:
                return first
            first = None
        elif first is None and token.type not in _LAYOUT:
            first = token.start[0]
    return None
