"""Calls of Python's built-in functions, and of what behaves like one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.arithmetic import is_number, power_dtype
from tapelint.higher_order import keyed
from tapelint.machine import UNROLL
from tapelint.program import Attribute, Call
from tapelint.spelling import spell
from tapelint.state import Object, State, leaves
from tapelint.tapes import Arguments
from tapelint.tensors import NEW, joint_dtype
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Sequence,
    Stream,
    Symbol,
    TapeRef,
    Tensor,
    Value,
    Variable,
    only,
)
from tapelint.zips import zipped

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]


def _range(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    numbers = range_of(arguments)
    if numbers is not None and len(numbers) <= UNROLL:
        return frozenset({Sequence(tuple(frozenset({Constant(i)}) for i in numbers))}), state
    return frozenset({Stream(UNKNOWN, len(numbers or ()), _most(numbers))}), state


def _most(numbers: range | None) -> int | None:
    return None if numbers is None else len(numbers)


def range_of(arguments: Arguments) -> range | None:
    """What `range` with these arguments runs over, if that is known."""
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
        value: Value = frozenset({Sequence(tuple(frozenset({Sequence(r)}) for r in rows))})
        return zipped(machine, arguments, expr, value, state)
    lengths = [len(c) for c in columns if c is not None]
    each = [machine.any_element(v, state) for v in arguments.positional]
    row = UNKNOWN if arguments.opaque else frozenset({Sequence(tuple(each))})
    stream: Value = frozenset({Stream(row, 0, min(lengths, default=None))})
    return zipped(machine, arguments, expr, stream, state)


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


def _next(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`next(iter(dataset))`."""
    match [only(value) for value in arguments.values]:
        case [Stream(element, once=None)]:
            return element, state
    return UNKNOWN, machine.lend(arguments, state)


def _list(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    if not arguments.positional:
        return machine.make_object(expr.origin, Object("list"), state)
    items = machine.elements(arguments.positional[0], state)
    if items is not None and len(arguments.values) == 1:
        return machine.make_object(expr.origin, Object("list", dict(enumerate(items))), state)
    variables = machine.put_together(arguments.values)
    if variables is not None:
        return variables, state
    content = machine.any_element(arguments.positional[0], state)
    return machine.make_object(expr.origin, Object("list", {}, content), state)


def _sorted(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    state = keyed(machine, arguments, expr, state)
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


def _bool(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    first = arguments.positional[0] if len(arguments.values) == 1 else UNKNOWN
    truth = machine.truth(first, state)
    if truth is not None:
        return frozenset({Constant(truth)}), state
    return _number(machine, arguments, expr, state, Dtype.BOOL)


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
    recipe = NEW if new else NEW._replace(assumed=True, connects=False)
    recipe = recipe._replace(word=spell(expr.func) or "")
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


PYTHON: dict[str, Callable[[Calls, Arguments, Call, State], Result]] = {
    "builtins.range": _range,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.reversed": _reversed,
    "builtins.iter": _again,
    "builtins.next": _next,
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
    "builtins.bool": _bool,
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
}
