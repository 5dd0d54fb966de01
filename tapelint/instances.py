"""Classes of the file: what calling one makes, with the `__init__` that a dataclass gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import libraries
from tapelint.keras_classes import is_module, is_plain
from tapelint.program import Call, DefineClass
from tapelint.state import Object, State
from tapelint.structures import FIELDS, TUPLE, field_names
from tapelint.tapes import Arguments
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    FunctionRef,
    Product,
    Ref,
    Sequence,
    Site,
    Symbol,
    TapeRef,
    Unknown,
    Value,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls

Result = tuple[Value, State]
OBJECT = Symbol("builtins.object")
DATACLASS = Symbol("dataclasses.dataclass")
FIELD = Product("dataclasses.Field")
"""What `dataclasses.field` makes if the field is a parameter of `__init__` like any other."""


def instantiate(
    machine: Calls, ref: Ref, cls: Object, arguments: Arguments, site: Site, state: State
) -> Result:
    """Call a class of the file."""
    lineage = machine.lineage(ref, state)
    if Symbol(libraries.TAPE) in lineage:
        return _make_tape(machine, lineage, arguments, site, state)
    special = "<decorated>" in cls.fields or machine.in_class(ref, "__new__", state) is not None
    foreign = special or any(not isinstance(base, Ref) for base in lineage)
    instance = Object("instance", {}, UNKNOWN if foreign else NOTHING, frozenset({ref}))
    value, state = machine.make_object(site, instance, state)
    maker = NONE if special else _maker(lineage, state)
    if maker is None:
        if is_plain(machine, ref, state) or is_module(machine, ref, state):
            return value, machine.lend(arguments, state)
        return value, machine.hand_over([value, *arguments.values], state) if foreign else state
    match only(maker):
        case FunctionRef() as function:
            bound = replace(function, receiver=value)
            return value, machine.run_function(bound, arguments, site, state)[1]
        case Sequence() if not foreign and not arguments.opaque:
            return _fill(machine, value, maker, arguments, site, state)
    return value, machine.hand_over([value, *arguments.values], state)


def _maker(lineage: list[Atom], state: State) -> Value | None:
    """The `__init__` of a class: a function, or the names of the fields that it sets."""
    for cls in lineage:
        fields = state.heap[cls.key].fields if isinstance(cls, Ref) else {}
        for name in ("__init__", FIELDS):
            if name in fields:
                return fields[name]
    return None


def _fill(
    machine: Calls, value: Value, fields: Value, arguments: Arguments, site: Site, state: State
) -> Result:
    """Set the fields of a record from the arguments, or to their defaults in the class."""
    ref = only(value)
    if not isinstance(ref, Ref):
        return value, state
    obj = state.heap[ref.key]
    names = field_names(fields)
    given = arguments.bound(names)
    for name in names:
        obj = obj.put(name, given[name] if name in given else _default(machine, obj, name, state))
    after, state = machine.member(ref, "__post_init__", state.with_object(ref.key, obj), site)
    function = only(after)
    if isinstance(function, FunctionRef):
        _, state = machine.run_function(function, Arguments(), site, state)
    return value, state


def _default(machine: Calls, obj: Object, name: str, state: State) -> Value:
    (cls,) = obj.cls
    found = machine.in_class(cls, name, state)
    return UNKNOWN if found is None or only(found) == FIELD else found


# --- records --------------------------------------------------------------------------------


def record_class(
    machine: Calls,
    statement: DefineClass,
    bases: list[Value],
    decorators: list[Value],
    names: Mapping[str, Value],
    state: State,
) -> Mapping[str, Value] | None:
    """What makes a class a record, if it is one that is known in full; `names`: its scope."""
    own = statement.annotated
    if own is None or any(argument.name for argument in statement.bases):
        return None
    known = all(Unknown() not in names.get(name, NOTHING) for name in own)
    if not decorators and [only(base) for base in bases] == [Symbol("typing.NamedTuple")]:
        return {FIELDS: named_fields(own), TUPLE: NONE, "<bases>": frozenset({Sequence(())})}
    if not decorators or any(only(decorator) != DATACLASS for decorator in decorators):
        return None
    inherited: list[str] = []
    for base in bases:
        theirs = machine.in_class(only(base) or Unknown(), FIELDS, state)
        inherited += field_names(theirs or NOTHING)
    ours = all(isinstance(only(base), Ref) or only(base) == OBJECT for base in bases)
    every = tuple(dict.fromkeys((*inherited, *own)))
    return {FIELDS: named_fields(every)} if known and ours else None


def named_fields(names: Iterable[str]) -> Value:
    """What a class keeps of the names of its fields."""
    return frozenset({Sequence(tuple(frozenset({Constant(name)}) for name in names))})


def _dataclass(machine: Calls, arguments: Arguments, _: Call, state: State) -> Result:
    """`dataclass(frozen=True)`, the decorator."""
    harmless = {"frozen", "eq", "repr", "order", "slots", "unsafe_hash", "match_args"}
    known = harmless.issuperset(name for name, _ in arguments.keywords) and not arguments.opaque
    if known and not arguments.positional:
        return frozenset({DATACLASS}), state
    return UNKNOWN, machine.hand_over(arguments.values, state)


def _field(machine: Calls, arguments: Arguments, _: Call, state: State) -> Result:
    """`field(default_factory=list)`."""
    harmless = {"default", "default_factory", "repr", "hash", "compare", "metadata"}
    known = harmless.issuperset(name for name, _ in arguments.keywords) and not arguments.opaque
    return frozenset({FIELD}) if known else UNKNOWN, machine.expose(arguments.values, state)


def _namedtuple(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`namedtuple("Point", "x y")`, `NamedTuple("Point", [("x", int)])`."""
    names = None
    if len(arguments.positional) == 2 and not arguments.keywords and not arguments.opaque:
        names = _spelled_names(machine, arguments.positional[1], state)
    if names is None:
        return UNKNOWN, machine.expose(arguments.values, state)
    cls = Object("class", {FIELDS: named_fields(names), TUPLE: NONE})
    return machine.make_object(expr.origin, cls, state)


