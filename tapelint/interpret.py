"""Statements and control flow: the only module that knows how Python gets from one to the next.

`block(statements, state)` gives the ways out and the state on each. Loops run their body from
the entry, then from the back edge alone, so that what is certain there is certain of the
second iteration; then, silently, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tapelint import keras_library, libraries
from tapelint.definitions import define, define_class, import_
from tapelint.events import VariableAugmented
from tapelint.functions import RETURNED
from tapelint.guards import Guards
from tapelint.higher_order import looped
from tapelint.loops import merge
from tapelint.machine import Exits, PathEnds, Staging
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
from tapelint.spelling import spell
from tapelint.state import State, join, leaves
from tapelint.values import (
    ALIAS,
    NONE,
    UNKNOWN,
    Ref,
    Site,
    Symbol,
    Tensor,
    Value,
    Variable,
    only,
)
from tapelint.zips import exhausted

_GIVEN = "<given>"
"""What an assignment gives to several targets is known by this name meanwhile."""
AUGMENTED = ("+", "-", "*", "/", "**")
"""In-place operators that `tf.Variable` refuses."""


class Interpreter(Guards):
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
            if result:
                merge(exits, result)
            if after is None:
                if statement is statements[-1]:
                    self.reach_end(statements)
                return exits
            state = after
        if statements:
            self.reach_end(statements)
        exits[Exit.NEXT] = state
        return exits

    # --- simple statements ----------------------------------------------------------------

    def _evaluate(self, statement: Evaluate, state: State) -> State:
        return self.eval(statement.value, state)[1]

    def _bind(self, statement: Bind, state: State) -> State:
        targets = statement.targets
        several = len(targets) > 1
        unpacked = isinstance(targets[0], Items) and all(isinstance(t, Items) for t in targets)
        evaluate = self.consumed if unpacked else self.eval
        value, state = evaluate(statement.value, state)
        if statement.value.origin not in self.names:
            self.names[statement.value.origin] = spell(targets[0])
        frame = self.here.frame
        if several:  # Whoever gets it, it has a name besides.
            state = state.bind(frame, _GIVEN, value)
        for target in targets:
            self._note_replacing(target, value, statement.origin, state)
            state = self.assign(target, value, state)
        return state.without_name(frame, _GIVEN) if several else state

    def _note_replacing(self, target: Expr, value: Value, site: Site, state: State) -> None:
        """`w = w - step` puts a tensor in the place of a variable."""
        place = self.peek(target, state)
        variables = {a.key for a in leaves(place, state) if isinstance(a, Variable)}
        if not variables:
            return
        for tensor in (a for a in leaves(value, state) if isinstance(a, Tensor)):
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
        if new == UNKNOWN:
            state = self.write_unknown(value, state)
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
            return state.without_name(self.frame_of(target.id), target.id)
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
            statement.target,
            iterable,
            state,
            lambda s: self.block(statement.body, s),
            in_python=_is_list_of_keras(statement.iterable),
        )
        if Exit.NEXT in exits:
            exits[Exit.NEXT] = exhausted(iterable, statement.iterable.origin, exits[Exit.NEXT])
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
            done = join(done, one.with_tests(state.tests))
        if done is not None:
            exits[Exit.NEXT] = done
        return self._or_else(self.staged(exits, state), statement.orelse)


_EXECUTE: dict[type, Callable[..., Exits | State]] = {
    Evaluate: Interpreter._evaluate,
    Bind: Interpreter._bind,
    Declare: lambda self, statement, state: state,
    Augment: Interpreter._augment,
    Delete: Interpreter._delete,
    With: Interpreter.run_with,
    Branch: Interpreter._branch,
    For: Interpreter._for,
    While: Interpreter._while,
    Try: Interpreter.run_try,
    Leave: Interpreter._leave,
    Assert: Interpreter._assert,
    Import: import_,
    Define: define,
    DefineClass: define_class,
}


def _is_list_of_keras(expr: Expr) -> bool:
    """Whether this has a name that only lists of variables have; `weights` may be a tensor."""
    names = keras_library.VARIABLES - keras_library.ALL_VARIABLES
    return isinstance(expr, Attribute) and expr.name in names
