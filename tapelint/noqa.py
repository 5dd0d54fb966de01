"""flake8's comments, as flake8 has them: `# noqa`, `# noqa: TAP101`, `# flake8: noqa`.

What flake8 searches is the text of a line, strings included, joined with the lines that a
string or a backslash spans. Only the first `# noqa` of these counts, for the findings that
begin on them. Words are codes or beginnings of codes; a comment without a code, and one with
something else after its colon, silences everything. A line that begins with `# flake8: noqa`
silences the file, whatever follows.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from tapelint.comments import comments, readable_tokens
from tapelint.diagnostic import Span
from tapelint.suppression import Claim, Suppression

_NOQA = re.compile(r"# noqa(?::\s?(?P<codes>(?:[A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_WHOLE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)
_CODE = re.compile(r"[^,\s]+")


def noqa_comments(code: str, cell: int | None) -> list[Suppression]:
    """The comments in the text of a cell that flake8 would follow."""
    if "noqa" not in code.lower():
        return []
    lines = code.split("\n")
    found = []
    for number, line in enumerate(lines, 1):
        if match := _WHOLE.match(line):
            span = Span(number, match.start(), number, match.end(), cell)
            claim = Claim(None, span, number, number, prefix=True)
            found.append(Suppression(span, match[0].strip(), [claim], whole=True, ours=False))
    starts = {comment.line: comment.column for comment in comments(code)}
    for first, last in _joined(code, len(lines)):
        text = "\n".join(lines[first - 1 : last])
        if match := _NOQA.search(text):
            made = _Joined(text, first, last, cell).suppression(match)
            start = starts.get(made.span.line)
            made.in_comment = start is not None and start <= made.span.column
            found.append(made)
    return found


class _Joined(NamedTuple):
    """Lines that are searched as one."""

    text: str
    first: int
    last: int
    cell: int | None

    def suppression(self, match: re.Match[str]) -> Suppression:
        """What a `# noqa` in them silences."""
        words = list(_CODE.finditer(self.text, *match.span("codes"))) if match["codes"] else []
        end = words[-1].end() if words else match.end()
        span = self.span(match.start(), end)
        claims = [self.claim(word[0], self.span(*word.span())) for word in words]
        written = self.text[match.start() : end]
        return Suppression(span, written, claims or [self.claim(None, span)], ours=False)

    def claim(self, word: str | None, span: Span) -> Claim:
        """One code, or all of them."""
        return Claim(word, span, self.first, self.last, prefix=True)

    def span(self, start: int, end: int) -> Span:
        """Where a part of the text stands."""
        return Span(*self.place(start), *self.place(end), self.cell)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = self.text.count("\n", 0, offset)
        return self.first + line, offset - (self.text.rfind("\n", 0, offset) + 1)


def _joined(code: str, count: int) -> Iterator[tuple[int, int]]:
    """The groups of lines that are searched as one; each by itself where tokens do not tell."""
    group = {line: (line, line) for line in range(1, count + 1)}
    first, last, joined = count + 2, -1, dict(group)
    for token in readable_tokens(code):
        if token.type == tokenize.ENDMARKER:
            group = joined
        if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
            continue
        first, last = min(first, token.start[0]), max(last, token.end[0])
        if token.type in (tokenize.NL, tokenize.NEWLINE):
            joined |= dict.fromkeys(range(first, last + 1), (first, last))
            first, last = count + 2, -1
    yield from sorted(set(group.values()))
