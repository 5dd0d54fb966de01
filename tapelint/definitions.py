"""Imports, functions and classes: what their statements bind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.instances import record_class
from tapelint.machine import MODULE, Exits
from tapelint.program import Call, Define, DefineClass, Exit, Expr, Import, Name
from tapelint.source import ANYTHING
from tapelint.state import Object, State
from tapelint.symbols import traced
from tapelint.tapes import Arguments
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    FunctionRef,
    Partial,
    Product,
    Ref,
    Sequence,
    Symbol,
    Value,
    only,
)

if TYPE_CHECKING:
    from tapelint.interpret import Interpreter


# --- imports --------------------------------------------------------------------------------


def import_(machine: Interpreter, statement: Import, state: State) -> State:
    """`import path as name`, `from path import member as name`."""
    if statement.path == ANYTHING:
        return _bound_anew(machine, state)
    if statement.member == "*":
        stars = (state.read(MODULE, "*") or NOTHING) | {Symbol(libraries.canonical(statement.path))}
        return state.bind(MODULE, "*", stars)
    path = statement.path
    full = path if statement.member is None else f"{path}.{statement.member}"
    canonical = libraries.canonical(full)
    value: Value = frozenset({Symbol(canonical)})
    foreign = libraries.root(canonical) not in libraries.SILENT_ROOTS
    if path.startswith(".") or foreign:
        # A compatibility layer of the project: `from .compat import tf`.
        if statement.name in ("tf", "tensorflow") and statement.member is not None:
            value = frozenset({Symbol("tensorflow")})
        elif path.startswith("."):
            known = machine.outside.relative(full)
            value = UNKNOWN if known is None else frozenset({Symbol(known)})
    return state.bind(machine.frame_of(statement.name), statement.name, value)


def _bound_anew(machine: Interpreter, state: State) -> State:
    """After `%run setup.py`: only libraries are still what they were."""
    names = state.frames.get(MODULE, {})
    lost = {name: value for name, value in names.items() if not all(map(_is_library, value))}
    state = machine.hand_over([*lost.values()], state)
    for name in lost:
        state = state.bind(MODULE, name, UNKNOWN)
    return state


def _is_library(atom: Atom) -> bool:
    return isinstance(atom, Symbol)


# --- functions ------------------------------------------------------------------------------


def define(machine: Interpreter, statement: Define, state: State) -> State:
    """A `def`: decorators, defaults, then the name."""
    decorators = []
    for expr in statement.decorators:
        value, state = machine.eval(expr, state)
        decorators.append(value)
    ref, state = machine.close(statement.function, state)
    value = frozenset({ref})
    for expr, decorator in zip(reversed(statement.decorators), reversed(decorators), strict=True):
        value, state = _decorate(machine, decorator, expr, value, state)
        _replace_pending(machine, ref, value)
    return state.bind(machine.frame_of(statement.function.name), statement.function.name, value)


def _decorate(
    machine: Interpreter, decorator: Value, expr: Expr, value: Value, state: State
) -> tuple[Value, State]:
    atom = only(decorator)
    path = atom.path if isinstance(atom, Symbol) else None
    if isinstance(atom, Partial) and only(atom.function) == Symbol("tensorflow.function"):
        path = "tensorflow.function"
    if path == "tensorflow.function":
        return traced(value), state
    if path in libraries.CUSTOM_GRADIENTS:
        custom: Value = frozenset({Product(libraries.CUSTOM_GRADIENT)})
        return custom, machine.hand_over([value], state)
    flavor = _FLAVORS.get(path or "")
    if flavor is not None:
        return _with_flavor(value, flavor), state
    if path in libraries.TRANSPARENT_DECORATORS or path == "functools.<transparent>":
        return value, state
    if isinstance(expr, Name) or atom is not None:
        name = getattr(expr, "name", "")
        if name in ("setter", "deleter", "getter"):
            return _with_flavor(value, "accessor"), state
    descriptor = isinstance(atom, Ref) and machine.in_class(atom, "__get__", state) is not None
    if isinstance(atom, (FunctionRef, Partial, Ref)) and not descriptor:
        call = machine.written(expr, "decorated", lambda: Call(expr, (), origin=expr.origin))
        return machine.apply(decorator, Arguments((value,)), call, state)
    return UNKNOWN, machine.hand_over([decorator, value], state)


_FLAVORS = {
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "builtins.property": "property",
    "functools.cached_property": "cached",
    "functools.lru_cache": "opaque",
    "functools.cache": "opaque",
    "contextlib.contextmanager": "manager",
    "contextlib.asynccontextmanager": "manager",
}


def _with_flavor(value: Value, flavor: str) -> Value:
    return frozenset(
        replace(atom, flavor=flavor) if isinstance(atom, FunctionRef) else atom for atom in value
    )


def _replace_pending(machine: Interpreter, ref: FunctionRef, value: Value) -> None:
    """The function as it will be run on its own is the decorated one."""
    atom = only(value)
    if isinstance(atom, FunctionRef):
        for i, waiting in enumerate(machine.pending):
            if waiting.function is ref.function:
                machine.pending[i] = atom


# --- classes --------------------------------------------------------------------------------


def define_class(machine: Interpreter, statement: DefineClass, state: State) -> Exits:
    """A `class`: its bases, its body in a scope of its own, then the name."""
    bases: list[Value] = []
    for argument in statement.bases:
        value, state = machine.eval(argument.value, state)
        if argument.name is None:
            bases.append(UNKNOWN if argument.star else value)
    special: Value = UNKNOWN if any(a.name for a in statement.bases) else NOTHING
    decorators, state = machine.eval_all(statement.decorators, state)
    special = special.union(*decorators)
    frame = machine.key(statement.origin, "class")
    machine.local_names[frame] = None
    machine.derived_from |= {atom for base in bases for atom in base}
    first = len(machine.pending)
    here = machine.here
    inside = replace(here, frame=frame, scope=(*here.scope, frame), function=None, at_yield=None)
    with machine.within(inside):
        exits = machine.block(statement.body, state.with_frame(frame, {}))
    after = exits.pop(Exit.NEXT, None)
    if after is None:
        return exits
    fields: dict[str, Value] = dict(after.frames.get(frame, {}))
    fields["<bases>"] = frozenset({Sequence(tuple(bases))})
    record = record_class(machine, statement, bases, decorators, fields, after)
    if record is not None:
        fields.update(record)
    elif special:
        fields["<decorated>"] = special
    value, after = machine.make_object(
        statement.origin, Object("class", fields), after.without_frame(frame)
    )
    if statement.name in machine.base_names:
        machine.derived_from |= value
    _adopt(machine, first, value, frame)
    exits[Exit.NEXT] = after.bind(machine.frame_of(statement.name), statement.name, value)
    return exits


def _adopt(machine: Interpreter, first: int, cls: Value, frame: object) -> None:
    """The methods of a class do not see its scope; on their own they run on an instance."""
    for i in range(first, len(machine.pending)):
        ref = machine.pending[i]
        if ref.scope and ref.scope[-1] == frame:
            machine.methods[ref.function] = cls
