"""What functions on their own told the last time, and whether they would tell the same again.

A function would if it is the same, and all that it may read of the ground: by the names that occur
in it, in what these stand for, and so on. What has keys (variables, tensors) is the same only if
the module ran just as it did: what was done to it is kept elsewhere, and not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, NamedTuple

from tapelint.course import climate
from tapelint.ground import Ground
from tapelint.machine import MODULE
from tapelint.memory import Names, footprint
from tapelint.program import Block, Define, DefineClass, Function
from tapelint.records import dataclass
from tapelint.solo import Account, alone
from tapelint.state import Object, State
from tapelint.values import (
    NOTHING,
    Constant,
    Detached,
    FunctionRef,
    Key,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Stream,
    Symbol,
    Unbound,
    Unknown,
    Value,
)

_KEYLESS = (Unknown, Unbound, Constant, Symbol)


class Reading(NamedTuple):
    """What a function may read of the ground; `common`: what all may."""

    ref: FunctionRef
    cls: Value | None
    overridden: bool
    telling: frozenset[str]
    names: Names
    objects: Mapping[Key, Object]
    common: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What a function told, where the module ran for the `course`-th time."""

    reading: Reading
    told: Account
    course: int
    keyed: bool
    elsewhere: frozenset[Function]


@dataclass(frozen=True, slots=True)
class _Module:
    """The statements of a module, the functions that they ran, the names that there were."""

    body: Block = ()
    ran: frozenset[Function] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class Solos:
    """The functions of one program, kept up to date."""

    _known: dict[Function, _Known] = field(default_factory=dict)
    _module: _Module = field(default_factory=_Module)
    _course: int = 0

    def of(self, ground: Ground) -> Callable[[Ground, FunctionRef], Account]:
        """Tells of each function what it tells, which is known or not."""
        if not ground.waiting:
            return alone
        module = _module_of(ground)
        self._course += not _same_course(self._module, module)
        self._module = module
        before, self._known = self._known, {}
        common = _common(ground)

        def told(ground: Ground, ref: FunctionRef) -> Account:
            reading, keyed = _reading(ground, ref, common)
            known = before.get(ref.function)
            if known is None or not self._holds(known, reading, ground):
                told = alone(ground, ref)
                known = _Known(reading, told, self._course, keyed, _elsewhere(told, ground))
            if not known.told.fickle:
                self._known[ref.function] = known
            return known.told

        return told

    def _holds(self, known: _Known, reading: Reading, ground: Ground) -> bool:
        """Whether a function would tell the same."""
        needs_course = known.keyed or known.told.around
        return (
            (known.course == self._course or not needs_course)
            and known.reading == reading
            and known.elsewhere == _elsewhere(known.told, ground)
        )


def _elsewhere(told: Account, ground: Ground) -> frozenset[Function]:
    """The functions defined by one that are run on their own anyway."""
    return ground.elsewhere.intersection(ref.function for ref in told.defined)


# --- what is read ---------------------------------------------------------------------------


def _common(ground: Ground) -> tuple[Any, ...]:
    machine = ground.machine
    functions = [ref.function for ref in ground.waiting]
    return (
        ground.eager,
        climate(machine),
        frozenset[str]().union(*(f.globals_ | f.nonlocals for f in functions)),
        frozenset(machine.fates.models),
        frozenset(machine.fates.shared),
        (machine.handled, machine.finals, machine.unrolled, machine.asserting),
    )


def _reading(ground: Ground, ref: FunctionRef, common: tuple[Any, ...]) -> tuple[Reading, bool]:
    """What a function may read, and whether something of that has keys."""
    machine = ground.machine
    state = ground.start(machine, ref)
    cls = machine.methods.get(ref.function)
    overridden = bool(cls) and not machine.derived_from.isdisjoint(cls or NOTHING)
    this = ground.selves.get(cls or NOTHING)
    read = [frozenset({ref}), cls or NOTHING, *([frozenset({this})] if this is not None else [])]
    keys, names = footprint(read, state)
    objects = {key: state.heap[key] for key in keys if key in state.heap}
    telling = ground.telling & ref.function.words
    held = [frozenset({ref}), *(v for found in names.values() for v in found.values())]
    held += [value for obj in objects.values() for value in (obj.content, obj.cls)]
    keyed = not all(_is_keyless(value, ground, state) for value in held)
    return Reading(ref, cls, overridden, telling, names, objects, common), keyed


def _is_keyless(value: Iterable[Any], ground: Ground, state: State) -> bool:
    """Whether all that is known of a value is what it is."""

    def plain(values: Iterable[Value]) -> bool:
        return all(_is_keyless(each, ground, state) for each in values)

    for atom in value:
        match atom:
            case _ if isinstance(atom, _KEYLESS):
                continue
            case Product():
                known = not atom.layers and atom.key is None
            case Ref(key):
                known = key in state.heap
            case Detached(keys):
                known = not keys
            case FunctionRef():
                known = _is_of_module(atom, ground) and plain(v for _, v in atom.defaults)
                known = known and plain([atom.receiver or NOTHING])
            case Sequence(items, None):
                known = plain(items)
            case Stream(element, once=None):
                known = plain([element])
            case Method(receiver):
                known = plain([frozenset({receiver})])
            case Partial(function, positional, keywords):
                known = plain([function, *positional, *(v for _, v in keywords)])
            case _:
                known = False
        if not known:
            return False
    return True


def _is_of_module(ref: FunctionRef, ground: Ground) -> bool:
    """Whether a function is closed over no frame of another one."""
    return all(
        frame == MODULE or ground.machine.local_names.get(frame) is None for frame in ref.scope
    )


# --- how the module ran ---------------------------------------------------------------------


def _module_of(ground: Ground) -> _Module:
    machine = ground.machine
    ran = frozenset(machine.frame_functions.values())
    return _Module(machine.module_body, ran, frozenset(ground.base.frames[MODULE]))


def _same_course(old: _Module, new: _Module) -> bool:
    """Whether a module ran as it did: no more than functions have changed that it did not run."""
    return old.names == new.names and _same_block(old.body, new.body, old, new)


def _same_block(a: Block, b: Block, old: _Module, new: _Module) -> bool:
    return len(a) == len(b) and all(
        one is other or _same_definition(one, other, old, new)
        for one, other in zip(a, b, strict=True)
    )


def _same_definition(one: object, other: object, old: _Module, new: _Module) -> bool:
    match one, other:
        case Define(), Define():
            return one.decorators == other.decorators and _same_outside(
                one.function, other.function, old, new
            )
        case DefineClass(), DefineClass():
            head = (one.name, one.bases, one.decorators, one.annotated, one.local)
            return head == (
                other.name,
                other.bases,
                other.decorators,
                other.annotated,
                other.local,
            ) and _same_block(one.body, other.body, old, new)
    return False


def _same_outside(f: Function, g: Function, old: _Module, new: _Module) -> bool:
    """Whether two functions that were not run are the same to the module."""
    return (
        f not in old.ran
        and g not in new.ran
        and (f.name, f.parameters, f.globals_, f.nonlocals, f.is_async, f.is_generator)
        == (g.name, g.parameters, g.globals_, g.nonlocals, g.is_async, g.is_generator)
        and f.words & new.names == g.words & new.names
    )
