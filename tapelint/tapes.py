"""What is done to tapes: creation, blocks, watching, pausing, derivative calls.

The life cycle itself is `tapelint.lifecycle`; here it is applied to facts that are sets, and
the events are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tapelint import libraries
from tapelint.dependencies import dependencies
from tapelint.events import (
    BadArguments,
    DerivativeTaken,
    Slip,
    TapeEntered,
    TapeUsed,
    UnknownMember,
)
from tapelint.lifecycle import Error, Operation, Persistence, Phase, step
from tapelint.machine import Machine, PathEnds, Staging, any_way, leaves
from tapelint.state import (
    NONE,
    UNKNOWN,
    Atom,
    Constant,
    Derived,
    Key,
    Missing,
    Mode,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    State,
    Tape,
    TapeRef,
    Tensor,
    Value,
    Variable,
    Watching,
    join,
    only,
    without,
)

DERIVATIVE = {
    "gradient": Operation.GRADIENT,
    "jacobian": Operation.JACOBIAN,
    "batch_jacobian": Operation.BATCH_JACOBIAN,
}
UNROLLED = {
    "jacobian": Operation.JACOBIAN_UNROLLED,
    "batch_jacobian": Operation.BATCH_JACOBIAN_UNROLLED,
}
REFUSED = {
    "gradient": Operation.GRADIENT_REFUSED,
    "jacobian": Operation.JACOBIAN_REFUSED,
    "batch_jacobian": Operation.JACOBIAN_REFUSED,
}
_WRAPPED = frozenset({"jacobian", "batch_jacobian"})
"""What wrappers do not pass on as it is."""
UPKEEP = {"watch": Operation.WATCH, "reset": Operation.RESET}


class Arguments(NamedTuple):
    """The evaluated arguments of a call; `opaque`: some came by `*` or `**` from out of sight."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    opaque: bool = False

    @property
    def values(self) -> list[Value]:
        """All of them."""
        return [*self.positional, *(value for _, value in self.keywords)]

    def bound(self, parameters: tuple[str, ...]) -> dict[str, Value]:
        """By parameter name; what does not fit is left out."""
        named = dict(zip(parameters, self.positional, strict=False))
        named.update((name, value) for name, value in self.keywords if name in parameters)
        return named


class Entering(NamedTuple):
    """A `with` item or a call that enters: its statement, its own place, and how it is written."""

    site: Site
    item: Site
    name: str = "the tape"
    target: str | None = None


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


class Outcome(NamedTuple):
    """What an operation does to a tape: the errors it may raise (None: it succeeds), how the
    tape is where it succeeds and where it raises."""

    errors: frozenset[Error | None]
    after: frozenset[Mode]
    raised: frozenset[Mode]


def operate(key: Key, tape: Tape, operation: Operation, site: Site, state: State) -> Outcome:
    """Apply one operation to every way the tape may be."""
    errors: set[Error | None] = set()
    after: set[Mode] = set()
    raised: set[Mode] = set()
    for mode in tape.modes:
        for persistence in tape.persistence:
            result = step(mode.phase, persistence, operation)
            errors.add(result.error)
            new = mode._replace(phase=result.phase)
            if result.new_record:
                new = Mode(result.phase, Record(key, site))
            elif result.phase is not mode.phase and result.phase in (Phase.SPENT, Phase.BROKEN):
                new = Mode(result.phase, mode.record, site, state.tests, mode.soft)
            (raised if result.error else after).add(new)
    return Outcome(frozenset(errors), frozenset(after), frozenset(raised))


