"""Library functions that run the functions they are given: how often, and in which order.

What they do is written as a few forms of the tape program and run as such: `list(map(f, xs))`
as `[f(item) for item in xs]`, `tf.map_fn(f, xs)` as `for item in xs: f(item)`. The operands are
values, and stand in the running frame under names that no program can spell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint.joins import join_values
from tapelint.machine import PathEnds, Staging
from tapelint.program import (
    Argument,
    Attribute,
    Bind,
    Block,
    Call,
    Clause,
    Comprehension,
    Evaluate,
    Exit,
    For,
    Name,
)
from tapelint.state import State, join
from tapelint.tapes import Arguments
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    FunctionRef,
    Method,
    Partial,
    Ref,
    Sequence,
    Stream,
    Symbol,
    Value,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
_CALLED = (FunctionRef, Partial, Symbol, Method)
MAP, FILTER = Symbol("builtins.map"), Symbol("builtins.filter")
_STEPS: Value = frozenset({Stream(UNKNOWN, staged=True)})
"""The elements of a tensor, whose code is traced once in a graph."""


class _Scene:
    """The call of a library function: its operands have names, and forms are made of these.

    The function keeps the name that the program has for it, so that messages can say it.
    """

    def __init__(self, machine: Calls, expr: Call, operands: Mapping[str, Value]) -> None:
        self._machine = machine
        self._expr = expr
        self._operands = operands

    def name(self, role: str) -> Name:
        """The name of an operand."""
        return Name(f"<{role} {id(self._expr)}>", origin=self._expr.origin)

    def call(self, function: str, *roles: str, star: str = "") -> Call:
        """A call of one operand with others."""
        given = tuple(Argument(self.name(role), star=star) for role in roles)
        place = _place(self._expr) if function == "function" else None
        return Call(place or self.name(function), given, origin=self._expr.origin)

    def bound(self, state: State) -> State:
        """With the operands in the running frame."""
        for role, value in self._operands.items():
            state = state.bind(self._machine.here.frame, self.name(role).id, value)
        return state

    def unbound(self, state: State) -> State:
        """Without them."""
        frame = self._machine.here.frame
        gone = f" {id(self._expr)}>"
        names = {n: v for n, v in state.frames.get(frame, {}).items() if not n.endswith(gone)}
        return state.with_frame(frame, names)

    def run(self, make: Callable[[_Scene], Block], state: State, result: str = "") -> Result:
        """Run statements; the value that one operand has then."""
        block = self._machine.written(self._expr, make.__name__, lambda: make(self))
        exits = self._machine.block(block, self.bound(state))
        after, raised = exits.get(Exit.NEXT), exits.get(Exit.RAISE)
        if after is None:
            raise PathEnds(state if raised is None else raised)
        if raised is not None:
            self._machine.note_foreign(raised)
        value = after.read(self._machine.here.frame, self.name(result).id)
        return (UNKNOWN if value is None else value), self.unbound(after)


def _place(expr: Call) -> Name | Attribute | None:
    """How the function is written that a library function is given, if that is a place."""
    first = [a.value for a in expr.args[:1] if not a.star and a.name is None]
    named = [a.value for a in expr.args if a.name in ("key", "fn", "func", "function")]
    places = [each for each in (*named, *first)[:1] if isinstance(each, (Name, Attribute))]
    return places[0] if places else None


def _named(machine: Calls, expr: Call) -> Call:
    """A call of that function, by its name."""
    return machine.written(
        expr, "named", lambda: Call(_place(expr) or expr, (), origin=expr.origin)
    )


def followed(function: Value) -> bool:
    """Whether a value certainly is a function that can be followed, or that does nothing."""
    return bool(function) and all(isinstance(a, _CALLED) for a in function)


def _given(machine: Calls, arguments: Arguments, state: State) -> Result:
    """What a library function does that is given something unknown to run."""
    machine.note_foreign(state)
    return UNKNOWN, machine.hand_over(arguments.values, state)


# --- map and filter -------------------------------------------------------------------------


def _mapping(
    machine: Calls, function: Value, arguments: Arguments, expr: Call, state: State
) -> _Scene | None:
    """`map(f, xs)` or `filter(f, xs)`, if that is what is called and `f` can be followed."""
    callee = only(function)
    if callee not in (MAP, FILTER) or arguments.opaque or arguments.keywords:
        return None
    if len(arguments.positional) < 2 or not followed(arguments.positional[0]):
        return None
    first, *more = arguments.positional[1:]
    if more:
        columns = [machine.elements(value, state) for value in arguments.positional[1:]]
        known = [column for column in columns if column is not None]
        if callee == FILTER or len(known) < len(columns):
            return None
        rows = [frozenset({Sequence(row)}) for row in zip(*known, strict=False)]
        first = frozenset({Sequence(tuple(rows))})
    function = arguments.positional[0]
    return _Scene(machine, expr, {"function": function, "mapped": function, "items": first})


def _star(arguments: Arguments) -> str:
    return "*" if len(arguments.positional) > 2 else ""


def gathered(
    machine: Calls, function: Value, arguments: Arguments, expr: Call, state: State
) -> Result | None:
    """All that `map` or `filter` gives, at once; None if it is something else that is called."""
    scene = _mapping(machine, function, arguments, expr, state)
    if scene is None:
        return None

    def make() -> Comprehension:
        call = scene.call("function", "item", star=_star(arguments))
        tests = (call,) if only(function) == FILTER else ()
        clause = Clause(scene.name("item"), scene.name("items"), tests)
        element = scene.name("item") if tests else call
        return Comprehension("generator", element, (clause,), origin=expr.origin)

    value, after = machine.gather(
        machine.written(expr, f"gathered {only(function)}", make), scene.bound(state)
    )
    return value, scene.unbound(after)


def looped(
    machine: Calls, function: Value, arguments: Arguments, statement: For, state: State
) -> tuple[For, State] | None:
    """`for target in map(f, xs): body` as `for item in xs: target = f(item); body`."""
    expr = statement.iterable
    if not isinstance(expr, Call) or only(function) != MAP:
        return None
    scene = _mapping(machine, function, arguments, expr, state)
    if scene is None:
        return None

    def make() -> For:
        # The body may bind the function's own name.
        call = scene.call("mapped", "item", star=_star(arguments))
        bind = Bind((statement.target,), call, origin=expr.origin)
        body = (bind, *statement.body)
        item, items = scene.name("item"), scene.name("items")
        return For(item, items, body, statement.orelse, origin=statement.origin)

    return machine.written(expr, "looped", make), scene.bound(state)


# --- the standard library -------------------------------------------------------------------


def _reduce(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`functools.reduce(f, xs, start)`."""
    function, items, *start = (*arguments.positional, NOTHING, NOTHING)[:3]
    if not followed(function) or arguments.opaque or arguments.keywords or not items:
        return _given(machine, arguments, state)
    first = start[0]
    if not first:
        known = machine.elements(items, state)
        if not known:
            return _given(machine, arguments, state)
        first, items = known[0], frozenset({Sequence(tuple(known[1:]))})
    operands = {"function": function, "items": items, "total": first}
    return _Scene(machine, expr, operands).run(_folding, state, "total")


