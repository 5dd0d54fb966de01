"""What derivative calls give: a derivative for each source, and what these are connected to."""

from __future__ import annotations

from dataclasses import dataclass

from tapelint import keras_lists, keras_objects
from tapelint.found import Found
from tapelint.history import How
from tapelint.state import Object, State, leaves
from tapelint.structures import parts
from tapelint.tape_state import Tape
from tapelint.tensors import Recipe, Tensors, keys_of
from tapelint.values import (
    ALIAS,
    UNKNOWN,
    WEIGHTS,
    Atom,
    Constant,
    Dtype,
    Key,
    Method,
    Missing,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    TapeRef,
    Tensor,
    Value,
    Variable,
    Weights,
    only,
)


@dataclass(slots=True)
class _Call:
    """One derivative call while its results are made; `count`: those made so far.

    `ways`: the links of derivatives; `found`: what it finds, where it may find nothing;
    `before`: the state in which it was asked.
    """

    refs: list[TapeRef]
    site: Site
    bound: dict[str, Value]
    ways: dict[Record, frozenset[Key] | None]
    found: Found | None
    before: State
    count: int = 0


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
        target = bound.get("target", UNKNOWN)
        found = Found.of(target, tape, state, self.words) if hopeless else None
        call = _Call(refs, site, bound, self._ways_back(refs, bound, state), found, before)
        return self._give(call, sources, state)

    def _give(self, call: _Call, value: Value, state: State) -> tuple[Value, State]:
        elements = parts(value, state)
        if elements is not None:
            return self._give_each(call, value, elements, state)
        call.count += 1
        by = self.by_layer(value)
        if call.found is not None and by and all(call.found.misses(a, state) for a in by):
            none: Value = frozenset({Missing(call.site)})
            lists = [atom for atom in by if isinstance(atom, Weights)]
            if not lists:
                return none, state
            if all(call.found.missed(each) >= each.layers for each in lists):
                return self.make_object(call.site, Object("list", {}, none), state, call.count)
        return self._derivative(call, value, state), state

    def _give_each(
        self, call: _Call, value: Value, each: list[Value], state: State
    ) -> tuple[Value, State]:
        call.count += 1
        here = call.count
        given = []
        for part in each:
            result, state = self._give(call, part, state)
            given.append(result)
        atom = only(value)
        if isinstance(atom, Sequence):
            return frozenset({Sequence(tuple(given))}), state
        obj = state.heap[atom.key] if isinstance(atom, Ref) else Object("list")
        fields = dict(zip(obj.fields, given, strict=True))
        return self.make_object(call.site, Object(obj.kind, fields), state, here)

    def by_layer(self, sources: Value) -> Value:
        """The variables of models of Keras, where it is known of which layers these are."""
        return frozenset(
            Weights(model.layers, state=keras_lists.lists_state(atom))
            if (model := keras_lists.owner(atom, self.words)) is not None
            and model not in self.fates.shared
            else atom
            for atom in sources
        )

    def put_together(self, values: list[Value]) -> Value | None:
        """The list that has the variables of several lists of Keras, and single ones beside them.

        None: one of them is not known.
        """
        if not any(isinstance(only(value), (Method, Weights)) for value in values):
            return None
        lists = [self._variables_of(value) for value in values]
        known = [each for each in lists if each is not None]
        return frozenset({joined(known)}) if len(known) == len(lists) else None

    def part_of(self, whole: Method | Weights, index: Value) -> Value | None:
        """`model.layers[-1]`, `model.trainable_variables[:2]`; None: not known."""
        if isinstance(whole, Method) and (part := keras_objects.element(whole)) is not None:
            return part
        atom, variables = only(index), only(self.by_layer(frozenset({whole})))
        bounds = [only(item) for item in atom.items] if isinstance(atom, Sequence) else []
        if isinstance(variables, Weights) and _has_first_or_last(bounds):
            return frozenset({Weights(variables.layers, keras=variables.keras)})
        return frozenset({whole}) if keras_lists.may_list_none(whole, self.words) else None

    def _variables_of(self, value: Value) -> Weights | None:
        atom = only(self.by_layer(value))
        if isinstance(atom, Variable) and atom.trainable and atom.dtype.carries:
            return Weights(frozenset({atom.key}), keras=False)
        return atom if isinstance(atom, Weights) else None

    def own_variables(self, model: Product) -> Atom:
        """What a layer or model depends on besides its input."""
        if keras_objects.is_closed(model, self.words) and model not in self.fates.shared:
            return Weights(model.layers)
        return model

    def _certainly_found(self, call: _Call, source: Value) -> bool:
        """Whether the derivative by a source certainly is no None."""
        target, variable = only(call.bound.get("target", UNKNOWN)), only(source)
        modes = call.before.tapes[call.refs[0].key].modes
        if len(call.refs) > 1 or len(modes) > 1 or not isinstance(target, Tensor):
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
        return None if kept & {ALIAS, WEIGHTS} else kept

    def _knows(self, tape: Tape, record: Record, key: Key) -> bool:
        made = self.history.of(key)
        if made is not None and made.how is not How.WRITTEN and record in made.records:
            return True
        return tape.may_watch(frozenset({key}))

    def _derivative(self, call: _Call, source: Value, state: State) -> Value:
        """The derivative by one source."""
        certain = self._certainly_found(call, source)
        inputs = [*leaves(call.bound.get("target", UNKNOWN), state), *leaves(source, state)]
        key = self.key(call.site, call.count)
        self.remember(key, call.site, Recipe(How.DERIVATIVE), inputs, (), call.ways, state)
        if not certain and "unconnected_gradients" not in call.bound:
            self.doubtful.add(key)
        # In another round or on another path this call may differentiate by something else.
        self.derived[key] = source if self.derived.get(key, source) == source else UNKNOWN
        solid = all(isinstance(s, (Variable, Tensor)) and getattr(s, "solid", True)
                    for s in source)  # fmt: skip
        tensor = Tensor(frozenset({key}), frozenset(call.ways.items()), solid, Dtype.FLOAT,
                        doubtful=not certain)  # fmt: skip
        return frozenset({tensor})


def joined(lists: list[Weights]) -> Weights:
    """The list that has the variables of several."""
    layers = frozenset[Key]().union(*(each.layers for each in lists))
    parts = [each.parts or {each.layers} for each in lists if each.certain]
    state = any(each.state for each in lists)
    keras = all(each.keras for each in lists)
    return Weights(layers, bool(parts), state, frozenset[frozenset[Key]]().union(*parts), keras)


def sources_of(bound: dict[str, Value]) -> Value:
    """The sources among the arguments of a derivative call."""
    return bound.get("sources", bound.get("source", UNKNOWN))


def _has_first_or_last(bounds: list[Atom | None]) -> bool:
    """Whether a slice with these is never empty, unless the list is."""
    values = [bound.value if isinstance(bound, Constant) else "?" for bound in bounds]
    if len(values) != 3 or values[2] is not None:
        return False
    lower, upper, _ = values
    from_the_first = lower in (None, 0) and isinstance(upper, int) and upper > 0
    to_the_last = isinstance(lower, int) and lower < 0 and upper is None
    return from_the_first or to_the_last or (lower is None and upper is None)
