"""Running a whole program: its cells in order, then each function on its own.

A function is followed wherever this file calls it. It is also run once as if called from
elsewhere, see `solo`.
"""

from __future__ import annotations

from dataclasses import replace

from tapelint.bound import bindings
from tapelint.cells import Cell, Program
from tapelint.ground import Ground
from tapelint.interpret import Interpreter
from tapelint.machine import MODULE, STEPS, Activation, BudgetSpent, Staging
from tapelint.program import Exit
from tapelint.solo import alone, run_functions
from tapelint.solos import Solos
from tapelint.state import State, forget, join
from tapelint.values import (
    UNKNOWN,
    FunctionRef,
    TapeRef,
    leads_on,
)

GRAPH_MODE = frozenset(
    {
        "disable_eager_execution",
        "disable_v2_behavior",
        "run_functions_eagerly",
        "enable_eager_execution",
    }
)
"""Where a program says one of these, what is eager and what is traced is not known."""


def run(program: Program, machine: Interpreter, earlier: Solos | None = None) -> int:
    """Have a new interpreter tell everything that happens; the number of statements run.

    `earlier`: what functions of the program told the last time; it is kept up to date.
    """
    try:
        return _run(program, machine, earlier)
    finally:
        forget()


def _run(program: Program, machine: Interpreter, earlier: Solos | None) -> int:
    eager = Staging.UNKNOWN if program.words & GRAPH_MODE else Staging.EAGER
    machine.here = Activation(MODULE, (MODULE,), staging=eager)
    body = tuple(statement for cell in program.cells for statement in cell.body)
    machine.module_body = body
    machine.words = program.words
    state = State({MODULE: {}})
    for cell in program.cells:
        state = _run_cell(machine, cell, state)
    machine.fates.settle(machine.history.given_to)
    ground = Ground.of(machine, state, eager)
    run_functions(ground, earlier.of(ground) if earlier else alone)
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


def _run_cell(machine: Interpreter, cell: Cell, state: State) -> State:
    machine.steps = STEPS
    machine.fates.begin()
    machine.expecting = int(cell.raises_expected)
    here = machine.here
    if cell.present is not None:
        from tapelint.reconcile import reconciled

        state = reconciled(state, cell.present)
    try:
        exits = machine.block(cell.body, state)
    except BudgetSpent:
        machine.fates.broken_off()
        machine.here, machine.rounds, machine.catchers = here, (), []
        unknown = machine.give_up(state)
        names = {name: UNKNOWN for name, _ in bindings(cell.body)}
        return replace(
            unknown, frames={**unknown.frames, MODULE: {**unknown.frames[MODULE], **names}}
        )
    finally:
        machine.expecting = 0
    # An exception ends the cell; the next one runs on from there.
    after = join(exits.get(Exit.NEXT), exits.get(Exit.RAISE)) or state
    if cell.may_be_skipped:
        after = _maybe(machine, state, after)
    return replace(after, tests=frozenset())


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
    return machine.havoc(replace(both, exposed=both.exposed | used))