def _spelled_names(machine: Calls, value: Value, state: State) -> list[str] | None:
    atom = only(value)
    if isinstance(atom, Constant) and isinstance(atom.value, str):
        return atom.value.replace(",", " ").split()
    names: list[str] = []
    for item in machine.elements(value, state) or [UNKNOWN]:
        pair = only(item)
        name = only(pair.items[0]) if isinstance(pair, Sequence) and pair.items else pair
        if not (isinstance(name, Constant) and isinstance(name.value, str)):
            return None
        names.append(name.value)
    return names


def _super(machine: Calls, arguments: Arguments, expr: Call, state: State) -> Result:
    """`super()` in a method of the file."""
    function = machine.here.function
    cls = only(machine.methods.get(function, NOTHING)) if function is not None else None
    if function is None or cls is None or not function.parameters:
        return UNKNOWN, machine.hand_over(arguments.values, state)
    this = state.read(machine.here.frame, function.parameters[0].name) or UNKNOWN
    if arguments.values and arguments != Arguments((frozenset({cls}), this)):
        return UNKNOWN, machine.hand_over(arguments.values, state)
    held = {"self": this}
    if _one_line(machine, this, cls, state):
        held["class"] = frozenset({cls})
    return machine.make_object(expr.origin, Object("super", held), state)


def _one_line(machine: Calls, this: Value, cls: Atom, state: State) -> bool:
    """Whether the class of an object is known, and no class on the way to `cls` has two bases."""
    atom = only(this)
    found: Atom | None = None
    if isinstance(atom, TapeRef) and atom.key in state.tapes:
        found = only(state.tapes[atom.key].cls)
    elif isinstance(atom, Ref) and atom.key in state.heap:
        found = only(state.heap[atom.key].cls)
    while found is not None and found != cls:
        bases = machine.bases(found, state)
        found = bases[0] if len(bases) == 1 else None
    return found is not None


RECORDS: dict[str, Callable[[Calls, Arguments, Call, State], Result]] = {
    "dataclasses.dataclass": _dataclass,
    "dataclasses.field": _field,
    "collections.namedtuple": _namedtuple,
    "typing.NamedTuple": _namedtuple,
    "builtins.super": _super,
}

# --- tapes ----------------------------------------------------------------------------------


def _make_tape(
    machine: Calls, lineage: list[Atom], arguments: Arguments, site: Site, state: State
) -> Result:
    defined: set[str] = set()
    for cls in lineage:
        if isinstance(cls, Ref):
            names = state.heap[cls.key].fields
            defined |= {str(n) for n in names if not str(n).startswith("<")}
        elif cls != Symbol(libraries.TAPE):
            return UNKNOWN, machine.hand_over(arguments.values, state)
    harmless = {"__doc__", "__module__", "__slots__"}
    special = {n for n in defined if n.startswith("_")} - harmless
    overrides = None if special else frozenset(defined | {"a subclass"})
    return machine.make_tape(site, arguments, state, overrides, frozenset(lineage[:1]))
