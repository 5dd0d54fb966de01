"""Calls that need not be run again: what they read is as it was, and they leave no trace."""

from __future__ import annotations

from collections.abc import Hashable
from typing import NamedTuple

from tapelint.machine import Machine
from tapelint.state import (
    FunctionRef,
    Key,
    Object,
    Partial,
    Ref,
    Sequence,
    State,
    Stream,
    Tape,
    TapeRef,
    Value,
)
from tapelint.tapes import Arguments


class Reading(NamedTuple):
    """Everything that the outcome of a call may depend on."""

    call: Hashable
    tapes: tuple[tuple[Key, Tape | None], ...]
    objects: tuple[tuple[Key, Object | None], ...]


class Memory:
    """What calls gave. A call is kept if it changed nothing and gave nothing that can change."""

    def __init__(self) -> None:
        self._given: dict[Hashable, list[tuple[Reading, Value]]] = {}

    def reading(
        self, machine: Machine, ref: FunctionRef, arguments: Arguments, state: State
    ) -> Reading:
        """What this call reads."""
        names: set[tuple[Key, str]] = set()
        values = [frozenset({ref}), *arguments.values]
        keys = machine.reachable(values, state, names) | state.exposed
        seen = tuple(sorted(
            ((frame, name) for frame, name in names), key=lambda pair: (str(pair[0]), pair[1])
        ))  # fmt: skip
        read = tuple(state.frames[frame].get(name) for frame, name in seen)
        call = (
            ref, arguments, machine.here.staging, machine.told, state.recording, seen, read,
        )  # fmt: skip
        order = sorted(keys, key=str)
        return Reading(
            call,
            tuple((k, state.tapes[k]) for k in order if k in state.tapes),
            tuple((k, state.heap[k]) for k in order if k in state.heap),
        )

    def recall(self, reading: Reading) -> Value | None:
        """What the same call gave before."""
        for known, value in self._given.get(reading.call, ()):
            if known.tapes == reading.tapes and known.objects == reading.objects:
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


def _can_change(value: Value) -> bool:
    for atom in value:
        match atom:
            case TapeRef() | Ref() | FunctionRef() | Partial():
                return True
            case Sequence(items):
                if any(_can_change(item) for item in items):
                    return True
            case Stream(element):
                if _can_change(element):
                    return True
    return False


def collect(machine: Machine, value: Value, before: State, after: State) -> State:
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
    tapes = {key: tape for key, tape in after.tapes.items() if key not in lost}
    heap = {key: obj for key, obj in after.heap.items() if key not in lost}
    return State(
        after.frames,
        before.tapes if tapes == before.tapes else tapes,
        before.heap if heap == before.heap else heap,
        after.exposed,
        after.tests,
    )
