"""The comments of a Python text, and the code that stands around each; read off the tokens.

A text that the tokenizer gives up on has the comments before that place.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from itertools import accumulate

from tapelint.dataclass import dataclass

Token = tokenize.TokenInfo

_LAYOUT = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, `text` from its `#` on.

    `alone`: no code on its line. `next_last`: the last line of the statement (or of the header
    of one) that begins after it; within a statement, the line where that goes on. `block_last`:
    the last line before one that is indented less than the comment.
    """

    line: int
    column: int
    text: str
    alone: bool
    next_last: int
    block_last: int


def comments(code: str) -> list[Comment]:
    """Every comment of `code`, in order."""
    # Of a last line without an end the tokenizer may not tell that it is one.
    tokens = list(readable_tokens(f"{code}\n"))
    lines = code.split("\n")
    depths = accumulate(
        (t.string in "([{") - (t.string in ")]}") if t.type == tokenize.OP else 0 for t in tokens
    )
    found = []
    after = _After(len(lines))
    for token, depth in zip(reversed(tokens), reversed([*depths]), strict=True):
        if token.type == tokenize.COMMENT:
            line, column = token.start
            alone = not lines[line - 1][:column].strip()
            next_last = (after.next_last(inside=depth > 0) if alone else None) or line
            block_last = after.block_last(column) if alone else len(lines)
            found.append(Comment(line, column, token.string, alone, next_last, block_last))
        else:
            after.meet(token)
    return found[::-1]


def readable_tokens(code: str) -> Iterator[Token]:
    """The tokens of `code` up to where it is no Python."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type == tokenize.ERRORTOKEN and token.string in "\"'":
                return  # older tokenizers look for a string at each quote that follows
            yield token
    except (tokenize.TokenError, SyntaxError):
        return


class _After:
    """What stands after a place, told by the tokens from the end back to it."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._code: int | None = None
        """The line of the next token that is code."""
        self._end: int | None = None
        """Where the logical line ends that is being met."""
        self._closing: int | None = None
        """The same, of the next one that has code."""
        self._start: tuple[int, int] | None = None
        """Line and column of the next code, if it is of the logical line that is being met."""
        self._starts: list[tuple[int, int]] = []
        """Where logical lines after that begin, each further to the right than those before."""

    def meet(self, token: Token) -> None:
        """Go back past a token that is no comment."""
        if token.type == tokenize.NEWLINE:
            self._end = token.start[0]
            self._begin()
        if token.type not in _LAYOUT:
            self._code = token.start[0]
            if token.type != tokenize.NEWLINE:
                self._closing = self._end
                self._start = token.start

    def _begin(self) -> None:
        """What was met last is the beginning of a logical line."""
        if self._start is not None:
            while self._starts and self._starts[-1][1] >= self._start[1]:
                self._starts.pop()
            self._starts.append(self._start)
            self._start = None

    def next_last(self, *, inside: bool) -> int | None:
        """The last line of the next statement; or the line where the one around goes on."""
        return self._code if inside else self._closing

    def block_last(self, column: int) -> int:
        """The last line before one that begins with less than this column."""
        nearest = [self._start] if self._start else []
        for line, start in [*nearest, *reversed(self._starts)]:
            if start < column:
                return line - 1
        return self._last
