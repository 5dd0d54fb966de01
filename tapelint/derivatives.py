"""Derivative calls: what they do to the tape, what they give, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tapelint import libraries
from tapelint.dependencies import dependencies
from tapelint.events import DerivativeTaken, Lost, Misfit, Misuse, WrapperMisused
from tapelint.exposure import any_way
from tapelint.fates import Spoken
from tapelint.lifecycle import Error, Operation, Phase
from tapelint.machine import Staging
from tapelint.misfits import Argument, misfits
from tapelint.missed import lost_sources
from tapelint.program import Call, Expr
from tapelint.results import sources_of
from tapelint.sharing import blocked, spent_by, spoiled
from tapelint.spelling import NO_NAME, spell
from tapelint.state import State, join, leaves
from tapelint.structures import named, parts
from tapelint.tape_state import Mode, Tape
from tapelint.tapes import Arguments, Outcome, operate
from tapelint.tensors import keys_of
from tapelint.trained import Trained
from tapelint.values import (
    NONE,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Key,
    Product,
    Site,
    TapeRef,
    Tensor,
    Value,
    Variable,
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

    `name`: the tape as written there; `target`, `sources`: the arguments, where they are written
    out; `foreign`: the method may also be that of something that is no tape.
    """

    call: Call
    method: str
    name: str
    arguments: Arguments
    target: Expr | None
    sources: Expr | None
    foreign: bool

    @property
    def site(self) -> Site:
        """Where it stands."""
        return self.call.origin


