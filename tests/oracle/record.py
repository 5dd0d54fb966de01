"""What was seen: the outcome of every execution of a tape call, by place in the source."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .marks import Place

MISPAIRED = "a variable was not moved by its own gradient"
UNSCALED = "the variables hardly moved"
"""What an optimizer may do wrong, see `updates`."""
ANYWHERE = -1
"""The column of a call that no probe announced, such as one made by `map`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One execution of one call.

    `operation` is the name of the tape's method, or `construct`, `enter`, `attribute`,
    `augment`, `call`. `errors` are the names of the exception's class and its bases.
    `missing` says that a leaf of the result is None, `zeros` that zeros stand for it because
    the call asked for them (`unconnected_gradients`) or always gives them (`batch_jacobian`).
    `facts` is what `effects` measured; the operation `lived` says at the call that made a tape
    what became of it.
    `wrong`: what an optimizer did to the variables, see `updates`.
    `result` are the leaves of a derivative, bit for bit.
    """

    operation: str
    errors: tuple[str, ...] = ()
    message: str = ""
    missing: bool = False
    zeros: bool = False
    logged: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    result: tuple[object, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def bad(self) -> bool:
        """Whether an unmarked call may not end like this."""
        return bool(self.errors or self.wrong) or self.missing or self.zeros

    def __str__(self) -> str:
        """For messages of the oracle."""
        if self.errors:
            return f"{self.operation}: {self.errors[0]}: {self.message.splitlines()[0][:90]}"
        if self.wrong:
            return f"{self.operation}: {', '.join(self.wrong)}"
        return f"{self.operation}: " + (
            "None" if self.missing else "zeros" if self.zeros else ", ".join(self.facts) or "fine"
        )


@dataclass(frozen=True, slots=True)
class Escape:
    """An exception that ended the program or the cell, with its innermost line there."""

    place: Place
    error: str


@dataclass(slots=True)
class Record:
    """All outcomes of one run."""

    outcomes: dict[Place, dict[int, list[Outcome]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    derivatives: set[tuple[Place, int]] = field(default_factory=set)
    reached: set[tuple[Place, int]] = field(default_factory=set)
    escapes: list[Escape] = field(default_factory=list)

    def add(self, place: Place, column: int, outcome: Outcome) -> None:
        """One more execution."""
        self.outcomes[place][column].append(outcome)

    def at(self, place: Place) -> dict[int, list[Outcome]]:
        """The outcomes of one line by column."""
        return dict(self.outcomes.get(place, {}))

    @property
    def unreached(self) -> set[Place]:
        """Lines with a derivative call that never ran."""
        return {place for place, column in self.derivatives - self.reached}
