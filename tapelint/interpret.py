"""Statements and control flow: the only module that knows how Python gets from one to the next.

`block(statements, state)` gives the ways out and the state on each. Loops run their body from
the entry, then from the back edge alone, so that what is certain there is certain of the
second iteration; then, silently, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from tapelint import libraries
from tapelint.calls import RETURNED
from tapelint.definitions import define, define_class, import_
from tapelint.events import VariableAugmented
from tapelint.generators import Generators
from tapelint.higher_order import looped
from tapelint.loops import merge
from tapelint.machine import Catcher, Exits, PathEnds, Staging, leaves, spell
from tapelint.managers import soften
from tapelint.program import (
    Assert,
    Attribute,
    Augment,
    Bind,
    Block,
    Branch,
    Call,
    Declare,
    Define,
    DefineClass,
    Delete,
    Evaluate,
    Exit,
    Expr,
    For,
    Import,
    Items,
    Leave,
    Name,
    Subscript,
    Try,
    While,
    With,
)
from tapelint.state import State, join
from tapelint.tapes import Entering
from tapelint.values import (
    ALIAS,
    NONE,
    UNKNOWN,
    Product,
    Ref,
    Site,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    only,
)

AUGMENTED = ("+", "-", "*", "/", "**")
"""In-place operators that `tf.Variable` refuses."""
FINALS = 1
"""`finally` blocks nested deeper than this run once, for all the ways into them."""


class Interpreter(Generators):
    """Runs the tape program; see the module."""

    __slots__ = ()

    def block(self, statements: Block, state: State) -> Exits:
        """Run statements in order."""
        exits: Exits = {}
        for statement in statements:
            self.step()
            try:
                result = _EXECUTE[type(statement)](self, statement, state)
            except PathEnds as end:
                result = {Exit.RAISE: end.state}
            if isinstance(result, State):
                state = result
                continue
            after = result.pop(Exit.NEXT, None)
            merge(exits, result)
            if after is None:
                return exits
            state = after
        merge(exits, {Exit.NEXT: state})
        return exits

    # --- simple statements ----------------------------------------------------------------

    def _evaluate(self, statement: Evaluate, state: State) -> State:
        return self.eval(statement.value, state)[1]

    def _bind(self, statement: Bind, state: State) -> State:
        unpacked = all(isinstance(target, Items) for target in statement.targets)
        evaluate = self.consumed if unpacked else self.eval
        value, state = evaluate(statement.value, state)
        if statement.value.origin not in self.names:
            self.names[statement.value.origin] = spell(statement.targets[0])
        for target in statement.targets:
            self._note_replacing(target, value, statement.origin, state)
            state = self.assign(target, value, state)
        return state

    def _note_replacing(self, target: Expr, value: Value, site: Site, state: State) -> None:
        """`w = w - step` puts a tensor in the place of a variable."""
        variables = {a.key for a in leaves(self.peek(target, state), state)
                     if isinstance(a, Variable)}  # fmt: skip
        tensors = [a for a in leaves(value, state) if isinstance(a, Tensor)] if variables else []
        for tensor in tensors:
            if not variables.isdisjoint(self.history.ancestors(tensor.keys)):
                self.rebound.update(dict.fromkeys(tensor.keys - {ALIAS}, site))

    def _augment(self, statement: Augment, state: State) -> State:
        target = statement.target
        old, state = self.eval(target, state)
        value, state = self.eval(statement.value, state)
        variable = bool(old) and all(isinstance(atom, Variable) for atom in old)
        if self.told and variable and statement.op in AUGMENTED:
            name = spell(target) or "the variable"
            self.tell(VariableAugmented(statement.origin, self.context(), name, statement.op))
            return state
        extended = self._extend_in_place(old, statement.op, value, state)
        if extended is not None:
            return extended
        new = self.compute(statement.origin, statement.op, [old, value], state)
        state = self.expose([value], state) if new == UNKNOWN else state
        self.names[statement.origin] = spell(target)
        return self.assign(target, new, state)

    def _extend_in_place(self, old: Value, op: str, value: Value, state: State) -> State | None:
        """`items += more` on a list that the program made."""
        ref = only(old)
        if not isinstance(ref, Ref) or op != "+" or ref.key not in state.heap:
            return None
        obj = state.heap[ref.key]
        if obj.kind != "list":
            return None
        more = self.elements(value, state)
        if more is None or obj.rest:
            obj = replace(obj, fields={}, rest=obj.content | value | UNKNOWN)
        else:
            at = len(obj.fields)
            obj = replace(obj, fields={**obj.fields, **{at + i: m for i, m in enumerate(more)}})
        return state.with_object(ref.key, obj)

    def _delete(self, statement: Delete, state: State) -> State:
        target = statement.target
        if isinstance(target, Name):
            frame = self.frame_of(target.id)
            names = {k: v for k, v in state.frames.get(frame, {}).items() if k != target.id}
            return replace(state, frames={**state.frames, frame: names})
        if isinstance(target, (Attribute, Subscript)):
            return self.assign(target, UNKNOWN, state)
        return state

    def _assert(self, statement: Assert, state: State) -> State:
        self.asserting = True
        try:
            value, state = self.eval(statement.test, state)
        finally:
            self.asserting = False
        self.note(state)
        if self.truth(value, state) is False:
            raise PathEnds(state)
        return self.taken(statement.test, state, True)

    def _leave(self, statement: Leave, state: State) -> Exits:
        if statement.value is not None:
            value, state = self.eval(statement.value, state)
            if statement.exit is Exit.RETURN:
                state = state.bind(self.here.frame, RETURNED, value)
            if statement.exit is Exit.RAISE:
                state = replace(state, raising=self._raised(statement.value, value, state))
        elif statement.exit is Exit.RETURN:
            state = state.bind(self.here.frame, RETURNED, NONE)
        return {statement.exit: state}

    def _raised(self, expr: Expr, value: Value, state: State) -> str | None:
        """The built-in class of the exception that `raise expr` raises."""
        if isinstance(expr, Call):
            value, _ = self.eval(expr.func, state)
        atom = only(value)
        known = isinstance(atom, Symbol) and libraries.root(atom.path) == "builtins"
        return atom.path if known and isinstance(atom, Symbol) else None

    # --- branches -------------------------------------------------------------------------

    def _branch(self, statement: Branch, state: State) -> Exits:
        value, state = self.eval(statement.test, state)
        truth = self.truth(value, state)
        if truth is not None:
            return self.block(statement.then if truth else statement.orelse, state)
        then = self.taken(statement.test, state, True)
        orelse = self.taken(statement.test, state, False)
        exits = self.block(statement.then, then)
        if self.here.staging is Staging.TRACED and self.is_solid(value):
            return self._traced_branch(statement, exits, orelse)
        merge(exits, self.block(statement.orelse, orelse))
        return exits

    def _traced_branch(self, statement: Branch, exits: Exits, orelse: State) -> Exits:
        """AutoGraph traces both arms of a condition on a tensor, one after the other."""
        first = exits.pop(Exit.NEXT, None)
        left = exits.get(Exit.RETURN)
        before = join(first, left)
        start = orelse if before is None else replace(before, frames=orelse.frames)
        second = self.block(statement.orelse, start)
        if first is not None and Exit.NEXT in second:
            frames = join(first, second[Exit.NEXT])
            second[Exit.NEXT] = replace(second[Exit.NEXT], frames=frames.frames)
        merge(exits, second)
        return exits

    # --- loops ----------------------------------------------------------------------------

    def _for(self, statement: For, state: State) -> Exits:
        if isinstance(statement.iterable, Call):
            function, arguments, state = self.callee(statement.iterable, state)
            exits = self.generated(function, arguments, statement, state)
            if exits is not None:
                return self._or_else(exits, statement.orelse)
            mapped = looped(self, function, arguments, statement, state)
            if mapped is not None:
                return self._for(*mapped)
            iterable, state = self.apply(function, arguments, statement.iterable, state)
        else:
            iterable, state = self.eval(statement.iterable, state)
        self.note(state)
        if statement.is_async:
            state = self.havoc(state)
        exits = self.iterate(
            statement.target, iterable, state, lambda s: self.block(statement.body, s)
        )
        return self._or_else(exits, statement.orelse)

    def _or_else(self, exits: Exits, orelse: Block) -> Exits:
        """After a loop: `else` runs unless it was left by break."""
        broken = exits.pop(Exit.BREAK, None)
        done = exits.pop(Exit.NEXT, None)
        if done is not None:
            merge(exits, self.block(orelse, done))
        if broken is not None:
            merge(exits, {Exit.NEXT: broken})
        return exits

    def _while(self, statement: While, state: State) -> Exits:
        left: list[State] = []

        def body(inner: State) -> Exits:
            value, inner = self.eval(statement.test, inner)
            truth = self.truth(value, inner)
            if truth is not True:
                left.append(inner)
            if truth is False:
                return {}
            inner = self.taken(statement.test, inner, True) if truth is None else inner
            return self.block(statement.body, inner)

        test, _ = self.eval(statement.test, state)
        endless = self.truth(test, state) is True
        exits = self.rounds_of(state, lambda s: s, body, 2 if endless else 1, None)
        exits.pop(Exit.NEXT, None)
        done: State | None = None
        for one in left:
            done = join(done, replace(one, tests=state.tests))
        if done is not None:
            exits[Exit.NEXT] = done
        return self._or_else(self.staged(exits, state), statement.orelse)

    # --- try ------------------------------------------------------------------------------

    def _try(self, statement: Try, state: State) -> Exits:
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

    def _with(self, statement: With, state: State) -> Exits:
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
        entering = Entering(site, statement.manager.origin, name or "the tape", target)
        value, state = self.enter_manager(manager, entering, state)
        if statement.is_async:
            state = self.havoc(state)
        if statement.target is not None:
            state = self.assign(statement.target, value, state)
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


def _named(call: Call, value: Value) -> Value:
    """The context manager that a call gives; a method of something unknown keeps its name."""
    method = call.func.name if isinstance(call.func, Attribute) else None
    plain = value == UNKNOWN and method in libraries.PLAIN_MANAGERS
    return frozenset({Product("tensorflow.scope")}) if plain else value


def _catches_all(types: Value) -> bool:
    return only(types) in (Symbol("builtins.Exception"), Symbol("builtins.BaseException"))


def _keep_result(machine: Interpreter, onward: State, ended: State) -> State:
    value = ended.read(machine.here.frame, RETURNED)
    return onward if value is None else onward.bind(machine.here.frame, RETURNED, value)


_EXECUTE: dict[type, Callable[..., Exits | State]] = {
    Evaluate: Interpreter._evaluate,
    Bind: Interpreter._bind,
    Declare: lambda self, statement, state: state,
    Augment: Interpreter._augment,
    Delete: Interpreter._delete,
    With: Interpreter._with,
    Branch: Interpreter._branch,
    For: Interpreter._for,
    While: Interpreter._while,
    Try: Interpreter._try,
    Leave: Interpreter._leave,
    Assert: Interpreter._assert,
    Import: import_,
    Define: define,
    DefineClass: define_class,
}
