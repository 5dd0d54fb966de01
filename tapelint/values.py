"""What a place of the program may hold: atoms, and sets of them.

A `Value` is the set of everything that may be there; the atom `Unknown` stands for anything
else, and no rule speaks of it. What holds for all atoms holds on every execution.

Terms: a *site* is the origin of a form (see `program.Form`); a *record* is what a tape has
recorded since its last fresh start, named by the tape and the site where it began; the *reach*
of a tensor through a record is every source that a gradient could find there. Tensors are told
apart by *keys*; how each was made is in `history`.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from tapelint.enums import Single
from tapelint.program import Function
from tapelint.records import dataclass

Site = object


Key = Hashable
"""Names an abstract object: its site and the calls that led to it."""


class Record(NamedTuple):
    """One recording of one tape."""

    tape: Key
    site: Site


class Dtype(Single):
    """What a tensor or array holds. Only FLOAT, real or complex, carries gradients."""

    FLOAT = "float"
    INTEGER = "integer"
    BOOL = "bool"
    STRING = "string"
    UNKNOWN = "unknown"

    def __init__(self, name: str) -> None:
        self.carries = name in ("float", "unknown")
        """Whether a gradient may flow through it."""


ALIAS: Key = "anything"
"""Among the keys of a tensor: it may be one that is known elsewhere under another key."""
WEIGHTS: Key = "weights"
"""In the reach of a tensor, beside certain layers: variables that these made for themselves."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything at all."""


@dataclass(frozen=True, slots=True)
class Unbound:
    """The name has no value on some path; reading it there raises NameError."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A Python constant."""

    value: object

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Detached:
    """A number or array that is no tensor. `keys`: what it was computed from, if from tensors.

    `data`: it may be an object of a library instead, which keeps what its methods are given.
    """

    keys: frozenset[Key] = frozenset()
    dtype: Dtype = Dtype.UNKNOWN
    array: bool = True
    data: bool = False


@dataclass(frozen=True, slots=True)
class Symbol:
    """A module, class or function of a library, by its canonical dotted path."""

    path: str


@dataclass(frozen=True, slots=True)
class Product:
    """An object that the library symbol `path` made (a model, an optimizer, an array).

    `facts`: what is certain of a Keras object, see `keras_objects`. `layers`: those that are known
    of it; if it is closed, two that have none in common share no variables. `key`: which one it
    is, where that is known.
    """

    path: str
    facts: frozenset[str] = frozenset()
    layers: frozenset[Key] = frozenset()
    key: Key | None = None


@dataclass(frozen=True, slots=True)
class TapeRef:
    """A tape that the program made; its facts are in `State.tapes`."""

    key: Key


@dataclass(frozen=True, slots=True)
class Variable:
    """A `tf.Variable`; `trainable` is None where that is not known."""

    key: Key
    trainable: bool | None = True
    dtype: Dtype = Dtype.UNKNOWN


@dataclass(frozen=True, slots=True)
class Missing:
    """The None that the derivative call at `site` gave instead of a derivative."""

    site: Site


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor, or a structure of tensors, that TensorFlow computed.

    `keys`: the tensors it may be identical with. `links`: its reach through each record that
    may have recorded it (None: everything); no entry, no connection. `solid`: certainly one
    tensor. `assumed`: it came of arithmetic with something unknown, and is a number or an array
    instead if that is one. `count`: the number of its rows, if that is known. `sure`: what a
    gradient through a record certainly finds. `doubtful`: a derivative, which may be None.
    """

    keys: frozenset[Key]
    links: frozenset[tuple[Record, frozenset[Key] | None]] = frozenset()
    solid: bool = False
    dtype: Dtype = Dtype.UNKNOWN
    assumed: bool = False
    count: int | None = None
    sure: frozenset[tuple[Record, Key]] = frozenset()
    doubtful: bool = False

    def reach(self, record: Record) -> frozenset[Key] | None:
        """Every source it may be connected to through `record`; None: everything."""
        return next((reach for known, reach in self.links if known == record), frozenset())


NOT_FOLLOWED = ("opaque", "accessor")
"""Flavors of functions of which no call is followed."""


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A function of the program, closed over the frames of `scope` (innermost last).

    `flavor` is one of: plain, static, class, property, cached (`functools.cached_property`),
    manager (`contextlib.contextmanager`), opaque (its calls are not followed), accessor (the same,
    of a property that can be set).
    """

    function: Function
    scope: tuple[Key, ...]
    defaults: tuple[tuple[str, Value], ...] = ()
    receiver: Value | None = None
    traced: bool = False
    flavor: str = "plain"


