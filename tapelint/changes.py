"""What a run of code changed of the tapes, objects and names that were there before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from tapelint.exposure import is_blurred
from tapelint.keras_objects import built
from tapelint.state import Object, State
from tapelint.values import UNKNOWN, Atom, Key, Product, Ref, TapeRef, Unknown, Value

T = TypeVar("T")


def changed(before: State, after: State) -> list[Value]:
    """The tapes and objects that were there before and are in another way, not just in any way."""
    tapes = [frozenset[Atom]({TapeRef(key)}) for key in _other(before.tapes, after.tapes)]
    heap = [key for key in _other(before.heap, after.heap)
            if not _is_any(before.heap[key], after.heap[key])]  # fmt: skip
    return [*tapes, *(frozenset[Atom]({Ref(key)}) for key in heap)]


def _is_any(before: Object, after: Object) -> bool:
    """Whether an object is as before, but for what may be anything now."""
    if is_blurred(after):
        return True
    names = {**before.fields, **after.fields}
    is_instance = before.kind == "instance"
    return (is_instance or before.rest == after.rest) and all(
        (is_instance and Unknown() in value) or _is_as_before(before.fields.get(name), value)
        for name in names
        for value in [after.fields.get(name, after.rest)]
    )


def _is_as_before(before: Value | None, after: Value) -> bool:
    """Whether something is the same, but for layers that have been built."""
    if before == after or before is None:
        return before == after
    return _built_all(before) == _built_all(after)


def _built_all(value: Value) -> Value:
    return frozenset(built(atom) if isinstance(atom, Product) else atom for atom in value)


def _other(then: Mapping[Key, T], now: Mapping[Key, T]) -> list[Key]:
    return [key for key, thing in then.items() if now.get(key, thing) != thing]


def rebound(before: State, after: State) -> State:
    """The state in which each name that was bound anew may be anything."""
    for frame in _other(before.frames, after.frames):
        names = loosened(before.frames[frame], after.frames[frame])
        after = after.with_frame(frame, names)
    return after


def loosened(then: Mapping[str, Value], now: Mapping[str, Value]) -> dict[str, Value]:
    """What has another value now may have any."""
    return {
        name: value if then.get(name) == value else value | UNKNOWN for name, value in now.items()
    }
