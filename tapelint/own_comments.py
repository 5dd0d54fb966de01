"""tapelint's own comments: what may be written after `# tapelint:`, and what it is about.

ignore[TAP101] reason    this line; of a comment alone on its line, the next statement
ignore                   every rule
ignore-file[TAP101]      the whole file or notebook
disable[TAP101]          from here ...
enable[TAP101]           ... to here, or to the end of the block
"""

from __future__ import annotations

import re

from tapelint.comments import Comment, comments
from tapelint.config import nearest
from tapelint.diagnostic import Span
from tapelint.suppression import Claim, Suppression

MARK = "tapelint:"
WORDS = ("ignore", "ignore-file", "disable", "enable")

_DIRECTIVE = re.compile(
    rf"#\s*{MARK}\s*(?P<word>[\w-]+)(?P<codes>\s*\[(?P<list>[^\]#]*)\])?(?P<rest>[^#]*)"
)
_RULE = re.compile(r"[^\s,]+")
_CODE_FIRST = re.compile(r"\W*(TAP\d+)\b")


def own_comments(code: str, cell: int | None) -> list[Suppression]:
    """The comments in the text of a cell that tapelint is meant to read."""
    if MARK not in code:
        return []
    reader = _Reader(cell)
    for comment in comments(code):
        for match in _DIRECTIVE.finditer(comment.text):
            reader.read(comment, match)
    return reader.found


class _Reader:
    """Reads the comments of one cell in order; knows what is disabled."""

    def __init__(self, cell: int | None) -> None:
        self.found: list[Suppression] = []
        self._cell = cell
        self._disabled: dict[str | None, list[Claim]] = {}
        """What is disabled, by the word."""

    def read(self, comment: Comment, match: re.Match[str]) -> None:
        """Read one comment that begins with our mark."""
        word = match["word"]
        fault = _fault(match, comment)
        if fault is None and word not in WORDS:
            return
        span = self._span(comment, match.start(), match.end())
        if fault is not None:
            self.found.append(Suppression(span, match[0].strip(), fault=fault))
            return
        written = comment.text[match.start() : max(match.end("codes"), match.end("word"))]
        claims = self._claims(comment, match, span)
        whole, ends = word == "ignore-file", word == "enable"
        self.found.append(Suppression(span, written, claims, whole=whole, ends=ends))
        if word == "disable":
            for claim in claims:
                self._disabled.setdefault(claim.word, []).append(claim)
        elif ends:
            self._enable(comment.line, claims)

    def _claims(self, comment: Comment, match: re.Match[str], span: Span) -> list[Claim]:
        first = comment.line
        last = {"ignore": comment.next_last, "disable": comment.block_last}.get(match["word"], 0)
        if match["codes"] is None:
            return [Claim(None, span, first, last)]
        start = match.start("list")
        return [
            Claim(
                rule[0], self._span(comment, start + rule.start(), start + rule.end()), first, last
            )
            for rule in _RULE.finditer(match["list"])
        ]

    def _enable(self, line: int, claims: list[Claim]) -> None:
        """End what these words began; an `enable` is used if it ends something."""
        for claim in claims:
            words = [claim.word] if claim.word is not None else [*self._disabled]
            for ended in [c for word in words for c in self._disabled.pop(word, ())]:
                if line <= ended.last:
                    ended.last = line
                    claim.used = True
                    claim.ended.append(ended)

    def _span(self, comment: Comment, start: int, end: int) -> Span:
        column = comment.column
        return Span(comment.line, column + start, comment.line, column + end, self._cell)


def _fault(match: re.Match[str], comment: Comment) -> str | None:
    """Why a comment is not one of ours though it looks like one."""
    word, rest = match["word"], match["rest"]
    if word not in WORDS:
        hint = nearest(word, WORDS)
        is_prose = rest.strip() and match["codes"] is None and not hint
        return None if is_prose else f"there is no `{word}`{hint}"
    if match["codes"] is None:
        if rest.lstrip().startswith("["):
            return "its bracket is not closed"
        code = _CODE_FIRST.match(rest)
        if code is not None:
            return f"write `# {MARK} {word}[{code[1]}]`"
    elif not match["list"].strip():
        return "it names no rule between its brackets"
    if word != "ignore" and not comment.alone:
        return "it must stand on a line of its own"
    return None
