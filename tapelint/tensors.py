"""What tensors are connected to: operations, and derivative calls.

The links of a tensor are an over-approximation: every source that a gradient could find through
a record. Only what is certainly not among them is certainly disconnected.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tapelint import libraries
from tapelint.dependencies import dependencies
from tapelint.events import DerivativeTaken, Slip
from tapelint.lifecycle import Error, Operation, Phase
from tapelint.machine import Staging, leaves
from tapelint.state import Mode, State, Tape, Watching, join
from tapelint.tapes import Arguments, Outcome, Tapes, operate
from tapelint.values import (
    NONE,
    UNKNOWN,
    Atom,
    Constant,
    Derived,
    Key,
    Missing,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    Symbol,
    TapeRef,
    Tensor,
    Unknown,
    Value,
    Variable,
    add_links,
    only,
)

DERIVATIVE = {
    "gradient": Operation.GRADIENT,
    "jacobian": Operation.JACOBIAN,
    "batch_jacobian": Operation.BATCH_JACOBIAN,
}


ROW_BY_ROW = {
    "jacobian": Operation.JACOBIAN_UNROLLED,
    "batch_jacobian": Operation.BATCH_JACOBIAN_UNROLLED,
}


REFUSED = {
    "gradient": Operation.GRADIENT_REFUSED,
    "jacobian": Operation.JACOBIAN_REFUSED,
    "batch_jacobian": Operation.JACOBIAN_REFUSED,
}


class DerivativeCall(NamedTuple):
    """A call of a derivative method as it stands in the program.

    `name`: the tape as written there; `words`: target and source as written, where they are
    places; `foreign`: the method may also be that of something that is no tape.
    """

    site: Site
    method: str
    name: str
    arguments: Arguments
    words: tuple[str | None, str | None]
    foreign: bool


class Tensors(Tapes):
    """Operations and derivative calls on states."""

    __slots__ = ()

    def operation(
        self,
        site: Site,
        inputs: list[Value],
        state: State,
        *,
        same: bool = False,
        solid: bool = False,
    ) -> Value:
        """The tensor that an operation computes from these inputs.

        `same`: it may be one of the inputs itself. The links are an over-approximation: every
        input may be what a gradient finds through every tape that may be recording now.
        """
        recording = state.recording
        links: dict[Record, frozenset[Key] | None] = {}
        keys = frozenset({self.key(site)})
        derived: frozenset[Derived] = frozenset()
        for value in inputs:
            for atom in leaves(value, state):
                through: frozenset[Key] | None = frozenset()
                match atom:
                    case Tensor():
                        derived |= atom.derived
                        through = atom.keys
                        kept = (
                            atom.links if same else [li for li in atom.links if li[0] in recording]
                        )
                        add_links(links, kept)
                        keys |= atom.keys if same else frozenset()
                    case Variable(key):
                        through = frozenset({key})
                    case Constant() | Product("numpy.ndarray") | Symbol():
                        continue
                    case Unknown() if same:
                        return UNKNOWN
                    case _:
                        through = None
                add_links(links, [(record, through) for record in recording])
        return frozenset({Tensor(keys, frozenset(links.items()), derived, solid)})

    def is_tensor(self, value: Value) -> bool:
        """Whether it certainly is a tensor or variable."""
        return bool(value) and all(isinstance(a, (Tensor, Variable)) for a in value)

    def is_solid(self, value: Value) -> bool:
        """Whether a value certainly is one tensor."""
        return bool(value) and all(isinstance(a, Tensor) and a.solid for a in value)

    def derivative(
        self, refs: list[TapeRef], call: DerivativeCall, state: State
    ) -> tuple[Value, State]:
        """A call of gradient, jacobian or batch_jacobian on one of several tapes."""
        accepted = libraries.DERIVATIVES[call.method]
        arguments = call.arguments
        plain = not call.foreign and all(self.is_plain_tape(ref, state) for ref in refs)
        spelling = f"{call.name}.{call.method}"
        self._check_arguments(call.site, spelling, arguments, accepted, plain)
        bound = arguments.bound(accepted)
        if not arguments.opaque and (len(bound) < 2 or len(arguments.values) > len(bound)):
            # A tape refuses such a call and stays as it is; a wrapper may accept it.
            tapes = [frozenset[Atom]({ref}) for ref in refs]
            return UNKNOWN, state if plain else self.hand_over(tapes, state)
        if not self._certainly_runs(refs, call, bound, state):
            self.note_tape(state)
        after: State | None = None
        alone = len(refs) == 1 and not call.foreign
        missing = alone
        for ref in refs:
            outcome = self._outcome(state.tapes[ref.key], ref.key, call, bound, state)
            slips = self._slips(ref, bound, state) if outcome.errors == {None} else ()
            self._tell_derivative(ref, call, bound, outcome, slips, alone, state)
            missing = missing and bool(slips) and not self._zeros(call, bound)
            tape = state.tapes[ref.key]
            if outcome.after:
                after = join(after, state.with_tape(ref.key, replace(tape, modes=outcome.after)))
            if outcome.raised:
                self.note_tape(state.with_tape(ref.key, replace(tape, modes=outcome.raised)))
        # So that one mistake does not hide the next, a call that certainly raises is taken to
        # have given something unknown and to have left the tape as it was.
        if after is None:
            return UNKNOWN, state
        if missing:
            return frozenset({Missing(call.site)}), after
        return self._result([ref.key for ref in refs], call.site, bound, after), after

    def _certainly_runs(
        self, refs: list[TapeRef], call: DerivativeCall, bound: dict[str, Value], state: State
    ) -> bool:
        """Whether the call cannot fail for another reason than the state of the tape."""
        if call.method != "gradient" or len(refs) > 1 or call.foreign or len(bound) > 2:
            return False
        operands = [*leaves(bound["target"], state), *leaves(bound["sources"], state)]
        return all(
            isinstance(a, Variable) or (isinstance(a, Tensor) and a.solid) for a in operands
        ) and bool(operands)

    def _outcome(
        self, tape: Tape, key: Key, call: DerivativeCall, bound: dict[str, Value], state: State
    ) -> Outcome:
        operations = self._operations(call.method, bound, call.arguments.opaque)
        outcomes = [operate(key, tape, op, call.site, state) for op in operations]
        errors = frozenset[Error | None]().union(*(o.errors for o in outcomes))
        after = frozenset[Mode]().union(*(o.after for o in outcomes))
        raised = frozenset[Mode]().union(*(o.raised for o in outcomes))
        if Error.NEEDS_PERSISTENT in errors and None in errors:
            # Eager code refuses it and leaves the tape as it was; a graph allows it.
            after = tape.modes | {m._replace(soft=True) for m in after}
        return Outcome(errors, after, raised)

    def _tell_derivative(
        self,
        ref: TapeRef,
        call: DerivativeCall,
        bound: dict[str, Value],
        outcome: Outcome,
        slips: tuple[Slip, ...],
        alone: bool,
        state: State,
    ) -> None:
        if not self.told or call.foreign:
            return
        tape = state.tapes[ref.key]
        context = self.context()
        self.tell(
            DerivativeTaken(
                call.site,
                context._replace(certain=context.certain and alone),
                call.name,
                tape,
                call.method,
                outcome.errors,
                tape.modes,
                correlated=self._correlated(tape, state, alone),
                alone=alone,
                blind=self._blind(ref, bound, state),
                chosen=bool(tape.made - state.tests),
                slips=slips,
                target=call.words[0],
                source=call.words[1],
                zeros=self._zeros(call, bound),
                unrolled=may_be_false(bound.get("experimental_use_pfor")),
                stuck=only(bound.get("parallel_iterations", NONE)) == Constant(1),
            )
        )

    def _blind(self, ref: TapeRef, bound: dict[str, Value], state: State) -> bool:
        """Whether the tape certainly has seen nothing, so that no source has a derivative."""
        tape = state.tapes[ref.key]
        if Watching.ON in tape.watching or tape.watched or ref.key in state.exposed:
            return False
        targets = list(leaves(bound.get("target", UNKNOWN), state))
        own = frozenset[Key]().union(*(t.keys for t in targets if isinstance(t, Tensor)))
        sources = bound.get("sources", bound.get("source", UNKNOWN))
        tensors = bool(targets) and all(isinstance(t, Tensor) for t in targets)
        return tensors and self._apart(sources, set(own), False, state)

    def _zeros(self, call: DerivativeCall, bound: dict[str, Value]) -> bool:
        asked = asks_for_zeros(bound.get("unconnected_gradients"))
        return call.method == "batch_jacobian" or asked

    def _correlated(self, tape: Tape, state: State, alone: bool) -> bool:
        """Whether the tests before this call hang together with those before the spending one."""
        if not any(m.phase is Phase.SPENT for m in tape.modes):
            return False
        now = {test for test, _ in state.tests}
        others = {taken[0] for mode in tape.modes for taken in mode.tests - state.tests}
        if not alone:
            others |= {taken[0] for taken in tape.made - state.tests}
        if not now or not others:
            return False
        here = self.depends(frozenset[str]().union(*(t.words for t in now)))
        there = self.depends(frozenset[str]().union(*(t.words for t in others)))
        return bool(here & there)

    def depends(self, words: frozenset[str]) -> frozenset[str]:
        """The names that these may be computed from, themselves included."""
        bodies = [*(function.body for function in self.here.running), self.module_body]
        for body in bodies:
            if id(body) not in self._edges:
                self._edges[id(body)] = dependencies(body)
        graph = [self._edges[id(body)] for body in bodies]
        found, todo = set(words), list(words)
        while todo:
            word = todo.pop()
            for edges in graph:
                more = edges.get(word, frozenset()) - found
                found |= more
                todo += more
        return frozenset(found)

    def _operations(
        self, method: str, bound: dict[str, Value], opaque: bool
    ) -> tuple[Operation, ...]:
        target = bound.get("target")
        if target == NONE:
            return (REFUSED[method],)
        plain: tuple[Operation, ...] = (DERIVATIVE[method],)
        if target is not None and NONE & target:
            plain = (*plain, REFUSED[method])
        pfor = bound.get("experimental_use_pfor")
        if method == "gradient" or (pfor is None and not opaque):
            return plain
        atom = only(pfor) if pfor is not None else None
        if isinstance(atom, Constant) and atom.known and atom.value:
            return plain
        certain = isinstance(atom, Constant) and atom.known
        if certain and self.here.staging is Staging.EAGER:
            return (ROW_BY_ROW[method],)
        # In a graph, or where that is not known, unrolling may be allowed.
        return (*plain, ROW_BY_ROW[method])

    def _slips(self, ref: TapeRef, bound: dict[str, Value], state: State) -> tuple[Slip, ...]:
        """Why the result is certainly None: derivatives that this tape did not record."""
        tape = state.tapes[ref.key]
        if "target" not in bound or not (bound.keys() & {"sources", "source"}):
            return ()
        targets = list(leaves(bound["target"], state))
        sources = bound.get("sources", bound.get("source", UNKNOWN))
        records = {m.record for m in tape.modes if m.record is not None}
        if not targets or not self._unconnected(targets, sources, records, state):
            return ()
        derived = {d for t in targets if isinstance(t, Tensor) for d in t.derived}
        slipped = [d for d in derived if not d.recorded & records]
        return tuple(
            Slip(d.site, self.names.get(d.site), _when(d, ref.key))
            for d in sorted(slipped, key=lambda d: self._order(d.site))
        )

    def _order(self, site: Site) -> int:
        return self._sites.setdefault(id(site), len(self._sites))

    def _unconnected(
        self, targets: list[Atom], sources: Value, records: set[Record], state: State
    ) -> bool:
        """Whether at least one source certainly is reached by no target."""
        known: set[Key] = set()
        for target in targets:
            if not isinstance(target, Tensor):
                if isinstance(target, Constant):
                    continue
                return False
            known |= target.keys
            for record in records:
                reach = target.reach(record)
                if reach is None:
                    return False
                known |= reach
        own = frozenset[Key]().union(*(t.keys for t in targets if isinstance(t, Tensor)))
        return self._apart(sources, known, known == own, state)

    def _apart(self, sources: Value, known: set[Key], nothing_reached: bool, state: State) -> bool:
        """Whether, whatever these sources are, one of them certainly is not among the known."""

        def apart(atom: Atom) -> bool:
            match atom:
                case Variable(key):
                    return key not in known
                case Tensor(keys):
                    return not keys & known
                case Constant():
                    return False
                case Sequence(items):
                    return any(self._apart(i, known, nothing_reached, state) for i in items)
                case Ref(key) if key in state.heap and state.heap[key].fields:
                    fields = state.heap[key].fields.values()
                    return any(self._apart(v, known, nothing_reached, state) for v in fields)
                case _:
                    return nothing_reached

        return bool(sources) and all(apart(atom) for atom in sources)

    def _result(self, tapes: list[Key], site: Site, bound: dict[str, Value], state: State) -> Value:
        recording = state.recording
        standing = frozenset((key, _standing(tape)) for key, tape in state.tapes.items())
        derived = Derived(site, tapes[0], recording, standing)
        sources = bound.get("sources", bound.get("source", UNKNOWN))
        solid = all(isinstance(s, (Variable, Tensor)) and getattr(s, "solid", True)
                    for s in sources)  # fmt: skip
        tensor = Tensor(
            frozenset({self.key(site)}),
            frozenset((record, None) for record in recording),
            frozenset({derived}),
            solid,
        )
        return frozenset({tensor})


def _standing(tape: Tape) -> str:
    phases = {m.phase for m in tape.modes}
    if phases <= {Phase.FRESH}:
        return "before"
    if phases & {Phase.IDLE} and tape.left is None and tape.entered is not None:
        return "paused"
    return "after"


def _when(derived: Derived, key: Key) -> str:
    return dict(derived.standing).get(key, "before")


def asks_for_zeros(value: Value | None) -> bool:
    """Whether `unconnected_gradients` may be ZERO."""
    if value is None:
        return False
    text = [a.path if isinstance(a, Product) else getattr(a, "value", getattr(a, "path", "?"))
            for a in value]  # fmt: skip
    return any("none" not in str(t).lower() for t in text)


def may_be_false(value: Value | None) -> bool:
    """Whether an argument that is True by default may be false here."""
    return value is not None and not all(
        isinstance(a, Constant) and a.known and a.value for a in value
    )
