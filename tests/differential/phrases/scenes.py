"""Knows what scenes have in common: their table, the values they begin with, the path in a tape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tests.differential.writer import Table, Writer

from .parts import PARTS, RESULTS
from .steps import mixed, same, scalar, step
from .values import Value, constant, variable

Scene = Callable[[Writer], None]
SCENES: Table[Scene] = Table("scene")
NAMED = re.compile(r"[\w.]+|\w+\[\"\w+\"\]|(terms|losses|parts|layers)\d*\[0\]")
"""What no operation computes: `y`, `self.w`, `outputs["loss"]`, `terms[0]`."""


def some_values(w: Writer, *, most: int = 3) -> list[Value]:
    """One to three variables and constants of one rank, or numbers beside it."""
    rank = w.pick(0, 0, 1, 1, 2)
    count = w.pick(1, 1, 1, 2, 2, 3)
    made = [w.pick(variable, variable, constant)(w, rank)]
    while len(made) < min(count, most):
        made.append(w.pick(variable, variable, constant)(w, w.pick(rank, 0)))
    return made


def unwatched(values: Sequence[Value]) -> list[Value]:
    """Those that need to be watched."""
    return [value for value in values if not value.watched]


def names(values: Sequence[Value]) -> list[str]:
    """How they are spelled."""
    return [value.name for value in values]


def bound(w: Writer, expression: str) -> str:
    """The expression under a name, unless it is one already, or an item of a container."""
    if NAMED.fullmatch(expression):
        return expression
    name = w.name(*RESULTS)
    w.put(f"{name} = {expression}")
    return name


def path(w: Writer, values: Sequence[Value], *, parts: int = 0) -> str:
    """Write a computation of all values; the name of its result."""
    return walked(w, values, parts=parts).name


def walked(w: Writer, values: Sequence[Value], *, parts: int = 0, number: bool = False) -> Value:
    """As `path`, with the rank of the result; a scalar if `number`."""
    current = values[0]
    for _ in range(parts or w.pick(1, 1, 1, 2, 2, 3)):
        current = current.spelled(bound(w, w.choose(PARTS)(w, current)))
        if w.chance(0.08):
            current = current.spelled(bound(w, same(w, current)))
    for other in values[1:]:
        current = mixed(w, current, other)
        current = current.spelled(bound(w, current.name))
    if number or (current.rank and w.chance(0.5)):
        current = scalar(w, current)
        name = w.name("loss", "total_loss", "cost", "objective", "mse")
        w.put(f"{name} = {current.name}")
        current = current.spelled(name)
    return current


def more(w: Writer, name: str, rank: int = 0) -> str:
    """One more operation on a result, under a name of its own."""
    result = w.name("loss", "scaled", "final", "total")
    w.put(f"{result} = {step(w, Value(name, rank)).name}")
    return result
