"""What is told of a place: the life of the tape there, or the page of the rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tapelint.diagnostic import Diagnostic, Span
from tapelint.editor.programs import Result, Snapshot
from tapelint.lives import Life, Moment

_WORD = re.compile(r"[^\W\d][\w-]*")
_NAME = re.compile(r"[^\W\d]\w*")
_COMMENT = re.compile(r"#\s*(?:noqa|tapelint:)[^#]*", re.IGNORECASE)


def told(result: Result, cell: int | None, line: int, column: int) -> str | None:
    """What there is to say of a place, Markdown."""
    text = result.snapshot.pages[cell].lines.line(line)
    return (
        _of_comment(text, column)
        or _of_tape(result, cell, line, column, text)
        or _of_finding(result, cell, line, column)
    )


def _word_at(pattern: re.Pattern[str], text: str, column: int) -> str | None:
    found = (m for m in pattern.finditer(text) if m.start() <= column <= m.end())
    return next((m[0] for m in found), None)


def _of_comment(text: str, column: int) -> str | None:
    """The page of a rule that a comment names."""
    for comment in _COMMENT.finditer(text):
        if comment.start() <= column <= comment.end():
            word = _word_at(_WORD, text, column)
            return _page(word) if word else None
    return None


def _of_finding(result: Result, cell: int | None, line: int, column: int) -> str | None:
    here = Span(line, column, line, column, cell)
    found = next((d for d in result.analysis.diagnostics if _holds(d, here)), None)
    return _page(found.code) if found else None


def _holds(found: Diagnostic, here: Span) -> bool:
    span = found.span
    end = (span.cell or 0, span.end_line, span.end_column)
    return span.order <= here.order <= end


@lru_cache(maxsize=128)
def _page(word: str) -> str | None:
    """The page of a rule, by its code or name."""
    from tapelint.pages import page
    from tapelint.rule import all_rules

    rule = next((r for r in all_rules() if word in (r.code, r.name)), None)
    return page(rule) if rule else None


# --- tapes ----------------------------------------------------------------------------------


def _of_tape(result: Result, cell: int | None, line: int, column: int, text: str) -> str | None:
    name = _word_at(_NAME, text, column)
    if name is None or result.snapshot.is_silent:
        return None
    known = [life for life in lives(result.snapshot) if name in life.names]
    here = [life for life in known if _is_about(life, cell, line)]
    chosen = here or [life for life in known if life.scope.cell is not None]
    return (
        _life(name, max(chosen, key=lambda life: _nearness(life, cell, line))) if chosen else None
    )


def _is_about(life: Life, cell: int | None, line: int) -> bool:
    scopes = [life.scope, *(moment.scope for moment in life.moments)]
    return any(scope.holds(line, cell) for scope in scopes)


def _nearness(life: Life, cell: int | None, line: int) -> tuple[int, bool, int, int]:
    """Of several tapes of one name: the one made last before the line, in the innermost scope."""
    made_in, made = life.created.cell or 0, life.created.line
    if (made_in, made) <= (cell or 0, line):
        return life.scope.first, True, made_in, made
    return life.scope.first, False, -made_in, -made


@lru_cache(maxsize=4)
def lives(snapshot: Snapshot) -> tuple[Life, ...]:
    """The lives of the tapes of a program."""
    from tapelint.analysis import analyse

    return analyse(snapshot.source, snapshot.config, lives=True).lives


def _life(name: str, life: Life) -> str:
    from tapelint.picture.words import facts

    lines = [f"`{name}`: {facts(life, life.scope)}", ""]
    lines += [f"- {where}: {what}" for where, what in _lines(life)]
    return "\n".join(lines)


def _lines(life: Life) -> Iterator[tuple[str, str]]:
    """What happens on each line, in words."""
    from tapelint.picture.words import note

    by_line: dict[tuple[int, int], list[Moment]] = {}
    for moment in life.moments:
        by_line.setdefault((moment.span.cell or 0, moment.line), []).append(moment)
    for (cell, line), moments in sorted(by_line.items()):
        where = f"line {line}" + (f" of cell {cell}" if cell else "")
        if words := note(moments):
            yield where, words
