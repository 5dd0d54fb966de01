"""How far a module has run, for an editor: the next run goes on where the program has changed.

A *mark* is the interpreter before a statement of the module, set aside. It is as good as running
what stands before it, if that is the same, and nothing in it has looked at what comes after.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import field
from typing import Any, NamedTuple

from tapelint import keras_library, keras_objects, settled
from tapelint.cells import Cell, Program
from tapelint.events import Event
from tapelint.fates import Fates
from tapelint.interpret import Interpreter
from tapelint.machine import GRAPHS, Exits
from tapelint.memory import Memory
from tapelint.program import Block
from tapelint.records import dataclass
from tapelint.state import State
from tapelint.trained import MODES, PENALTIES
from tapelint.updates import speaks_of_scaling
from tapelint.values import Site

STEPS_APART, SHARE = 60, 8
"""So many statements are run between two marks, or this part of all that were run."""
GRAPH_MODE = frozenset(
    {
        "disable_eager_execution",
        "disable_v2_behavior",
        "run_functions_eagerly",
        "enable_eager_execution",
    }
)
"""Where a program says one of these, what is eager and what is traced is not known."""
_SPOKEN = GRAPH_MODE | GRAPHS | MODES | PENALTIES | keras_library.OLD_KERAS | keras_library.SPOKEN


class Withdrawn(NamedTuple):
    """What was told of a site is not meant."""

    site: Site


Told = Event | Withdrawn


def climate(machine: Interpreter) -> tuple[Any, ...]:
    """What changes what is told anywhere in a program: words that it has, and settings."""
    words = machine.words
    spoken = words & _SPOKEN, speaks_of_scaling(words), keras_objects.sets_attributes(words)
    attributes = settled.depends_on(words, machine.module_body)
    return machine.outside, *spoken, attributes, machine.base_names


def hear(machine: Interpreter, told: Told) -> None:
    """Pass on what was told before."""
    if isinstance(told, Withdrawn):
        machine.withdraw(told.site)
    else:
        machine.tell(told)


class Place(NamedTuple):
    """A statement of the module: the number of its cell, and its own."""

    cell: int
    statement: int


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """The module before a statement: the state there, that where the cell began, the ways out."""

    place: Place
    machine: Interpreter
    state: State
    begun: State
    exits: Exits
    told: int


@dataclass(slots=True)
class Course:
    """The last run of one module, kept up to date."""

    _cells: tuple[Cell, ...] = ()
    _climate: tuple[Any, ...] = ()
    _marks: list[Mark] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)

    def resume(self, machine: Interpreter, program: Program) -> Mark | None:
        """Bring a new interpreter to the last mark that is good; None if there is none."""
        same = _same(self._cells, program.cells)
        here = climate(machine)
        good = [m for m in self._marks if m.place <= same and not m.machine.looked_around]
        mark = good[-1] if good and here == self._climate else None
        self._marks = self._marks[: self._marks.index(mark) + 1] if mark else []
        self._told = self._told[: mark.told] if mark else []
        self._cells, self._climate = program.cells, here
        for told in self._told:
            hear(machine, told)
        if mark is not None:
            _become(machine, mark.machine)
        self._listen(machine)
        return mark

    def _listen(self, machine: Interpreter) -> None:
        tell, withdraw, told = machine.tell, machine.withdraw, self._told

        def telling(event: Event) -> None:
            told.append(event)
            tell(event)

        def withdrawing(site: Site) -> None:
            told.append(Withdrawn(site))
            withdraw(site)

        machine.tell, machine.withdraw = telling, withdrawing

    def pass_by(
        self, place: Place, machine: Interpreter, state: State, begun: State, exits: Exits
    ) -> None:
        """Set the interpreter aside, now and then."""
        last = self._marks[-1].machine.total_steps if self._marks else 0
        if machine.total_steps - last >= max(STEPS_APART, last // SHARE):
            mark = Mark(place, aside(machine), state, begun, dict(exits), len(self._told))
            self._marks.append(mark)


def _same(old: tuple[Cell, ...], new: tuple[Cell, ...]) -> Place:
    """The first statement that is another one."""
    cell = 0
    for cell, (a, b) in enumerate(zip(old, new, strict=False)):
        if (a.raises_expected, a.may_be_skipped, a.present, b.present) != (
            b.raises_expected, b.may_be_skipped, None, None,
        ):  # fmt: skip
            return Place(cell, 0)
        common = _common(a.body, b.body)
        if common < max(len(a.body), len(b.body)):
            return Place(cell, common)
    return Place(min(len(old), len(new)), 0)


def _common(a: Block, b: Block) -> int:
    pairs = zip(a, b, strict=False)
    return next((n for n, (x, y) in enumerate(pairs) if x is not y), min(len(a), len(b)))


# --- interpreters ---------------------------------------------------------------------------


def aside(machine: Interpreter) -> Interpreter:
    """Another interpreter that is where this one is; what one does the other does not see."""
    return another(machine, machine.fates.copy(), machine.memory.copy())


def another(machine: Interpreter, fates: Fates, memory: Memory) -> Interpreter:
    """The same with fates and a memory of its own."""
    other = copy(machine)
    for name in _tables(machine):
        setattr(other, name, getattr(machine, name).copy())
    other.watch_calls = {key: sites.copy() for key, sites in machine.watch_calls.items()}
    other.history, other.fates, other.memory = machine.history.copy(), fates, memory
    return other


def _become(machine: Interpreter, mark: Interpreter) -> None:
    """Have an interpreter go on from a mark, for those that it tells, in the module it is of."""
    other = aside(mark)
    body = machine.module_body
    for name in _fields(machine):
        if name not in ("tell", "withdraw", "outside", "module_body", "words", "base_names"):
            setattr(machine, name, getattr(other, name))
    machine.memory = other.memory
    machine.fates.stands_in(mark.module_body, body)


def _fields(machine: Interpreter) -> Iterator[str]:
    for cls in type(machine).__mro__:
        yield from getattr(cls, "__slots__", ())


def _tables(machine: Interpreter) -> list[str]:
    return [n for n in _fields(machine) if isinstance(getattr(machine, n), (dict, set, list))]
