"""What derivative calls give: a derivative for each source, and what these are connected to."""

from __future__ import annotations

from tapelint.found import Found
from tapelint.history import How
from tapelint.machine import leaves
from tapelint.state import Object, State
from tapelint.structures import parts
from tapelint.tape_state import Tape
from tapelint.tensors import Recipe, Tensors, keys_of
from tapelint.values import (
    ALIAS,
    UNKNOWN,
    Dtype,
    Key,
    Missing,
    Record,
    Ref,
    Sequence,
    Site,
    TapeRef,
    Tensor,
    Value,
    Variable,
    only,
)


class Results(Tensors):
    """Results of derivative calls."""

    __slots__ = ()

    def result(
        self,
        refs: list[TapeRef],
        site: Site,
        bound: dict[str, Value],
        hopeless: bool,
        before: State,
        state: State,
    ) -> tuple[Value, State]:
        """What the call gives, in the structure of the sources."""
        sources = sources_of(bound)
        tape = state.tapes[refs[0].key]
        found = Found.of(bound.get("target", UNKNOWN), tape, state) if hopeless else None
        ways = self._ways_back(refs, bound, state)
        count = 0

        def give(value: Value, state: State) -> tuple[Value, State]:
            nonlocal count
            elements = parts(value, state)
            if elements is not None:
                return give_each(value, elements, state)
            if found is not None and value and all(found.misses(a, state) for a in value):
                return frozenset({Missing(site)}), state
            count += 1
            certain = self._certainly_found(refs, bound, value, before)
            given = self._derivative(site, count, value, bound, ways, certain, state)
            return given, state

        def give_each(value: Value, each: list[Value], state: State) -> tuple[Value, State]:
            nonlocal count
            count += 1
            here = count
            given = []
            for part in each:
                result, state = give(part, state)
                given.append(result)
            atom = only(value)
            if isinstance(atom, Sequence):
                return frozenset({Sequence(tuple(given))}), state
            obj = state.heap[atom.key] if isinstance(atom, Ref) else Object("list")
            fields = dict(zip(obj.fields, given, strict=True))
            return self.make_object(site, Object(obj.kind, fields), state, here)

        return give(sources, state)

    def _certainly_found(
        self, refs: list[TapeRef], bound: dict[str, Value], source: Value, state: State
    ) -> bool:
        """Whether the derivative by a source certainly is no None."""
        target, variable = only(bound.get("target", UNKNOWN)), only(source)
        modes = state.tapes[refs[0].key].modes
        if len(refs) > 1 or len(modes) > 1 or not isinstance(target, Tensor):
            return False
        (mode,) = modes
        return isinstance(variable, Variable) and (mode.record, variable.key) in target.sure

    def _ways_back(
        self, refs: list[TapeRef], bound: dict[str, Value], state: State
    ) -> dict[Record, frozenset[Key] | None]:
        """The links of derivatives.

        A tape records operations of the backward pass only if it knows some of what the forward
        pass kept: TensorFlow's rule for any operation.
        """
        kept = self._kept(refs, bound, state)
        return {
            record: None
            for tape, record in self.recorders(state)
            if kept is None or any(self._knows(tape, record, key) for key in kept)
        }

    def _kept(
        self, refs: list[TapeRef], bound: dict[str, Value], state: State
    ) -> frozenset[Key] | None:
        """Everything that the backward pass may use; None: not known."""
        if bound.keys() & {"output_gradients"} or len(refs) > 1:
            return None
        kept: frozenset[Key] = frozenset()
        for atom in leaves(bound.get("target", UNKNOWN), state):
            if not isinstance(atom, (Tensor, Variable)):
                return None
            kept |= keys_of(atom)
            for record, reach in atom.links if isinstance(atom, Tensor) else ():
                if record.tape == refs[0].key:
                    if reach is None:
                        return None
                    kept |= reach
        return None if ALIAS in kept else kept

    def _knows(self, tape: Tape, record: Record, key: Key) -> bool:
        made = self.history.of(key)
        if made is not None and made.how is not How.WRITTEN and record in made.records:
            return True
        return tape.may_watch(frozenset({key}))

    def _derivative(
        self,
        site: Site,
        part: int,
        source: Value,
        bound: dict[str, Value],
        links: dict[Record, frozenset[Key] | None],
        certain: bool,
        state: State,
    ) -> Value:
        """The derivative by one source; `certain`: it is not None."""
        inputs = [*leaves(bound.get("target", UNKNOWN), state), *leaves(source, state)]
        key = self.key(site, part)
        self.remember(key, site, Recipe(How.DERIVATIVE), inputs, (), links, state)
        if not certain and "unconnected_gradients" not in bound:
            self.doubtful.add(key)
        # In another round or on another path this call may differentiate by something else.
        self.derived[key] = source if self.derived.get(key, source) == source else UNKNOWN
        solid = all(isinstance(s, (Variable, Tensor)) and getattr(s, "solid", True)
                    for s in source)  # fmt: skip
        tensor = Tensor(frozenset({key}), frozenset(links.items()), solid, Dtype.FLOAT,
                        doubtful=not certain)  # fmt: skip
        return frozenset({tensor})


def sources_of(bound: dict[str, Value]) -> Value:
    """The sources among the arguments of a derivative call."""
    return bound.get("sources", bound.get("source", UNKNOWN))
