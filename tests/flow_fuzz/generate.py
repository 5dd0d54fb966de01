"""Writes random programs: the blocks. One derivative call stands on each line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from .phrases import Phrases, Scope

HEADER = """\
import tensorflow as tf
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from world import flip, manager, pick, risky, some, use

YES, NO = True, False
x = tf.Variable(3.0)
y = x * x
box = {}


class O:
    pass


o = O()


def new_tape():
    return tf.GradientTape()
"""
NAMES = (("t", "u"), ("a", "b"), ("p", "q"))
"""Names for tapes, by the depth of the function."""

PATTERNS = {
    "pick()": ["0", "1", "k if flip()", "int(k) if k == 2"],
    "flip()": ["True", "k if flip()"],
    "[pick(), 1]": ["[0, k]", "[1, *_]", "[k, _] if k == 2"],
}
"""What may be matched, and patterns; no two of them leave nothing for a third."""

INDENT = "    "


def generate(seed: int) -> str:
    """The program of this seed."""
    return Writer(Random(seed)).program()


class Writer:
    """Writes one program, line by line."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.phrases = Phrases(random)
        self.lines: list[str] = []
        self.depth = 0
        self.functions = 0
        self.budget = random.choice((6, 10, 14, 20))

    def program(self) -> str:
        self.lines += HEADER.splitlines()
        top = Scope(NAMES[0], ["t"])
        for _ in range(self.random.choice((0, 0, 1, 2))):
            with self.allowance(5):
                self.function(top, helper=True)
        if self.phrases.chance(0.15):
            with self.allowance(4):
                self.method(top)
        if self.phrases.chance(0.3):
            with self.allowance(5):
                self.random.choice((self.managing, self.generating))(top)
        if self.phrases.chance(0.5):
            self.main(top)
        else:
            self.body(top)
        return "\n".join(self.lines) + "\n"

    def main(self, top: Scope) -> None:
        """All of it in a function, called at the end."""
        self.put("")
        self.put("def main(given=None):")
        with self.indented():
            inner = Scope(NAMES[0], ["t"], calls=list(top.calls), function=True)
            inner.managers, inner.generators = top.managers, top.generators
            self.body(inner)
        self.put("main()")
        if self.phrases.chance(0.15):
            self.put("main()")

    def body(self, scope: Scope) -> None:
        """A beginning that most tapes have, then anything."""
        if scope.function:
            self.put("y = x * x")
        manager = self.phrases.constructor()
        if self.phrases.chance(0.75):
            self.put(f"with {manager} as t:")
            with self.indented():
                self.put("y = x * x")
            if self.phrases.chance(0.3):
                scope.active.append("t")
                self.block(scope)
                scope.active.clear()
        else:
            self.put(f"t = {manager}")
        if self.phrases.chance(0.4):
            second = self.phrases.constructor()
            self.put(f"with {second} as u:", f"{INDENT}y = x * x")
            scope.tapes.append("u")
        while self.budget > 0:
            self.statement(scope)

    def block(self, scope: Scope) -> None:
        """One to three statements; sometimes a way out after them.

        What is bound in them may be unbound after them, so it is mostly not spoken of there.
        """
        known = (scope.tapes[:], scope.flags[:])
        with self.indented():
            for _ in range(self.random.choice((1, 1, 2, 3))):
                self.statement(scope)
            if self.phrases.chance(0.12):
                self.put(self.phrases.leave(scope))
        if self.phrases.chance(0.97):
            scope.tapes, scope.flags = known

    def statement(self, scope: Scope) -> None:
        self.budget -= 1
        if self.depth < 6 and self.budget > 0 and self.phrases.chance(0.5):
            self.random.choice(self.compounds())(scope)
            return
        self.random.choice(self.simples(scope))(scope)

    def compounds(self) -> list[Callable[[Scope], None]]:
        """The compound statements, as often as they are to be drawn."""
        return [
            *[self.branch] * 5, *[self.with_] * 5, *[self.for_] * 3, *[self.while_] * 2,
            *[self.try_] * 4, self.match, self.function, self.stack, self.again,
            *[self.instead] * 2, *[self.once] * 2,
        ]  # fmt: skip

    def simples(self, scope: Scope) -> list[Callable[[Scope], None]]:
        """The simple statements, as often as they are to be drawn."""
        return [
            *[self.derivative] * 8, *[self.caught] * 6, *[self.rebinding] * 4, *[self.upkeep] * 2,
            *[self.call] * (5 if scope.calls else 0), self.flag, self.flag, self.risk, self.leave,
        ]  # fmt: skip

    # --- the simple statements ---------------------------------------------------------------

    def derivative(self, scope: Scope) -> None:
        self.put(*self.phrases.derivative(scope))

    def caught(self, scope: Scope) -> None:
        """A derivative, and the program goes on whatever it does."""
        self.put("try:")
        with self.indented():
            self.derivative(scope)
        self.put(f"except {self.random.choice(('RuntimeError', 'Exception'))}:", f"{INDENT}pass")

    def rebinding(self, scope: Scope) -> None:
        self.put(*self.phrases.rebinding(scope))

    def upkeep(self, scope: Scope) -> None:
        self.put(self.phrases.upkeep(scope))

    def call(self, scope: Scope) -> None:
        """A call of what was defined before."""
        call = self.random.choice(scope.calls)
        self.put(call.format(t=self.phrases.tape(scope), u=self.phrases.tape(scope)))

    def flag(self, scope: Scope) -> None:
        """A decision that several tests share."""
        name = self.random.choice(("c", "d"))
        self.put(f"{name} = {self.random.choice(('flip()', 'flip()', 'pick() > 0', 'True'))}")
        if name not in scope.flags:
            scope.flags.append(name)

    def risk(self, _: Scope) -> None:
        self.put("risky()")

    def leave(self, scope: Scope) -> None:
        """A way out, mostly not taken: the rest of the block should be lived to see."""
        way = self.phrases.leave(scope)
        if self.phrases.chance(0.85):
            self.put(f"if {self.phrases.condition(scope)}:", INDENT + way)
        else:
            self.put(way)

    # --- the compound statements -------------------------------------------------------------

    def branch(self, scope: Scope) -> None:
        self.put(f"if {self.phrases.condition(scope)}:")
        self.block(scope)
        while self.phrases.chance(0.2):
            self.put(f"elif {self.phrases.condition(scope)}:")
            self.block(scope)
        if self.phrases.chance(0.5):
            self.put("else:")
            self.block(scope)

    def with_(self, scope: Scope) -> None:
        items = [self.phrases.manager(scope)]
        if self.phrases.chance(0.2):
            items.append(self.phrases.manager(scope))
        if len(items) == 2 and self.phrases.chance(0.5):
            self.put(f"with ({', '.join(items)}):")
        else:
            self.put(f"with {', '.join(items)}:")
        with self.indented():
            self.put("y = x * x")
        if self.phrases.chance(0.7):
            before = scope.active[:]
            scope.active += [item.split(" as ")[-1] for item in items]
            self.block(scope)
            scope.active = before

    def for_(self, scope: Scope) -> None:
        if scope.generators and self.phrases.chance(0.5):
            self.over_generated(scope)
            return
        self.put(f"for i in {self.phrases.iterable()}:")
        self.loop(scope)

    def over_generated(self, scope: Scope) -> None:
        """A loop over a generator function, or all that it yields at once."""
        call = self.random.choice(scope.generators).format(t=self.phrases.tape(scope))
        if self.phrases.chance(0.3):
            self.put(f"{self.phrases.target(scope)} = list({call})[0]")
            return
        self.put(f"for {self.phrases.target(scope)} in {call}:")
        self.loop(scope)

    def while_(self, scope: Scope) -> None:
        self.put(f"while {self.phrases.condition(scope)}:")
        self.loop(scope)

    def loop(self, scope: Scope) -> None:
        scope.loops += 1
        self.block(scope)
        scope.loops -= 1
        if self.phrases.chance(0.25):
            self.put("else:")
            self.block(scope)

    def try_(self, scope: Scope) -> None:
        self.put("try:")
        self.block(scope)
        handlers = self.random.choice((0, 1, 1, 1, 2))
        for number in range(handlers):
            self.handler(scope, last=number == handlers - 1)
        if handlers and self.phrases.chance(0.3):
            self.put("else:")
            self.block(scope)
        if not handlers or self.phrases.chance(0.3):
            self.put("finally:")
            self.block(scope)

    def handler(self, scope: Scope, last: bool) -> None:
        caught = ["RuntimeError", "ValueError", "(ValueError, TypeError)", "Exception as error"]
        caught += ["Exception", ""] if last else []
        self.put(f"except {self.random.choice(caught)}".rstrip() + ":")
        before, scope.handler = scope.handler, True
        self.block(scope)
        scope.handler = before

    def match(self, scope: Scope) -> None:
        subject = self.random.choice(tuple(PATTERNS))
        patterns = self.random.sample(PATTERNS[subject], self.random.choice((1, 2)))
        self.put(f"match {subject}:")
        with self.indented():
            for pattern in patterns:
                self.put(f"case {pattern}:")
                self.block(scope)
            if self.phrases.chance(0.5):
                self.put("case _:")
                self.block(scope)

    def stack(self, scope: Scope) -> None:
        """An ExitStack that holds a tape."""
        self.put("with ExitStack() as stack:")
        with self.indented():
            item = self.random.choice((self.phrases.constructor(), self.phrases.tape(scope)))
            self.put(f"{self.phrases.target(scope)} = stack.enter_context({item})")
            self.put("y = x * x")
        self.block(scope)

    def again(self, scope: Scope) -> None:
        """A tape created once and entered, perhaps on each round."""
        place = self.phrases.target(scope)
        self.put(f"{place} = {self.phrases.constructor()}", f"for i in {self.phrases.iterable()}:")
        with self.indented():
            self.put(f"with {place}:", f"{INDENT}y = x * x", *self.phrases.derivative(scope))

    def instead(self, scope: Scope) -> None:
        """Derivatives of one tape, of which at most one is taken."""
        tape = self.phrases.tape(scope)
        self.put(f"if {self.phrases.condition(scope)}:")
        self.alone(tape)
        if self.phrases.chance(0.5):
            self.put(f"elif {self.phrases.condition(scope)}:")
            self.alone(tape)
        self.put("else:")
        self.alone(tape)

    def once(self, scope: Scope) -> None:
        """A derivative, and a way out that keeps it from being taken again."""
        tape = self.phrases.tape(scope)
        looping = self.phrases.chance(0.7)
        depth = self.depth
        if looping:
            self.put(f"for i in {self.phrases.iterable()}:")
            self.depth += 1
            scope.loops += 1
            if self.phrases.chance(0.5):
                again = f"{self.phrases.constructor()} as {tape}"
                self.put(f"with {self.random.choice((again, tape))}:", f"{INDENT}y = x * x")
        if self.phrases.chance(0.7):
            self.put(f"if {self.phrases.condition(scope)}:")
            self.depth += 1
        self.put(f"g = {self.phrases.call(tape)}", self.phrases.leave(scope))
        self.depth = depth
        if self.phrases.chance(0.7):
            self.put(f"{INDENT * looping}g = {self.phrases.call(tape)}")
        scope.loops -= looping

    def alone(self, tape: str) -> None:
        """A block of one derivative."""
        self.put(f"{INDENT}g = {self.phrases.call(tape)}")

    # --- functions ---------------------------------------------------------------------------

    def function(self, scope: Scope, *, helper: bool = False) -> None:
        """A function; a helper knows only its parameters, a nested one also what is around."""
        depth = 2 if scope.own == NAMES[1] else 1
        if scope.own == NAMES[2]:
            self.derivative(scope)
            return
        self.functions += 1
        name = f"f{self.functions}"
        own = NAMES[depth]
        outer = [] if helper else [tape for tape in scope.tapes if tape not in own]
        inner = Scope(own, [*outer, "s"], calls=list(scope.calls), function=True)
        inner.flags = [] if helper else list(scope.flags)
        if helper:
            self.put("")
        self.put(f"def {name}(s, r=None):")
        with self.indented():
            if scope.function and scope.own == NAMES[0] and self.phrases.chance(0.2):
                self.put("nonlocal t")
                inner.own = ("t", *own)
            self.put("y = x * x")
        self.block(inner)
        if self.phrases.chance(0.4):
            self.put(INDENT + f"return {self.phrases.call('s')}")
        elif self.phrases.chance(0.2):
            self.put(INDENT + "return s")
        calls = [f"{name}({{t}})", f"g = {name}({{t}}, {{u}})", f"g = {name}(s={{t}})"]
        scope.calls += [*calls, f"for i in range(2):\n    {name}({{t}})"]
        if not helper:
            self.put(f"{name}({self.phrases.tape(scope)})")

    def managing(self, scope: Scope) -> None:
        """A context manager that is a generator function."""
        self.put("", "@contextmanager", "def managing(s):")
        inner = Scope(NAMES[1], ["s"])
        with self.indented():
            self.put("y = x * x")
            if self.phrases.chance(0.5):
                self.statement(inner)
            depth = self.depth
            for opening in self.around(inner):
                self.put(f"{opening}:")
                self.depth += 1
            self.put("y = x * x", f"yield {self.phrases.tape(inner)}")
            self.depth -= 1
            self.after(inner, depth)
        scope.managers += ["managing({t})", "managing(new_tape())"]

    def around(self, scope: Scope) -> list[str]:
        """What is around the `yield`, from the outside."""
        item = self.random.choice((f"{self.phrases.constructor()} as a", "s", "manager()"))
        if item.endswith(" as a"):
            scope.tapes.append("a")
        return self.random.choice(([f"with {item}"], ["try", f"with {item}"], ["try"]))

    def after(self, scope: Scope, depth: int) -> None:
        """The rest of a manager: handlers of the `try` around, and more statements."""
        indent = INDENT * depth
        tries = [line for line in self.lines[-6:] if line == f"{indent}try:"]
        self.depth = depth
        if tries:
            self.put(self.random.choice(("finally:", "finally:", "except RuntimeError:")))
            self.block(scope)
        if self.phrases.chance(0.6):
            self.derivative(scope)

    def generating(self, scope: Scope) -> None:
        """A generator function of one to three values."""
        self.put("", "def generating(s):")
        inner = Scope(NAMES[1], ["s"])
        with self.indented():
            self.put("y = x * x")
            for _ in range(self.random.choice((1, 1, 2))):
                self.statement(inner)
                self.put(f"yield {self.phrases.tape(inner)}")
        scope.generators += ["generating({t})", "generating(new_tape())"]

    def method(self, scope: Scope) -> None:
        """A class that keeps a tape."""
        self.put("", "class Keeper:", INDENT + "def __init__(self, given=None):")
        made = self.phrases.constructor()
        self.put(INDENT * 2 + f"self.tape = {made} if given is None else given")
        self.put(INDENT + "def work(self):", INDENT * 2 + "y = x * x")
        self.put(INDENT * 2 + "with self.tape:", INDENT * 3 + "y = x * x")
        with self.indented():
            self.block(Scope(("a", "b"), ["self.tape"], function=True))
        self.put(INDENT + "def ask(self):", INDENT * 2 + "y = x * x")
        self.put(INDENT * 2 + f"return {self.phrases.call('self.tape')}")
        self.put("", "keeper = Keeper()")
        scope.calls += ["keeper.work()", "g = keeper.ask()", "use(keeper.ask())"]
        scope.calls += ["Keeper({t}).ask()", "keeper.tape = {t}", "{t} = keeper.tape"]

    # --- text --------------------------------------------------------------------------------

    def put(self, *lines: str) -> None:
        for text in lines:
            self.lines += [INDENT * self.depth + line for line in text.split("\n")]

    @contextmanager
    def allowance(self, statements: int) -> Iterator[None]:
        """A part that has so many statements of its own, whatever the rest has."""
        before, self.budget = self.budget, statements
        yield
        self.budget = before

    @contextmanager
    def indented(self) -> Iterator[None]:
        self.depth += 1
        yield
        self.depth -= 1
