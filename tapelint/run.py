"""Running a whole program: its cells in order, then each function on its own.

A function is followed wherever this file calls it. It is also run once as if called from
elsewhere: its arguments are unknown, and of the names around it only those are known that
are bound once, to something that means the same whenever it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tapelint import libraries
from tapelint.bound import bindings
from tapelint.cells import Cell, Program
from tapelint.functions import RETURNED
from tapelint.interpret import Interpreter
from tapelint.machine import MODULE, STEPS, Activation, BudgetSpent, PathEnds, Staging
from tapelint.optimizers import KIND as OPTIMIZER
from tapelint.parameters import unknown_arguments
from tapelint.program import (
    Block,
    Define,
    Exit,
    Form,
    Handler,
    Import,
)
from tapelint.state import Object, State, forget, join
from tapelint.values import (
    UNKNOWN,
    Constant,
    FunctionRef,
    Key,
    Product,
    Ref,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    leads_on,
    only,
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


SUBJECTS = frozenset({*libraries.TAPE_MEMBERS, "GradientTape", "Variable"})
"""What rules speak of."""
_BLOCKS = ("body", "then", "orelse", "final", "handlers")


def run(program: Program, machine: Interpreter) -> int:
    """Have a new interpreter tell everything that happens; the number of statements run."""
    try:
        return _run(program, machine)
    finally:
        forget()


def _run(program: Program, machine: Interpreter) -> int:
    eager = Staging.UNKNOWN if program.words & GRAPH_MODE else Staging.EAGER
    machine.here = Activation(MODULE, (MODULE,), staging=eager)
    body = tuple(statement for cell in program.cells for statement in cell.body)
    machine.module_body = body
    machine.words = program.words
    state = State({MODULE: {}})
    for cell in program.cells:
        state = _run_cell(machine, cell, state)
    _run_functions(machine, body, state, eager)
    if not program.goes_on:
        _leave_behind(machine, state)
        machine.fates.tell(machine.tell, machine.history.given())
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


def _run_functions(machine: Interpreter, body: Block, end: State, eager: Staging) -> None:
    written = {name for ref in machine.pending for name in ref.function.globals_}
    names = _stable(body, end.frames[MODULE], written)
    classes = {key: obj for key, obj in end.heap.items() if obj.kind == "class"}
    instances = _instances(names, end)
    base = State({MODULE: names}, heap={**classes, **instances}, exposed=frozenset(instances))
    closed = [value for value in names.values() if _is_closed(value)]
    done = set()
    telling = _telling(body, machine.outside.words)
    machine.alone = True
    for ref in machine.pending:  # grows while functions define functions
        if ref.function in done or ref.flavor == "opaque" or not telling & ref.function.words:
            continue
        done.add(ref.function)
        machine.steps = STEPS
        machine.fates.begin()
        here = machine.here
        try:
            _run_alone(machine, ref, base, closed, eager)
        except (BudgetSpent, PathEnds):
            machine.fates.broken_off()
            machine.rounds, machine.catchers = (), []
        machine.here, machine.expecting, machine.variables_certain = here, 0, True


def _instances(names: Mapping[str, Value], end: State) -> dict[Key, Object]:
    """The objects that names of the module stand for: their class is known, and no more."""
    atoms = [only(value) for value in names.values()]
    found = {a.key: end.heap[a.key] for a in atoms if isinstance(a, Ref) and a.key in end.heap}
    return {
        key: Object(obj.kind, {}, UNKNOWN, obj.cls)
        for key, obj in found.items()
        if obj.kind in ("instance", OPTIMIZER) and obj.cls
    }


def _is_closed(value: Value) -> bool:
    """Whether a function among these is closed over more than the module."""
    return any(isinstance(atom, FunctionRef) and atom.scope != (MODULE,) for atom in value)


def _run_alone(
    machine: Interpreter, ref: FunctionRef, base: State, closed: list[Value], eager: Staging
) -> None:
    function = ref.function
    state, names = base, unknown_arguments(function.parameters)
    state = _with_closures(machine, [*closed, frozenset({ref})], state)
    cls = machine.methods.get(function)
    if cls is not None and only(cls) in machine.derived_from:
        cls = frozenset()  # Which method runs depends on the class of the object.
    if cls is not None and ref.flavor in ("plain", "property") and function.parameters:
        key = machine.key(function.origin, "self")
        instance = Object("instance", {}, UNKNOWN, cls)
        state = replace(state.with_object(key, instance), exposed=frozenset({key}))
        names[function.parameters[0].name] = frozenset({Ref(key)})
    frame = machine.key(function.origin, "alone")
    machine.local_names[frame] = function.local
    machine.frame_functions[frame] = function
    traced = Staging.TRACED if ref.traced and eager is Staging.EAGER else Staging.UNKNOWN
    activation = Activation(frame, (*ref.scope, frame), function, traced, (), (function,))
    with machine.within(activation):
        exits = machine.block(function.body, replace(state, frames={**state.frames, frame: names}))
    for after in exits.values():
        given = [after.read(frame, RETURNED), *(after.read(MODULE, n) for n in function.globals_)]
        machine.expose([value for value in given if value is not None], after)
        if frame in machine.captured:
            machine.kept_frames[frame] = after.frames.get(frame, {})


def _with_closures(machine: Interpreter, values: list[Value], state: State) -> State:
    """With the frames that these functions are closed over, as far as they keep their values."""
    frames = dict(state.frames)
    todo = list(values)
    while todo:
        for atom in todo.pop():
            for frame in atom.scope if isinstance(atom, FunctionRef) else ():
                if frame in frames or frame not in machine.kept_frames:
                    continue
                outer, kept = machine.frame_functions[frame], machine.kept_frames[frame]
                inner = [form.function.nonlocals for form in _definitions(outer.body)]
                written = set().union(*inner)
                stable = _stable(outer.body, kept, written)
                if frame not in machine.shared_frames:
                    bound = written.union(name for name, _ in bindings(outer.body))
                    given = {p.name for p in outer.parameters} - bound
                    stable |= {n: kept[n] for n in given & kept.keys() if _is_stable(kept[n])}
                frames[frame] = stable
                todo += stable.values()
    return replace(state, frames=frames)


def _telling(body: Block, more: frozenset[str]) -> frozenset[str]:
    """The words of which a function must have one to have anything to tell.

    They are the names of the tape's class and members, `more`, and the names of the functions of
    this file that have one: called with arguments of this function's choice they may tell more.
    """
    telling = set(SUBJECTS | more)
    functions = [form.function for form in _definitions(body)]
    grown = True
    while grown:
        found = {f.name for f in functions if f.words & telling} - telling
        telling |= found
        grown = bool(found)
    return frozenset(telling)


def _definitions(form: object) -> Iterator[Define]:
    if isinstance(form, tuple):
        for part in form:
            yield from _definitions(part)
    elif isinstance(form, Define):
        yield form
        yield from _definitions(form.function.body)
    elif isinstance(form, (Form, Handler)):
        for name in _BLOCKS:
            yield from _definitions(getattr(form, name, ()))


# --- what keeps its value -------------------------------------------------------------------


def _stable(body: Block, names: Mapping[str, Value], written: set[str]) -> dict[str, Value]:
    """Of the names of a block, those whose value is the same at all times they are read."""
    count: dict[str, int] = {}
    imported: set[str] = set()
    for name, statement in bindings(body):
        again = name in imported and isinstance(statement, Import)
        count[name] = count.get(name, 0) + (0 if again else 1)
        if isinstance(statement, Import):
            imported.add(name)
    return {
        name: value
        for name, value in names.items()
        if name == "*" or (count.get(name) == 1 and name not in written and _is_stable(value))
    }


def _is_stable(value: Value) -> bool:
    atom = only(value)
    if isinstance(atom, Constant):
        return isinstance(atom.value, (bool, int, float, str))
    return isinstance(atom, (FunctionRef, Symbol, Product, Ref, Variable, Tensor))
