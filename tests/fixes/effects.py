"""What fixes do under TensorFlow: the symptom goes, and everything else stays, bit for bit."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tapelint.diagnostic import Diagnostic
from tests.oracle.record import ANYWHERE, Outcome, Record
from tests.oracle.symptoms import SYMPTOMS

from .corpus import look
from .mending import Mended, Spot, now
from .promises import spot
from .values import Bits, observe_values

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Run:
    """One text, what tapelint says of it, and what TensorFlow did."""

    text: str
    record: Record
    results: dict[Spot, list[Bits | None]]
    findings: tuple[Diagnostic, ...]

    def outcomes(self, spot: Spot) -> list[Outcome]:
        """What happened there, or on the line if no probe knows the place."""
        sites = self.record.at((0, spot[0]))
        return [*sites.get(spot[1], ()), *sites.get(ANYWHERE, ())]

    def good(self, site: Spot) -> Iterator[tuple[int, Bits]]:
        """The results of the derivative call there that were as they should be."""
        outcomes = self.record.at((0, site[0])).get(site[1], [])
        for index, bits in enumerate(self.results.get(site, ())):
            if bits is not None and index < len(outcomes) and not outcomes[index].bad:
                yield index, bits


@cache
def ran(path: Path, text: str) -> Run:
    """Run this text as if it stood in `path`; once."""
    record, results = observe_values(path, text)
    return Run(text, record, results, look(text, str(path)))


def complaints(path: Path, mended: Sequence[Diagnostic], rounds: list[Mended]) -> Iterator[str]:
    """What TensorFlow has against a text in which the fixes of these findings were applied."""
    before, after = ran(path, rounds[0].before), ran(path, rounds[-1].after)
    yield from (
        f"it ends with {escape.error}"
        for escape in after.record.escapes
        if escape.error not in {old.error for old in before.record.escapes}
    )
    for it in mended:
        here = now(rounds, spot(it))
        if here is not None and not is_cured(after, here, it.code) and not _told(after, here):
            yield f"{it.code} of line {it.span.line} is not cured: {after.outcomes(here)[0]}"
    for site in before.results:
        yield from _changes(before, after, site, mended, rounds)


def is_cured(run: Run, here: Spot, code: str) -> bool:
    """Whether the call does not show the symptom of the code."""
    return not SYMPTOMS[code](run.outcomes(here))


def _told(run: Run, here: Spot) -> bool:
    """Whether tapelint has something to say of the call still: the next cause, or no fix for it."""
    return any(spot(it) == here for it in run.findings)


def _changes(
    before: Run, after: Run, site: Spot, mended: Sequence[Diagnostic], rounds: list[Mended]
) -> Iterator[str]:
    """The results of one call that were good, and are others now without a reason."""
    line, column = site
    here = now(rounds, (line, max(column, 0)))
    if here is None or _follows(before.text, line, mended):
        return
    new = after.results.get((here[0], column if column == ANYWHERE else here[1]), [])
    for index, bits in before.good(site):
        if index >= len(new) or new[index] != bits:
            yield f"the derivative of line {line} is not what it was"
            return


def _follows(text: str, line: int, mended: Sequence[Diagnostic]) -> bool:
    """Whether a call may see what a mended call gives: in its function, after it or in a loop."""
    scopes = _innermost(text)
    for it in mended:
        scope = scopes(it.span.line)
        if scope is scopes(line) and (it.span.line < line or _in_a_loop(scope, line)):
            return True
    return False


def _innermost(text: str):  # type: ignore[no-untyped-def]
    tree = ast.parse(text)
    nodes = [tree, *(node for node in ast.walk(tree) if isinstance(node, _SCOPES))]

    def scope(line: int) -> ast.AST:
        return [n for n in nodes if n is tree or n.lineno <= line <= n.end_lineno][-1]

    return scope


def _in_a_loop(scope: ast.AST, line: int) -> bool:
    return any(
        isinstance(node, (ast.For, ast.While)) and node.lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(scope)
    )
