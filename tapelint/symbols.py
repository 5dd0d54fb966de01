"""Calls of library functions and classes that mean something to tapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.evaluate import is_number, power_dtype
from tapelint.history import How
from tapelint.known_calls import compute, named_dtype
from tapelint.machine import UNROLL, PathEnds, Staging, leaves, spell
from tapelint.program import Attribute, Call
from tapelint.state import Object, State, join
from tapelint.tapes import Arguments
from tapelint.tensors import MAYBE_SAME, Recipe, joint_dtype
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Stream,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    join_values,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]


def call_symbol(
    machine: Calls, path: str, arguments: Arguments, expr: Call, state: State
) -> Result:
    """Call the library function or class `path`."""
    special = _load if path.endswith(".LazyLoader") else _SPECIAL.get(path)
    if special is not None:
        return special(machine, arguments, expr, state)
    if path.startswith(f"{libraries.TAPE}."):
        return _unbound_method(machine, path, arguments, expr, state)
    if path in libraries.TAPE_WRAPPERS:
        return machine.wrap_tape(expr.origin, arguments, state)
    if path in libraries.NO_RETURN:
        raise PathEnds(state)
    if path in libraries.EXPECTING or path in libraries.SWALLOWING:
        word = "expects" if path in libraries.EXPECTING else "swallows"
        types: Value = frozenset({Sequence(arguments.positional)})
        manager = Object("manager", {word: frozenset({Constant(True)}), "types": types})
        return machine.make_object(expr.origin, manager, state)
    return _plain(machine, path, arguments, expr, state)


def _plain(machine: Calls, path: str, arguments: Arguments, expr: Call, state: State) -> Result:
    if libraries.root(path) not in libraries.SILENT_ROOTS:
        machine.note_foreign(state)
        return UNKNOWN, machine.hand_over(arguments.values, state)
    if any(_can_run(a, state) for value in arguments.values for a in value):
        state = machine.hand_over(arguments.values, state)
    known = compute(machine, path, arguments, expr, state)
    if known is not None:
        return known, state
    if path.startswith(f"{libraries.DATASET}."):
        return frozenset({Product(libraries.DATASET)}), machine.expose(arguments.values, state)
    if libraries.is_class(path) and libraries.root(path) in ("tensorflow", "keras"):
        return frozenset({Product(path)}), machine.expose(arguments.values, state)
    if libraries.root(path) != "builtins":
        state = machine.expose(arguments.values, state)
    return UNKNOWN, state


def _can_run(atom: object, state: State) -> bool:
    """Whether library code can get at tapes and functions through it: `tape.watch` too."""
    if isinstance(atom, Method):
        atom = atom.receiver
    if isinstance(atom, (FunctionRef, TapeRef, Partial)):
        return True
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    return obj is not None and obj.kind not in ("list", "dict")


# --- tapes and variables ------------------------------------------------------------------


def _tape(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return machine.make_tape(expr.origin, arguments, state, frozenset())


def _unbound_method(
    machine: Calls, path: str, arguments: Arguments, expr: Call, state: State
) -> Result:
    ref = only(arguments.positional[0]) if arguments.positional else None
    if not isinstance(ref, TapeRef):
        return UNKNOWN, machine.hand_over(arguments.values, state)
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.opaque)
    method = Method(ref, path.rpartition(".")[2])
    return machine.apply(frozenset({method}), rest, expr, state)


def _variable(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not machine.variables_certain:
        return UNKNOWN, state
    bound = arguments.bound(libraries.VARIABLE_PARAMETERS)
    initial = bound.get("initial_value", UNKNOWN)
    dtype = named_dtype(bound.get("dtype", NONE)) or joint_dtype(leaves(initial, state))
    trainable = _flag(bound.get("trainable"), arguments)
    variable = Variable(machine.key(expr.origin), trainable, dtype)
    machine.written(variable, expr.origin, [initial], state, "tf.Variable")
    return frozenset({variable}), state


def _flag(value: Value | None, arguments: Arguments) -> bool | None:
    """`trainable=`, True if it is left out; who synchronizes may mean otherwise."""
    if arguments.opaque or any(name == "synchronization" for name, _ in arguments.keywords):
        return None
    atom = only(value) if value is not None else Constant(True)
    return bool(atom.value) if isinstance(atom, Constant) and atom.value is not None else None


def _constant(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.constant(value)`: of a variable a copy of the number, of a tensor the tensor itself."""
    bound = arguments.bound(("value", "dtype", "shape", "name"))
    atoms = list(leaves(bound.get("value", UNKNOWN), state))
    if not arguments.opaque and atoms and all(isinstance(a, Variable) for a in atoms):
        dtype = named_dtype(bound.get("dtype", NONE))
        recipe = Recipe(How.NO_GRADIENT, solid=True, dtype=dtype, word=spell(expr.func) or "")
        return machine.operation(expr.origin, [bound["value"]], state, recipe), state
    return _plain(machine, "tensorflow.constant", arguments, expr, state)


