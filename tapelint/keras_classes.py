"""Classes of the file that derive from a layer or model of Keras, and what Keras does with them.

`layer(x)` runs the `call` of the class, `model.fit` its `train_step`. What Keras does besides
concerns no tape: it makes tensors of arrays, builds the variables the first time, and passes
`training` on from a layer around. Only what no code out of sight holds is followed: nobody else
sets its attributes. Nothing runs the methods of a `tf.Module`; it is only told apart here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import changes, keras_library, libraries
from tapelint.keras_objects import is_symbolic
from tapelint.program import Function
from tapelint.state import State, join, leaves
from tapelint.tapes import Arguments
from tapelint.tensors import MAYBE_SAME
from tapelint.values import (
    UNKNOWN,
    Atom,
    FunctionRef,
    Ref,
    Sequence,
    Site,
    Symbol,
    Tensor,
    Value,
    Variable,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
REHEARSALS = 4
"""After so many there has to be nothing new."""


def is_plain(machine: Calls, cls: Atom | None, state: State) -> bool:
    """Whether a class derives from one of Keras, and does nothing to calls and attributes."""
    return _base(machine, cls, state) in keras_library.BASES


def is_module(machine: Calls, cls: Atom | None, state: State) -> bool:
    """Whether a class derives from `tf.Module`, and does nothing to attributes."""
    hooks = keras_library.HOOKS - {"__call__"}
    return _base(machine, cls, state, hooks) == libraries.MODULE


def _base(
    machine: Calls, cls: Atom | None, state: State, hooks: frozenset[str] = keras_library.HOOKS
) -> str | None:
    """The class of a library that a class derives from by itself; None: there is more to it.

    `hooks`: what makes it a class of another kind.
    """
    while isinstance(cls, Ref) and cls.key in state.heap:
        bases = machine.bases(cls, state)
        if len(bases) != 1 or not hooks.isdisjoint(state.heap[cls.key].fields):
            return None
        cls = bases[0]
    return cls.path if isinstance(cls, Symbol) else None


def is_quiet(machine: Calls, ref: Ref, name: str, state: State, *, of_base: bool = False) -> bool:
    """Whether a method that a library defines leaves an object of the file alone.

    `of_base`: it is called in one of the same name.
    """
    cls = only(state.heap[ref.key].cls)
    if name == "__init__" and is_module(machine, cls, state):
        return True
    base = _base(machine, cls, state)
    return base in keras_library.BASES and (
        name in keras_library.QUIET
        or (of_base and name == "build" and base in keras_library.LAYERS)
    )


def after_quiet(machine: Calls, ref: Ref, name: str, arguments: Arguments, state: State) -> State:
    """After a call of such a method, which may have set attributes that the program has as well."""
    state = machine.lend(arguments, state)
    told, given = arguments.opaque, {name for name, _ in arguments.keywords}
    own = state.heap[ref.key]
    for attribute in keras_library.SET_IF_GIVEN.get(name, ()):
        if told or attribute in given or attribute in own.fields:
            own = own.put(attribute, UNKNOWN)
    return state.with_object(ref.key, own)


def trained(machine: Calls, ref: Ref, name: str, site: Site, state: State) -> State:
    """In a call of `fit`: Keras compiles the `train_step` of the class and runs it."""
    cls = only(state.heap[ref.key].cls)
    base = _base(machine, cls, state)
    if (
        name not in keras_library.TRAINING
        or base not in keras_library.BASES - keras_library.LAYERS
        or cls is None
    ):
        return state
    step = only(machine.in_class(cls, "train_step", state) or UNKNOWN)
    if not isinstance(step, FunctionRef) or step.receiver or step.flavor != "plain":
        return state
    changed = any(machine.in_class(cls, word, state) for word in keras_library.STEPS)
    if changed or ref.key in state.exposed or not machine.words.isdisjoint(keras_library.EAGER):
        return state
    bound = replace(step, receiver=frozenset({ref}), traced=True)
    # Whatever the data are, they came of nothing in the program that a tape sees.
    data: Value = frozenset({Tensor(frozenset({machine.key(site, "data")}))})
    _, after = machine.run_function(bound, Arguments((data,)), site, state)
    return join(state, after.with_tests(state.tests))


def own_call(machine: Calls, ref: Ref, arguments: Arguments, state: State) -> FunctionRef | None:
    """The method `call` of an object of the file, if Keras runs it with these; None: not known."""
    cls = only(state.heap[ref.key].cls)
    if ref.key in state.exposed or arguments.opaque or not is_plain(machine, cls, state):
        return None
    found = only(machine.in_class(cls, "call", state) or UNKNOWN) if cls is not None else None
    if not isinstance(found, FunctionRef) or found.receiver or found.flavor != "plain":
        return None
    if "call" in state.heap[ref.key].fields or _takes_anything(found.function):
        return None
    return replace(found, receiver=frozenset({ref}))


def call_layer(
    machine: Calls, ref: Ref, arguments: Arguments, site: Site, state: State
) -> Result | None:
    """`layer(x)`; None: not known."""
    bound = own_call(machine, ref, arguments, state)
    if bound is None:
        return None
    if any(is_symbolic(a) for value in arguments.values for a in leaves(value, state)):
        return None
    given = given_to(machine, bound.function, arguments, state)
    # Of what it holds besides tensors no more is known there.
    ready = _built(machine, ref, machine.expose(arguments.values, state), site)
    if ready is None:
        return None
    around = machine.rehearsing
    first = around is None or ref.key not in around
    machine.rehearsing = ready.heap.keys() if around is None else around
    try:
        value, after = _called(machine, bound, given, site, ready, rehearse=first)
    finally:
        machine.rehearsing = around
    return value, machine.lend(arguments, after)


def _called(
    machine: Calls,
    call: FunctionRef,
    given: Arguments,
    site: Site,
    state: State,
    *,
    rehearse: bool,
) -> Result:
    """Run `call`; of nested ones the outermost as often as Keras may do before, with the others."""
    value, after = machine.run_function(call, given, site, state)
    changed = changes.changed(state, after)
    if not rehearse or (not changed and after.frames == state.frames):
        return value, after
    rehearsed = _rehearsed(machine, call, site, state)
    if rehearsed is None:
        held = [call.receiver or UNKNOWN, *changed]
        return UNKNOWN, machine.hand_over(held, changes.rebound(state, after))
    return machine.run_function(call, given, site, rehearsed)


def _built(machine: Calls, ref: Ref, state: State, site: Site) -> State | None:
    """The state before a call that may be the first, which runs `build` first; None: not known."""
    (cls,) = state.heap[ref.key].cls
    found = machine.in_class(cls, "build", state)
    if found is None:
        return state
    build = only(found)
    if not isinstance(build, FunctionRef) or build.receiver or build.flavor != "plain":
        return None
    bound = replace(build, receiver=frozenset({ref}))
    with machine.silence():
        _, after = machine.run_function(bound, Arguments((UNKNOWN,)), site, state)
    if after.frames != state.frames or any(
        v != frozenset({ref}) for v in changes.changed(state, after)
    ):
        return None
    before, made = state.heap[ref.key], after.heap[ref.key]
    fields = changes.loosened(before.fields, made.fields)
    return after.with_object(ref.key, replace(made, fields=fields))


def _rehearsed(machine: Calls, call: FunctionRef, site: Site, state: State) -> State | None:
    """The state before a call before which Keras may have run the same with symbols; None: unknown.

    It does so the first time, and once more for each layer around.
    """
    parameters = call.function.parameters[1:]
    symbols = Arguments(keywords=tuple((p.name, UNKNOWN) for p in parameters))
    for _ in range(REHEARSALS):
        with machine.silence():
            _, after = machine.run_function(call, symbols, site, state)
        either = join(state, after.with_tests(state.tests))
        if either == state:
            return state
        state = either
    return None


def given_to(machine: Calls, function: Function, arguments: Arguments, state: State) -> Arguments:
    """What `call` gets."""
    positional = tuple(_as_tensors(machine, value, state) for value in arguments.positional)
    keywords = {name: _as_tensors(machine, value, state) for name, value in arguments.keywords}
    by_position = [p for p in function.parameters if p.kind in ("positional", "normal")]
    taken = {p.name for p in by_position[: 1 + len(positional)]}
    free = {p.name for p in function.parameters} - taken
    passed = {name: UNKNOWN for name in free if name.endswith(keras_library.PASSED_ON)}
    return Arguments(positional, tuple({**passed, **keywords}.items()))


def _takes_anything(function: Function) -> bool:
    """Whether Keras 2 may pass on what is not even named."""
    return any(parameter.kind == "doublestar" for parameter in function.parameters)


def _as_tensors(machine: Calls, value: Value, state: State) -> Value:
    """Arrays and numbers become tensors, of which no more is known."""
    atom = only(value)
    if isinstance(atom, Sequence):
        items = tuple(_as_tensors(machine, item, state) for item in atom.items)
        return frozenset({replace(atom, items=items)})
    if all(isinstance(atom, Tensor) for atom in value):
        return value
    if all(isinstance(atom, (Tensor, Variable)) for atom in value):
        # Keras 3 casts a variable of another dtype than the layer has, and keeps others.
        return machine.operation(None, [value], state, MAYBE_SAME)
    return UNKNOWN
