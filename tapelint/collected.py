"""What a comprehension or a generator function has given so far, as a value of the state."""

from __future__ import annotations

from typing import NamedTuple

from tapelint.joins import join_values
from tapelint.values import (
    NOTHING,
    Sequence,
    Stream,
    Value,
)


class Collected(NamedTuple):
    """The elements so far.

    `runs`: one by one, on each path; `loose`: those of loops that may run any number of times,
    all together, so that one round more changes nothing if its element is not new.
    """

    runs: tuple[tuple[Value, ...], ...] = ((),)
    loose: Value = NOTHING

    @staticmethod
    def of(value: Value) -> Collected:
        """Read back from the state."""
        runs = tuple(atom.items for atom in value if isinstance(atom, Sequence))
        loose = NOTHING
        for atom in value:
            if isinstance(atom, Stream):
                loose = join_values(loose, atom.element)
        return Collected(runs, loose)

    def and_(self, element: Value, counted: bool) -> Value:
        """With one element more; `counted`: it is certain how many there are before it."""
        if counted and not self.loose:
            return frozenset(Sequence((*run, element)) for run in self.runs)
        return frozenset({Stream(join_values(self.any, element))})

    @property
    def value(self) -> Value:
        """As it stands in the state."""
        loose = frozenset({Stream(self.loose)}) if self.loose else NOTHING
        return frozenset(map(Sequence, self.runs)) | loose

    @property
    def complete(self) -> bool:
        """Whether each element is known, with its place."""
        return len(self.runs) == 1 and not self.loose

    @property
    def items(self) -> tuple[Value, ...]:
        """The elements, if they are complete."""
        return self.runs[0]

    @property
    def any(self) -> Value:
        """Any of the elements."""
        found = self.loose
        for run in self.runs:
            for item in run:
                found = join_values(found, item)
        return found