class Derivatives(Trained):
    """Derivative calls on states."""

    __slots__ = ()

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
        alone = len(refs) == 1 and not call.foreign
        for ref in refs:
            asked = call.target, bound.get("target", UNKNOWN)
            state = self.ask(ref, Spoken(call.site, call.name, call.method), asked, alone, state)
            if call.arguments.opaque or len(bound) > 2:
                self.fates.of(state.tapes[ref.key]).again = True
            if alone:
                self.model_trained(ref, call.site, sources_of(bound))
        if len(refs) == 1 and not call.foreign and self._wrapper_refuses(refs[0], call, state):
            return UNKNOWN, state
        if not arguments.opaque and (len(bound) < 2 or len(arguments.values) > len(bound)):
            # A tape refuses such a call and stays as it is; a wrapper may accept it.
            tapes = [frozenset[Atom]({ref}) for ref in refs]
            return UNKNOWN, state if plain else self.hand_over(tapes, state)
        after: State | None = None
        wrong = self._misfits(call, bound, state) if plain else ()
        if not wrong and not self._certainly_runs(refs, call, bound, state):
            self.note_tape(state)
        lost: tuple[Lost, ...] = ()
        for ref in refs:
            outcome = self._outcome(state.tapes[ref.key], ref.key, call, bound, wrong, state)
            if self._may_fail(bound, state) or (not wrong and _is_doubtful(bound, state)):
                outcome = outcome._replace(after=any_way(ref.key, state.tapes[ref.key]).modes)
            asked_for = (call.call, call.sources, bound, state)
            lost = lost_sources(self, ref, *asked_for) if outcome.errors == {None} else ()
            self._tell_derivative(ref, call, bound, outcome, lost, wrong, alone, state)
            tape = state.tapes[ref.key]
            if outcome.after:
                done = state.with_tape(ref.key, replace(tape, modes=outcome.after))
                after = join(after, spent_by(ref.key, outcome.after, call.site, done))
            if outcome.raised:
                self.note_tape(state.with_tape(ref.key, replace(tape, modes=outcome.raised)))
        if after is None and self.handled and alone:
            tape = state.tapes[refs[0].key]
            raised = state.with_tape(refs[0].key, replace(tape, modes=outcome.raised))
            raise self.ends(raised, outcome)
        if not self._certainly_runs(refs, call, bound, state):
            self.note_tape(state)
        # So that one mistake does not hide the next, a call that certainly raises is taken to
        # have given something unknown and to have left the tape as it was.
        if after is None:
            return UNKNOWN, state
        hopeless = bool(lost) and alone and not self._zeros(call, bound)
        return self.result(refs, call.site, bound, hopeless, state, after)

    def use_up(self, ref: TapeRef, name: str | None, call: Call, state: State) -> State:
        """A call of a function out of sight that takes a gradient from the tape `name`."""
        unseen = Arguments(opaque=True)
        taken = DerivativeCall(call, "gradient", name or NO_NAME, unseen, None, None, False)
        return self.derivative([ref], taken, state)[1]

    # --- wrappers -------------------------------------------------------------------------

    def _wrapper_refuses(self, ref: TapeRef, call: DerivativeCall, state: State) -> bool:
        """Whether the call certainly raises because of a wrapper, which is told."""
        tape = state.tapes[ref.key]
        misuse, word, by = None, call.method, spoiled(tape)
        refused = [n for n, _ in call.arguments.keywords if n in libraries.WRAPPED_AWAY]
        if tape.wrapper and call.method == "gradient" and refused:
            misuse, word = Misuse.ARGUMENT, refused[0]
        elif blocked(tape, state):
            misuse = Misuse.IN_BLOCK
        elif by is not None and self._certainly_recorded(tape, call):
            misuse = Misuse.RECORD_GONE
        if misuse is None:
            return False
        self.tell_misuse(ref, call.site, call.name, misuse, word, state, by)
        return True

    def _certainly_recorded(self, tape: Tape, call: DerivativeCall) -> bool:
        """Whether the target certainly stands in the record of the tape."""
        atom = only(call.arguments.bound(libraries.DERIVATIVES[call.method]).get("target", UNKNOWN))
        records = {record for record, _ in atom.sure} if isinstance(atom, Tensor) else set()
        return bool(tape.records) and tape.records <= records

    def tell_misuse(
        self,
        ref: TapeRef,
        site: Site,
        name: str,
        misuse: Misuse,
        word: str,
        state: State,
        by: Site | None = None,
    ) -> None:
        """A derivative call on a wrapper, or on the tape under one, raises."""
        if self.told:
            tape = state.tapes[ref.key]
            wrappers = [t for t in (tape, *map(state.tapes.get, tape.shared)) if t and t.wrapper]
            made = wrappers[0].site if wrappers else None
            self.tell(WrapperMisused(site, self.context(), name, tape, misuse, word, by, made))

    def _certainly_runs(
        self, refs: list[TapeRef], call: DerivativeCall, bound: dict[str, Value], state: State
    ) -> bool:
        """Whether the call cannot fail for another reason than the state of the tape."""
        if call.method != "gradient" or len(refs) > 1 or call.foreign:
            return False
        if bound.keys() != {"target", "sources"}:
            return False
        operands = [*leaves(bound["target"], state), *leaves(bound["sources"], state)]
        return all(
            isinstance(a, Variable) or self.is_solid(frozenset({a})) for a in operands
        ) and bool(operands)

    def _misfits(
        self, call: DerivativeCall, bound: dict[str, Value], state: State
    ) -> tuple[Misfit, ...]:
        """What it refuses of its target, or else of its sources, before the backward pass."""
        if call.arguments.opaque or len(bound) < 2:
            return ()
        method = call.method
        target = Argument(method, "target", call.target, bound.get("target", UNKNOWN))
        source = Argument(method, "source", call.sources, sources_of(bound))
        unrolled = method == "jacobian" and may_be_false(bound.get("experimental_use_pfor"))
        of_source = () if unrolled else misfits(self, source, state)
        return (*misfits(self, target, state), *of_source)

    def _outcome(
        self,
        tape: Tape,
        key: Key,
        call: DerivativeCall,
        bound: dict[str, Value],
        wrong: tuple[Misfit, ...],
        state: State,
    ) -> Outcome:
        operations = self._operations(call.method, bound, wrong, call.arguments.opaque)
        outcomes = [operate(key, tape, op, call.site, state) for op in operations]
        errors = frozenset[Error | None]().union(*(o.errors for o in outcomes))
        after = frozenset[Mode]().union(*(o.after for o in outcomes))
        raised = frozenset[Mode]().union(*(o.raised for o in outcomes))
        if Error.NEEDS_PERSISTENT in errors and None in errors:
            # Eager code refuses it and leaves the tape as it was; a graph allows it.
            after = tape.modes | {m._replace(soft=True) for m in after}
        if Error.INTERNAL in errors and not self._leads_back(tape, bound, state):
            # Where there is no operation to go back through, nothing is missing.
            errors, after = errors | {None}, after | tape.modes
        return Outcome(errors, after, raised)

    def _leads_back(self, tape: Tape, bound: dict[str, Value], state: State) -> bool:
        """Whether some target certainly is the result of an operation that the tape recorded."""
        target = bound.get("target", UNKNOWN)
        for value in parts(target, state) or [target]:
            made = [self.history.of(key) for atom in value for key in keys_of(atom)]
            tensors = bool(value) and all(isinstance(atom, Tensor) for atom in value)
            if tensors and all(one is not None and one.records & tape.records for one in made):
                return True
        return False

    def _may_fail(self, bound: dict[str, Value], state: State) -> bool:
        """Whether the backward pass meets an operation without gradient; it breaks the record."""
        keys = [k for atom in leaves(bound.get("target", UNKNOWN), state) for k in keys_of(atom)]
        return self.history.fails(keys)

    def _tell_derivative(
        self,
        ref: TapeRef,
        call: DerivativeCall,
        bound: dict[str, Value],
        outcome: Outcome,
        lost: tuple[Lost, ...],
        wrong: tuple[Misfit, ...],
        alone: bool,
        state: State,
    ) -> None:
        self.turn(call.site)
        if not self.told or call.foreign:
            return
        tape = state.tapes[ref.key]
        spenders = {mode.spender for mode in tape.modes if mode.phase is Phase.SPENT}
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
                spenders=tuple(sorted(spenders - {None}, key=self.turn)),
                correlated=self._correlated(tape, state, alone),
                alone=alone,
                chosen=bool(tape.made - state.tests),
                lost=lost,
                sources=sum(1 for _ in named(call.sources, sources_of(bound), state)),
                target=spell(call.target) if call.target is not None else None,
                source=spell(call.sources) if call.sources is not None else None,
                zeros=self._zeros(call, bound),
                asked_zeros=asks_for_zeros(bound.get("unconnected_gradients")),
                unrolled=may_be_false(bound.get("experimental_use_pfor")),
                stuck=only(bound.get("parallel_iterations", NONE)) == Constant(1),
                misfits=wrong,
                eager=self.is_eager,
            )
        )

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
        self.looked_around = True
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
        self, method: str, bound: dict[str, Value], wrong: tuple[Misfit, ...], opaque: bool
    ) -> tuple[Operation, ...]:
        target = bound.get("target")
        if method == "jacobian" and wrong and wrong[0].role == "source":
            return (Operation.GRADIENT_REFUSED,)
        if wrong or target == NONE:
            return (REFUSED[method],)
        plain: tuple[Operation, ...] = (DERIVATIVE[method],)
        if target is not None and NONE & target:
            plain = (*plain, REFUSED[method])
        pfor = bound.get("experimental_use_pfor")
        if method == "gradient" or (pfor is None and not opaque):
            return plain
        atom = only(pfor) if pfor is not None else None
        if isinstance(atom, Constant) and atom.value:
            return plain
        if isinstance(atom, Constant) and self.here.staging is Staging.EAGER:
            return (ROW_BY_ROW[method],)
        # In a graph, or where that is not known, unrolling may be allowed.
        return (*plain, ROW_BY_ROW[method])


def _is_doubtful(bound: dict[str, Value], state: State) -> bool:
    """Whether an argument is a number, but may be a tensor where the code is compiled."""
    values = (bound.get("target", UNKNOWN), sources_of(bound))
    return any(isinstance(atom, Detached) for value in values for atom in leaves(value, state))


def asks_for_zeros(value: Value | None) -> bool:
    """Whether `unconnected_gradients` may be ZERO."""
    if value is None:
        return False
    text = [a.path if isinstance(a, Product) else getattr(a, "value", getattr(a, "path", "?"))
            for a in value]  # fmt: skip
    return any("none" not in str(t).lower() for t in text)


def may_be_false(value: Value | None) -> bool:
    """Whether an argument that is True by default may be false here."""
    return value is not None and not all(isinstance(a, Constant) and a.value for a in value)