# --- functions about functions ------------------------------------------------------------


def _function(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.function(f)`, `tf.function(jit_compile=True)`."""
    if not arguments.positional:
        keywords = Symbol("tensorflow.function")
        return frozenset({Partial(frozenset({keywords}), (), ())}), state
    return traced(arguments.positional[0]), state


def traced(value: Value) -> Value:
    """A function, compiled."""
    return frozenset(
        replace(atom, traced=True) if isinstance(atom, FunctionRef) else atom for atom in value
    )


def _partial(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not arguments.positional or arguments.opaque:
        return UNKNOWN, machine.hand_over(arguments.values, state)
    first, *rest = arguments.positional
    return frozenset({Partial(first, tuple(rest), arguments.keywords)}), state


def _wraps(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return frozenset({Symbol("functools.<transparent>")}), state


def _transparent(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return (arguments.positional[0] if arguments.positional else UNKNOWN), state


def _cond(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.cond(pred, f, g)`: one of them when eager, both in order when traced."""
    bound = arguments.bound(("pred", "true_fn", "false_fn"))
    branches = [bound.get("true_fn"), bound.get("false_fn")]
    if machine.here.staging is Staging.TRACED:
        value = NOTHING
        for branch in branches:
            got, state = machine.apply(branch or UNKNOWN, Arguments(), expr, state)
            value = join_values(value, got)
        return value, state
    then, orelse = (
        machine.apply(branch or UNKNOWN, Arguments(), expr, machine.taken(expr, state, arm))
        for arm, branch in zip((True, False), branches, strict=True)
    )
    after = join(then[1], orelse[1])
    value = join_values(then[0], orelse[0])
    graph = machine.operation(expr.origin, [value], after, MAYBE_SAME)
    return join_values(value, graph), after


def _flatten(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`tf.nest.flatten(structure)`: the list of its leaves, variables as they are."""
    atoms = frozenset(atom for value in arguments.values for atom in leaves(value, state))
    known = all(isinstance(a, (Tensor, Variable, Constant, Detached)) for a in atoms)
    if arguments.opaque or len(arguments.values) != 1 or not known:
        return UNKNOWN, machine.expose(arguments.values, state)
    return machine.make_object(expr.origin, Object("list", {}, atoms), state)


# --- built-ins ----------------------------------------------------------------------------


def _range(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    numbers = _range_of(arguments)
    if numbers is not None and len(numbers) <= UNROLL:
        return frozenset({Sequence(tuple(frozenset({Constant(i)}) for i in numbers))}), state
    return frozenset({Stream(UNKNOWN, len(numbers or ()), _most(numbers))}), state


def _tensor_range(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    numbers = _range_of(arguments)
    value = compute(machine, "tensorflow.range", arguments, expr, state) or UNKNOWN
    return frozenset(
        replace(atom, count=_most(numbers)) if isinstance(atom, Tensor) else atom for atom in value
    ), state


def _most(numbers: range | None) -> int | None:
    return None if numbers is None else len(numbers)


def _range_of(arguments: Arguments) -> range | None:
    numbers = []
    for value in arguments.positional:
        atom = only(value)
        if not (isinstance(atom, Constant) and type(atom.value) is int):
            return None
        numbers.append(atom.value)
    if not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and numbers[2] == 0):
        return None
    return range(*numbers)


def _zip(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    columns = [machine.elements(value, state) for value in arguments.positional]
    if columns and not arguments.opaque and all(c is not None for c in columns):
        rows = zip(*(c for c in columns if c is not None), strict=False)
        return frozenset({Sequence(tuple(frozenset({Sequence(r)}) for r in rows))}), state
    lengths = [len(c) for c in columns if c is not None]
    each = [machine.any_element(v, state) for v in arguments.positional]
    row = UNKNOWN if arguments.opaque else frozenset({Sequence(tuple(each))})
    return frozenset({Stream(row, 0, min(lengths, default=None))}), state


def _enumerate(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    items = machine.elements(first, state)
    if items is None:
        least, most, staged = machine.bounds(first, state)
        pair = frozenset({Sequence((UNKNOWN, machine.any_element(first, state)))})
        return frozenset({Stream(pair, least, most, staged)}), state
    start = len(arguments.values) == 1
    numbered = [
        frozenset({Sequence((frozenset({Constant(i)}) if start else UNKNOWN, item))})
        for i, item in enumerate(items)
    ]
    return frozenset({Sequence(tuple(numbered))}), state


def _reversed(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    items = machine.elements(first, state)
    if items is not None:
        return frozenset({Sequence(tuple(reversed(items)))}), state
    return _again(machine, arguments, expr, state)


def _again(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """Something that gives the elements of its argument (`iter`, `tqdm`)."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    if len(arguments.positional) == 1 and isinstance(only(first), (Sequence, Stream)):
        return first, state
    least, most, staged = machine.bounds(first, state)
    stream = Stream(machine.any_element(first, state), least, most, staged)
    return frozenset({stream}), state


def _list(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not arguments.positional:
        return machine.make_object(expr.origin, Object("list"), state)
    items = machine.elements(arguments.positional[0], state)
    if items is not None and len(arguments.values) == 1:
        return machine.make_object(expr.origin, Object("list", dict(enumerate(items))), state)
    content = machine.any_element(arguments.positional[0], state)
    return machine.make_object(expr.origin, Object("list", {}, content), state)


def _sorted(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    state = machine.hand_over([v for _, v in arguments.keywords], state)
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    content = machine.any_element(first, state)
    return machine.make_object(expr.origin, Object("list", {}, content), state)


def _tuple(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    items = machine.elements(arguments.positional[0], state) if arguments.positional else []
    if items is None:
        return _list(machine, arguments, expr, state)
    return frozenset({Sequence(tuple(items))}), state


def _dict(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if arguments.positional or arguments.opaque:
        rest = NOTHING.union(*arguments.values) | UNKNOWN
        return machine.make_object(expr.origin, Object("dict", {}, rest), state)
    return machine.make_object(expr.origin, Object("dict", dict(arguments.keywords)), state)


def _getattr(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    name = only(arguments.positional[1]) if len(arguments.positional) > 1 else None
    if isinstance(name, Constant) and isinstance(name.value, str) and len(expr.args) == 2:
        read = Attribute(expr.args[0].value, name.value, origin=expr.origin)
        return machine.attribute(arguments.positional[0], read, state)
    return UNKNOWN, machine.hand_over(arguments.values, state)


def _hasattr(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    atoms = [only(value) for value in arguments.positional]
    if len(atoms) == 2 and isinstance(atoms[0], TapeRef) and isinstance(atoms[1], Constant):
        known = atoms[1].value in libraries.TAPE_MEMBERS
        ours = atoms[0].key in state.tapes and state.tapes[atoms[0].key].overrides == frozenset()
        if ours and atoms[0].key not in state.exposed:
            return frozenset({Constant(known)}), state
    return UNKNOWN, state


def _float(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return _number(machine, arguments, expr, state, Dtype.FLOAT)


def _integer(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return _number(machine, arguments, expr, state, Dtype.INTEGER)


def _round(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`round(x)` is an integer, `round(x, 2)` is not."""
    dtype = Dtype.INTEGER if len(arguments.values) == 1 else Dtype.UNKNOWN
    return _number(machine, arguments, expr, state, dtype)


def _number(machine: Calls, arguments: Arguments, expr: Call, state: State, dtype: Dtype) -> Result:
    """float, int, bool, round: of a tensor too they give a number."""
    number = machine.detached(
        expr.origin,
        arguments.values,
        state,
        dtype=dtype,
        array=False,
        word=f"{spell(expr.func)}()",
    )
    return number, state


def _length(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    items = machine.elements(arguments.positional[0], state) if arguments.positional else None
    return frozenset({Detached(dtype=Dtype.INTEGER, array=False)} if items is None
                     else {Constant(len(items))}), state  # fmt: skip


def _reduction(
    machine: Calls,
    arguments: Arguments,
    expr: Call,
    state: State,
    of_numbers: Callable[[Dtype], Dtype] | None = None,
) -> Result:
    """sum, abs, pow: on tensors they are tensor operations (semantics 8.8)."""
    atoms = [atom for value in arguments.values for atom in leaves(value, state)]
    if atoms and all(is_number(atom) for atom in atoms):
        dtype = of_numbers(joint_dtype(atoms)) if of_numbers else None
        number = machine.detached(expr.origin, arguments.values, state, dtype=dtype, array=False)
        return number, state
    new = all(isinstance(atom, (Tensor, Variable)) or is_number(atom) for atom in atoms)
    recipe = Recipe(same=not new, word=spell(expr.func) or "")
    return machine.operation(expr.origin, arguments.values, state, recipe), state


def _sum(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`sum` begins with 0, and `0 + tensor` is a new tensor; sums of lists are lists."""
    if len(arguments.values) != 1 or arguments.opaque:
        return UNKNOWN, machine.expose(arguments.values, state)
    element = machine.any_element(arguments.values[0], state)
    if not all(isinstance(a, (Tensor, Variable)) or is_number(a) for a in element):
        return UNKNOWN, machine.expose(arguments.values, state)
    return _reduction(machine, arguments, expr, state)


def _extreme(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """max, min: one of the elements; `key` is called at once."""
    state = machine.hand_over([value for _, value in arguments.keywords], state)
    atoms = [atom for value in arguments.values for atom in leaves(value, state)]
    if atoms and all(is_number(atom) for atom in atoms):
        return _reduction(machine, arguments, expr, state)
    if len(arguments.positional) != 1:
        return NOTHING.union(*arguments.values) or UNKNOWN, state
    others = [value for _, value in arguments.keywords]
    return machine.any_element(arguments.positional[0], state).union(*others), state


def _power(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return _reduction(machine, arguments, expr, state, power_dtype)


def _unknown_scope(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """exec, eval, locals: any name may be read or written."""
    values = [value for names in state.frames.values() for value in names.values()]
    state = machine.hand_over([*values, *arguments.values], state)
    frames = {
        frame: {name: v if _is_definition(v) else UNKNOWN for name, v in names.items()}
        for frame, names in state.frames.items()
    }
    return UNKNOWN, replace(state, frames=frames)


def _is_definition(value: Value) -> bool:
    return isinstance(only(value), (Symbol, FunctionRef))


def _load(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """A module by its name: `importlib.import_module("tensorflow")`."""
    names = [only(value) for value in arguments.positional]
    for name in names:
        if isinstance(name, Constant) and name.value in ("tensorflow", "tensorflow.compat.v2"):
            return frozenset({Symbol("tensorflow")}), state
    return UNKNOWN, machine.hand_over(arguments.values, state)


def _try_import(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """RLlib's `tf1, tf, tfv = try_import_tf()`."""
    module = frozenset({Symbol("tensorflow")})
    return frozenset({Sequence((module, module, UNKNOWN))}), state


def _namespace(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    rest = UNKNOWN if arguments.opaque or arguments.positional else NOTHING
    obj = Object("instance", dict(arguments.keywords), rest)
    return machine.make_object(expr.origin, obj, state)


def _stack(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    return machine.make_object(expr.origin, Object("stack"), state)


def _null(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    inner = arguments.positional[0] if arguments.positional else NONE
    return machine.make_object(expr.origin, Object("manager", {"gives": inner}), state)


Special = Callable[["Calls", Arguments, Call, State], Result]
_SPECIAL: dict[str, Special] = {
    libraries.TAPE: _tape,
    libraries.VARIABLE: _variable,
    "tensorflow.function": _function,
    "functools.partial": _partial,
    "functools.wraps": _wraps,
    "functools.<transparent>": _transparent,
    "tensorflow.autograph.experimental.do_not_convert": _transparent,
    "tensorflow.constant": _constant,
    "tensorflow.cond": _cond,
    "tensorflow.nest.flatten": _flatten,
    "tensorflow.range": _tensor_range,
    "contextlib.ExitStack": _stack,
    "types.SimpleNamespace": _namespace,
    "builtins.__import__": _load,
    "contextlib.nullcontext": _null,
    "contextlib.closing": _null,
    "builtins.range": _range,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.reversed": _reversed,
    "builtins.iter": _again,
    "tqdm.tqdm": _again,
    "tqdm.auto.tqdm": _again,
    "tqdm.notebook.tqdm": _again,
    "tqdm.trange": _range,
    "builtins.list": _list,
    "builtins.sorted": _sorted,
    "builtins.tuple": _tuple,
    "builtins.dict": _dict,
    "builtins.getattr": _getattr,
    "builtins.hasattr": _hasattr,
    "builtins.float": _float,
    "builtins.int": _integer,
    "builtins.bool": _integer,
    "builtins.round": _round,
    "builtins.len": _length,
    "builtins.sum": _sum,
    "builtins.max": _extreme,
    "builtins.min": _extreme,
    "builtins.abs": _reduction,
    "builtins.pow": _power,
    "builtins.exec": _unknown_scope,
    "builtins.eval": _unknown_scope,
    "builtins.locals": _unknown_scope,
    "builtins.globals": _unknown_scope,
    "builtins.vars": _unknown_scope,
    "importlib.import_module": _load,
    "pytest.importorskip": _load,
    "ray.rllib.utils.framework.try_import_tf": _try_import,
}