class Tapes(Machine):
    """Tape operations on states."""

    __slots__ = ()

    # --- creation -------------------------------------------------------------------------

    def make_tape(
        self, site: Site, arguments: Arguments, state: State, overrides: frozenset[str] | None
    ) -> tuple[Value, State]:
        """`tf.GradientTape(...)`, or a subclass that overrides some methods."""
        fits = self._check_arguments(
            site, "tf.GradientTape", arguments, libraries.TAPE_PARAMETERS, overrides == frozenset()
        )
        if not fits and overrides is not None:
            return UNKNOWN, state
        bound = arguments.bound(libraries.TAPE_PARAMETERS)
        persistence = persistence_of(bound.get("persistent"), arguments.opaque)
        if overrides is None:
            persistence = frozenset(Persistence)
        key = self.key(site)
        fresh = frozenset({Mode(Phase.FRESH)})
        watching = watching_of(bound.get("watch_accessed_variables"), arguments.opaque)
        if overrides is None:
            watching = frozenset(Watching)
        tape = Tape(site, persistence, fresh, overrides, state.tests, watching)
        state = self.forget(key, state)
        return frozenset({TapeRef(key)}), state.with_tape(key, tape)

    def _check_arguments(
        self,
        site: Site,
        spelling: str,
        arguments: Arguments,
        accepted: tuple[str, ...],
        told: bool = True,
    ) -> bool:
        unknown = tuple(name for name, _ in arguments.keywords if name not in accepted)
        too_many = len(arguments.positional) > len(accepted)
        if self.told and told and (unknown or too_many):
            context = self.context()
            self.tell(BadArguments(site, context, spelling, unknown, accepted, too_many))
        return not unknown and not too_many

    def wrap_tape(self, site: Site, arguments: Arguments, state: State) -> tuple[Value, State]:
        """`hvd.DistributedGradientTape(tape)`: another tape over the same record."""
        inner = only(arguments.positional[0]) if arguments.positional else None
        state = self.expose(arguments.values, state)
        if not isinstance(inner, TapeRef) or inner.key not in state.tapes:
            return UNKNOWN, self.havoc(state)
        tape = state.tapes[inner.key]
        idle = {m._replace(phase=Phase.IDLE) if m.phase is Phase.RECORDING else m
                for m in tape.modes}  # fmt: skip
        key = self.key(site)
        state = self.havoc(self.forget(key, state))
        wrapper = replace(tape, site=site, modes=frozenset(idle), overrides=_WRAPPED)
        return frozenset({TapeRef(key)}), state.with_tape(key, wrapper)

    def forget(self, key: Key, state: State) -> State:
        """Before a tape of this key is made anew: what is left of the last one is unknown."""
        if key not in state.tapes:
            return state
        state = without(state, TapeRef(key))
        return self.purge(key, replace(state, exposed=state.exposed - {key}))

    def purge(self, key: Key, state: State) -> State:
        """A tape begins afresh: no tensor is connected through what it recorded before."""

        def clean(value: Value) -> Value:
            old = [
                atom
                for atom in value
                if isinstance(atom, Tensor) and any(record.tape == key for record, _ in atom.links)
            ]
            if not old:
                return value
            new = {
                replace(atom, links=frozenset(li for li in atom.links if li[0].tape != key))
                for atom in old
            }
            return value.difference(old) | new

        frames = {
            frame: {name: clean(value) for name, value in names.items()}
            for frame, names in state.frames.items()
        }
        return replace(state, frames=frames)

    # --- blocks ---------------------------------------------------------------------------

    def enter_tape(
        self, ref: TapeRef, site: Site, name: str, state: State, item: Site = None
    ) -> State:
        """`with tape:` or `tape.__enter__()`; `item`: the tape's place in the statement."""
        tape = state.tapes[ref.key]
        outcome = operate(ref.key, tape, Operation.ENTER, site, state)
        if self.told and Error.ACTIVE in outcome.errors:
            self.tell(TapeEntered(item or site, self.context(), name, tape, outcome.errors))
        if not outcome.after:
            raise self.ends(state, outcome)
        if any(m.record == Record(ref.key, site) for m in tape.modes):
            state = self.purge(ref.key, state)
        return state.with_tape(ref.key, replace(tape, modes=outcome.after, entered=site, left=None))

    def leave_tape(self, ref: TapeRef, site: Site, state: State) -> State:
        """The end of the block, by whatever way out."""
        tape = state.tapes.get(ref.key)
        if tape is None:
            return state
        outcome = operate(ref.key, tape, Operation.EXIT, site, state)
        return state.with_tape(ref.key, replace(tape, modes=outcome.after, left=site))

    def ends(self, state: State, outcome: Outcome) -> PathEnds:
        """No execution gets past an operation that raises."""
        names = {error.exception for error in outcome.errors if error is not None}
        raising = f"builtins.{names.pop()}" if len(names) == 1 else None
        return PathEnds(replace(state, raising=raising))

    # --- other methods --------------------------------------------------------------------

    def use_tape(
        self, ref: TapeRef, method: str, site: Site, name: str, arguments: Arguments, state: State
    ) -> State:
        """`watch` or `reset`; `stop_recording` only makes the context manager."""
        tape = state.tapes[ref.key]
        operation = UPKEEP.get(method, Operation.PAUSE)
        if method == "watch":
            tape = replace(tape, watched=True)
            state = state.with_tape(ref.key, tape)
            if not certainly_something(arguments, state):
                return state
        outcome = operate(ref.key, tape, operation, site, state)
        if self.told and outcome.errors - {None}:
            context = self.context()
            self.tell(TapeUsed(site, context, name, tape, method, outcome.errors))
        if method == "stop_recording":
            return state
        if not outcome.after:
            raise self.ends(state, outcome)
        if operation is Operation.RESET:
            state = self.purge(ref.key, state)
        return state.with_tape(ref.key, replace(tape, modes=outcome.after))

    def pause_tape(self, ref: TapeRef, operation: Operation, site: Site, state: State) -> State:
        """Enter (PAUSE) or leave (RESUME) `with tape.stop_recording():`."""
        tape = state.tapes.get(ref.key)
        if tape is None:
            return state
        outcome = operate(ref.key, tape, operation, site, state)
        if not outcome.after:
            raise self.ends(state, outcome)
        return state.with_tape(ref.key, replace(tape, modes=outcome.after))

    def member_of_tape(
        self, ref: TapeRef, member: str, site: Site, name: str, state: State
    ) -> bool:
        """Whether a tape has this member; tells of one that no tape has."""
        if member in libraries.TAPE_MEMBERS or member in ("__enter__", "__exit__"):
            return True
        if self.told and self.is_plain_tape(ref, state) and not member.startswith("_"):
            tape = state.tapes[ref.key]
            self.tell(UnknownMember(site, self.context(), name, tape, member))
        return False

    def tampered(self, ref: TapeRef, state: State) -> State:
        """After a use of what a tape keeps to itself: nothing is known of it."""
        wild = any_way(ref.key, state.tapes[ref.key])
        wild = replace(wild, persistence=frozenset(Persistence), overrides=None)
        return self.expose([frozenset({ref})], state).with_tape(ref.key, wild)

    def is_plain_tape(self, ref: TapeRef, state: State) -> bool:
        """Whether it is a `tf.GradientTape` to which nobody can have added anything."""
        return state.tapes[ref.key].overrides == frozenset() and ref.key not in state.exposed

    # --- derivative calls -----------------------------------------------------------------

    def derivative(
        self, refs: list[TapeRef], call: DerivativeCall, state: State
    ) -> tuple[Value, State]:
        """A call of gradient, jacobian or batch_jacobian on one of several tapes."""
        accepted = libraries.DERIVATIVES[call.method]
        arguments = call.arguments
        self._check_arguments(call.site, f"{call.name}.{call.method}", arguments, accepted)
        bound = arguments.bound(accepted)
        if not arguments.opaque and (len(bound) < 2 or len(arguments.values) > len(bound)):
            return UNKNOWN, state
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
            return (UNROLLED[method],)
        # In a graph, or where that is not known, unrolling may be allowed.
        return (*plain, UNROLLED[method])

    # --- second order ---------------------------------------------------------------------

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
        self, targets: list[object], sources: Value, records: set[Record], state: State
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


