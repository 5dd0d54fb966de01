"""Generator functions of this file, run where what they yield is used.

`with recording() as tape: BODY` and `for item in items(): BODY` run the function, and BODY at
its `yield`: so every `with` and `try` around the `yield` sees what BODY does, as in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from tapelint.collected import Collected
from tapelint.functions import AtYield
from tapelint.loops import Loops, merge
from tapelint.machine import DEPTH, Catcher, Exits, PathEnds, Round
from tapelint.managers import soften
from tapelint.places import Result
from tapelint.program import (
    Bind,
    Block,
    Branch,
    Call,
    Evaluate,
    Exit,
    For,
    Form,
    Function,
    Handler,
    Leave,
    Try,
    While,
    With,
    Yield,
)
from tapelint.state import State, join
from tapelint.tapes import Arguments
from tapelint.values import NOTHING, UNKNOWN, FunctionRef, Site, Stream, Value, only

Run = Callable[[AtYield], State]
"""Runs a generator function to its end, with this at each `yield`; raises PathEnds."""


class Generators(Loops):
    """Runs generator functions."""

    __slots__ = ()

    def _runner(
        self, ref: FunctionRef, arguments: Arguments, site: Site, state: State
    ) -> Run | None:
        if len(self.here.running) >= DEPTH or ref.function in self.here.running:
            return None
        return lambda at_yield: self.run_body(ref, arguments, site, state, at_yield)[1]

    # --- context managers -----------------------------------------------------------------

    def managed(
        self, function: Value, arguments: Arguments, statement: With, state: State
    ) -> Exits | None:
        """`with function(...):` if that is a `contextlib.contextmanager` that can be followed."""
        ref = only(function)
        if not isinstance(ref, FunctionRef) or ref.flavor != "manager" or statement.is_async:
            return None
        run = self._runner(ref, arguments, statement.manager.origin, state)
        if run is None or not yields_once(ref.function):
            return None
        first = _Visit(self, statement)
        exits: Exits = {}
        after = _finished(run, first)
        normal: Exits = {way: s for way, s in first.exits.items() if way is not Exit.RAISE}
        with self.silence():
            if normal.keys() <= {Exit.NEXT}:
                reached = normal or first.entry is None or Exit.NEXT in after
                merge(exits, after if reached else {})
            else:
                self._each_way(run, normal, exits)
            self._thrown(run, first, normal.keys() <= {Exit.NEXT}, exits)
        return exits

    def _each_way(self, run: Run, normal: Exits, exits: Exits) -> None:
        """`return`, `break` and `continue` in the block run the rest of the function, too."""
        for way, left in normal.items():
            after = _finished(run, lambda _, __, left=left: left)  # type: ignore[misc]
            merge(exits, {way: after[Exit.NEXT]} if Exit.NEXT in after else {})
            merge(exits, {Exit.RAISE: after[Exit.RAISE]} if Exit.NEXT not in after else {})

    def _thrown(self, run: Run, first: _Visit, told: bool, exits: Exits) -> None:
        """What raises in the block raises at the `yield`; the function may swallow it."""
        raised = first.exits.get(Exit.RAISE)
        implicit = first.catcher.every
        thrown = raised
        if not told and implicit is not None and first.entry is not None:
            thrown = join(raised, soften(implicit, first.entry))
        if thrown is None:
            return

        def throw(_: Value, __: State) -> State:
            raise PathEnds(thrown)

        after = _finished(run, throw)
        if Exit.NEXT in after:
            merge(exits, {Exit.NEXT: after[Exit.NEXT]})
        if raised is not None and Exit.RAISE in after:
            merge(exits, {Exit.RAISE: after[Exit.RAISE]})

    # --- loops ----------------------------------------------------------------------------

    def generated(
        self, function: Value, arguments: Arguments, statement: For, state: State
    ) -> Exits | None:
        """`for target in function(...):` if that is a generator that can be followed."""
        ref = only(function)
        if not isinstance(ref, FunctionRef) or ref.flavor != "plain" or statement.is_async:
            return None
        run = self._runner(ref, arguments, statement.iterable.origin, state)
        if run is None or not yields_openly(ref.function) or _leaves_early(statement.body):
            return None
        caller, outside, numbers = self.here, self.catchers[:], count(1)

        def at_yield(value: Value, inner: State) -> State:
            # What raises in the body of the loop does not raise in the function.
            inside, self.catchers = self.catchers, outside[:]
            try:
                with self.within(caller), self.in_round(Round(next(numbers), True)):
                    start = self.assign(statement.target, value, inner)
                    exits = self.block(statement.body, start)
                return self._onward(exits, inner)
            finally:
                self.catchers = inside

        return _finished(run, at_yield)

    def all_of(
        self, function: Value, arguments: Arguments, expr: Call, state: State
    ) -> Result | None:
        """The same for a generator function."""
        ref = only(function)
        if not isinstance(ref, FunctionRef) or ref.flavor != "plain":
            return super().all_of(function, arguments, expr, state)
        run = self._runner(ref, arguments, expr.origin, state)
        if run is None or not yields_openly(ref.function, With, Try):
            return None
        frame, place, outside = self.here.frame, f"<yielded {id(expr)}>", len(self.rounds)

        def at_yield(value: Value, inner: State) -> State:
            counted = all(round_.exact for round_ in self.rounds[outside:])
            so_far = Collected.of(inner.read(frame, place) or NOTHING)
            return inner.bind(frame, place, so_far.and_(value, counted))

        start = state.bind(frame, place, Collected().value)
        after = self.run_body(ref, arguments, expr.origin, start, at_yield)[1]
        names = dict(after.frames[frame])
        collected = Collected.of(names.pop(place, NOTHING))
        after = after.with_frame(frame, names)
        if collected.complete:
            return collected.value, after
        return frozenset({Stream(collected.any or UNKNOWN)}), after

    def _onward(self, exits: Exits, state: State) -> State:
        done = join(exits.get(Exit.NEXT), exits.get(Exit.CONTINUE))
        raised = exits.get(Exit.RAISE)
        if done is None:
            raise PathEnds(raised or state)
        done = done.with_tests(state.tests)
        if raised is None:
            return done
        self.note_foreign(raised)
        return self.give_up(done)


class _Visit:
    """The first run of a block at the `yield` of its context manager, and how it is left."""

    def __init__(self, machine: Generators, statement: With) -> None:
        self._machine = machine
        self._statement = statement
        self._caller = machine.here
        self.entry: State | None = None
        self.exits: Exits = {}
        self.catcher = Catcher()

    def __call__(self, value: Value, state: State) -> State:
        machine, statement = self._machine, self._statement
        self.entry = state
        with machine.catching() as catcher, machine.within(self._caller):
            if statement.target is not None:
                state = machine.assign(statement.target, value, state)
            self.exits = machine.block(statement.body, state)
        self.catcher = catcher
        machine.pass_on(catcher)
        after: State | None = None
        for way, left in self.exits.items():
            after = after if way is Exit.RAISE else join(after, left)
        raised = self.exits.get(Exit.RAISE)
        if after is None:
            raise PathEnds(raised or state)
        if raised is not None:
            machine.note_foreign(raised)
        return after


def _finished(run: Run, at_yield: AtYield) -> Exits:
    try:
        return {Exit.NEXT: run(at_yield)}
    except PathEnds as end:
        return {Exit.RAISE: end.state}


# --- shapes ---------------------------------------------------------------------------------


def yields_once(function: Function) -> bool:
    """Whether every way through a function passes one `yield`, once."""
    if not function.is_generator or function.is_async:
        return False
    forms = list(_within(function.body))
    plain = [y for y in forms if isinstance(y, Yield)]
    returns = any(isinstance(f, Leave) and f.exit is Exit.RETURN for f in forms)
    placed = list(_yields(function.body, (With, Try)))
    return len(plain) == 1 and placed == plain and not returns and not plain[0].delegates


def yields_openly(function: Function, *closed: type) -> bool:
    """Whether each `yield` of a generator function is a statement in loops and branches only.

    `closed`: statements that may be around a `yield`, too.
    """
    if not function.is_generator or function.is_async:
        return False
    plain = [y for y in _within(function.body) if isinstance(y, Yield)]
    placed = list(_yields(function.body, (Branch, For, While, *closed)))
    return len(placed) == len(plain) and not any(y.delegates for y in plain)


def _leaves_early(body: Block) -> bool:
    return any(isinstance(f, Leave) and f.exit is not Exit.CONTINUE for f in _within(body))


def _yields(block: Block, through: tuple[type, ...]) -> Iterator[Yield]:
    """The yields that are statements, or the values of one, with only such blocks around."""
    for statement in block:
        match statement:
            case Evaluate(value=Yield() as found) | Bind(value=Yield() as found):
                yield found
            case Try() if isinstance(statement, through):
                yield from _yields(statement.body, through)
            case With() | Branch() | For() | While() if isinstance(statement, through):
                for name in ("body", "then", "orelse"):
                    yield from _yields(getattr(statement, name, ()), through)


def _within(form: object) -> Iterator[Form]:
    """Every form of a body; those of functions that it defines are left out."""
    if isinstance(form, tuple):
        for part in form:
            yield from _within(part)
    elif isinstance(form, (Form, Handler)) or hasattr(form, "__dataclass_fields__"):
        if isinstance(form, Function):
            return
        if isinstance(form, Form):
            yield form
        for name in form.__dataclass_fields__:
            if name != "origin":
                yield from _within(getattr(form, name))
