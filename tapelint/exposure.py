"""What code out of sight may get hold of, and what it may do with it.

A tape or object is *exposed* once such code may hold it. Each time any of it runs, whatever is
exposed may be in any way afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tapelint.lifecycle import Phase
from tapelint.machine import Machine
from tapelint.settled import is_lasting, settled
from tapelint.state import Object, State, leaves, without
from tapelint.structures import is_heavy
from tapelint.tape_state import Mode, Tape
from tapelint.values import (
    UNKNOWN,
    FunctionRef,
    Key,
    Method,
    Partial,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    Stream,
    TapeRef,
    Unknown,
    Value,
    leads_on,
    substitute,
)


class Exposure(Machine):
    """Tracks what code out of sight holds."""

    __slots__ = ()

    def reachable(
        self, values: list[Value], state: State, known: frozenset[Key] = frozenset()
    ) -> set[Key]:
        """Every tape and object that can be got at from these values, and what is known already.

        What can be got at from the known is known as well.
        """
        found = set(known)
        functions: set[FunctionRef] = set()
        frames: set[tuple[Key, str]] = set()
        todo = [value for value in values if leads_on(value)]
        while todo:
            for atom in todo.pop():
                match atom:
                    case TapeRef(key):
                        found.add(key)
                    case Ref(key) if key not in found:
                        found.add(key)
                        if key in state.heap:
                            todo.append(state.heap[key].content)
                            todo.append(state.heap[key].cls)
                    case Sequence(items, once):
                        todo.extend(items)
                        found |= {once} - {None}
                    case Stream(element, once=once):
                        todo.append(element)
                        found |= {once} - {None}
                    case Method(receiver, _):
                        todo.append(frozenset({receiver}))
                    case Partial(function, positional, keywords):
                        todo += [function, *positional, *(v for _, v in keywords)]
                    case FunctionRef() if atom not in functions:
                        functions.add(atom)
                        todo.extend(self.closed_over(atom, state, frames))
        return found

    def closed_over(
        self, ref: FunctionRef, state: State, seen: set[tuple[Key, str]]
    ) -> Iterator[Value]:
        """What a function can get at without being given it; `seen` is left out, and grows."""
        if ref.receiver is not None:
            yield ref.receiver
        for _, value in ref.defaults:
            yield value
        for frame in ref.scope:
            names = state.frames.get(frame, {})
            for name in ref.function.words & names.keys():
                if (frame, name) not in seen:
                    seen.add((frame, name))
                    yield names[name]

    def expose(self, values: list[Value], state: State) -> State:
        """After code out of sight got hold of these values."""
        if self.fates.models:
            given = (atom for value in values for atom in leaves(value, state)
                     if isinstance(atom, Product))  # fmt: skip
            self.fates.shared.update(self.fates.models.intersection(given))
        return self.retain(values, state)

    def retain(self, values: list[Value], state: State) -> State:
        """After code of TensorFlow or Keras got hold of them: it leaves models as they are."""
        if not any(map(leads_on, values)) or not self._hidden(state):
            return state
        keys = self.reachable(values, state, state.exposed)
        more = len(keys) > len(state.exposed)
        for key in keys - state.exposed if more else ():
            if key in state.tapes:
                self.fates.of(state.tapes[key]).out_of_sight = True
        return state.with_exposed(frozenset(keys)) if more else state

    def _hidden(self, state: State) -> bool:
        """Whether there is anything that code out of sight does not hold yet."""
        if not state.tapes.keys() <= state.exposed:
            return True
        hidden = state.heap.keys() - state.exposed
        return any(state.heap[key].kind != "class" for key in hidden)

    def havoc(self, state: State) -> State:
        """After code out of sight ran: what it holds may be in any way."""
        calm = self._calm
        if not state.exposed or (
            calm.exposed is state.exposed and calm.tapes is state.tapes and calm.heap is state.heap
        ):
            return state
        tapes: dict[Key, Tape] = {}
        for key, tape in state.tapes.items():
            if key in state.exposed:
                self.fates.of(tape).out_of_sight = True
                if (wild := self._in_any_way(key, tape)) is not tape:
                    tapes[key] = wild
        if tapes:
            state = replace(state, tapes={**state.tapes, **tapes})
        self._calm = state = self._blur(state)
        return state

    def write_unknown(self, value: Value, state: State) -> State:
        """After a value was written into something unknown: it may be what code out of sight holds.

        No code runs, and so no tape is used.
        """
        return self.expose([value], self._blur(state))

    def _blur(self, state: State) -> State:
        """Anything may have been written into the objects that code out of sight holds."""
        heap, known = state.heap, self._blurred
        # Most objects are as they were left the last time.
        new = [key for key in state.exposed if heap.get(key) is not known.get(key)]
        objects = {
            key: loose
            for key in new
            if key in heap and (loose := self._loosened(key, state)) is not heap[key]
        }
        return replace(state, heap={**heap, **objects}) if objects else state

    def _in_any_way(self, key: Key, tape: Tape) -> Tape:
        if tape is not self._wild.get(key):
            wild = any_way(key, tape)
            self._wild[key] = tape if wild == tape else wild
        return self._wild[key]

    def settled(self, obj: Object, state: State) -> frozenset[str]:
        """The attributes of an instance that keep their value."""
        if obj.kind != "instance" or not obj.cls:
            return frozenset()
        if obj.cls not in self._settled:
            self._settled[obj.cls] = settled(obj.cls, state, self.words, self.module_body)
        return self._settled[obj.cls]

    def _loosened(self, key: Key, state: State) -> Object:
        obj = state.heap[key]
        kept = self.settled(obj, state)
        loose = obj if is_blurred(obj, kept) else blurred(obj, kept)
        self._blurred[key] = loose
        return loose

    def hand_over(self, values: list[Value], state: State) -> State:
        """After an unknown call with these arguments."""
        return self.havoc(self.expose(values, state))

    # --- objects --------------------------------------------------------------------------

    def make_object(
        self, site: Site, obj: Object, state: State, part: int = 0
    ) -> tuple[Value, State]:
        """A new object of the heap; `part` tells apart what one site makes."""
        key = self.key(site, (obj.kind, part))
        ref = Ref(key)
        if is_heavy([*obj.fields.values(), obj.rest]):
            state = self.expose([obj.content], state)
            obj = Object(obj.kind, {}, UNKNOWN, obj.cls)
        if key in state.heap:
            # The last one made here may live on; where it does, it is out of sight.
            state = without(self.expose([state.heap[key].content], state), ref)
            content = substitute(obj.content, ref, UNKNOWN)
            if content != obj.content:
                obj = Object(obj.kind, {}, content, obj.cls)
        return frozenset({ref}), state.with_object(key, obj)


def any_way(key: Key, tape: Tape) -> Tape:
    """A tape of which only what cannot change is known."""
    records = tape.records | {Record(key, None)}
    modes = frozenset(Mode(phase, record) for phase in Phase for record in records)
    return Tape(
        tape.site,
        tape.persistence,
        modes,
        tape.overrides,
        tape.made,
        tape.watching,
        watched=None,
        cls=tape.cls,
        wrapper=tape.wrapper,
    )


def blurred(obj: Object, kept: frozenset[str] = frozenset()) -> Object:
    """An object that code out of sight may have written to, but for the attributes `kept`.

    Whatever that wrote it holds, so that it is in no certain way either: as good as unknown.
    """
    if obj.kind == "instance":
        fields = {
            name: value if _lasts(name, value, kept) else value | UNKNOWN
            for name, value in obj.fields.items()
        }
        return Object(obj.kind, fields, obj.rest | UNKNOWN, obj.cls)
    return Object(obj.kind, {}, obj.content | UNKNOWN, obj.cls)


def is_blurred(obj: Object, kept: frozenset[str] = frozenset()) -> bool:
    """Whether nothing can be lost of an object any more; classes are taken to stay as they are."""
    if obj.kind == "instance":
        return Unknown() in obj.rest and all(
            Unknown() in value or _lasts(name, value, kept) for name, value in obj.fields.items()
        )
    return obj.kind == "class" or (not obj.fields and Unknown() in obj.rest)


def _lasts(name: str, value: Value, kept: frozenset[str]) -> bool:
    return name in kept and is_lasting(value)
