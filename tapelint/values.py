"""What a place of the program may hold: atoms, and sets of them.

A `Value` is the set of everything that may be there; the atom `Unknown` stands for anything
else, and no rule speaks of it. What holds for all atoms holds on every execution.

Terms: a *site* is the origin of a form (see `program.Form`); a *record* is what a tape has
recorded since its last fresh start, named by the tape and the site where it began; the *reach*
of a tensor through a record is every source that a gradient could find there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from tapelint.program import Function

Site = object


Key = Hashable
"""Names an abstract object: its site and the calls that led to it."""


class Record(NamedTuple):
    """One recording of one tape."""

    tape: Key
    site: Site


@dataclass(frozen=True, slots=True)
class Unknown:
    """Anything at all."""


@dataclass(frozen=True, slots=True)
class Unbound:
    """The name has no value on some path; reading it there raises NameError."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A Python constant; `known` is False for a number of unknown value (`float(x)`)."""

    value: object
    known: bool = True

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Constant)
            and type(self.value) is type(other.value)
            and (self.value, self.known) == (other.value, other.known)
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value, self.known))


@dataclass(frozen=True, slots=True)
class Symbol:
    """A module, class or function of a library, by its canonical dotted path."""

    path: str


@dataclass(frozen=True, slots=True)
class Product:
    """An object that the library symbol `path` made (a model, an optimizer, an array)."""

    path: str


@dataclass(frozen=True, slots=True)
class TapeRef:
    """A tape that the program made; its facts are in `State.tapes`."""

    key: Key


@dataclass(frozen=True, slots=True)
class Variable:
    """A `tf.Variable`."""

    key: Key


class Derived(NamedTuple):
    """A derivative call, the tape it asked, and the records that recorded its operations.

    `standing` tells of every other tape whether it was before, after or paused in its block.
    """

    site: Site
    tape: Key
    recorded: frozenset[Record]
    standing: frozenset[tuple[Key, str]]


@dataclass(frozen=True, slots=True)
class Missing:
    """The None that the derivative call at `site` gave instead of a derivative."""

    site: Site


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor, or a structure of tensors, that TensorFlow computed.

    `keys`: the tensors it may be identical with. `links`: its reach through each record
    (None: everything); no entry, no connection. `derived`: the derivative calls that it is
    computed from. `solid`: certainly one tensor.
    """

    keys: frozenset[Key]
    links: frozenset[tuple[Record, frozenset[Key] | None]] = frozenset()
    derived: frozenset[Derived] = frozenset()
    solid: bool = False

    def reach(self, record: Record) -> frozenset[Key] | None:
        """Every source it may be connected to through `record`; None: everything."""
        return dict(self.links).get(record, frozenset())


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A function of the program, closed over the frames of `scope` (innermost last).

    `flavor` is one of: plain, static, class, property, manager (`contextlib.contextmanager`).
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
    """A tuple of known length."""

    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """Something to iterate over, of unknown content: between `least` and `most` elements.

    `staged`: AutoGraph would trace a loop over it once (a tensor, `tf.range`, a dataset);
    None when that is not known.
    """

    element: Value
    least: int = 0
    most: int | None = None
    staged: bool | None = False


@dataclass(frozen=True, slots=True)
class Ref:
    """An object of the heap: list, dict, instance, class, or a context manager in use."""

    key: Key


Atom = (
    Unknown | Unbound | Constant | Symbol | Product | TapeRef | Variable | Tensor | FunctionRef
    | Method | Partial | Sequence | Stream | Ref | Missing
)  # fmt: skip


Value = frozenset[Atom]


UNKNOWN: Value = frozenset({Unknown()})
UNBOUND: Value = frozenset({Unbound()})
NONE: Value = frozenset({Constant(None)})
NOTHING: Value = frozenset()

_COMPOUND = (Sequence, Stream, Partial, FunctionRef, Method)


def substitute(value: Value, old: Atom, new: Value) -> Value:
    """The value with one atom replaced, inside tuples and streams too."""
    if value is UNKNOWN or not any(isinstance(a, _COMPOUND) or a == old for a in value):
        return value
    result: set[Atom] = set()
    for atom in value:
        match atom:
            case Sequence(items):
                result.add(Sequence(tuple(substitute(item, old, new) for item in items)))
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


def only(value: Value) -> Atom | None:
    """The one atom of a value that has just one."""
    if len(value) == 1:
        (atom,) = value
        return atom
    return None


def join_values(a: Value, b: Value) -> Value:
    """What may be there where two paths meet; tensors of one origin are merged."""
    if a is b or a == b:
        return a
    if b <= a:
        return a
    union = a | b
    tensors = [atom for atom in union if isinstance(atom, Tensor)]
    if len(tensors) > 1:
        union = union.difference(tensors) | {_merge_tensors(tensors)}
    return union


def _merge_tensors(tensors: Iterable[Tensor]) -> Tensor:
    keys: frozenset[Key] = frozenset()
    derived: frozenset[Derived] = frozenset()
    links: dict[Record, frozenset[Key] | None] = {}
    solid = True
    for tensor in tensors:
        keys |= tensor.keys
        derived |= tensor.derived
        solid = solid and tensor.solid
        add_links(links, tensor.links)
    return Tensor(keys, frozenset(links.items()), derived, solid)


def add_links(
    links: dict[Record, frozenset[Key] | None],
    more: Iterable[tuple[Record, frozenset[Key] | None]],
) -> None:
    """Union of reaches, in place."""
    for record, reach in more:
        known = links.get(record, frozenset())
        links[record] = None if known is None or reach is None else known | reach
