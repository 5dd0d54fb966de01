"""What stands in the values of names and fields: asked again and again of the same mappings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from tapelint import values
from tapelint.program import Function
from tapelint.values import (
    NOTHING,
    Atom,
    Key,
    Sequence,
    Unknown,
    Value,
    leads_on,
    mentions,
    only,
    recorders,
    within,
)

T = TypeVar("T")
Names = Mapping[Any, Value]


class Remembered(Generic[T]):
    """What is `found` in a mapping of names or fields; these do not change once made."""

    MOST = 1024

    def __init__(self, found: Callable[[Names], T]) -> None:
        self._found = found
        self._known: dict[int, tuple[Names, T]] = {}

    def in_(self, names: Names) -> T:
        """All that is found there."""
        known = self._known.get(id(names))
        if known is None:
            if len(self._known) >= self.MOST:
                self._known.clear()
            # What is kept keeps its `id`.
            known = self._known[id(names)] = (names, self._found(names))
        return known[1]

    def forget(self) -> None:
        """Let go of the names and fields."""
        self._known.clear()


def _union(found: Callable[[Value], frozenset[T]]) -> Remembered[frozenset[T]]:
    """What is found in any of the values."""
    return Remembered(lambda names: frozenset[T]().union(*map(found, names.values())))


def _leading(names: Names) -> tuple[Value, ...]:
    return tuple(filter(leads_on, names.values()))


def _unread(_: Names) -> dict[Function, dict[str, Value]]:
    return {}


def _bases(fields: Names) -> list[Atom]:
    atom = only(fields.get("<bases>", NOTHING))
    return [only(base) or Unknown() for base in atom.items] if isinstance(atom, Sequence) else []


MENTIONS = _union(mentions)
ATOMS = _union(within)
LEADING = Remembered(_leading)
"""The values through which tapes, objects or functions can be got at."""
BASES = Remembered(_bases)
"""The classes that a class with these fields derives from directly, in order."""
_RECORDERS = _union(recorders)
_READ = Remembered(_unread)


def recorded(names: Names) -> frozenset[Key]:
    """The tapes through which a tensor among these values is connected to anything."""
    return _RECORDERS.in_(names)


def read_by(function: Function, names: Mapping[str, Value]) -> Mapping[str, Value]:
    """Those of these names that a function may read."""
    known = _READ.in_(names)
    found = known.get(function)
    if found is None:
        words = (function.words | {"*"}) & names.keys()
        found = known[function] = {name: names[name] for name in words}
    return found


def forget() -> None:
    """After a run: what is remembered of values would keep its program alive."""
    for kept in (MENTIONS, ATOMS, LEADING, BASES, _RECORDERS, _READ):
        kept.forget()
    values.forget()
