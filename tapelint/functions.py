"""Running the functions of the file: in a frame of their own, as far as that is sensible."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tapelint.compiled import as_outputs
from tapelint.events import Event
from tapelint.foreign import Foreign
from tapelint.joins import join_values
from tapelint.machine import DEPTH, MODULE, Activation, Exits, PathEnds, Staging
from tapelint.memory import Memory, collect, identity, reading, start_afresh
from tapelint.outside import NOTHING_SAID, Outside
from tapelint.parameters import bind_parameters
from tapelint.places import Result
from tapelint.program import Block, Call, Evaluate, Exit, Function, Leave, Literal, Name
from tapelint.state import State, join
from tapelint.tape_state import Taken
from tapelint.tapes import Arguments
from tapelint.values import (
    NONE,
    NOT_FOLLOWED,
    NOTHING,
    UNKNOWN,
    FunctionRef,
    Key,
    Ref,
    Site,
    Value,
    only,
)

RETURNED = "<returned>"
AtYield = Callable[[Value, State], State]
"""What runs where a generator yields: given what it yields, the state after."""


class Functions(Foreign):
    """Runs functions of the file."""

    def __init__(
        self,
        tell: Callable[[Event], None],
        withdraw: Callable[[Site], None],
        outside: Outside = NOTHING_SAID,
    ) -> None:
        super().__init__(tell, withdraw, outside)
        self.memory = Memory()

    def call_function(self, ref: FunctionRef, site: Site, state: State) -> Result:
        """A call without arguments of our own making."""
        return self.run_function(ref, Arguments(), site, state)

    def run_function(
        self, ref: FunctionRef, arguments: Arguments, site: Site, state: State
    ) -> Result:
        """Run the body in a frame of its own, as far as that is sensible."""
        function = ref.function
        everything = [frozenset({ref}), *arguments.values]
        followed = ref.flavor not in ("manager", *NOT_FOLLOWED)
        if not followed or function.is_generator or function.is_async:
            return UNKNOWN, self.hand_over(everything, state)
        if _is_exposed(ref.receiver, state) and _is_left_open(function):
            # The object may be of a class out of sight, which has a method of its own.
            return UNKNOWN, self.hand_over(everything, state)
        if len(self.here.running) >= DEPTH or function in self.here.running:
            return UNKNOWN, self.hand_over(everything, state)
        if self.catchers:
            return self._run_traced(ref, arguments, site, state)
        call = identity(self, ref, arguments, state)
        # What it reads is looked for only where it matters: most calls are made once.
        read = partial(reading, ref, arguments, state)
        known = self.memory.recall(call, read)
        if known is not None:
            return known, state
        value, after = self._run_traced(ref, arguments, site, state)
        after = collect(self, value, state, after)
        self.memory.keep(call, read, value, state, after)
        return value, after

    def _run_traced(
        self, ref: FunctionRef, arguments: Arguments, site: Site, state: State
    ) -> Result:
        if not ref.traced:
            return self.run_body(ref, arguments, site, state)
        if self._traced_before(ref):
            # A compiled function runs its Python code again only if it is traced again.
            with self.silence():
                value, after = self.run_body(ref, arguments, site, state)
            after = join(after, state)
        else:
            value, after = self.run_body(ref, arguments, site, state)
        return as_outputs(value, after), after

    def _traced_before(self, ref: FunctionRef) -> bool:
        key = (ref.function, ref.scope)
        # A function that runs on its own does not know what the module has traced already.
        before = key in self.traced or (self.alone and ref.scope == (MODULE,))
        self.traced.add(key)
        return before

    def run_body(
        self,
        ref: FunctionRef,
        arguments: Arguments,
        site: Site,
        state: State,
        at_yield: AtYield | None = None,
    ) -> Result:
        function = ref.function
        frame = self.key(function.origin, ("frame", id(site)))
        self.local_names[frame] = function.local
        self.frame_functions[frame] = function
        if frame in state.frames:
            self.shared_frames.add(frame)
            state = start_afresh(self, frame, state)
        names, state = bind_parameters(self, ref, arguments, state)
        caller = self.here
        staging = Staging.TRACED if ref.traced else caller.staging
        activation = Activation(
            frame,
            (*ref.scope, frame),
            function,
            staging,
            (*caller.callers, site),
            (*caller.running, function),
            at_yield,
        )
        # What runs at a `yield` is the caller's code: its tests go on to hold.
        tests = state.tests if at_yield is None else None
        inner = state.with_frame(frame, names)
        ends = UNKNOWN if self._may_be_overridden(ref, state) else NONE
        if not self.catchers:
            with self.within(activation):
                exits = self.block(function.body, inner)
            return self._returned(frame, exits, tests, state, ends)
        with self.catching() as catcher, self.within(activation):
            exits = self.block(function.body, inner)
        returns = Exit.NEXT in exits or Exit.RETURN in exits
        foreign = join(catcher.foreign.state, exits.get(Exit.RAISE) if returns else None)
        for raised, note in (
            (catcher.usual.state, self.note),
            (foreign, self.note_foreign),
            (catcher.tapes.state, self.note_tape),
        ):
            if raised is not None:
                note(self._leave_frame(frame, raised))
        return self._returned(frame, exits, tests, state, ends)

    def _may_be_overridden(self, ref: FunctionRef, state: State) -> bool:
        """Whether it is a method of an object out of sight, which another class may redefine."""
        receiver = only(ref.receiver) if ref.receiver is not None else None
        return self.alone and isinstance(receiver, Ref) and receiver.key in state.exposed

    def _returned(
        self, frame: Key, exits: Exits, tests: frozenset[Taken] | None, state: State, ends: Value
    ) -> Result:
        """What a call gives: what it returns, or `ends` if it gets to the end of the body."""
        value, after = NOTHING, None
        if Exit.NEXT in exits:
            value, after = ends, exits[Exit.NEXT]
        if Exit.RETURN in exits:
            left = exits[Exit.RETURN]
            value = join_values(value, left.read(frame, RETURNED) or NONE)
            after = join(after, left)
        if after is None:
            raised = exits.get(Exit.RAISE)
            raise PathEnds(state if raised is None else self._leave_frame(frame, raised))
        after = self._leave_frame(frame, after)
        return value, after if tests is None else after.with_tests(tests)

    def _leave_frame(self, frame: Key, state: State) -> State:
        if frame not in self.captured:
            return state.without_frame(frame)
        self.kept_frames[frame] = state.frames.get(frame, {})
        return state

    def block(self, statements: Block, state: State) -> Exits:
        """Run statements; see `interpret.Interpreter`."""
        raise NotImplementedError


def _is_exposed(receiver: Value | None, state: State) -> bool:
    this = only(receiver or NOTHING)
    return isinstance(this, Ref) and this.key in state.exposed


def _is_left_open(function: Function) -> bool:
    """Whether a function does nothing but raise `NotImplementedError`."""
    match function.body:
        case (*before, Leave(Exit.RAISE, Call(func=name) | (Name() as name))):
            quiet = (
                isinstance(each, Evaluate) and isinstance(each.value, Literal) for each in before
            )
            return isinstance(name, Name) and name.id == "NotImplementedError" and all(quiet)
    return False
