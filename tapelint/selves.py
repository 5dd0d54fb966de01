"""The object that a method on its own runs on: as `__init__` leaves it, as far as that lasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from tapelint.course import another
from tapelint.interpret import Interpreter
from tapelint.machine import MODULE, STEPS, BudgetSpent, PathEnds
from tapelint.memory import Memory
from tapelint.optimizers import KIND as OPTIMIZER
from tapelint.settled import is_lasting
from tapelint.state import Object, State
from tapelint.tapes import Arguments
from tapelint.values import NOTHING, UNKNOWN, FunctionRef, Key, Ref, Value, only


def lasting(machine: Interpreter, values: Iterable[Value], state: State) -> dict[Key, Object]:
    """The objects that these values are, and those in attributes that keep their value.

    Of each its class is known, these attributes, and no more.
    """
    found: dict[Key, Object] = {}
    todo = [only(value) for value in values]
    while todo:
        atom = todo.pop()
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        if not isinstance(atom, Ref) or obj is None or atom.key in found or not obj.cls:
            continue
        if obj.kind in ("instance", OPTIMIZER):
            kept = machine.settled(obj, state)
            fields = {n: v for n, v in obj.fields.items() if n in kept and _lasts(v)}
            found[atom.key] = Object(obj.kind, fields, UNKNOWN, obj.cls)
            todo += [only(value) for value in fields.values()]
    return found


def _lasts(value: Value) -> bool:
    atom = only(value)
    around = atom.scope != (MODULE,) if isinstance(atom, FunctionRef) else False
    return is_lasting(value) and not around


def prepare(
    machine: Interpreter,
    methods: Iterable[FunctionRef],
    base: State,
    start: Callable[[FunctionRef, State], State],
) -> tuple[Mapping[Value, Ref], State]:
    """For the classes of these methods an object each, and the state in which they are.

    `start`: the state in which a function starts.
    """
    selves: dict[Value, Ref] = {}
    for cls in dict.fromkeys(machine.methods.get(ref.function, NOTHING) for ref in methods):
        made = _made(machine, cls, base, start) if _is_last(machine, cls) else None
        if made is not None:
            selves[cls], after = made
            objects = lasting(machine, [frozenset({selves[cls]})], after)
            exposed = base.exposed | objects.keys()
            base = replace(base, heap={**base.heap, **objects}, exposed=exposed)
    return selves, base


def _is_last(machine: Interpreter, cls: Value) -> bool:
    """Whether no class of the file derives from it: else the class of an object may be another."""
    return only(cls) is not None and only(cls) not in machine.derived_from


def _made(
    machine: Interpreter, cls: Value, base: State, start: Callable[[FunctionRef, State], State]
) -> tuple[Ref, State] | None:
    """An object of a class whose `__init__` was given what is not known."""
    (atom,) = cls
    init = only(machine.in_class(atom, "__init__", base) or NOTHING)
    if not isinstance(init, FunctionRef) or init.flavor != "plain" or init.receiver is not None:
        return None
    this = Ref(machine.key(init.function.origin, "self"))
    blank = Object("instance", {}, NOTHING, cls)
    if not machine.settled(blank, base):
        return None
    other = another(machine, machine.fates.apart(), Memory())
    other.tell, other.withdraw = _ignore, _ignore
    other.steps = STEPS
    bound, site = replace(init, receiver=frozenset({this})), init.function.origin
    before = start(init, base).with_object(this.key, blank)
    try:
        with other.silence():
            _, after = other.run_function(bound, Arguments(opaque=True), site, before)
    except (BudgetSpent, PathEnds):
        return None
    machine.take_names(other)
    machine.fates.models |= other.fates.models
    machine.fates.shared |= other.fates.shared
    return this, after


def _ignore(_: object) -> None:
    """Nothing is told of an object that may never be made."""
