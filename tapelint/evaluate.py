"""What expressions give, in Python's order of evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tapelint.arithmetic import (
    ARITHMETIC,
    COMPARISON,
    compared,
    gives_number,
    is_number,
    of_operator,
    power_dtype,
)
from tapelint.comprehensions import Comprehensions
from tapelint.joins import join_values
from tapelint.machine import PathEnds, Staging
from tapelint.places import Result
from tapelint.program import (
    Attribute,
    Await,
    Call,
    Choice,
    Comprehension,
    Compute,
    Expr,
    Function,
    Items,
    Lambda,
    Literal,
    Logic,
    Name,
    Star,
    Subscript,
    Walrus,
    Yield,
)
from tapelint.state import Object, State, join
from tapelint.structures import is_heavy, parts
from tapelint.tensors import joint_dtype
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Method,
    Missing,
    Partial,
    Product,
    Ref,
    Sequence,
    Site,
    Stream,
    TapeRef,
    Tensor,
    Unknown,
    Value,
    Variable,
    constant,
    only,
)


class Evaluator(Comprehensions):
    """Expressions; calls are left to `calls.Calls`."""

    __slots__ = ()

    def eval(self, expr: Expr, state: State) -> Result:
        """The value of an expression and the state after it.

        Raises PathEnds if no execution gets past it.
        """
        return _EVALUATE[type(expr)](self, expr, state)

    def eval_all(self, exprs: tuple[Expr, ...], state: State) -> tuple[list[Value], State]:
        """Several expressions, left to right."""
        values = []
        for expr in exprs:
            value, state = self.eval(expr, state)
            values.append(value)
        return values, state

    # --- simple forms ---------------------------------------------------------------------

    def _literal(self, expr: Literal, state: State) -> Result:
        return constant(expr.value), state

    def _name(self, expr: Name, state: State) -> Result:
        return self.lookup(expr.id, state), state

    def _items(self, expr: Items, state: State) -> Result:
        if expr.kind == "dict":
            return self._dict(expr, state)
        items: list[Value] | None = []
        rest = NOTHING
        given: list[Value] = []
        for element in expr.elements:
            if isinstance(element, Star):
                value, state = self.eval(element.value, state)
                more = self.elements(value, state)
                given += [value] if more is None else more
                if items is None or more is None:
                    rest |= value | UNKNOWN | frozenset().union(*(items or []))
                    items = None
                else:
                    items += more
            else:
                value, state = self.eval(element, state)
                given.append(value)
                if items is None:
                    rest |= value
                else:
                    items.append(value)
        variables = self.put_together(given) if items is None else None
        if variables is not None:
            return variables, state
        if expr.kind in ("tuple", "slice") and items is not None:
            if is_heavy(items):
                return UNKNOWN, self.expose(items, state)
            return frozenset({Sequence(tuple(items))}), state
        fields: dict[Any, Value] = dict(enumerate(items)) if items is not None else {}
        if expr.kind == "set":
            fields, rest = {}, rest.union(*fields.values())
        return self.make_object(expr.origin, Object("list", fields, rest), state)

    def _dict(self, expr: Items, state: State) -> Result:
        obj = Object("dict")
        for key, element in zip(expr.keys, expr.elements, strict=True):
            if key is None:
                inner = element.value if isinstance(element, Star) else element
                value, state = self.eval(inner, state)
                atom = only(value)
                other = state.heap.get(atom.key) if isinstance(atom, Ref) else None
                if other is not None and other.kind == "dict" and not obj.rest and not other.rest:
                    obj = replace(obj, fields={**obj.fields, **other.fields})
                else:
                    obj = replace(obj, rest=obj.rest | value | UNKNOWN)
                continue
            name, state = self.eval(key, state)
            value, state = self.eval(element, state)
            constant = only(name)
            if isinstance(constant, Constant):
                obj = obj.put(constant.value, value)
            else:
                obj = replace(obj, rest=obj.rest | value)
        return self.make_object(expr.origin, obj, state)

    def _star(self, expr: Star, state: State) -> Result:
        _, state = self.eval(expr.value, state)
        return UNKNOWN, state

    def _walrus(self, expr: Walrus, state: State) -> Result:
        value, state = self.eval(expr.value, state)
        return value, state.bind(self.frame_of(expr.target.id), expr.target.id, value)

    def _lambda(self, expr: Lambda, state: State) -> Result:
        ref, state = self.close(expr.function, state)
        return frozenset({ref}), state

    def close(self, function: Function, state: State) -> tuple[FunctionRef, State]:
        """A function closed over the frames that are running, its defaults evaluated."""
        defaults = []
        for parameter in function.parameters:
            if parameter.default is not None:
                value, state = self.eval(parameter.default, state)
                defaults.append((parameter.name, value))
        self.captured.update(self.here.scope)
        ref = FunctionRef(function, self.here.scope, tuple(defaults))
        self.pending.append(ref)
        return ref, state

    def _await(self, expr: Await, state: State) -> Result:
        value, state = self.eval_awaited(expr.value, state)
        return value, state

    def eval_awaited(self, expr: Expr, state: State) -> Result:
        """What is awaited; calls of async functions of the file are followed."""
        _, state = self.eval(expr, state)
        return UNKNOWN, self.havoc(state)

    def _yield(self, expr: Yield, state: State) -> Result:
        value = NONE
        if expr.value is not None:
            value, state = self.eval(expr.value, state)
        if self.here.at_yield is not None:
            return UNKNOWN, self.here.at_yield(value, state)
        state = self.expose([value], state)
        self.note(state)
        return UNKNOWN, self.havoc(state)

    # --- computations ---------------------------------------------------------------------

    def _compute(self, expr: Compute, state: State) -> Result:
        values, state = self.eval_all(expr.parts, state)
        if expr.op in ("is", "is not", "compare") and self.asserting:
            for value in values:
                for atom in value:
                    if isinstance(atom, Missing) and Constant(None) in frozenset().union(*values):
                        self.withdraw(atom.site)
        if expr.op in ARITHMETIC or expr.op in COMPARISON:
            if self.catchers and not any(map(self.is_tensor, values)):
                self.note(state)
            return self.compute(expr.origin, expr.op, values, state), state
        if expr.op == "not":
            truth = self.truth(values[0], state)
            return (UNKNOWN if truth is None else frozenset({Constant(not truth)})), state
        if expr.op == "blank":
            return UNKNOWN, self.hand_over([], state)
        if expr.op in ("is", "is not"):
            return self._identity(expr.op, values), state
        if expr.op in ("in", "not in"):
            return self._contains(expr.op, values, state), state
        return UNKNOWN, state

    def _identity(self, op: str, values: list[Value]) -> Value:
        left, right = (only(v) for v in values) if len(values) == 2 else (None, None)
        if (
            right == Constant(None)
            and left is not None
            and not isinstance(left, (Unknown, Missing))
        ):
            if isinstance(left, (Method, Stream, Product)):
                return UNKNOWN
            if isinstance(left, Tensor) and left.doubtful:
                return UNKNOWN
            return frozenset({Constant((left == right) is (op == "is"))})
        return UNKNOWN

    def _contains(self, op: str, values: list[Value], state: State) -> Value:
        """`None in gradients`, where all of them are known."""
        known = parts(values[1], state) if len(values) == 2 and values[0] == NONE else None
        atoms = [only(part) for part in known or ()]
        if not atoms or not all(isinstance(a, (Tensor, Variable, Missing)) for a in atoms):
            return UNKNOWN
        if any(isinstance(a, Tensor) and a.doubtful for a in atoms):
            return UNKNOWN
        found = any(isinstance(a, Missing) for a in atoms)
        return frozenset({Constant(found is (op == "in"))})

    def _sum_of_lists(self, values: list[Value], state: State) -> Value | None:
        """`a.trainable_variables + [v]`; None: not known."""
        lists = [self.elements(value, state) or [value] for value in values]
        return self.put_together([each for part in lists for each in part])

    def compute(self, site: Site, op: str, values: list[Value], state: State) -> Value:
        """What an operator gives: of tensors a tensor, of numbers a number."""
        if any(map(self.is_tensor, values)):
            return self.operation(site, values, state, of_operator(op))
        atoms = [*map(only, values)]
        whole = [a.value for a in atoms if isinstance(a, Constant) and type(a.value) is int]
        if op in ("-", "+") and len(whole) == len(atoms) == 2:
            return constant(whole[0] + whole[1] if op == "+" else whole[0] - whole[1])
        variables = self._sum_of_lists(values, state) if op == "+" else None
        if variables is not None:
            return variables
        answer = compared(op, atoms)
        if answer is not None:
            return constant(answer)
        if all(is_number(a) for a in atoms):
            dtype = Dtype.BOOL if op in COMPARISON else Dtype.FLOAT if op == "/" else None
            if op == "**":
                dtype = power_dtype(joint_dtype(atom for value in values for atom in value))
            held = [a for a in atoms if isinstance(a, Detached)]
            array, data = any(a.array for a in held), any(a.data for a in held)
            return self.detached(site, values, state, dtype=dtype, array=array, data=data, word=op)
        if op in ARITHMETIC and gives_number(op, values):
            recipe = of_operator(op)._replace(assumed=True, connects=False)
            return self.operation(site, values, state, recipe)
        return UNKNOWN

    # --- conditions -----------------------------------------------------------------------

    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true; None: not known."""
        answers = {self._truth_of(atom, state) for atom in value}
        return answers.pop() if len(answers) == 1 else None

    def _truth_of(self, atom: Atom, state: State) -> bool | None:
        match atom:
            case Constant(value):
                return bool(value)
            case Sequence(items):
                return bool(items)
            case TapeRef() | FunctionRef() | Partial():
                return True
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind in ("list", "dict"):
                    return True if obj.fields else (None if obj.rest else False)
        return None

    def _choice(self, expr: Choice, state: State) -> Result:
        test, state = self.eval(expr.test, state)
        return self.fork(
            expr.test,
            test,
            state,
            lambda s: self.eval(expr.then, s),
            lambda s: self.eval(expr.orelse, s),
        )

    def fork(
        self,
        test: Expr,
        value_of_test: Value,
        state: State,
        then: Callable[[State], Result],
        orelse: Callable[[State], Result],
    ) -> Result:
        """One of two continuations, or both where the test is not known."""
        truth = self.truth(value_of_test, state)
        if truth is not None:
            return then(state) if truth else orelse(state)
        value, after = NOTHING, None
        ended: State | None = None
        staged = self.here.staging is Staging.TRACED and self.is_solid(value_of_test)
        for arm, run in ((True, then), (False, orelse)):
            if staged and after is not None:
                state = after  # AutoGraph traces both, one after the other.
            try:
                got, done = run(self.taken(test, state, arm))
            except PathEnds as end:
                ended = join(ended, end.state)
            else:
                value, after = join_values(value, got), join(after, done)
        if after is None:
            raise PathEnds(ended or state)
        if ended is not None:
            self.note(ended)
        return value, after

    def _logic(self, expr: Logic, state: State) -> Result:
        left, state = self.eval(expr.left, state)

        def stay(s: State) -> Result:
            return left, s

        def go_on(s: State) -> Result:
            return self.eval(expr.right, s)

        if expr.op == "and":
            return self.fork(expr.left, left, state, go_on, stay)
        return self.fork(expr.left, left, state, stay, go_on)

    # --- comprehensions -------------------------------------------------------------------

    def eval_call(self, expr: Call, state: State) -> Result:
        """A call; see `calls.Calls`."""
        raise NotImplementedError


_EVALUATE: dict[type, Callable[..., Result]] = {
    Literal: Evaluator._literal,
    Name: Evaluator._name,
    Attribute: Evaluator.read_attribute,
    Subscript: Evaluator.read_subscript,
    Items: Evaluator._items,
    Star: Evaluator._star,
    Compute: Evaluator._compute,
    Call: lambda self, expr, state: self.eval_call(expr, state),
    Choice: Evaluator._choice,
    Logic: Evaluator._logic,
    Walrus: Evaluator._walrus,
    Lambda: Evaluator._lambda,
    Comprehension: Evaluator.read_comprehension,
    Await: Evaluator._await,
    Yield: Evaluator._yield,
}
