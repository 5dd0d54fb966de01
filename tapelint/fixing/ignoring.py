"""Comments that silence findings, as if they were their fixes."""

from __future__ import annotations

import re
import tokenize

from tapelint.comments import Token, readable_tokens
from tapelint.dataclass import replace
from tapelint.diagnostic import Analysis, Diagnostic, Edit, Fix, Span
from tapelint.noqa import noqa_comments
from tapelint.own_comments import own_comments
from tapelint.source import Source, plain_newlines

_LIST = re.compile(r"#\s*tapelint:\s*ignore\s*\[")
_ENDS = frozenset({tokenize.NL, tokenize.NEWLINE})
_LAYOUT = frozenset({tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT})


def with_ignores(source: Source, analysis: Analysis) -> Analysis:
    """The same findings, each mended by a comment; of comments nothing is silenced."""
    texts = {cell.index: plain_newlines(cell.text) for cell in source.cells}
    found = (
        replace(it, fix=None if it.code == "TAP001" else _fix(texts[it.span.cell], it))
        for it in analysis.diagnostics
    )
    return replace(analysis, diagnostics=tuple(found))


def noqa(source: Source, found: Diagnostic) -> Fix | None:
    """A comment of flake8's that silences a finding."""
    text = next(cell.text for cell in source.cells if cell.index == found.span.cell)
    code, cell = plain_newlines(text), found.span.cell
    ends = {t.start[0] for t in readable_tokens(f"{code}\n") if t.type in _ENDS}
    line = min((end for end in ends if end >= found.span.line), default=None)
    if line is None:
        return None
    edit = _noqa_edit(code, line, found) or _at_end(code, line, f"# noqa: {found.code}", cell)
    return Fix(f"Silence {found.code} here with noqa", (edit,), safe=True)


def _noqa_edit(code: str, line: int, found: Diagnostic) -> Edit | None:
    """One more code for a comment that covers the line where the finding begins."""
    for known in noqa_comments(code, found.span.cell):
        covers = any(claim.first <= line <= claim.last for claim in known.claims)
        if covers and not known.whole and not known.blanket:
            end = known.claims[-1].span
            return _insertion(end.end_line, end.end_column, f",{found.code}", end.cell)
    return None


def _fix(code: str, found: Diagnostic) -> Fix | None:
    edit = _edit(code, found)
    return Fix(f"Silence {found.code} here", (edit,), safe=True) if edit else None


def _edit(code: str, found: Diagnostic) -> Edit | None:
    """The comment behind the first line of the finding that can have one, or above all of it."""
    span, lines = found.span, code.split("\n")
    tokens = list(readable_tokens(f"{code}\n"))
    ends = {token.start[0] for token in tokens if token.type in _ENDS}
    line = next((n for n in range(span.line, span.end_line + 1) if n in ends), None)
    comment = f"# tapelint: ignore[{found.code}]"
    if line is not None:
        known = _end_of_list(code, line, span.cell)
        if known is not None:
            return _insertion(line, known, f", {found.code}", span.cell)
        return _at_end(code, line, comment, span.cell)
    line = _beginning(tokens, span.line)
    if line is None:
        return None
    text = lines[line - 1]
    indent = text[: len(text) - len(text.lstrip())]
    return _insertion(line, 0, f"{indent}{comment}\n", span.cell)


def _at_end(code: str, line: int, comment: str, cell: int | None) -> Edit:
    """A comment behind everything in a line."""
    text = code.split("\n")[line - 1]
    start = len(text.rstrip())
    gap = "  " if start else ""
    return Edit(Span(line, start, line, len(text), cell), f"{gap}{comment}")


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
