"""Zips of gradients and variables: what stands in their columns, and when they are exhausted.

`zip` gives an iterator. One of gradients has a key, `once`, under which the heap keeps its two
columns, how the variables are written, and the site that has certainly iterated over all of it.
A zip that the same code makes again has none: it could not be told from the last one.
"""

from __future__ import annotations

from typing import NamedTuple

from tapelint.dataclass import replace
from tapelint.exposure import Exposure
from tapelint.gradients import are_derivatives
from tapelint.program import Call
from tapelint.state import Object, State
from tapelint.structures import named, parts
from tapelint.tapes import Arguments
from tapelint.values import (
    NONE,
    Atom,
    Constant,
    Key,
    Sequence,
    Site,
    Stream,
    Value,
    only,
)

_USED = "used"


class Columns(NamedTuple):
    """The arguments of `zip`.

    `names`: how each element of the second is written. `inline`: the first is a call that stands
    in `zip` itself. `site`: the call of `zip`.
    """

    first: Value
    second: Value
    names: tuple[str | None, ...]
    inline: bool
    site: Site


def zipped(
    machine: Exposure, arguments: Arguments, expr: Call, value: Value, state: State
) -> tuple[Value, State]:
    """What `zip` gives; `value`: what it gives were it a tuple."""
    if len(arguments.positional) != 2 or arguments.keywords or arguments.opaque:
        return value, state
    if len(expr.args) != 2 or any(argument.star for argument in expr.args):
        return value, state
    if not any(are_derivatives(machine, column, state) for column in arguments.positional):
        return value, state
    key = machine.key(expr.origin, "zip")
    if key in state.heap or any(round_.silent for round_ in machine.rounds):
        return value, state
    first, second = (_frozen(column, state) for column in arguments.positional)
    names = [name for name, _ in named(expr.args[1].value, arguments.positional[1], state)]
    fields = {
        _USED: NONE,
        "first": first,
        "second": second,
        "names": frozenset[Atom]({Constant(tuple(names))}),
        "site": frozenset[Atom]({Constant(expr.origin)}),
        "inline": frozenset[Atom]({Constant(isinstance(expr.args[0].value, Call))}),
    }
    tagged = frozenset[Atom](
        replace(atom, once=key) if isinstance(atom, (Sequence, Stream)) else atom for atom in value
    )
    return tagged, state.with_object(key, Object("zip", fields))


def _frozen(column: Value, state: State) -> Value:
    """A list as it is now."""
    elements = parts(column, state)
    return column if elements is None else frozenset({Sequence(tuple(elements))})


def _key(value: Value) -> Key | None:
    atom = only(value)
    return atom.once if isinstance(atom, (Sequence, Stream)) else None


def columns(value: Value, state: State) -> Columns | None:
    """The columns of a zip of gradients, if it is one and they are known."""
    key = _key(value)
    obj = state.heap.get(key) if key is not None else None
    if obj is None or obj.rest:
        return None
    known = [only(obj.get(name)) for name in ("names", "inline", "site")]
    names, inline, site = (atom.value if isinstance(atom, Constant) else None for atom in known)
    if not isinstance(names, tuple) or not isinstance(inline, bool):
        return None
    return Columns(obj.get("first"), obj.get("second"), names, inline, site)


def exhausted(value: Value, site: Site, state: State) -> State:
    """After something has iterated over all of a value."""
    key = _key(value)
    obj = state.heap.get(key) if key is not None else None
    if obj is None or NONE.isdisjoint(obj.get(_USED)):
        return state
    return state.with_object(key, obj.put(_USED, frozenset({Constant(site)})))


def exhausted_by(value: Value, state: State) -> Site | None:
    """What has certainly iterated over all of a zip before; None: nothing, or it is not known."""
    key = _key(value)
    obj = state.heap.get(key) if key is not None else None
    used = obj.get(_USED) if obj is not None else NONE
    sites = [atom.value for atom in used if isinstance(atom, Constant)]
    return None if None in sites or len(sites) < len(used) else sites[0]
