"""Parses one cell with libcst, after taking out what would overrun it or is not needed."""

from __future__ import annotations

import ast
import re
from functools import partial

import libcst as cst

from tapelint.diagnostic import Problem
from tapelint.lower.around import Unusual, around
from tapelint.lower.blank import SMALLEST, Patches, unrelated
from tapelint.lower.limits import TooDeepError, blanks, is_slight
from tapelint.lower.room import many_frames
from tapelint.lower.spans import Page
from tapelint.lower.text import Text, apply
from tapelint.program import Block
from tapelint.records import dataclass
from tapelint.source import SourceCell

_AT = re.compile(r"error at (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The page of a cell, or None if it cannot be parsed, and what could not be read of it.

    `forms`: its statements and words, where there was no need for a page.
    """

    page: Page | None
    problems: tuple[Problem, ...] = ()
    forms: tuple[Block, frozenset[str]] | None = None


def parse(path: str, cell: SourceCell, *, blank: bool = True) -> Parsed:
    """Parse a cell; `blank` leaves out the bodies of functions that cannot concern a tape."""
    text = Text.of(cell.text)
    problem = partial(_problem, path, cell, text)
    bad = unreadable(text.code)
    if bad is not None:
        return Parsed(None, (problem(bad[0], *text.place(bad[1])),))
    tree, error = _tree(text.code)
    if is_slight(text.code) and text.code.count("\n") + 1 < SMALLEST:
        return _around(text, tree, {}, cell) or _parsed(path, cell, text, text.code, tree)
    gone = unrelated(text.code, tree) if blank and tree and cell.index is None else {}
    try:
        found = {each.patch.first: each for each in blanks(text.code, tree, set(gone))}.values()
    except TooDeepError as deep:
        said = _refusal(error) if error else (deep.message, deep.line)
        return Parsed(None, (problem(*said),))
    if error and found:
        return Parsed(None, (problem(*_refusal(error)),))
    if not found and (plain := _around(text, tree, gone, cell)):
        return plain
    code = apply(text.code, [*gone.values(), *(each.patch for each in found)])
    problems = tuple(problem(each.message, each.patch.first) for each in found)
    return _parsed(path, cell, text, code, tree if code == text.code else None, problems)


def _around(text: Text, tree: ast.Module | None, gone: Patches, cell: SourceCell) -> Parsed | None:
    """A text of which libcst need not read everything; None: it has to."""
    if tree is None:
        return None
    try:
        with many_frames():
            return Parsed(None, forms=around(text.code, tree, gone, text.shift, cell.index))
    except (Unusual, RecursionError):
        return None


def _parsed(
    path: str,
    cell: SourceCell,
    text: Text,
    code: str,
    tree: ast.Module | None = None,
    problems: tuple[Problem, ...] = (),
) -> Parsed:
    """The page of a text, of which `code` is what is left; `tree`: that of `code`, if known."""
    try:
        module = cst.parse_module(code)
    except BaseException as failure:  # noqa: BLE001  # a panic of the parser is no Exception
        said = _failure(failure, _tree(text.code)[1])
        return Parsed(None, (*problems, _problem(path, cell, text, *said)))
    return Parsed(Page(Text(code, text.shift), module, cell.index, tree), problems)


def _problem(
    path: str, cell: SourceCell, text: Text, message: str, line: int, column: int | None = None
) -> Problem:
    if column is not None:
        column = max(column, 0) + text.shift.get(line, 0)
    return Problem(path, " ".join(message.split()), line, column, cell.index)


def refused(path: str, cell: SourceCell, text: Text, error: SyntaxError) -> Problem:
    """What is told of a cell that cannot be parsed."""
    return _problem(path, cell, text, *_refusal(error))


def unreadable(code: str) -> tuple[str, int] | None:
    """What no parser takes, and its offset."""
    if "\0" in code:
        return "a null byte is not allowed in Python", code.index("\0")
    try:
        code.encode()
    except UnicodeEncodeError as error:
        return "a lone surrogate is not a character", error.start
    return None


def _tree(code: str) -> tuple[ast.Module | None, SyntaxError | None]:
    """The tree of `ast`, or why there is none; syntax newer than this Python may be why."""
    try:
        return ast.parse(code), None
    except SyntaxError as error:
        return None, error
    except (ValueError, RecursionError, MemoryError):
        return None, None


def _refusal(error: SyntaxError) -> tuple[str, int, int | None]:
    """What CPython says of the text."""
    return f"syntax error: {error.msg}", error.lineno or 1, (error.offset or 1) - 1


def _failure(failure: BaseException, error: SyntaxError | None) -> tuple[str, int, int | None]:
    """Message, line and column; those of CPython where it refuses the text as well."""
    if error is not None:
        return _refusal(error)
    if not isinstance(failure, cst.ParserSyntaxError):
        return f"libcst cannot parse this: {type(failure).__name__}", 1, None
    at = _AT.search(failure.message)
    line, column = (int(at[1]), int(at[2])) if at else (failure.raw_line, failure.raw_column)
    return "libcst cannot parse this syntax", line, column
