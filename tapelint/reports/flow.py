"""The order in which a program comes by the places that explain a finding."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tapelint.diagnostic import Diagnostic, Related, Span
from tapelint.source import Source

CALLED = "called from here"
"""What is said of the calls that lead to the function with the finding, outermost first."""


def steps(source: Source, found: Diagnostic) -> list[Related]:
    """The related places, and at last the finding itself, as they are executed.

    A call comes after what is in its own function, and before what is in the function it calls.
    """
    calls = [near for near in found.related if near.message == CALLED]
    chain = [*calls, Related(found.span, found.message)]
    functions = list(_functions(source))
    frames = [_around(site.span, functions) for site in chain]
    before: list[list[Related]] = [[] for _ in chain]
    for near in found.related:
        if near.message != CALLED:
            own = _around(near.span, functions)
            at = max((k for k, frame in enumerate(frames) if frame == own), default=0)
            before[at].append(near)
    walked: list[Related] = []
    for nears, site in zip(before, chain, strict=True):
        walked += [*sorted(nears, key=lambda near: near.span.order), site]
    return walked


def _around(place: Span, functions: list[Span]) -> Span | None:
    """The innermost function that holds a place."""
    holding = [
        lines
        for lines in functions
        if lines.cell == place.cell and lines.line <= place.line <= lines.end_line
    ]
    return max(holding, default=None, key=lambda lines: lines.line)


def _functions(source: Source) -> Iterator[Span]:
    """The lines of every function; none of a cell that CPython cannot parse."""
    for cell in source.cells:
        try:
            tree = ast.parse(cell.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Span(node.lineno, 0, node.end_lineno or node.lineno, 0, cell.index)
