"""Runs a program under TensorFlow and keeps how each call on a tape ended."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from tests.oracle.instrument import Recorder, Tape
from tests.oracle.marks import Expectations, Place
from tests.oracle.programs import parse
from tests.oracle.record import Outcome
from tests.oracle.rewrite import DERIVATIVES
from tests.oracle.running import run

from .second_look import Sight, second_look

PATH = Path("program.py")
UPDATE = "apply_gradients"


class Site(NamedTuple):
    """Where a call begins: line from 1, column from 0 (-1 where only the line is known)."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What one run has shown; `end` is the name of the exception that ended it, or empty."""

    outcomes: dict[Site, tuple[Outcome, ...]]
    unclear: frozenset[Site]
    end: str = ""
    end_line: int = 0


def execute(text: str) -> Observed:
    """Run the program once, in a namespace of its own.

    An exception goes its way, as it does for the user: a program that ends early has shown less.
    """
    recorder = _Recorder()
    with recorder.looking():
        record = run(parse(PATH, text), Expectations({}), recorder)
    outcomes = {
        Site(line, column): tuple(seen)
        for (_, line), columns in record.outcomes.items()
        for column, seen in columns.items()
    }
    for escape in record.escapes:
        name = escape.error.partition(":")[0]
        return Observed(outcomes, frozenset(recorder.unclear), name, escape.place[1])
    return Observed(outcomes, frozenset(recorder.unclear))


def derivative_sites(text: str) -> Iterable[Site]:
    """Where derivative calls are written."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in DERIVATIVES:
            before = lines[node.lineno - 1].encode()[: node.col_offset]
            yield Site(node.lineno, len(before.decode()))


class _Recorder(Recorder):
    """Says of derivative calls what the second look has seen, and observes updates as well."""

    def __init__(self) -> None:
        super().__init__()
        self.sight = Sight()
        self.unclear: set[Site] = set()

    def looking(self) -> AbstractContextManager[None]:
        return second_look(self.sight)

    def observe(
        self,
        site: tuple[Place, int],
        operation: str,
        tape: Any,
        call: Callable[[], Any],
        neutral: Callable[[], Any],
    ) -> Any:
        if operation not in DERIVATIVES:
            return super().observe(site, operation, tape, call, neutral)
        (cell, line), column = site
        before = replace(self.sight)
        self.sight.unconnected = self.sight.unclear = False
        try:
            result = super().observe(site, operation, tape, call, neutral)
            seen = self.record.outcomes[cell, line][column]
            seen[-1] = replace(seen[-1], zeros=self.sight.unconnected and not seen[-1].missing)
            return result
        finally:
            if self.sight.unclear:
                self.unclear.add(Site(line, column))
            self.sight.unconnected, self.sight.unclear = before.unconnected, before.unclear

    def _call(self, place: Place, column: int, func: Any) -> Any:
        owner = getattr(func, "__self__", None)
        if getattr(func, "__name__", "") != UPDATE or isinstance(owner, Tape):
            return super()._call(place, column, func)

        def probed(*args: Any, **kwargs: Any) -> Any:
            return self.observe(
                (place, column), "call", None, lambda: func(*args, **kwargs), lambda: None
            )

        return probed
