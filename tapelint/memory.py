"""Calls that need not be run again: what they read is as it was, and they leave no trace."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from tapelint.exposure import Exposure
from tapelint.program import Function
from tapelint.remembered import LEADING, read_by
from tapelint.state import Object, State
from tapelint.tape_state import Tape
from tapelint.tapes import Arguments
from tapelint.values import (
    Atom,
    FunctionRef,
    Key,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Stream,
    TapeRef,
    Value,
    leads_on,
)

TOLD_OF_LOOPS = frozenset({"jacobian", "batch_jacobian", "apply_gradients"})
"""The words for what a rule says something of if a loop runs it."""


Names = Mapping[tuple[Key, Function], Mapping[str, Value]]
"""Those that each function may read, by the frames that it is closed over."""


class Reading(NamedTuple):
    """What is read on the way through a call."""

    names: Names
    tapes: Mapping[Key, Tape]
    objects: Mapping[Key, Object]


class Memory:
    """What calls gave. A call is kept if it changed nothing and gave nothing that can change."""

    def __init__(self) -> None:
        self._given: dict[Hashable, list[tuple[Reading, Value]]] = {}

    def copy(self) -> Memory:
        """The same so far; what is kept in one is not in the other."""
        other = Memory()
        other._given = {call: [*known] for call, known in self._given.items()}
        return other

    def recall(self, call: Hashable, read: Callable[[], Reading]) -> Value | None:
        """What the same call gave before; `read` gives what it may read."""
        known = self._given.get(call)
        if known is None:
            return None
        reading = read()
        return next((value for before, value in known if before == reading), None)

    def keep(
        self,
        call: Hashable,
        read: Callable[[], Reading],
        value: Value,
        before: State,
        after: State,
    ) -> None:
        """Remember a call, if it can be."""
        same = after is before or (
            _same(after.tapes, before.tapes)
            and _same(after.heap, before.heap)
            and after.exposed == before.exposed
            and _same(after.frames, before.frames)
        )
        if same and not _can_change(value):
            self._given.setdefault(call, []).append((read(), value))


def _same(a: object, b: object) -> bool:
    """Python compares a dict with itself item by item."""
    return a is b or a == b


def identity(machine: Exposure, ref: FunctionRef, arguments: Arguments, state: State) -> Hashable:
    """What a call is known by."""
    # What is told of a loop is told of its second round.
    again = not TOLD_OF_LOOPS.isdisjoint(ref.function.words) and machine.context().round > 1
    return (ref, arguments, machine.here.staging, machine.told, again, state.recording)


def reading(ref: FunctionRef, arguments: Arguments, state: State) -> Reading:
    """Everything besides that the outcome of a call may depend on."""
    keys, names = footprint([frozenset({ref}), *arguments.values], state)
    keys |= state.exposed
    # What a tape watches decides on the result, whether the function can get at it or not.
    keys.update(key for key, tape in state.tapes.items() if tape.recording)
    return Reading(
        names,
        {key: state.tapes[key] for key in keys if key in state.tapes},
        {key: state.heap[key] for key in keys if key in state.heap},
    )


def footprint(values: list[Value], state: State) -> tuple[set[Key], Names]:
    """The tapes and objects that can be got at from some values, and the names on the way."""
    keys: set[Key] = set()
    names: dict[tuple[Key, Function], Mapping[str, Value]] = {}
    functions: set[FunctionRef] = set()
    todo = [value for value in values if leads_on(value)]
    while todo:
        for atom in todo.pop():
            if isinstance(atom, FunctionRef):
                if atom in functions:
                    continue
                functions.add(atom)
                for frame in atom.scope:
                    if frame in state.frames:
                        found = read_by(atom.function, state.frames[frame])
                        names[frame, atom.function] = found
                        todo += LEADING.in_(found)
                more: Iterable[Value] = [value for _, value in atom.defaults]
                if atom.receiver is not None:
                    todo.append(atom.receiver)
            elif isinstance(atom, Ref):
                if atom.key in keys:
                    continue
                keys.add(atom.key)
                if atom.key not in state.heap:
                    continue
                obj = state.heap[atom.key]
                todo += LEADING.in_(obj.fields)
                more = (obj.rest, obj.cls)
            else:
                more = _held(atom, keys)
            todo += [value for value in more if leads_on(value)]
    return keys, names


def _held(atom: Atom, keys: set[Key]) -> Iterable[Value]:
    """What stands in an atom that is no object; what it is known by itself goes into `keys`."""
    match atom:
        case TapeRef(key):
            keys.add(key)
        case Sequence(items, once):
            keys.add(once)
            return items
        case Stream(element, once=once):
            keys.add(once)
            return (element,)
        case Method(receiver, _):
            return (frozenset({receiver}),)
        case Partial(function, positional, keywords):
            return (function, *positional, *(value for _, value in keywords))
    return ()


def _can_change(value: Value) -> bool:
    for atom in value:
        match atom:
            case TapeRef() | Ref() | FunctionRef() | Partial():
                return True
            case Product(key=key) if key is not None:
                return True
            case Sequence(items):
                if any(_can_change(item) for item in items):
                    return True
            case Stream(element):
                if _can_change(element):
                    return True
    return False


def collect(machine: Exposure, value: Value, before: State, after: State) -> State:
    """After a call: forget what it made and nobody can get at any more."""
    if after.tapes is before.tapes and after.heap is before.heap:
        return after
    made = (after.tapes.keys() - before.tapes.keys()) | (after.heap.keys() - before.heap.keys())
    made -= after.exposed
    if not made:
        return after
    changed = [
        held
        for frame, names in after.frames.items()
        if names is not before.frames.get(frame)
        for name, held in names.items()
        if held is not before.frames.get(frame, {}).get(name)
    ]
    changed += [obj.content for key, obj in after.heap.items() if obj is not before.heap.get(key)
                and key not in made]  # fmt: skip
    lost = made - machine.reachable([value, *changed], after)
    if not lost:
        return after
    after = _without(after, lost)
    return State(
        after.frames,
        before.tapes if after.tapes == before.tapes else after.tapes,
        before.heap if after.heap == before.heap else after.heap,
        after.exposed,
        after.tests,
    )


def start_afresh(machine: Exposure, frame: Key, state: State) -> State:
    """Before a call of a function whose last frame was kept for its closures: that one goes."""
    held = list(state.frames[frame].values())
    state = state.without_frame(frame)
    old = machine.reachable(held, state) - state.exposed
    if not old:
        return state
    rest = [value for names in state.frames.values() for value in names.values()]
    rest += [obj.content | obj.cls for key, obj in state.heap.items() if key not in old]
    lost = old - machine.reachable(rest, state)
    return _without(state, lost) if lost else state


def _without(state: State, lost: set[Key]) -> State:
    tapes = {key: tape for key, tape in state.tapes.items() if key not in lost}
    heap = {key: obj for key, obj in state.heap.items() if key not in lost}
    return replace(state, tapes=tapes, heap=heap)
