"""What fixes do under TensorFlow: the symptom goes, and everything else stays, bit for bit."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from tapelint.diagnostic import Diagnostic
from tests.oracle.observed import observe, observe_text
from tests.oracle.record import ANYWHERE, Outcome, Record
from tests.oracle.symptoms import SYMPTOMS

from .corpus import look
from .mending import Mended, Spot, now
from .promises import spot

ASKED_OTHERWISE = frozenset({"TAP215"})
"""Codes whose fix makes another target of a derivative call before the one that is mended."""
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@cache
def ran(path: Path, text: str) -> Record:
    """What TensorFlow does with this text as if it stood in `path`."""
    return observe_text(path, text).record


def complaints(
    path: Path, mended: Sequence[Diagnostic], rounds: list[Mended], *, exact: bool
) -> Iterator[str]:
    """What TensorFlow has against a text in which the fixes of these findings were applied.

    `exact`: as safe fixes promise it, other derivatives may not change by a bit.
    """
    text = rounds[-1].after
    before, after = observe(path).record, ran(path, text)
    known = {escape.error for escape in before.escapes}
    yield from (f"it ends with {it.error}" for it in after.escapes if it.error not in known)
    told = [(spot(it), it.code) for it in look(text, str(path))]
    for it in mended:
        here = now(rounds, spot(it))
        another = any(place == here and code != it.code for place, code in told)
        if here is not None and not another and not is_cured(after, here, it.code):
            yield f"{it.code} of line {it.span.line} is not cured"
    for (_, line), sites in before.outcomes.items():
        if not _follows(rounds[0].before, line, mended):
            for column, outcomes in sites.items():
                here = now(rounds, (line, max(column, 0)))
                if here is None:
                    continue
                place = column if column == ANYWHERE else here[1]
                new = after.at((0, here[0])).get(place, [])
                if not _is_kept(outcomes, new, exact=exact):
                    yield f"the derivative of line {line} is not what it was"


def is_cured(record: Record, here: Spot, code: str) -> bool:
    """Whether the call does not show the symptom of the code; comments have none (0xx)."""
    if code.startswith("TAP0"):
        return True
    sites = record.at((0, here[0]))
    return not SYMPTOMS[code]([*sites.get(here[1], ()), *sites.get(ANYWHERE, ())])


def _is_kept(outcomes: list[Outcome], after: list[Outcome], *, exact: bool) -> bool:
    """Whether all that was as it should be still is; if `exact`, bit for bit."""
    return all(
        index < len(after)
        and (after[index].result == old.result if exact else not after[index].bad)
        for index, old in enumerate(outcomes)
        if old.result and not old.bad
    )


def _follows(text: str, line: int, mended: Sequence[Diagnostic]) -> bool:
    """Whether a call may see what a mended call gives: in its function, after it or in a loop."""
    scope = _scope(text, line)
    return any(
        _scope(text, it.span.line) is scope
        and (it.span.line < line or it.code in ASKED_OTHERWISE or _is_in_loop(scope, line))
        for it in mended
    )


@cache
def _scopes(text: str) -> tuple[ast.AST, ...]:
    """The module and its functions, from the outside in."""
    tree = ast.parse(text)
    return (tree, *(node for node in ast.walk(tree) if isinstance(node, _SCOPES)))


def _scope(text: str, line: int) -> ast.AST:
    module, *functions = _scopes(text)
    return next((node for node in reversed(functions) if _holds(node, line)), module)


def _is_in_loop(scope: ast.AST, line: int) -> bool:
    return any(isinstance(node, _LOOPS) and _holds(node, line) for node in ast.walk(scope))


def _holds(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", 0) <= line <= getattr(node, "end_lineno", 0)
