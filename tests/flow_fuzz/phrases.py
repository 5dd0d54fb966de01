"""The one-line phrases of generated programs: places, conditions, tapes, derivative calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random


@dataclass(slots=True)
class Scope:
    """What a function body (or the module) can speak of.

    `own` are the names it binds for tapes, `tapes` every place that may hold one, `active` those
    that a `with` around holds open; `calls` are statements that call something defined earlier,
    with `{t}` where a tape goes; `managers` and `generators` are calls of such functions.
    """

    own: tuple[str, ...]
    tapes: list[str]
    active: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    managers: list[str] = field(default_factory=list)
    generators: list[str] = field(default_factory=list)
    loops: int = 0
    function: bool = False
    handler: bool = False


class Phrases:
    """Draws phrases from one source of randomness."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def tape(self, scope: Scope) -> str:
        """A place that may hold a tape; the latest ones are the most interesting."""
        if self.chance(0.5):
            return scope.tapes[-1]
        return self.random.choice(scope.tapes)

    def target(self, scope: Scope) -> str:
        """Where a tape may be bound."""
        place = self.random.choice([*scope.own, *scope.own, 'box["k"]', "o.tape"])
        if place not in scope.tapes:
            scope.tapes.append(place)
        return place

    def constructor(self) -> str:
        """A new tape: mostly an ordinary one."""
        return self.random.choice(
            ["tf.GradientTape()"] * 8
            + [
                "tf.GradientTape(persistent=True)",
                "tf.GradientTape(persistent=True)",
                "tf.GradientTape(True)",
                "tf.GradientTape(persistent=False)",
                "tf.GradientTape(persistent=YES)",
                "tf.GradientTape(persistent=NO)",
                "tf.GradientTape(persistent=flip())",
                "tf.GradientTape(persistent=not YES)",
                "tf.GradientTape(persistent=1)",
                'tf.GradientTape(**{"persistent": True})',
                "tf.GradientTape(watch_accessed_variables=True)",
                "new_tape()",
            ]
        )

    def condition(self, scope: Scope) -> str:
        """A test; names make tests that hang together."""
        if scope.flags and self.chance(0.5):
            flag = self.random.choice(scope.flags)
            return self.random.choice(
                [flag, f"not {flag}", f"{flag} and flip()", f"{flag} or flip()", f"{flag} is True"]
            )
        return self.random.choice(
            ["flip()"] * 12 + ["not flip()", "pick() == 1", "True", "False", "YES", "not NO"]
        )

    def iterable(self) -> str:
        """Something to loop over, of known or unknown length."""
        return self.random.choice(
            [
                *["some()"] * 5, "range(2)", "range(2)", "range(3)", "range(1)", "range(0)",
                "[1, 2]", "(1,)", "()", '"ab"', "enumerate(some())", "range(pick())",
                "zip(some(), [1, 2])", "reversed([1, 2])",
            ]
        )  # fmt: skip

    def call(self, tape: str) -> str:
        """A derivative call."""
        return tape + self.random.choice(
            [".gradient(y, x)"] * 8
            + [
                ".gradient(y, [x])",
                ".gradient(target=y, sources=x)",
                ".jacobian(y, x)",
                ".batch_jacobian(y, x)",
                ".jacobian(y, x, experimental_use_pfor=False)",
            ]
        )

    def derivative(self, scope: Scope) -> list[str]:
        """Lines that take a derivative somewhere in an expression; one call on a line."""
        tape, call = self.tape(scope), self.call(self.tape(scope))
        other = self.call(self.tape(scope))
        test = self.condition(scope)
        simple = [[f"g = {call}"]] * 12 + [[call], [f"use({call})"], [f"assert {call} is not None"]]
        odd = [
            [f"g = {call} if {test} else None"],
            [f"g = None if {test} else {call}"],
            ["g = (", f"    {call}", f"    if {test}", f"    else {other}", ")"],
            [f"{test} and {call}"],
            [f"{test} or {call}"],
            [f"use({test} and ({test} or {call}))"],
            [f"if (g := {call}) is not None:", "    y = y + x"],
            ["g = [", f"    {call},", f"    {other},", "]"],
            [f"f = lambda: {call}", "f()"],
            [f"f = lambda s: {self.call('s')}", f"f({tape})"],
            [f"f = {tape}.gradient", "g = f(y, x)"],
            [f"a, b = {call}, 1"],
            [f"y = y * {call}"],
            [f"g = {{'k': {call}}}"],
            [f"use(*[{call}])"],
            [f"g = ({tape} if {test} else {self.tape(scope)}).gradient(y, x)"],
        ]
        return self.random.choice(simple + odd + self._loops(scope, call, test))

    def _loops(self, scope: Scope, call: str, test: str) -> list[list[str]]:
        """Derivatives in comprehensions and over tapes."""
        one, two = self.tape(scope), self.tape(scope)
        over = f"({one}, {two})"
        iterable, each = self.iterable(), self.call("s")
        return [
            [f"g = [{call} for _ in {iterable}]"],
            [f"g = [{call} for _ in {iterable} if {test}]"],
            [f"g = {{i: {call} for i in {iterable}}}"],
            [f"g = list({call} for _ in {iterable})"],
            [f"g = any({call} is None for _ in {iterable})"],
            [f"g = [{each} for s in {over}]"],
            [f"g = [{each} for s in [{one}] * 2]"],
            [f"for s in {over}:", f"    g = {each}"],
            [f"for i, s in enumerate([{one}, {two}]):", f"    g = {each}"],
            [f"g = list(map(lambda s: {each}, [{one}, {two}]))"],
        ]

    def rebinding(self, scope: Scope) -> list[str]:
        """Lines that bind, alias, swap or drop tapes."""
        tape, other, target = self.tape(scope), self.tape(scope), self.target(scope)
        own = self.random.choice(scope.own)
        if own not in scope.tapes:
            scope.tapes.append(own)
        return self.random.choice(
            [
                [f"{target} = {self.constructor()}"],
                [f"{target} = {tape}"],
                [f"{target} = {tape} if {self.condition(scope)} else {other}"],
                [f"{target} = {tape} or {other}"],
                [f"{own}, {target} = {tape}, {other}"],
                [f"use({own} := {tape})"],
                [f"pair = [{tape}, {other}]", f"{own} = pair[1]"],
                [f"gone = {tape}", "del gone"],
                [f"for {own} in ({tape}, {other}):", "    y = x * x"],
                [f"{own} = dict(k={tape}).get('k')"],
            ]
        )

    def upkeep(self, scope: Scope) -> str:
        """A line that does something else to a tape."""
        tape = self.tape(scope)
        return self.random.choice(
            [
                f"{tape}.__enter__()", f"{tape}.__exit__(None, None, None)", f"{tape}.reset()",
                *[f"{tape}.watch(x)"] * 4, *["y = y * x"] * 2, *[f"use({tape})"] * 2,
            ]
        )  # fmt: skip

    def manager(self, scope: Scope) -> str:
        """A with item: mostly a tape, new or old."""
        if scope.managers and self.chance(0.3):
            call = self.random.choice(scope.managers).format(t=self.tape(scope))
            return f"{call} as {self.target(scope)}" if self.chance(0.8) else call
        if self.chance(0.45):
            return f"{self.constructor()} as {self.target(scope)}"
        if self.chance(0.6):
            tape = self.tape(scope)
            if tape in scope.active and self.chance(0.8):
                return f"{self.constructor()} as {tape}"
            return f"{tape} as {self.target(scope)}" if self.chance(0.2) else tape
        return self.random.choice(
            [
                "suppress(RuntimeError)", "suppress(Exception)", "suppress(ValueError)",
                "nullcontext()", *["manager()"] * 5, f"{self.tape(scope)}.stop_recording()",
            ]
        )  # fmt: skip

    def leave(self, scope: Scope) -> str:
        """A way out of the block."""
        ways = ["raise ValueError('no')", "raise RuntimeError('no')"]
        ways += ["break", "continue"] * 4 if scope.loops else []
        ways += ["return", f"return {self.call(self.tape(scope))}"] * 2 if scope.function else []
        ways += ["raise"] * 2 if scope.handler else []
        return self.random.choice(ways)