def _folding(scene: _Scene) -> Block:
    total, item = scene.name("total"), scene.name("item")
    step = Bind((total,), scene.call("function", "total", "item"), origin=total.origin)
    return (For(item, scene.name("items"), (step,), (), origin=total.origin),)


def keyed(machine: Calls, arguments: Arguments, expr: Call, state: State) -> State:
    """After `key=` of `sorted`, `min` and `max` has been run for every element."""
    key = dict(arguments.keywords).get("key", NOTHING)
    if not followed(key) or len(arguments.positional) != 1 or arguments.opaque:
        return machine.hand_over([key], state)
    operands = {"function": key, "items": arguments.positional[0]}
    return _Scene(machine, expr, operands).run(_for_each, state)[1]


def _for_each(scene: _Scene) -> Block:
    item = scene.name("item")
    step = Evaluate(scene.call("function", "item"), origin=item.origin)
    return (For(item, scene.name("items"), (step,), (), origin=item.origin),)


# --- TensorFlow -----------------------------------------------------------------------------


def _map_fn(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.map_fn(f, elems)`: eager, Python runs for each element; in a graph once."""
    function = arguments.bound(("fn", "elems")).get("fn", NOTHING)
    if not followed(function) or arguments.opaque:
        return _given(machine, arguments, state)
    operands = {"function": function, "items": _STEPS}
    return UNKNOWN, _Scene(machine, expr, operands).run(_for_each, state)[1]


def _scan(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.scan(f, elems)` and the like: `f(total, element)` for each element."""
    function = arguments.bound(("fn", "elems")).get("fn", NOTHING)
    if not followed(function) or arguments.opaque:
        return _given(machine, arguments, state)
    operands = {"function": function, "items": _STEPS, "total": UNKNOWN}
    return UNKNOWN, _Scene(machine, expr, operands).run(_folding, state)[1]


def _vectorized_map(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.vectorized_map(f, elems)` traces `f` once, in a graph of its own."""
    function = arguments.bound(("fn", "elems")).get("fn", NOTHING)
    if not followed(function) or arguments.opaque:
        return _given(machine, arguments, state)
    with machine.within(replace(machine.here, staging=Staging.UNKNOWN)):
        _, state = machine.apply(function, Arguments((UNKNOWN,)), _named(machine, expr), state)
    return UNKNOWN, state


def _while_loop(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.while_loop(c, b, v)`: Python runs in each step when eager, once in a graph."""
    bound = arguments.bound(("cond", "body", "loop_vars"))
    test, body = bound.get("cond", NOTHING), bound.get("body", NOTHING)
    if not followed(test) or not followed(body) or arguments.opaque:
        return _given(machine, arguments, state)
    variables = bound.get("loop_vars", UNKNOWN)
    operands = {"test": test, "body": body, "variables": variables, "items": _STEPS}
    tested_once = machine.here.staging is not Staging.EAGER
    make = _tested_once if tested_once else _tested_each_time
    return UNKNOWN, _Scene(machine, expr, operands).run(make, state)[1]


def _tested_once(scene: _Scene) -> Block:
    return _while(scene, again=False)


def _tested_each_time(scene: _Scene) -> Block:
    return _while(scene, again=True)


def _while(scene: _Scene, *, again: bool) -> Block:
    item, variables = scene.name("item"), scene.name("variables")
    test = Evaluate(scene.call("test", "variables", star="*"), origin=item.origin)
    step = Bind((variables,), scene.call("body", "variables", star="*"), origin=item.origin)
    body = (step, test) if again else (step,)
    return test, For(item, scene.name("items"), body, (), origin=item.origin)


def _switch_case(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.switch_case(i, [f, g])`, `tf.case([(p, f), (q, g)])`: one when eager, all in a graph."""
    bound = arguments.bound(("branch_index", "branch_fns", "default"))
    return _one_of(machine, arguments, bound.get("branch_fns", NOTHING), expr, state)


def _case(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    bound = arguments.bound(("pred_fn_pairs", "default"))
    return _one_of(machine, arguments, bound.get("pred_fn_pairs", NOTHING), expr, state)


def _one_of(
    machine: Calls, arguments: Arguments, listed: Value, expr: Call, state: State
) -> Result:
    functions = _functions(machine, listed, state)
    default = dict(arguments.keywords).get("default")
    functions = functions and functions + ([default] if default else [])
    if not functions or not all(followed(function) for function in functions):
        return _given(machine, arguments, state)
    traced = machine.here.staging is Staging.TRACED
    call = machine.written(expr, "unnamed", lambda: Call(expr, (), origin=expr.origin))
    value, after, current = NOTHING, None, machine.taken(expr, state, True)
    for function in functions:
        got, left = machine.apply(function, Arguments(), call, current)
        value = join_values(value, got)
        after = left if traced else join(after, left)
        current = left if traced else current
    return value, after or state


def _functions(machine: Calls, listed: Value, state: State) -> list[Value]:
    """The functions of `[f, g]`, `[(p, f), (q, g)]` or `{0: f, 1: g}`."""
    ref = only(listed)
    obj = state.heap.get(ref.key) if isinstance(ref, Ref) else None
    if obj is not None and obj.kind == "dict":
        return list(obj.fields.values()) if not obj.rest else []
    found: list[Value] = []
    for item in machine.elements(listed, state) or []:
        pair = only(item)
        found.append(pair.items[-1] if isinstance(pair, Sequence) and pair.items else item)
    return found


def _py_function(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.py_function(f, inputs, types)`: eager, `f` runs now; in a graph, whenever it runs."""
    bound = arguments.bound(("func", "inp", "Tout"))
    function = bound.get("func", NOTHING)
    given = machine.elements(bound.get("inp", UNKNOWN), state)
    eager = machine.here.staging is Staging.EAGER
    if not followed(function) or given is None or not eager or arguments.opaque:
        return _given(machine, arguments, state)
    given_to = Arguments((UNKNOWN,) * len(given))
    _, state = machine.apply(function, given_to, _named(machine, expr), state)
    return UNKNOWN, state


RUNNERS: dict[str, Callable[[Calls, Arguments, Call, State], Result]] = {
    "functools.reduce": _reduce,
    "tensorflow.map_fn": _map_fn,
    "tensorflow.scan": _scan,
    "tensorflow.foldl": _scan,
    "tensorflow.foldr": _scan,
    "tensorflow.vectorized_map": _vectorized_map,
    "tensorflow.while_loop": _while_loop,
    "tensorflow.switch_case": _switch_case,
    "tensorflow.case": _case,
    "tensorflow.py_function": _py_function,
    "tensorflow.numpy_function": _py_function,
}
