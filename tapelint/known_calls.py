"""Calls of library functions that the tables of `operations` know: what they give."""

from __future__ import annotations

from tapelint import libraries
from tapelint.history import How
from tapelint.operations import DType, Effect, Operation, lookup
from tapelint.program import Call
from tapelint.spelling import spell
from tapelint.state import State
from tapelint.structures import parts
from tapelint.tapes import Arguments
from tapelint.tensors import Recipe, Tensors
from tapelint.values import (
    NONE,
    UNKNOWN,
    Constant,
    Dtype,
    Ref,
    Sequence,
    Symbol,
    Value,
    only,
)

BARE = frozenset(
    {"tensorflow.stack", "keras.ops.stack", "keras.backend.stack", "keras.ops.expand_dims"}
)
"""Calls that make a new tensor, but give back a bare tensor as it is: `tf.stack(t)`."""
ALONE = frozenset({"tensorflow.add_n", "tensorflow.math.add_n"})
"""Calls that give back one tensor as it is, but make a new one of several."""
PACKING = frozenset(
    {"tensorflow.convert_to_tensor", "tensorflow.constant", "tensorflow.cast", "keras.ops.cast",
     "keras.ops.convert_to_tensor"}
)  # fmt: skip
"""Calls that give back a tensor as it is, but make one new of a list of them."""
_DTYPES = {
    DType.FLOAT: Dtype.FLOAT,
    DType.COMPLEX: Dtype.FLOAT,
    DType.INTEGER: Dtype.INTEGER,
    DType.BOOL: Dtype.BOOL,
    DType.STRING: Dtype.STRING,
    DType.UNKNOWN: Dtype.UNKNOWN,
}
_NAMES = (
    (("float", "double", "half", "bfloat", "complex"), Dtype.FLOAT),
    (("int", "uint", "qint"), Dtype.INTEGER),
    (("bool",), Dtype.BOOL),
    (("str",), Dtype.STRING),
)
CONVERTING = frozenset(
    f"tensorflow.{name}"
    for name in """
    convert_to_tensor constant add_n math.add_n math.accumulate_n math.real math.conj real conj
    nn.dropout
    """.split()
)
"""Calls that may give back a tensor as it is, but never a variable."""
STRUCTURES = frozenset(
    f"tensorflow.{name}" for name in "tuple nest.map_structure nest.pack_sequence_as".split()
)
"""Calls that give a structure of whatever they are given."""
_HINTS = ("dtype_hint", "preferred_dtype")
"""Keywords that name a dtype, to be had if the value allows it."""
OUTSIDE = frozenset({"tensorflow.numpy_function", "tensorflow.py_func"})
"""Operations that compute outside of TensorFlow."""
_HOW = {Effect.CUTS: How.NO_GRADIENT, Effect.RAISES: How.FAILING}


def compute(
    machine: Tensors, path: str, arguments: Arguments, expr: Call, state: State
) -> Value | None:
    """What a call of `path` gives; None: no tensor and no array, or not known."""
    known = lookup(path)
    if path in STRUCTURES:
        return UNKNOWN
    if known is not None and known.effect is not Effect.LEAVES:
        return _tensor(machine, path, known, arguments, expr, state)
    array = libraries.root(path) in libraries.ARRAYS and not libraries.is_class(path)
    if not array and (known is None or known.dtype is DType.UNKNOWN):
        return None
    word = spell(expr.func) or path
    if array:
        dtype = _dtype(known, arguments) if known is not None else Dtype.UNKNOWN
        if any(name == "dtype" and named_dtype(v) is None for name, v in arguments.keywords):
            return UNKNOWN  # An array of objects keeps tensors.
        return machine.detached(expr.origin, arguments.values, state, dtype=dtype, word=word)
    return machine.detached(expr.origin, arguments.values, state, word=word)


def _tensor(
    machine: Tensors,
    path: str,
    known: Operation,
    arguments: Arguments,
    expr: Call,
    state: State,
) -> Value:
    inputs, other = _split(known, arguments)
    inputs = [machine.unclosed(value, state) for value in inputs]
    dtype = _dtype(known, arguments)
    if known.effect in (Effect.ZEROS, Effect.RAISES):
        dtype = Dtype.UNKNOWN  # The path goes on, whatever the dtype.
    count = _count(arguments, state)
    several = (path in ALONE and count > 1) or (path in PACKING and count > 0)
    bare = path in BARE and not _is_display(arguments)
    recipe = Recipe(
        _HOW.get(known.effect, How.OPERATION),
        same=(known.effect is Effect.SAME and not several) or bare,
        converts=path in CONVERTING or bare,
        solid=several or (known.effect not in (Effect.SAME, Effect.STRUCTURE) and not bare),
        dtype=dtype,
        connects=known.effect in (Effect.CONNECTS, Effect.SAME, Effect.ZEROS),
        word=spell(expr.func) or path,
    )
    if dtype is not None and not dtype.carries and recipe.how is How.OPERATION:
        recipe = recipe._replace(how=How.NO_GRADIENT, same=recipe.same and not inputs)
    if path in OUTSIDE:
        recipe = recipe._replace(how=How.LEFT)
    return machine.operation(expr.origin, inputs, state, recipe, other)


def _split(known: Operation, arguments: Arguments) -> tuple[list[Value], list[Value]]:
    """The arguments that carry gradients, and the others."""
    if known.effect is Effect.MAKES:
        return [], arguments.values
    if known.carries is None or arguments.opaque:
        return arguments.values, []
    names = [*known.parameters[: len(arguments.positional)]]
    names += ["" for _ in arguments.positional[len(names) :]]
    given = [*zip(names, arguments.positional, strict=True), *arguments.keywords]
    return (
        [value for name, value in given if name in known.carries],
        [value for name, value in given if name not in known.carries],
    )


def _count(arguments: Arguments, state: State) -> int:
    """How many tensors are given in a list of which all is in sight."""
    elements = parts(arguments.positional[0], state) if arguments.positional else None
    return len(elements or ())


def _is_display(arguments: Arguments) -> bool:
    atom = only(arguments.positional[0]) if arguments.positional else None
    return isinstance(atom, (Ref, Sequence))


def _dtype(known: Operation, arguments: Arguments) -> Dtype | None:
    """The dtype of the result; None: that of the inputs."""
    kind = known.dtype
    if any(name in _HINTS for name, _ in arguments.keywords):
        return Dtype.UNKNOWN
    if kind is DType.FROM_ARGUMENT:
        value = arguments.bound(known.parameters).get(known.decides)
        value = dict(arguments.keywords).get(known.decides, NONE) if value is None else value
        if value != NONE:
            return named_dtype(value) or Dtype.UNKNOWN
        kind = known.otherwise
    return None if kind is DType.SAME_AS_INPUT else _DTYPES[kind]


def named_dtype(value: Value) -> Dtype | None:
    """The dtype that an argument names (`tf.float32`, "int64", `float`); None: not known."""
    atom = only(value)
    text = atom.path if isinstance(atom, Symbol) else getattr(atom, "value", None)
    if not isinstance(text, str) or not isinstance(atom, (Symbol, Constant)):
        return None
    name = text.rpartition(".")[2]
    return next((d for beginnings, d in _NAMES if name.startswith(beginnings)), None)
