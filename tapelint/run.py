"""Running a whole program: its cells in order, then each function on its own.

A function is followed wherever this file calls it. It is also run once as if called from
elsewhere, see `solo`.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import NamedTuple

from tapelint.bound import bindings
from tapelint.cells import Cell, Program
from tapelint.course import GRAPH_MODE, Course, Mark, Place
from tapelint.ground import Ground, base_names
from tapelint.interpret import Interpreter
from tapelint.keras_library import LONGER
from tapelint.loops import merge
from tapelint.machine import MODULE, STEPS, Activation, BudgetSpent, Exits, Staging
from tapelint.program import Block, Exit
from tapelint.records import dataclass
from tapelint.remembered import forget
from tapelint.solo import alone, run_functions
from tapelint.solos import Solos
from tapelint.stack_uses import are_followed
from tapelint.state import State, join
from tapelint.values import (
    UNKNOWN,
    FunctionRef,
    TapeRef,
    leads_on,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a program since it was run the last time; it is kept up to date."""

    course: Course = field(default_factory=Course)
    solos: Solos = field(default_factory=Solos)


def run(program: Program, machine: Interpreter, known: Known | None = None) -> int:
    """Have a new interpreter tell everything that happens; the number of statements run."""
    try:
        return _run(program, machine, known)
    finally:
        forget()


def _run(program: Program, machine: Interpreter, known: Known | None) -> int:
    eager = Staging.UNKNOWN if program.words & GRAPH_MODE else Staging.EAGER
    machine.here = Activation(MODULE, (MODULE,), staging=eager)
    body = tuple(statement for cell in program.cells for statement in cell.body)
    machine.module_body = body
    machine.words = program.words - (LONGER if are_followed(body, program.words) else frozenset())
    machine.base_names = base_names(body)
    state = _run_cells(machine, program, known.course if known else None)
    machine.fates.settle(machine.history.given)
    ground = Ground.of(machine, state, eager)
    run_functions(ground, known.solos.of(ground) if known else alone)
    if not program.goes_on:
        _leave_behind(machine, state)
        machine.fates.tell(machine.tell)
        machine.penalties()
    return machine.total_steps


def _leave_behind(machine: Interpreter, state: State) -> None:
    """What the names of the module hold in the end, other code may get at."""
    functions = [ref.function for ref in machine.pending]
    read_by_functions = {word for f in functions for word in f.words if word not in f.local}
    for name, value in state.frames[MODULE].items():
        read = name in read_by_functions
        for atom in value:
            if isinstance(atom, TapeRef) and atom.key in state.tapes:
                life = machine.fates.of(state.tapes[atom.key])
                life.out_of_sight = life.out_of_sight or read
                life.kept = name if len(value) == 1 else None
            elif isinstance(atom, FunctionRef) and len(atom.scope) == 1:
                continue  # It gets at no more than these names.
            elif leads_on(frozenset({atom})):
                machine.expose([frozenset({atom})], state)


def _run_cells(machine: Interpreter, program: Program, course: Course | None) -> State:
    """Run the cells, those that have not changed up to a mark of the last time left out."""
    mark = course.resume(machine, program) if course else None
    state, first = (mark.state, mark.place.cell) if mark else (State({MODULE: {}}), 0)
    for number, cell in enumerate(program.cells[first:], first):
        state = _run_cell(machine, cell, state, _Walk(number, course, mark))
        mark = None
    return state


class _Walk(NamedTuple):
    """A way through the statements of a cell: its number, who sets marks, where it goes on."""

    number: int
    course: Course | None
    mark: Mark | None

    def run(self, machine: Interpreter, body: Block, state: State, begun: State) -> Exits:
        """Run one statement after the other."""
        exits: Exits = dict(self.mark.exits) if self.mark else {}
        first = self.mark.place.statement if self.mark else 0
        for at, statement in enumerate(body[first:], first):
            if self.course is not None:
                self.course.pass_by(Place(self.number, at), machine, state, begun, exits)
            result = machine.block((statement,), state)
            after = result.pop(Exit.NEXT, None)
            merge(exits, result)
            if after is None:
                return exits
            state = after
        merge(exits, {Exit.NEXT: state})
        return exits


def _run_cell(machine: Interpreter, cell: Cell, state: State, walk: _Walk) -> State:
    begun = walk.mark.begun if walk.mark else state
    here = machine.here
    if not walk.mark:
        machine.steps = STEPS
        machine.fates.begin()
        machine.expecting = int(cell.raises_expected)
        if cell.present is not None:
            from tapelint.reconcile import reconciled

            begun = state = reconciled(state, cell.present)
    try:
        exits = walk.run(machine, cell.body, state, begun)
    except BudgetSpent:
        machine.fates.broken_off()
        machine.here, machine.rounds, machine.catchers = here, (), []
        unknown = machine.give_up(begun)
        names = {name: UNKNOWN for name, _ in bindings(cell.body)}
        return replace(
            unknown, frames={**unknown.frames, MODULE: {**unknown.frames[MODULE], **names}}
        )
    finally:
        machine.expecting = 0
    # An exception ends the cell; the next one runs on from there.
    after = join(exits.get(Exit.NEXT), exits.get(Exit.RAISE)) or begun
    if cell.may_be_skipped:
        after = _maybe(machine, begun, after)
    return after.with_tests(frozenset())


def _maybe(machine: Interpreter, before: State, after: State) -> State:
    """After a cell that may not have run; the tapes that it used are in no certain state.

    Cells under one magic run together or not at all, so that no tape is used up by one of them
    and asked again in another just because the cell between was left out.
    """
    used = {
        key
        for key, tape in after.tapes.items()
        if key not in before.tapes or replace(before.tapes[key], asked=tape.asked) != tape
    }
    both = join(before, after)
    return machine.havoc(both.with_exposed(both.exposed | used))