@dataclass(frozen=True, slots=True)
class Method:
    """The attribute `name` of something that is not an object of the program."""

    receiver: Atom
    name: str


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial`."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """A tuple of known length, or what can be iterated over once: `once`, see `zips`."""

    items: tuple[Value, ...]
    once: Key | None = None


@dataclass(frozen=True, slots=True)
class Stream:
    """Something to iterate over, of unknown content: between `least` and `most` elements.

    `staged`: AutoGraph would trace a loop over it once (a tensor, `tf.range`, a dataset);
    None when that is not known. `once`: see `zips`.
    """

    element: Value
    least: int = 0
    most: int | None = None
    staged: bool | None = False
    once: Key | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """The variables of layers and modules, and nothing else.

    `certain`: there is one at least. `state`: some certainly are not trainable. `parts`: the layers
    of each of several lists that were put together, all but empty ones. `keras`: each is a variable
    of Keras.
    """

    layers: frozenset[Key]
    certain: bool = True
    state: bool = False
    parts: frozenset[frozenset[Key]] = frozenset()
    keras: bool = True


@dataclass(frozen=True, slots=True)
class Ref:
    """An object of the heap: list, dict, instance, class, or a context manager in use."""

    key: Key


Atom = (
    Unknown | Unbound | Constant | Detached | Symbol | Product | TapeRef | Variable | Tensor
    | FunctionRef | Method | Partial | Sequence | Stream | Ref | Missing | Weights
)  # fmt: skip


Value = frozenset[Atom]


UNKNOWN: Value = frozenset({Unknown()})
UNBOUND: Value = frozenset({Unbound()})
NONE: Value = frozenset({Constant(None)})
NOTHING: Value = frozenset()

_LEADING = (Sequence, Stream, Partial, FunctionRef, Method, TapeRef, Ref)


@lru_cache(maxsize=4096)
def leads_on(value: Value) -> bool:
    """Whether tapes, objects or functions can be got at from a value."""
    return any(isinstance(atom, _LEADING) for atom in value)


@lru_cache(maxsize=4096)
def mentions(value: Value) -> frozenset[Key]:
    """The keys of the tapes and objects that stand in a value, inside tuples and the like too."""
    found: set[Key] = set()
    for atom in value:
        match atom:
            case TapeRef(key) | Ref(key):
                found.add(key)
            case Sequence(items, once):
                found.update(*map(mentions, items), [once])
            case Stream(element, once=once):
                found |= mentions(element) | {once}
            case Partial(function, positional, keywords):
                found.update(*map(mentions, (function, *positional, *(v for _, v in keywords))))
            case FunctionRef(receiver=receiver) if receiver is not None:
                found |= mentions(receiver)
            case Method(receiver, _):
                found |= mentions(frozenset({receiver}))
    return frozenset(found - {None})


@lru_cache(maxsize=4096)
def recorders(value: Value) -> frozenset[Key]:
    """The tapes through which the tensors of a value are connected to anything."""
    return frozenset(
        record.tape for atom in value if isinstance(atom, Tensor) for record, _ in atom.links
    )


def forget() -> None:
    """After a run: what is remembered of values would keep its whole program alive."""
    constant.cache_clear()
    leads_on.cache_clear()
    within.cache_clear()
    mentions.cache_clear()
    recorders.cache_clear()


@lru_cache(maxsize=4096)
def within(value: Value) -> frozenset[Atom]:
    """Every atom that stands in a value, inside tuples and the like too."""
    found: set[Atom] = set(value)
    for atom in value:
        match atom:
            case Sequence(items):
                found.update(*map(within, items))
            case Stream(element):
                found |= within(element)
            case Partial(function, positional, keywords):
                found.update(*map(within, (function, *positional, *(v for _, v in keywords))))
            case FunctionRef(receiver=receiver) if receiver is not None:
                found |= within(receiver)
            case Method(receiver, _):
                found |= within(frozenset({receiver}))
    return frozenset(found)


def substitute(value: Value, old: Atom, new: Value) -> Value:
    """The value with one atom replaced, inside tuples and streams too."""
    if old not in within(value):
        return value
    result: set[Atom] = set()
    for atom in value:
        match atom:
            case Sequence(items, once):
                new_items = tuple(substitute(item, old, new) for item in items)
                result.add(Sequence(new_items, once))
            case Stream():
                result.add(replace(atom, element=substitute(atom.element, old, new)))
            case Partial(function, positional, keywords):
                result.add(
                    Partial(
                        substitute(function, old, new),
                        tuple(substitute(v, old, new) for v in positional),
                        tuple((n, substitute(v, old, new)) for n, v in keywords),
                    )
                )
            case FunctionRef() if atom.receiver is not None:
                result.add(replace(atom, receiver=substitute(atom.receiver, old, new)))
            case Method(receiver, _) if receiver == old:
                result |= UNKNOWN
            case _ if atom == old:
                result |= new
            case _:
                result.add(atom)
    return frozenset(result)


@lru_cache(maxsize=4096, typed=True)
def constant(value: object) -> Value:
    """A Python constant and nothing else."""
    return frozenset({Constant(value)})


@lru_cache(maxsize=4096)
def symbol(path: str) -> Value:
    """What a library has at a canonical path, and nothing else."""
    return frozenset({Symbol(path)})


def only(value: Value) -> Atom | None:
    """The one atom of a value that has just one."""
    if len(value) == 1:
        (atom,) = value
        return atom
    return None
