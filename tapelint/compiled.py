"""What a compiled function gives: the outputs of one operation of a graph."""

from __future__ import annotations

from dataclasses import replace

from tapelint.joins import add_links
from tapelint.state import State, leaves
from tapelint.values import (
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Key,
    Record,
    Sequence,
    Tensor,
    Value,
    substitute,
)


def as_outputs(value: Value, state: State) -> Value:
    """What a `tf.function` returns, where its Python code returned `value`.

    Numbers and arrays come back as tensors. By what another output depends on, a derivative is
    zero and not None.
    """
    value = _as_tensors(value, state)
    tensors = [atom for atom in leaves(value, state) if isinstance(atom, Tensor)]
    if len(tensors) < 2:
        return value
    links: dict[Record, frozenset[Key] | None] = {}
    for tensor in tensors:
        add_links(links, tensor.links)
    own = frozenset[Key]().union(*(tensor.keys for tensor in tensors))
    add_links(links, [(record, own) for record in links])
    joint = frozenset(links.items())
    for tensor in tensors:
        value = substitute(value, tensor, frozenset({replace(tensor, links=joint)}))
    left = [a for a in leaves(value, state) if isinstance(a, Tensor) and a.links != joint]
    return UNKNOWN if left else value  # Some are in an object of the heap.


def _as_tensors(value: Value, state: State) -> Value:
    given: set[Atom] = set()
    for atom in value:
        held = list(leaves(frozenset({atom}), state))
        if isinstance(atom, Sequence):
            given.add(Sequence(tuple(_as_tensors(item, state) for item in atom.items)))
        elif any(isinstance(a, (Detached, Constant)) and a != Constant(None) for a in held):
            given |= UNKNOWN
        else:
            given.add(atom)
    return frozenset(given)
