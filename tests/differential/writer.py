"""Knows how a program is put together: imports, definitions, body, names, and choices by weight."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One way to say something; one that is `eager` does not work in a traced function."""

    kind: str
    weight: float
    what: T
    eager: bool = False


@dataclass(slots=True)
class Table(Generic[T]):
    """All ways to say something."""

    name: str
    choices: list[Choice[T]] = field(default_factory=list)

    def add(self, kind: str, weight: float = 1, *, eager: bool = False) -> Callable[[T], T]:
        """Decorates a function that is one of the ways."""

        def added(what: T) -> T:
            self.choices.append(Choice(f"{self.name}: {kind}", weight, what, eager))
            return what

        return added

    def extend(self, *texts: T, weight: float = 1, eager: bool = False) -> None:
        """Ways that are told by a text."""
        for text in texts:
            self.add(str(text), weight, eager=eager)(text)


class Writer:
    """Writes one program, line by line."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.imports: set[str] = set()
        self.definitions: list[str] = []
        self.lines: list[str] = []
        self.kinds: set[str] = set()
        self.graph = False
        self.repeated = False
        self._depth = 0
        self._taken: set[str] = set()

    # --- choices ----------------------------------------------------------------------------

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, *options: T) -> T:
        return self.random.choice(options)

    def choose(self, table: Table[T], *, only: Callable[[Choice[T]], bool] | None = None) -> T:
        """One of the ways that work here, by weight; its kind is remembered."""
        open_ = [
            it
            for it in table.choices
            if not (it.eager and self.graph) and (only is None or only(it))
        ]
        chosen = self.random.choices(open_, [it.weight for it in open_])[0]
        self.kinds.add(chosen.kind)
        return chosen.what

    def name(self, *pool: str) -> str:
        """A name that this scene does not use yet, from the pool if it has one left."""
        free = [name for name in pool if name not in self._taken]
        number = 2
        while not free:
            free = [f"{name}{number}" for name in pool if f"{name}{number}" not in self._taken]
            number += 1
        chosen = self.random.choice(free[:3])
        self._taken.add(chosen)
        return chosen

    def forget_names(self) -> None:
        """A new scene may use most names again: people do. Functions keep theirs."""
        defined = {line.split("(")[0].split()[-1].rstrip(":") for line in self.definitions if line}
        self._taken = {name for name in self._taken if name in defined or self.chance(0.4)}

    # --- lines ------------------------------------------------------------------------------

    def put(self, *lines: str) -> None:
        self.lines += [INDENT * self._depth + line if line else "" for line in lines]

    def define(self, text: str, *, here: bool = False) -> None:
        """A function or class: at the top, or where we stand."""
        lines = textwrap.dedent(text).strip("\n").splitlines()
        if here:
            self.put(*lines)
        else:
            self.definitions += ["", "", *lines]

    @contextmanager
    def indented(self, head: str = "") -> Iterator[None]:
        if head:
            self.put(head)
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def need(self, module: str) -> None:
        self.imports.add(f"import {module}" if " " not in module else module)

    def text(self) -> str:
        heads = [*sorted(self.imports), "import numpy as np", "import tensorflow as tf"]
        gap = ["", ""] if self.definitions else [""]
        return "\n".join([*heads, *self.definitions, *gap, *self.lines]) + "\n"


def atom(expression: str) -> str:
    """The expression as an operand: in parentheses if it needs them."""
    depth = 0
    for position, letter in enumerate(expression):
        depth += (letter in "([{") - (letter in ")]}")
        outside = depth == 0 and letter in " -+*/@<>"
        if outside and position != len(expression) - 1:
            return f"({expression})"
    return expression


def listed(names: Sequence[str], brackets: str = "[]") -> str:
    """The names as a display."""
    comma = "," if brackets == "()" and len(names) == 1 else ""
    return f"{brackets[0]}{', '.join(names)}{comma}{brackets[1]}"
