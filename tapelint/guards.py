"""`try` and `with`: what catches exceptions, and what lets them through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from tapelint import libraries
from tapelint.functions import RETURNED
from tapelint.generators import Generators
from tapelint.loops import merge
from tapelint.machine import Catcher, Exits
from tapelint.managers import soften
from tapelint.program import (
    Attribute,
    Call,
    Exit,
    Expr,
    Name,
    Try,
    With,
)
from tapelint.spelling import NO_NAME, spell
from tapelint.state import State, join
from tapelint.tapes import Entering
from tapelint.values import (
    UNKNOWN,
    Product,
    Site,
    Symbol,
    TapeRef,
    Value,
    only,
)

FINALS = 1
"""`finally` blocks nested deeper than this run once, for all the ways into them."""


class Guards(Generators):
    """Runs `try` and `with`."""

    __slots__ = ()

    # --- try ------------------------------------------------------------------------------

    def run_try(self, statement: Try, state: State) -> Exits:
        if not statement.final:
            return self._guarded(statement, state)
        with self.catching(needed=True) as catcher:
            exits = self._guarded(statement, state)
        implicit = catcher.every
        every: State | None = implicit
        for ended in exits.values():
            every = join(every, ended)
        # What `finally` does is told once, for all the ways into it together.
        together = self.block(statement.final, every) if every is not None else {}
        if self.finals >= FINALS:
            return self._all_ways(exits, together)
        after: Exits = {}
        with self.silence(), self.in_final():
            if implicit is not None and self.catchers:
                left = self.block(statement.final, implicit)
                raised = left.pop(Exit.NEXT, None)
                if raised is not None:
                    self.note(raised)
                merge(after, left)
            for way, ended in exits.items():
                left = self.block(statement.final, ended)
                onward = left.pop(Exit.NEXT, None)
                merge(after, left)
                if onward is not None:
                    kept = onward if way is not Exit.RETURN else _keep_result(self, onward, ended)
                    merge(after, {way: kept})
        return after

    def _all_ways(self, exits: Exits, together: Exits) -> Exits:
        """The ways out of a `finally` that ran once for all the ways into it."""
        onward = together.pop(Exit.NEXT, None)
        if onward is not None:
            self.note(onward)
            merge(together, dict.fromkeys(exits, onward))
        return together

    @contextmanager
    def in_final(self) -> Iterator[None]:
        """Run a `finally` for one way into it; inside two of them all ways go together."""
        self.finals += 1
        try:
            yield
        finally:
            self.finals -= 1

    def _guarded(self, statement: Try, state: State) -> Exits:
        """The body, `else` and the handlers."""
        handled = bool(statement.handlers)
        self.handled += handled
        try:
            with self.catching(needed=True) as catcher:
                exits = self.block(statement.body, state)
        finally:
            self.handled -= handled
        ended = exits.pop(Exit.RAISE, None)
        if statement.orelse and Exit.NEXT in exits:
            merge(exits, self.block(statement.orelse, exits.pop(Exit.NEXT)))
        caught = False
        for handler in statement.handlers:
            types = None if handler.type is None else self._handled(handler.type, state)
            start = self._caught(types, ended, catcher, state)
            caught = caught or types is None or _catches_all(types)
            if ended is not None and types is not None and self.catches(types, ended.raising):
                ended = None
            if start is None:
                continue
            start = replace(start, tests=state.tests, raising=None)
            if handler.name is not None:
                start = self.assign(Name(handler.name), UNKNOWN, start)
            merge(exits, self.block(handler.body, start))
        if not caught:
            self.pass_on(catcher)
            if ended is not None:
                merge(exits, {Exit.RAISE: ended})
        return exits

    def _caught(
        self, types: Value | None, ended: State | None, catcher: Catcher, entry: State
    ) -> State | None:
        """The state in which a handler begins, if anything that it names may have been raised."""
        start = catcher.foreign.state
        if ended is not None and (types is None or self.catches(types, ended.raising) is not False):
            start = join(start, ended)
        usual, tapes = catcher.usual.state, catcher.tapes.state
        if usual is not None:
            start = join(start, soften(usual, entry))
        if tapes is not None and (types is None or self.catches_tapes(types, entry)):
            start = join(start, soften(tapes, entry))
        return start

    def _handled(self, expr: Expr, state: State) -> Value:
        return self.eval(expr, state)[0]

    # --- with -----------------------------------------------------------------------------

    def run_with(self, statement: With, state: State) -> Exits:
        if isinstance(statement.manager, Call):
            function, arguments, state = self.callee(statement.manager, state)
            exits = self.managed(function, arguments, statement, state)
            if exits is not None:
                return exits
            manager, state = self.apply(function, arguments, statement.manager, state)
            manager = _named(statement.manager, manager)
        else:
            manager, state = self.eval(statement.manager, state)
        name = spell(statement.manager) or (statement.target and spell(statement.target))
        target = spell(statement.target) if statement.target is not None else None
        site = statement.origin
        if not isinstance(only(manager), TapeRef):
            self.note(state)
        entering = Entering(site, statement.manager.origin, name or NO_NAME, target)
        value, state = self.enter_manager(manager, entering, state)
        if statement.is_async:
            state = self.havoc(state)
        if statement.target is not None:
            state = self.assign(statement.target, value, state)
            if isinstance(statement.target, Name):
                holder = self.frame_of(statement.target.id), statement.target.id
                self.fates.rebound(statement.manager.origin, holder)
        certain, self.variables_certain = (
            self.variables_certain,
            self.variables_certain and self.is_bystander(manager, state),
        )
        expecting = self.expects(manager, state)
        self.expecting += expecting
        try:
            with self.catching(needed=not self.is_plain(manager, state)) as catcher:
                exits = self.block(statement.body, state)
        finally:
            self.expecting -= expecting
            self.variables_certain = certain
        return self._leave_block(manager, site, catcher, exits, state)

    def _leave_block(
        self, manager: Value, site: Site, catcher: Catcher, exits: Exits, entry: State
    ) -> Exits:
        after = {way: self.leave_manager(manager, site, s) for way, s in exits.items()}
        if after.keys() & {Exit.NEXT, Exit.RETURN}:
            self.fates.left(entry.tapes[a.key] for a in manager if isinstance(a, TapeRef))
        left = Catcher()
        for inside, outside in (
            (catcher.usual, left.usual),
            (catcher.foreign, left.foreign),
            (catcher.tapes, left.tapes),
        ):
            if inside.state is not None:
                outside.add(self.leave_manager(manager, site, inside.state))
        self.pass_on(left)
        if not self.is_plain(manager, entry):
            swallowed = join(after.get(Exit.RAISE), left.foreign.state)
            swallows = self.swallows_tapes(manager, entry)
            for raised in (left.usual.state, left.tapes.state if swallows else None):
                if raised is not None:
                    swallowed = join(swallowed, soften(raised, entry))
            if swallowed is not None:
                merge(after, {Exit.NEXT: swallowed})
        return after


def _catches_all(types: Value) -> bool:
    return only(types) in (Symbol("builtins.Exception"), Symbol("builtins.BaseException"))


def _keep_result(machine: Guards, onward: State, ended: State) -> State:
    value = ended.read(machine.here.frame, RETURNED)
    return onward if value is None else onward.bind(machine.here.frame, RETURNED, value)


def _named(call: Call, value: Value) -> Value:
    """The context manager that a call gives; a method of something unknown keeps its name."""
    method = call.func.name if isinstance(call.func, Attribute) else None
    plain = value == UNKNOWN and method in libraries.PLAIN_MANAGERS
    return frozenset({Product("tensorflow.scope")}) if plain else value
