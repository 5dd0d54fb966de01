"""Containers as TensorFlow flattens them, each element with the way it is written; and records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tapelint.program import Expr, Items, Star
from tapelint.spelling import spell
from tapelint.state import State
from tapelint.values import Atom, Constant, Partial, Ref, Sequence, Stream, Value, only

FIELDS = "<fields>"
"""What a class keeps the names of its fields under, if it is a record: a dataclass or tuple."""
TUPLE = "<tuple>"
"""What a class has if its instances are tuples of their fields."""
MOST_NESTED = 1000
"""So many containers in a container are looked into; `x = (x, x)` makes twice as many each time."""


_HOLDING = (Sequence, Stream, Partial)


def parts(value: Value, state: State) -> list[Value] | None:
    """The elements of a container all of which is in sight; None: it is no such container.

    One that holds itself, as after `x.append(x)`, is not in sight.
    """
    elements = _elements(value, state)
    return None if elements is None or is_vast(elements, state) else elements


def is_heavy(values: Iterable[Value]) -> bool:
    """Whether too many values are in these values; what objects hold does not count."""
    count, todo = 0, [*values]
    while todo:
        for atom in todo.pop():
            if not isinstance(atom, _HOLDING):
                continue
            match atom:
                case Sequence(items):
                    todo += items
                case Stream(element):
                    todo.append(element)
                case Partial(function, positional, keywords):
                    todo += [function, *positional, *(value for _, value in keywords)]
            count += 1
            if count > MOST_NESTED:
                return True
    return False


def is_vast(values: Iterable[Value], state: State) -> bool:
    """Whether too many containers are in these values, each counted as often as it is met."""
    count, todo = 0, [*values]
    while todo:
        for atom in todo.pop():
            held = _held(atom, state)
            if held is not None:
                count += 1
                if count > MOST_NESTED:
                    return True
                todo += held
    return False


def _held(atom: Atom, state: State) -> Iterable[Value] | None:
    """What a container may hold."""
    if isinstance(atom, Sequence):
        return atom.items
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    if obj is None or obj.kind not in ("list", "dict"):
        return None
    return [*obj.fields.values(), obj.rest]


def _elements(value: Value, state: State) -> list[Value] | None:
    atom = only(value)
    if isinstance(atom, Sequence):
        return list(atom.items)
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    if obj is None or obj.kind not in ("list", "dict") or obj.rest:
        return None
    return list(obj.fields.values())


def named(expr: Expr | None, value: Value, state: State) -> Iterator[tuple[str | None, Value]]:
    """Each element with the way it is written, as far as containers are in sight."""
    elements = parts(value, state)
    if elements is None:
        yield (spell(expr) if expr is not None else None), value
        return
    written: tuple[Expr, ...] = ()
    if isinstance(expr, Items) and not any(isinstance(e, Star) for e in expr.elements):
        written = expr.elements
    whole = spell(expr) if expr is not None else None
    for at, (index, part) in enumerate(zip(_indices(value, state), elements, strict=True)):
        inner = written[at] if len(written) == len(elements) else None
        if inner is None and whole is not None and parts(part, state) is None:
            yield f"{whole}[{index!r}]", part
        else:
            yield from named(inner, part, state)


def _indices(container: Value, state: State) -> Iterable[object]:
    """What the elements of a container in sight are indexed with, in their order."""
    atom = only(container)
    if isinstance(atom, Sequence):
        return range(len(atom.items))
    return state.heap[atom.key].fields if isinstance(atom, Ref) else ()


def field_names(fields: Value) -> tuple[str, ...]:
    """The names that a class keeps under `FIELDS`."""
    found = only(fields)
    atoms = [only(item) for item in found.items] if isinstance(found, Sequence) else []
    return tuple(str(atom.value) for atom in atoms if isinstance(atom, Constant))
