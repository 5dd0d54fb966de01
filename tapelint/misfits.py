"""Arguments of tapes that certainly are no tensors, and how TensorFlow refuses each.

Observed on TensorFlow 2.21: a derivative call checks its arguments before the backward pass, so
that a tape survives it. A container is refused for any of its elements. Inside a compiled function
numbers and arrays may have become tensors, and nothing is said of them.
"""

from __future__ import annotations

from typing import NamedTuple

from tapelint import keras_library, keras_lists, keras_objects, libraries
from tapelint.events import Kind, Misfit
from tapelint.history import How
from tapelint.machine import Machine, Staging
from tapelint.program import Call, Comprehension, Expr, Name
from tapelint.spelling import mentioned, spell
from tapelint.state import Object, State
from tapelint.structures import TUPLE, named, parts
from tapelint.values import (
    Atom,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Missing,
    Ref,
    Sequence,
    Symbol,
    Value,
    only,
)

_ITERATORS = frozenset({"map", "filter", "zip", "enumerate", "reversed", "iter"})
_FIRM = frozenset(
    ".numpy() .predict() .predict_on_batch() .item() .tolist() float() int() bool()".split()
)
"""What never gives an object, whatever it is asked of."""
_DATA_MODEL = frozenset(
    "__init__ __call__ __repr__ __str__ __doc__ __module__ __slots__ __del__".split()
)
"""What a class may define without becoming a container or a tensor to TensorFlow."""
_DATACLASS: Value = frozenset({Symbol("dataclasses.dataclass")})
_BASES = frozenset({libraries.MODULE, "keras.layers.Layer", *keras_library.MODELS})
_EITHER = "TypeError or AttributeError"
_QUESTIONS = frozenset({"isinstance", "issubclass", "is_tensor", "type", "hasattr", "callable"})
"""Asked on the way, they say that this kind of argument does not get here."""


class Argument(NamedTuple):
    """An argument of a tape's method: target, source or watched; `expr`: as it is written."""

    method: str
    role: str
    expr: Expr | None
    value: Value


def misfits(machine: Machine, argument: Argument, state: State) -> tuple[Misfit, ...]:
    """What is wrong with an argument for certain."""
    method, role, expr, value = argument
    asked = frozenset[str]().union(*(test.words for test, _ in state.tests))
    if asked & (_QUESTIONS | set(mentioned(expr))):
        return ()
    if expr is not None and _is_iterator(machine, expr, state):
        return (_misfit(argument, None, Kind.ITERATOR),)
    single = (method == "jacobian" and role == "target") or method == "batch_jacobian"
    if single and parts(value, state) is not None:
        whole = spell(expr) if expr is not None else None
        return (_misfit(argument, whole, Kind.STRUCTURE),)
    found = (_leaf(machine, argument, n, v, state) for n, v in named(expr, value, state))
    return tuple(misfit for misfit in found if misfit is not None)


def _leaf(
    machine: Machine, argument: Argument, name: str | None, value: Value, state: State
) -> Misfit | None:
    kinds = {_kind(machine, argument.method, atom, state) for atom in value}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is None:
        return None
    if kind is Kind.ARRAY and argument.method == "jacobian" and argument.role == "target":
        return None  # It has a shape: the derivative is None.
    atom = only(value)
    site = atom.site if isinstance(atom, Missing) else None
    keys = atom.keys if isinstance(atom, Detached) else frozenset()
    words = {made.word for key in keys if (made := machine.history.of(key)) is not None}
    if kind is Kind.OBJECT and _is_of_keras(value, state):
        kind = Kind.KERAS
    found = _misfit(argument, name, kind)
    return found._replace(
        word=words.pop() if len(words) == 1 else "",
        site=site,
        inner=parts(argument.value, state) is not None,
    )


def _is_iterator(machine: Machine, expr: Expr, state: State) -> bool:
    match expr:
        case Comprehension(kind="generator"):
            return True
        case Call(func=Name(id)) if id in _ITERATORS:
            return machine.lookup(id, state) == frozenset({Symbol(f"builtins.{id}")})
    return False


# --- kinds ------------------------------------------------------------------------------------


