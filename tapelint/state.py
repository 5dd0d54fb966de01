"""What may be true at one point of the program: values, tapes, objects, and their join.

Everything here is immutable. A `Value` is the set of atoms that a place may hold; the atom
`Unknown` stands for anything else and no rule speaks of it. A fact about a tape is a set of
ways it may be (`Mode`). Where two paths meet, `join` is union on every field, so what holds
for all elements of a set holds on every execution.

Terms: a *site* is the origin of a form (see `program.Form`); a *record* is what a tape has
recorded since its last fresh start, named by the tape and the site where it began; the
*reach* of a tensor through a record is every source that a gradient could find there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, TypeVar, overload

from tapelint.joins import join_values
from tapelint.records import dataclass
from tapelint.remembered import ATOMS, MENTIONS
from tapelint.tape_state import Taken, Tape, join_tapes
from tapelint.values import (
    NOTHING,
    UNBOUND,
    UNKNOWN,
    Atom,
    Key,
    Record,
    Ref,
    Sequence,
    Stream,
    TapeRef,
    Value,
    mentions,
    substitute,
    within,
)

T = TypeVar("T")
Frames = Mapping[Key, Mapping[str, Value]]


# --- the heap --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Object:
    """A mutable object. `kind`: list, dict, instance, class, stack.

    `fields`: what it holds under each constant key or attribute name. `rest`: what it may
    hold elsewhere (`NOTHING`: no more than the fields). `cls`: the class of an instance.
    """

    kind: str
    fields: Mapping[Any, Value] = field(default_factory=dict)
    rest: Value = NOTHING
    cls: Value = NOTHING

    def get(self, key: Hashable) -> Value:
        """What it may hold under `key`; `NOTHING`: certainly nothing."""
        if key in self.fields:
            return self.fields[key]
        return self.rest

    def put(self, key: Hashable, value: Value) -> Object:
        """The object after `self[key] = value`."""
        return Object(self.kind, {**self.fields, key: value}, self.rest, self.cls)

    @property
    def content(self) -> Value:
        """Anything it may hold."""
        return frozenset(self.rest).union(*self.fields.values())


def join_objects(a: Object, b: Object) -> Object:
    """What two paths made of one object; of a container a key of one path only goes to the rest."""
    if a is b or a == b:
        return a
    if a.kind != b.kind:
        return Object(a.kind, {}, a.content | b.content | UNKNOWN)
    fields: dict[Any, Value] = {}
    rest = join_values(a.rest, b.rest)
    for key in {**a.fields, **b.fields}:
        if key in a.fields and key in b.fields:
            fields[key] = join_values(a.fields[key], b.fields[key])
        elif a.kind == "instance":
            # It may be missing, or inherited, on the other path.
            fields[key] = join_values(a.get(key), b.get(key)) | UNKNOWN
        else:
            rest = join_values(rest, a.fields.get(key, NOTHING) | b.fields.get(key, NOTHING))
    return Object(a.kind, fields, rest, join_values(a.cls, b.cls))


# --- the state -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """Everything that may be true at one point.

    `frames`: the names of the module and of each running function. `exposed`: the tapes and
    objects that code out of sight may hold. `tests`: the conditions taken on every path here.
    `raising`: on a way out by an exception, its built-in class if that is known.
    """

    frames: Mapping[Key, Mapping[str, Value]]
    tapes: Mapping[Key, Tape] = field(default_factory=dict)
    heap: Mapping[Key, Object] = field(default_factory=dict)
    exposed: frozenset[Key] = frozenset()
    tests: frozenset[Taken] = frozenset()
    raising: str | None = None

    def read(self, frame: Key, name: str) -> Value | None:
        """What `name` may be in `frame`; None: never bound there."""
        names = self.frames.get(frame)
        return None if names is None else names.get(name)

    def bind(self, frame: Key, name: str, value: Value) -> State:
        """After `name = value` in `frame`."""
        return self.with_frame(frame, {**self.frames.get(frame, {}), name: value})

    def with_frame(self, frame: Key, names: Mapping[str, Value]) -> State:
        """With these names in `frame` and no others."""
        frames = {**self.frames, frame: names}
        return State(frames, self.tapes, self.heap, self.exposed, self.tests, self.raising)

    def without_name(self, frame: Key, name: str) -> State:
        """After `del name` in `frame`."""
        names = {k: v for k, v in self.frames.get(frame, {}).items() if k != name}
        return self.with_frame(frame, names)

    def with_tests(self, tests: frozenset[Taken]) -> State:
        """Where other conditions have been taken."""
        return State(self.frames, self.tapes, self.heap, self.exposed, tests, self.raising)

    def with_exposed(self, exposed: frozenset[Key]) -> State:
        """Where code out of sight may hold these."""
        return State(self.frames, self.tapes, self.heap, exposed, self.tests, self.raising)

    def with_tape(self, key: Key, tape: Tape) -> State:
        """With other facts for one tape."""
        tapes = {**self.tapes, key: tape}
        return State(self.frames, tapes, self.heap, self.exposed, self.tests, self.raising)

    def with_object(self, key: Key, obj: Object) -> State:
        """With other content for one object."""
        heap = {**self.heap, key: obj}
        return State(self.frames, self.tapes, heap, self.exposed, self.tests, self.raising)

    def without_frame(self, frame: Key) -> State:
        """After the function of `frame` has returned and nothing closes over it."""
        frames = {k: v for k, v in self.frames.items() if k != frame}
        return State(frames, self.tapes, self.heap, self.exposed, self.tests, self.raising)

    @property
    def recording(self) -> frozenset[Record]:
        """The records that an operation executed now may be recorded in."""
        return frozenset[Record]().union(*(tape.recording for tape in self.tapes.values()))


def without(state: State, old: TapeRef | Ref) -> State:
    """The state with `old` unknown wherever it stands."""
    key = old.key

    def clean(names: Mapping[Any, Value]) -> Mapping[Any, Value]:
        return {
            name: substitute(value, old, UNKNOWN) if key in mentions(value) else value
            for name, value in names.items()
        }

    frames = {
        frame: clean(names) for frame, names in state.frames.items() if key in MENTIONS.in_(names)
    }
    heap = {
        other: Object(obj.kind, clean(obj.fields), substitute(obj.rest, old, UNKNOWN), obj.cls)
        for other, obj in state.heap.items()
        if key in MENTIONS.in_(obj.fields) or key in mentions(obj.rest)
    }
    return _changed(state, frames, heap)


def substituted(state: State, old: Atom, new: Value) -> State:
    """The state with one atom replaced, wherever it stands."""

    def clean(names: Mapping[Any, Value]) -> Mapping[Any, Value]:
        return {name: substitute(value, old, new) for name, value in names.items()}

    frames = {
        frame: clean(names) for frame, names in state.frames.items() if old in ATOMS.in_(names)
    }
    heap = {
        key: Object(obj.kind, clean(obj.fields), substitute(obj.rest, old, new), obj.cls)
        for key, obj in state.heap.items()
        if old in ATOMS.in_(obj.fields) or old in within(obj.rest)
    }
    return _changed(state, frames, heap)


def _changed(state: State, frames: Frames, heap: Mapping[Key, Object]) -> State:
    """The state with these frames and objects in place of those of the same keys."""
    return State(
        {**state.frames, **frames} if frames else state.frames,
        state.tapes,
        {**state.heap, **heap} if heap else state.heap,
        state.exposed,
        state.tests,
        state.raising,
    )


def holders(state: State, key: Key) -> list[tuple[Key, str] | None]:
    """The names that hold a tape or object, each with its frame; None: an object holds it."""
    found: list[tuple[Key, str] | None] = [
        (frame, name)
        for frame, names in state.frames.items()
        if key in MENTIONS.in_(names)
        for name, value in names.items()
        if key in mentions(value)
    ]
    held = any(
        key in MENTIONS.in_(obj.fields) or key in mentions(obj.rest) for obj in state.heap.values()
    )
    return [*found, None] if held else found


def leaves(value: Value, state: State) -> Iterable[Atom]:
    """What a value is once TensorFlow has flattened its containers."""
    for atom in value:
        if isinstance(atom, (Sequence, Stream, Ref)):
            return _leaves(value, state)
    return value


def _leaves(value: Value, state: State) -> Iterator[Atom]:
    seen: set[Key] = set()
    todo = [value]
    while todo:
        for atom in todo.pop():
            match atom:
                case Sequence(items):
                    todo.extend(items)
                case Stream(element):
                    todo.append(element | UNKNOWN)
                case Ref(key) if key not in seen:
                    seen.add(key)
                    obj = state.heap.get(key)
                    todo.append(obj.content if obj and obj.kind in ("list", "dict") else UNKNOWN)
                case Ref():
                    pass
                case _:
                    yield atom


@overload
def join(a: State, b: State | None) -> State: ...
@overload
def join(a: State | None, b: State) -> State: ...
@overload
def join(a: State | None, b: State | None) -> State | None: ...
def join(a: State | None, b: State | None) -> State | None:
    """The state where two paths meet; None is a path that does not get there."""
    if a is None or a is b:
        return b
    if b is None:
        return a
    return _joined(a, b, _NOTHING_HELD)


class Gathered:
    """The join of states that come one after the other, each mostly like the one before."""

    __slots__ = ("_latest", "state")

    def __init__(self, state: State | None = None) -> None:
        self.state = state
        self._latest = state

    def add(self, state: State) -> None:
        """Join one more; what is just as it was in the latest one is in the join already."""
        if self.state is None or self._latest is None:
            self.state = state
        elif state is not self._latest:
            self.state = _joined(self.state, state, self._latest)
        self._latest = state


_NOTHING_HELD = State({})


def _joined(a: State, b: State, held: State) -> State:
    """The join of two states, the first of which is known to be a join with `held`."""
    if a is b:
        return a
    frames, tapes, heap = a.frames, a.tapes, a.heap
    if b.frames is not held.frames:
        frames = _join_frames(frames, b.frames, held.frames)
    if b.tapes is not held.tapes:
        tapes = _join_maps(tapes, b.tapes, held.tapes, join_tapes)
    if b.heap is not held.heap:
        heap = _join_maps(heap, b.heap, held.heap, join_objects)
    same = frames is a.frames and tapes is a.tapes and heap is a.heap
    if same and (a.exposed, a.tests, a.raising) == (b.exposed, b.tests, b.raising):
        return a
    return State(
        frames,
        tapes,
        heap,
        a.exposed | b.exposed,
        a.tests & b.tests,
        a.raising if a.raising == b.raising else None,
    )


def _join_frames(a: Frames, b: Frames, held: Frames) -> Frames:
    if a is b:
        return a
    changed: dict[Key, Mapping[str, Value]] = {}
    for key, names in b.items():
        mine, known = a.get(key), held.get(key)
        if mine is names or known is names:
            continue
        joined = names if mine is None else _join_names(mine, names, known or {})
        if joined is not mine:
            changed[key] = joined
    return {**a, **changed} if changed else a


def _join_names(
    a: Mapping[str, Value], b: Mapping[str, Value], held: Mapping[str, Value]
) -> Mapping[str, Value]:
    changed: dict[str, Value] = {}
    common = 0
    for name, value in b.items():
        mine = a.get(name)
        common += mine is not None
        if mine is value or held.get(name) is value:
            continue
        joined = value | UNBOUND if mine is None else join_values(mine, value)
        if joined is not mine:
            changed[name] = joined
    if common < len(a):
        changed.update(
            (name, value | UNBOUND)
            for name, value in a.items()
            if name not in b and not value >= UNBOUND
        )
    return {**a, **changed} if changed else a


def _join_maps(
    a: Mapping[Key, T], b: Mapping[Key, T], held: Mapping[Key, T], join_items: Callable[[T, T], T]
) -> Mapping[Key, T]:
    if a is b:
        return a
    changed: dict[Key, T] = {}
    for key, item in b.items():
        mine = a.get(key)
        if mine is item or held.get(key) is item:
            continue
        joined = item if mine is None else join_items(mine, item)
        if joined is not mine:
            changed[key] = joined
    return {**a, **changed} if changed else a
