"""Functions on their own: each is run once as if called from elsewhere.

Its arguments are unknown, and of the names around it only those are known that are bound once,
to something that means the same whenever it is read. It sees what the module left, and nothing
of what others do on their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tapelint.course import Told, Withdrawn, another, hear
from tapelint.fates import Fates
from tapelint.functions import RETURNED
from tapelint.ground import Ground
from tapelint.interpret import Interpreter
from tapelint.machine import MODULE, STEPS, Activation, BudgetSpent, PathEnds, Staging
from tapelint.memory import Memory
from tapelint.parameters import unknown_arguments
from tapelint.program import Function
from tapelint.state import Object
from tapelint.values import UNKNOWN, FunctionRef, Key, Ref, only


class Account(NamedTuple):
    """What came of a function on its own, and of the functions that it defines.

    `around`: it depends on statements of the module that it does not name. `fickle`: on more.
    """

    told: tuple[Told, ...]
    fates: Fates
    defined: tuple[FunctionRef, ...]
    steps: int
    around: bool
    fickle: bool


def run_functions(ground: Ground, told: Callable[[Ground, FunctionRef], Account]) -> None:
    """Run each function that has something to tell, or know what it `told`."""
    machine = ground.machine
    machine.alone = True
    done: set[Function] = set()
    for ref in ground.waiting:
        if ref.function not in done and ground.tells(ref):
            done.add(ref.function)
            _take(machine, told(ground, ref))


def _take(machine: Interpreter, told: Account) -> None:
    """Hear what a function had to tell."""
    for event in told.told:
        hear(machine, event)
    machine.fates.absorb(told.fates)
    machine.pending += told.defined
    machine.total_steps += told.steps


# --- one of them ----------------------------------------------------------------------------


def alone(ground: Ground, ref: FunctionRef) -> Account:
    """Run a function, and those that it defines."""
    machine = _apart(ground.machine)
    events: list[Told] = []
    machine.tell = events.append
    machine.withdraw = lambda site: events.append(Withdrawn(site))
    before, first = machine.total_steps, len(machine.pending)
    own, before_it = set[Key](), ground.machine.local_names
    done = set(ground.elsewhere)
    _run(machine, ground, ref, own)
    at = first
    while at < len(machine.pending):  # grows while functions define functions
        inner = machine.pending[at]
        at += 1
        # Where a function was called from here, it defines what it does on its own as well.
        here = all(frame in own or frame in before_it for frame in _frames(machine, inner))
        if here and inner.function not in done and ground.tells(inner):
            done.add(inner.function)
            _run(machine, ground, inner, own)
    machine.fates.settle(machine.history.given)
    return Account(
        tuple(events),
        machine.fates,
        tuple(machine.pending[first:]),
        machine.total_steps - before,
        machine.looked_around,
        any(machine.local_names[frame] is None for frame in machine.local_names.keys() - before_it),
    )


def _frames(machine: Interpreter, ref: FunctionRef) -> Iterator[Key]:
    """The frames of functions that a function is closed over."""
    return (frame for frame in ref.scope if machine.local_names.get(frame) is not None)


def _apart(machine: Interpreter) -> Interpreter:
    """An interpreter for a function, which knows of the module and remembers no call."""
    other = another(machine, machine.fates.apart(), Memory())
    other.looked_around = False
    return other


def _run(machine: Interpreter, ground: Ground, ref: FunctionRef, own: set[Key]) -> None:
    machine.steps = STEPS
    machine.fates.begin()
    here = machine.here
    frame = machine.key(ref.function.origin, "alone")
    own.add(frame)
    try:
        _run_alone(machine, ref, ground, frame)
    except (BudgetSpent, PathEnds):
        machine.fates.broken_off()
        machine.rounds, machine.catchers = (), []
    machine.here, machine.expecting, machine.variables_certain = here, 0, True


def _run_alone(machine: Interpreter, ref: FunctionRef, ground: Ground, frame: Key) -> None:
    function = ref.function
    names = unknown_arguments(function.parameters)
    state = ground.start(machine, ref)
    cls = machine.methods.get(function)
    if cls is not None and only(cls) in machine.derived_from:
        cls = frozenset()  # Which method runs depends on the class of the object.
    if cls is not None and ref.flavor in ("plain", "property") and function.parameters:
        this = ground.selves.get(cls) if function.name != "__init__" else None
        if this is None:
            this = Ref(machine.key(function.origin, "self"))
            instance = Object("instance", {}, UNKNOWN, cls)
            state = replace(state.with_object(this.key, instance), exposed=frozenset({this.key}))
        names[function.parameters[0].name] = frozenset({this})
    machine.local_names[frame] = function.local
    machine.frame_functions[frame] = function
    traced = Staging.TRACED if ref.traced and ground.eager is Staging.EAGER else Staging.UNKNOWN
    activation = Activation(frame, (*ref.scope, frame), function, traced, (), (function,))
    with machine.within(activation):
        exits = machine.block(function.body, state.with_frame(frame, names))
    for after in exits.values():
        given = [after.read(frame, RETURNED), *(after.read(MODULE, n) for n in function.globals_)]
        machine.expose([value for value in given if value is not None], after)
        if frame in machine.captured:
            machine.kept_frames[frame] = after.frames.get(frame, {})