def _kind(machine: Machine, method: str, atom: Atom, state: State) -> Kind | None:
    match atom:
        case Constant(None) | Missing():
            return Kind.NONE
        case Constant(bool() | int() | float() | complex()):
            return None if machine.here.staging is Staging.TRACED else Kind.NUMBER
        case Constant(str() | bytes()):
            return Kind.TEXT
        case Detached():
            return _detached(machine, atom)
        case FunctionRef(receiver=None, flavor="plain" | "static"):
            return Kind.FUNCTION
        case Ref(key) if (obj := state.heap.get(key)) is not None:
            return Kind.OBJECT if _is_bare(obj, state) else None
    if machine.outside.may_be_old_keras(machine.words):
        return None
    if keras_objects.is_symbolic(atom):
        return Kind.SYMBOLIC
    if method == "watch" and keras_lists.are_variables(atom):
        return Kind.KERAS_VARIABLE
    return Kind.KERAS if keras_objects.is_object(atom) else None


def _detached(machine: Machine, atom: Detached) -> Kind | None:
    """A number or array, unless it may be an element of an array of objects.

    In a graph `float(tensor)` is a tensor, and the staging of a function is known only where
    this file calls it.
    """
    staging = machine.here.staging
    if atom.data:
        return None  # Which exception there is depends on the class of the object.
    if staging is Staging.TRACED or (not atom.array and staging is not Staging.EAGER):
        return None
    if not atom.array and not atom.keys and atom.dtype is Dtype.UNKNOWN:
        return None  # A shape, a dtype or a name.
    for key in machine.history.ancestors(atom.keys):
        made = machine.history.of(key)
        if made is not None and made.how is How.LEFT and made.open and made.word not in _FIRM:
            return None
    return Kind.ARRAY if atom.array else Kind.NUMBER


def _is_bare(obj: Object, state: State) -> bool:
    """Whether it is an instance of a class that TensorFlow takes neither apart nor for a tensor."""
    classes = [only(frozenset({cls})) for cls in obj.cls]
    return obj.kind == "instance" and bool(classes) and all(_is_plain(c, state) for c in classes)


def _is_plain(cls: Atom | None, state: State) -> bool:
    if isinstance(cls, Symbol):
        return cls.path in _BASES or cls.path == "builtins.object"
    made = state.heap.get(cls.key) if isinstance(cls, Ref) else None
    if made is None or made.kind != "class":
        return False
    if made.fields.get("<decorated>", _DATACLASS) != _DATACLASS:
        return False
    if TUPLE in made.fields:
        return False
    names = {str(name) for name in made.fields}
    if any(n.startswith("__") and n not in _DATA_MODEL for n in names):
        return False
    return all(_is_plain(base, state) for base in _bases(made))


def _bases(cls: Object) -> list[Atom | None]:
    atom = only(cls.fields.get("<bases>", frozenset()))
    return [only(base) for base in atom.items] if isinstance(atom, Sequence) else [None]


def _is_of_keras(value: Value, state: State) -> bool:
    """Whether these are instances of classes that derive from one of Keras."""

    def derives(cls: Atom | None) -> bool:
        if isinstance(cls, Symbol):
            return libraries.root(cls.path) == "keras"
        made = state.heap.get(cls.key) if isinstance(cls, Ref) else None
        return made is not None and any(derives(base) for base in _bases(made))

    classes = [state.heap[a.key].cls for a in value if isinstance(a, Ref)]
    return all(any(map(derives, several)) for several in classes)


# --- exceptions -------------------------------------------------------------------------------


def _misfit(argument: Argument, name: str | None, kind: Kind) -> Misfit:
    exception = _exception(argument.method, argument.role, kind)
    return Misfit(argument.role, name, kind, exception)


def _exception(method: str, role: str, kind: Kind) -> str:
    """The class of what TensorFlow raises.

    A number or string that happens to be the name of a dtype (`1`, "float32") gets further
    than others.
    """
    if method == "watch":
        return "ValueError"
    if method == "batch_jacobian":
        return "AttributeError"
    if method == "jacobian" and role == "target":
        return "ValueError or AttributeError" if kind is Kind.SYMBOLIC else "AttributeError"
    if kind in (Kind.NUMBER, Kind.TEXT):
        return _EITHER
    if kind in (Kind.ARRAY, Kind.KERAS, Kind.SYMBOLIC):
        return "AttributeError"
    return "TypeError"
