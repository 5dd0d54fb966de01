"""Comprehensions and generator expressions."""

from __future__ import annotations

from collections.abc import Callable

from tapelint.collected import Collected
from tapelint.machine import UNROLL, UNROLLED, Exits, PathEnds
from tapelint.places import Places, Result
from tapelint.program import (
    Comprehension,
    Exit,
    Expr,
    Items,
    Name,
    Star,
    Target,
)
from tapelint.spelling import mentioned
from tapelint.state import Object, State, join
from tapelint.values import NOTHING, UNKNOWN, Stream, Value
from tapelint.zips import exhausted


class Comprehensions(Places):
    """Runs comprehensions."""

    __slots__ = ()

    def read_comprehension(self, expr: Comprehension, state: State) -> Result:
        if expr.kind != "generator":
            return self.gather(expr, state)
        # It runs later, if at all: whatever it mentions may have been used by then.
        _, state = self.eval(expr.clauses[0].iterable, state)
        inner = set(mentioned(expr)) - {n for c in expr.clauses for n in _names(c.target)}
        values = [self.lookup(name, state) for name in sorted(inner)]
        return UNKNOWN, self.hand_over(values, state)

    def gather(self, expr: Comprehension, state: State) -> Result:
        """Run a comprehension now."""
        names = [n for clause in expr.clauses for n in _names(clause.target)]
        frame = self.here.frame
        before = {name: state.read(frame, name) for name in names}
        # The elements stand in the state while they are collected, as everything that a later
        # round may change the meaning of.
        place = f"<collected {self.key(expr.origin)}>"
        before[place] = None
        state = state.bind(frame, place, Collected().value)
        after, complete = self._gather(expr, 0, state, place, True)
        collected = Collected.of(after.read(frame, place) or NOTHING)
        complete = complete and collected.complete
        own = dict(after.frames.get(frame, {}))
        for name, value in before.items():
            if value is None:
                own.pop(name, None)
            else:
                own[name] = value
        after = after.with_frame(frame, own)
        if expr.kind == "generator":
            if complete:
                return collected.value, after
            return frozenset({Stream(collected.any or UNKNOWN)}), after
        obj = (
            Object("list", dict(enumerate(collected.items)))
            if complete and expr.kind == "list"
            else Object("list", {}, collected.any or UNKNOWN)
        )
        return self.make_object(expr.origin, obj, after)

    def _gather(
        self, expr: Comprehension, depth: int, state: State, place: str, counted: bool
    ) -> tuple[State, bool]:
        if depth == len(expr.clauses):
            value, state = self.eval(expr.element, state)
            frame = self.here.frame
            so_far = Collected.of(state.read(frame, place) or NOTHING)
            return state.bind(frame, place, so_far.and_(value, counted)), True
        clause = expr.clauses[depth]
        iterable, state = self.eval(clause.iterable, state)
        items = self.elements(iterable, state)
        exact = items is not None and self.worth_unrolling(len(items))
        complete = exact and not clause.tests
        counted = counted and complete

        def body(inner: State) -> Exits:
            nonlocal complete
            skipped: State | None = None
            for test in clause.tests:
                value, inner = self.eval(test, inner)
                truth = self.truth(value, inner)
                if truth is not True:
                    skipped = join(skipped, self.taken(test, inner, False))
                if truth is False:
                    return {Exit.NEXT: skipped} if skipped is not None else {}
                inner = self.taken(test, inner, True) if truth is None else inner
            inner, whole = self._gather(expr, depth + 1, inner, place, counted)
            complete = complete and whole and depth + 1 == len(expr.clauses)
            done = join(skipped, inner)
            return {Exit.NEXT: done}

        exits = self.iterate(clause.target, iterable, state, body, in_python=True)
        after = exits.get(Exit.NEXT)
        if after is None:
            raise PathEnds(state)
        return exhausted(iterable, expr.origin, after), complete

    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true; see `evaluate.Evaluator`."""
        raise NotImplementedError

    def bounds(self, iterable: Value, state: State) -> tuple[int, int | None, bool | None]:
        """How many elements there are; see `loops.Loops`."""
        raise NotImplementedError

    def worth_unrolling(self, count: int) -> bool:
        """Whether a loop over so many elements is run element by element."""
        return count <= UNROLL and self.unrolled * count <= UNROLLED

    def iterate(
        self,
        target: Target,
        iterable: Value,
        state: State,
        body: Callable[[State], Exits],
        *,
        in_python: bool = False,
    ) -> Exits:
        """Run a body for each element; see `interpret.Interpreter`."""
        raise NotImplementedError


def _names(target: Expr) -> list[str]:
    match target:
        case Name(id):
            return [id]
        case Star(inner):
            return _names(inner)
        case Items(elements=elements):
            return [name for element in elements for name in _names(element)]
    return []
