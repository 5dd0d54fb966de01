"""The comments of a Python text, and the code that stands around each; read off the tokens.

A text that the tokenizer gives up on has the comments before that place.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    found = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        elif token.type == tokenize.COMMENT:
            line, column = token.start
            alone = not lines[line - 1][:column].strip()
            after = tokens[index + 1 :] if alone else ()
            next_last = _next_last(after, line, inside=depth > 0)
            block_last = _block_last(after, column, len(lines))
            found.append(Comment(line, column, token.string, alone, next_last, block_last))
    return found


def readable_tokens(code: str) -> Iterator[Token]:
    """The tokens of `code` up to where it is no Python."""
    try:
        yield from tokenize.generate_tokens(io.StringIO(code).readline)
    except (tokenize.TokenError, SyntaxError):
        return


def _next_last(after: Sequence[Token], line: int, *, inside: bool) -> int:
    begun = False
    for token in after:
        if token.type == tokenize.NEWLINE and begun:
            return token.start[0]
        if token.type not in _LAYOUT:
            begun = True
            if inside:
                return token.start[0]
    return line


def _block_last(after: Sequence[Token], column: int, last: int) -> int:
    at_start = True
    for token in after:
        if token.type not in _LAYOUT:
            if at_start and token.start[1] < column:
                return token.start[0] - 1
            at_start = token.type == tokenize.NEWLINE
    return last
