"""Calls that need not be run again: what they read is as it was, and they leave no trace."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from typing import NamedTuple

from tapelint.exposure import Exposure
from tapelint.state import Object, State
from tapelint.tape_state import Tape
from tapelint.tapes import Arguments
from tapelint.values import (
    UNKNOWN,
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


class Reading(NamedTuple):
    """Everything that the outcome of a call may depend on."""

    call: Hashable
    names: Mapping[tuple[Key, str], Value]
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

    def reading(
        self, machine: Exposure, ref: FunctionRef, arguments: Arguments, state: State
    ) -> Reading:
        """What this call may read."""
        keys, names = footprint([frozenset({ref}), *arguments.values], state)
        keys |= state.exposed
        # What a tape watches decides on the result, whether the function can get at it or not.
        keys.update(key for key, tape in state.tapes.items() if tape.recording)
        # What is told of a loop is told of its second round.
        again = machine.context().round > 1 and bool(ref.function.words & TOLD_OF_LOOPS)
        return Reading(
            (ref, arguments, machine.here.staging, machine.told, again, state.recording),
            names,
            {key: state.tapes[key] for key in keys if key in state.tapes},
            {key: state.heap[key] for key in keys if key in state.heap},
        )

    def recall(self, reading: Reading) -> Value | None:
        """What the same call gave before."""
        for known, value in self._given.get(reading.call, ()):
            if known[1:] == reading[1:]:
                return value
        return None

    def keep(self, reading: Reading, value: Value, before: State, after: State) -> None:
        """Remember a call, if it can be."""
        same = (
            after.tapes == before.tapes
            and after.heap == before.heap
            and after.exposed == before.exposed
            and after.frames == before.frames
        )
        if same and not _can_change(value):
            self._given.setdefault(reading.call, []).append((reading, value))


def footprint(values: list[Value], state: State) -> tuple[set[Key], dict[tuple[Key, str], Value]]:
    """The tapes and objects that can be got at from some values, and the names on the way."""
    keys: set[Key] = set()
    names: dict[tuple[Key, str], Value] = {}
    functions: set[FunctionRef] = set()
    todo = [value for value in values if value is not UNKNOWN]
    while todo:
        for atom in todo.pop():
            match atom:
                case TapeRef(key):
                    keys.add(key)
                case Ref(key) if key not in keys:
                    keys.add(key)
                    if key in state.heap:
                        todo += [state.heap[key].content, state.heap[key].cls]
                case Sequence(items, once):
                    todo += items
                    keys.add(once)
                case Stream(element, once=once):
                    todo.append(element)
                    keys.add(once)
                case Method(receiver, _):
                    todo.append(frozenset({receiver}))
                case Partial(function, positional, keywords):
                    todo += [function, *positional, *(v for _, v in keywords)]
                case FunctionRef() if atom not in functions:
                    functions.add(atom)
                    found = _read(atom, names.keys(), state)
                    names.update(found)
                    todo += [v for v in found.values() if leads_on(v)]
                    todo += [v for _, v in atom.defaults]
                    if atom.receiver is not None:
                        todo.append(atom.receiver)
    return keys, names


def _read(
    ref: FunctionRef, known: Collection[tuple[Key, str]], state: State
) -> dict[tuple[Key, str], Value]:
    """The names around a function that it may read; those that are known are left out."""
    words = ref.function.words | {"*"}
    return {
        (frame, name): names[name]
        for frame in ref.scope
        if (names := state.frames.get(frame)) is not None
        for name in words & names.keys()
        if (frame, name) not in known
    }


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