def persistence_of(value: Value | None, opaque: bool) -> frozenset[Persistence]:
    """What `persistent=value` means to TensorFlow (see `lifecycle.Persistence`)."""
    if value is None:
        return frozenset(Persistence) if opaque else frozenset({Persistence.NO})
    found: set[Persistence] = set()
    for atom in value:
        match atom:
            case Constant(value=content, known=True):
                if content is True:
                    found.add(Persistence.YES)
                else:
                    found.add(Persistence.TRUTHY if content else Persistence.NO)
            case Tensor() | Product("numpy.ndarray"):
                found |= {Persistence.NO, Persistence.TRUTHY}
            case _:
                found |= set(Persistence)
    return frozenset(found)


def watching_of(value: Value | None, opaque: bool) -> frozenset[Watching]:
    """What `watch_accessed_variables=value` means to TensorFlow."""
    if value is None:
        return frozenset(Watching) if opaque else frozenset({Watching.ON})
    found: set[Watching] = set()
    for atom in value:
        match atom:
            case Constant(value=bool(content), known=True):
                found.add(Watching.ON if content else Watching.OFF)
            case Constant(value=content, known=True):
                found.add(Watching.ODD if content else Watching.OFF)
            case Tensor() | Product("numpy.ndarray"):
                found.add(Watching.ODD)
            case _:
                found |= set(Watching)
    return frozenset(found)


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


def certainly_something(arguments: Arguments, state: State) -> bool:
    """Whether `watch` is given at least one tensor for certain (an empty list is ignored)."""
    if len(arguments.positional) != 1:
        return False
    found = list(leaves(arguments.positional[0], state))
    return bool(found) and all(isinstance(a, (Tensor, Variable, Constant)) for a in found)
