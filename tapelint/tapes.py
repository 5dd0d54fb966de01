"""What is done to tapes: creation, blocks, watching, pausing, derivative calls.

The life cycle itself is `tapelint.lifecycle`; here it is applied to facts that are sets, and
the events are told.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from tapelint import libraries
from tapelint.events import (
    BadArguments,
    Misfit,
    TapeEntered,
    TapeUsed,
    UnknownMember,
)
from tapelint.exposure import Exposure, any_way
from tapelint.lifecycle import Error, Operation, Persistence, Phase, step
from tapelint.machine import PathEnds, Staging
from tapelint.misfits import Argument, misfits
from tapelint.program import Call
from tapelint.remembered import recorded
from tapelint.sharing import WRAPPED, shared, unshared
from tapelint.spelling import NO_NAME
from tapelint.state import State, holders, leaves, without
from tapelint.tape_state import Mode, Tape, Watching
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Key,
    Record,
    Site,
    TapeRef,
    Tensor,
    Value,
    Variable,
    recorders,
)

UPKEEP = {"watch": Operation.WATCH, "reset": Operation.RESET}


class Arguments(NamedTuple):
    """The evaluated arguments of a call; `opaque`: some came by `*` or `**` from out of sight."""

    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    opaque: bool = False

    @property
    def values(self) -> list[Value]:
        """All of them."""
        return [*self.positional, *[value for _, value in self.keywords]]

    def bound(self, parameters: tuple[str, ...]) -> dict[str, Value]:
        """By parameter name; what does not fit is left out."""
        named = dict(zip(parameters, self.positional, strict=False))
        named.update((name, value) for name, value in self.keywords if name in parameters)
        return named


class Entering(NamedTuple):
    """A `with` item or a call that enters: its statement, its own place, and how it is written."""

    site: Site
    item: Site
    name: str = NO_NAME
    target: str | None = None


class Outcome(NamedTuple):
    """What an operation does to a tape.

    The errors it may raise (None: it succeeds), and how the tape is where it succeeds and where
    it raises.
    """

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


class Tapes(Exposure):
    """Tape operations on states."""

    __slots__ = ()

    # --- creation -------------------------------------------------------------------------

    def make_tape(
        self,
        site: Site,
        arguments: Arguments,
        state: State,
        overrides: frozenset[str] | None,
        cls: Value = NOTHING,
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
        tape = Tape(site, persistence, fresh, overrides, state.tests, watching, cls=cls)
        life = self.fates.of(tape)
        life.persistence |= persistence
        life.out_of_sight = life.out_of_sight or bool(self.expecting or overrides != frozenset())
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

    def wrap_tape(
        self, site: Site, inner: Atom | None, arguments: Arguments, state: State, *, ended: bool
    ) -> tuple[Value, State]:
        """`hvd.DistributedGradientTape(tape)`: another tape over the same record.

        `ended`: it does not record though the tape may; else it may be the very tape.
        """
        if not isinstance(inner, TapeRef) or inner.key not in state.tapes:
            return UNKNOWN, self.hand_over(arguments.values, state)
        tape = state.tapes[inner.key]
        idle = {m._replace(phase=Phase.IDLE) if m.phase is Phase.RECORDING else m
                for m in tape.modes}  # fmt: skip
        key = self.key(site)
        given = arguments.values[1:] if ended else arguments.values
        state = self.hand_over(given, self.forget(key, state))
        modes = frozenset(idle if ended else idle | tape.modes)
        overrides = WRAPPED if tape.overrides == frozenset() else None
        wrapper = replace(tape, site=site, modes=modes, overrides=overrides)
        wrapper = replace(wrapper, shared=frozenset(), wrapper=ended)
        for each in (tape, wrapper):
            self.fates.of(each).out_of_sight = True
        state = state.with_tape(key, wrapper)
        return frozenset({TapeRef(key)}), shared(inner.key, key, state) if ended else state

    def forget(self, key: Key, state: State) -> State:
        """Before a tape of this key is made anew: what is left of the last one is unknown."""
        if key not in state.tapes:
            return state
        self.fates.lost(state.tapes[key], holders(state, key))
        state = without(unshared(key, state), TapeRef(key))
        return self.purge(key, state.with_exposed(state.exposed - {key}))

    def purge(self, key: Key, state: State) -> State:
        """A tape begins afresh: no tensor is connected through what it recorded before."""

        def clean(value: Value) -> Value:
            if key not in recorders(value):
                return value
            old = [
                atom
                for atom in value
                if isinstance(atom, Tensor) and any(record.tape == key for record, _ in atom.links)
            ]
            new = {
                replace(
                    atom,
                    links=frozenset(li for li in atom.links if li[0].tape != key),
                    sure=frozenset(pair for pair in atom.sure if pair[0].tape != key),
                )
                for atom in old
            }
            return value.difference(old) | new

        frames = {
            frame: {name: clean(value) for name, value in names.items()}
            for frame, names in state.frames.items()
            if key in recorded(names)
        }
        return replace(state, frames={**state.frames, **frames}) if frames else state

    # --- blocks ---------------------------------------------------------------------------

    def enter_tape(
        self, ref: TapeRef, site: Site, name: str, state: State, item: Site = None
    ) -> State:
        """`with tape:` or `tape.__enter__()`; `item`: the tape's place in the statement."""
        state = unshared(ref.key, state)
        tape = state.tapes[ref.key]
        outcome = operate(ref.key, tape, Operation.ENTER, site, state)
        self.fates.entered(tape, site, name, self.here.frame, self.running_body)
        if self.told and Error.ACTIVE in outcome.errors:
            self.tell(TapeEntered(item or site, self.context(), name, tape, outcome.errors))
        if not outcome.after:
            raise self.ends(state, outcome)
        if any(m.record == Record(ref.key, site) for m in tape.modes):
            state = self.purge(ref.key, state)
        afresh = {m.phase for m in tape.modes} <= {Phase.FRESH, Phase.SPENT}
        watched = frozenset[Key]() if afresh and tape.watched is not None else tape.watched
        new = replace(tape, modes=outcome.after, watched=watched, entered=site, left=None)
        return state.with_tape(ref.key, new)

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
        self, ref: TapeRef, method: str, call: Call, name: str, arguments: Arguments, state: State
    ) -> State:
        """`watch` or `reset`; `stop_recording` only makes the context manager."""
        tape, site = state.tapes[ref.key], call.origin
        life = self.fates.of(tape)
        life.busy = life.busy or bool(tape.asked) or method == "reset"
        operation = UPKEEP.get(method, Operation.PAUSE)
        wrong = self._unwatchable(ref, method, call, arguments, state)
        if wrong:
            if self.told:
                context, errors = self.context(), frozenset[Error | None]({None})
                self.tell(TapeUsed(site, context, name, tape, method, errors, wrong))
            self.note_tape(state)
            return state.with_tape(ref.key, replace(tape, watched=None))
        if method == "watch":
            tape = self._watched(ref, tape, arguments, site, state)
            state = state.with_tape(ref.key, tape)
            if not certainly_something(arguments, state):
                # Of a spent tape it raises, unless it is given nothing.
                modes = {m._replace(soft=m.phase is Phase.SPENT or m.soft) for m in tape.modes}
                return state.with_tape(ref.key, replace(tape, modes=frozenset(modes)))
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
            if tape.watched is not None:
                tape = replace(tape, watched=frozenset())
        return state.with_tape(ref.key, replace(tape, modes=outcome.after))

    def _unwatchable(
        self, ref: TapeRef, method: str, call: Call, arguments: Arguments, state: State
    ) -> tuple[Misfit, ...]:
        """What `watch` refuses of its argument."""
        fits = len(arguments.values) == 1 and not arguments.opaque and len(call.args) == 1
        if method != "watch" or not fits or not self.is_plain_tape(ref, state):
            return ()
        (value,) = arguments.values
        return misfits(self, Argument(method, "watched", call.args[0].value, value), state)

    def _watched(
        self, ref: TapeRef, tape: Tape, arguments: Arguments, site: Site, state: State
    ) -> Tape:
        """The tape after `watch`: it has an effect only while some tape records."""
        given = arguments.positional or tuple(v for _, v in arguments.keywords)
        atoms = [atom for value in given for atom in leaves(value, state)]
        keys = frozenset(
            key
            for atom in atoms
            for key in (atom.keys if isinstance(atom, Tensor) else (atom.key,)
                        if isinstance(atom, Variable) else ())
        )  # fmt: skip
        self.watch_calls.setdefault(ref.key, {})[site] = keys
        in_sight = all(isinstance(atom, (Tensor, Variable, Constant, Detached)) for atom in atoms)
        if not in_sight or arguments.opaque:
            return replace(tape, watched=None)
        if not self._some_tape_records(state):
            return tape
        return replace(tape, watched=None if tape.watched is None else tape.watched | keys)

    def _some_tape_records(self, state: State) -> bool:
        """Whether any tape may be recording here, those of callers out of sight included."""
        return bool(state.recording) or self.alone or self.here.staging is not Staging.EAGER

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


def persistence_of(value: Value | None, opaque: bool) -> frozenset[Persistence]:
    """What `persistent=value` means to TensorFlow (see `lifecycle.Persistence`)."""
    if value is None:
        return frozenset(Persistence) if opaque else frozenset({Persistence.NO})
    found: set[Persistence] = set()
    for atom in value:
        match atom:
            case Constant(value=content):
                if content is True:
                    found.add(Persistence.YES)
                else:
                    found.add(Persistence.TRUTHY if content else Persistence.NO)
            case Tensor() | Detached(array=True, data=False):
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
            case Constant(value=bool(content)):
                found.add(Watching.ON if content else Watching.OFF)
            case Constant(value=content):
                found.add(Watching.ODD if content else Watching.OFF)
            case Tensor() | Detached(array=True, data=False):
                found.add(Watching.ODD)
            case _:
                found |= set(Watching)
    return frozenset(found)


def certainly_something(arguments: Arguments, state: State) -> bool:
    """Whether `watch` is given at least one tensor for certain (an empty list is ignored)."""
    if len(arguments.positional) != 1:
        return False
    found = list(leaves(arguments.positional[0], state))
    return bool(found) and all(isinstance(a, (Tensor, Variable, Constant)) for a in found)
