"""Loops: the first round, the second from the back edge alone, then all others at once.

What is certain in the second round is certain of the second iteration. The further rounds are
silent, and go on until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tapelint.machine import Exits, Round, Staging
from tapelint.managers import Managers
from tapelint.program import (
    Exit,
    Target,
)
from tapelint.state import State, join
from tapelint.values import (
    UNKNOWN,
    FunctionRef,
    Product,
    Ref,
    Sequence,
    Stream,
    Symbol,
    Tensor,
    Value,
    Variable,
    leads_on,
    only,
)

NESTED = 3
"""Loops nested deeper than this are run once, with everything that they write unknown."""


SETTLE = 4
"""Silent rounds before a loop that still changes things is given up."""


def merge(exits: Exits, more: Exits) -> None:
    """Add ways out, in place."""
    for way, state in more.items():
        exits[way] = join(exits.get(way), state)


class Loops(Managers):
    """Runs the body of loops."""

    __slots__ = ()

    def iterate(
        self,
        target: Target,
        iterable: Value,
        state: State,
        body: Callable[[State], Exits],
        *,
        in_python: bool = False,
    ) -> Exits:
        """Run a body for each element; NEXT: the iterable is exhausted; BREAK: left early.

        `in_python`: AutoGraph leaves the loop as it is, whatever it runs over.
        """
        elements = self.elements(iterable, state)
        if elements is not None and self.worth_unrolling(len(elements)):
            return self._unrolled(target, elements, state, body)
        least, most, staged = self.bounds(iterable, state)
        staged = False if in_python else staged

        def start(s: State) -> State:
            return self.assign(target, self.any_element(iterable, s), s)

        if self.here.staging is Staging.TRACED and staged:
            with self.in_round(Round(1, True)):
                exits = body(start(state))
            return self.staged(_next(exits), state)
        if self.here.staging is not Staging.EAGER and staged:
            least = 0 if least < 2 else 1
        quiet = staged is True and self.here.staging is Staging.UNKNOWN
        quiet = quiet or (staged is None and self.here.staging is Staging.TRACED)
        # What one of many functions does in its round is not what the next round does again.
        quiet = quiet or any(leads_on(element) for element in elements or ())
        exits = self.rounds_of(state, start, body, least, most, quiet=quiet)
        return self.staged(exits, state) if staged else exits

    def staged(self, exits: Exits, before: State) -> Exits:
        """After a loop that may be one operation of a graph.

        The derivative by anything that its body mentions may be zero there, and not None.
        """
        if self.here.staging is Staging.EAGER:
            return exits
        frame = self.here.frame
        known = before.frames.get(frame, {})
        after: Exits = {}
        for way, state in exits.items():
            everything = frozenset((r, None) for t in state.tapes.values() for r in t.records)
            names = {
                name: frozenset(
                    replace(a, links=everything) if isinstance(a, Tensor) else a for a in value
                )
                for name, value in state.frames.get(frame, {}).items()
                if value is not known.get(name)
            }
            own = {**state.frames.get(frame, {}), **names}
            after[way] = state.with_frame(frame, own)
        return after

    def bounds(self, iterable: Value, state: State) -> tuple[int, int | None, bool | None]:
        """How many elements at least and at most, and whether AutoGraph stages the loop."""
        elements = self.elements(iterable, state)
        if elements is not None:
            return len(elements), len(elements), False
        match only(iterable):
            case Stream(_, least, most, staged):
                return least, most, staged
            case Tensor(count=count):
                return count or 0, count, True
            case Variable():
                return 0, None, True
            case Product(path) if path.startswith("tensorflow.data."):
                return 0, None, True
            case Product() | None:
                return 0, None, None
            case Sequence() | Ref():
                return 0, None, False
        return 0, None, None

    def _unrolled(
        self, target: Target, elements: list[Value], state: State, body: Callable[[State], Exits]
    ) -> Exits:
        outside, self.unrolled = self.unrolled, self.unrolled * max(len(elements), 1)
        try:
            return self._each(target, elements, state, body)
        finally:
            self.unrolled = outside

    def _each(
        self, target: Target, elements: list[Value], state: State, body: Callable[[State], Exits]
    ) -> Exits:
        exits: Exits = {}
        certain = True
        current = state
        for number, element in enumerate(elements, 1):
            with self.in_round(Round(number, certain, exact=True)):
                result = body(self.assign(target, element, current))
            back = join(result.pop(Exit.NEXT, None), result.pop(Exit.CONTINUE, None))
            certain = certain and not result
            merge(exits, result)
            if back is None:
                return exits
            current = back.with_tests(state.tests)
        merge(exits, {Exit.NEXT: current})
        return exits

    def rounds_of(
        self,
        state: State,
        start: Callable[[State], State],
        body: Callable[[State], Exits],
        least: int,
        most: int | None,
        *,
        quiet: bool = False,
    ) -> Exits:
        """The first round, the second from the back edge alone, then all others at once."""
        if len(self.rounds) >= NESTED:
            return self._once(state, start, body)
        exits: Exits = {}
        done = state if least == 0 else None
        current, certain = state, True
        for number in (1, 2, *range(3, 3 + SETTLE)):
            silent = number > 2 or (quiet and number == 2)
            # The silent ones stand for the same iterations: what differs by its round alone would
            # never settle.
            with self.in_round(Round(min(number, 3), certain, silent)):
                result = body(start(current))
            back = join(result.pop(Exit.NEXT, None), result.pop(Exit.CONTINUE, None))
            certain = certain and least >= 2 and not result
            merge(exits, result)
            if back is None or number == most:
                done = join(done, back)
                break
            back = back.with_tests(state.tests)
            settled = join(done, back)
            unchanged = number > 1 and settled == done
            done = settled
            if unchanged:
                break
            current = back if number == 1 else join(current, back)
        else:
            done = self.give_up(done or state)
            with self.in_round(Round(2, False, True)):
                merge(exits, _next(body(start(done))))
            exits = {way: self.give_up(s) for way, s in exits.items()}
        if done is not None:
            merge(exits, {Exit.NEXT: done})
        return exits

    def _once(
        self, state: State, start: Callable[[State], State], body: Callable[[State], Exits]
    ) -> Exits:
        unknown = self.give_up(state)
        with self.in_round(Round(1, False, True)):
            exits = _next(body(start(unknown)))
        exits = {way: self.give_up(s) for way, s in exits.items()}
        merge(exits, {Exit.NEXT: unknown})
        return exits

    def give_up(self, state: State) -> State:
        """Nothing is known of tapes, objects and the names of the running function."""
        keys = frozenset(state.tapes) | frozenset(state.heap)
        blurred = self.havoc(state.with_exposed(state.exposed | keys))
        frame = self.here.frame
        names = {
            name: value if _is_fixed(value) else UNKNOWN
            for name, value in blurred.frames.get(frame, {}).items()
        }
        return blurred.with_frame(frame, names)


def _next(exits: Exits) -> Exits:
    """The ways out of a loop body that runs once."""
    done = join(exits.pop(Exit.NEXT, None), exits.pop(Exit.CONTINUE, None))
    if done is not None:
        exits[Exit.NEXT] = done
    return exits


def _is_fixed(value: Value) -> bool:
    return isinstance(only(value), (FunctionRef, Symbol))
