"""Which values certainly are derivatives, and by what."""

from __future__ import annotations

from tapelint.history import How
from tapelint.machine import Machine
from tapelint.state import State
from tapelint.structures import parts
from tapelint.values import UNKNOWN, Key, Missing, Ref, Site, Tensor, Value, only


def is_derivative(machine: Machine, value: Value) -> bool:
    """Whether it certainly is what a derivative call gave, or an element of that."""
    return bool(value) and all(
        isinstance(atom, Missing) or (isinstance(atom, Tensor) and _are_given(machine, atom.keys))
        for atom in value
    )


def _are_given(machine: Machine, keys: frozenset[Key]) -> bool:
    """Whether derivative calls made all of these tensors, or what they were unpacked from."""
    seen: set[Key] = set()
    todo = list(keys)
    while todo:
        key = todo.pop()
        made = machine.history.of(key)
        if made is None or (made.how is not How.DERIVATIVE and made.site is not None):
            return False
        if made.how is not How.DERIVATIVE and key not in seen:
            if made.open or not made.carrying:
                return False
            seen.add(key)
            todo += made.carrying
    return bool(keys)


def are_derivatives(machine: Machine, value: Value, state: State) -> bool:
    """Whether it certainly is a derivative, or a list or tuple of nothing else."""
    elements = parts(value, state)
    if elements is None:
        return is_derivative(machine, value)
    return bool(elements) and all(is_derivative(machine, element) for element in elements)


def are_tensors(machine: Machine, value: Value, state: State) -> bool:
    """Whether it certainly is a list or tuple of tensors, and not an empty one."""
    elements = parts(value, state)
    return bool(elements) and all(
        is_derivative(machine, element) or _is_tensor(element) for element in elements or ()
    )


def holds_tensors(value: Value, state: State) -> bool:
    """Whether it certainly is a list of tensors, of any length."""
    atom = only(value)
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    return obj is not None and obj.kind == "list" and _is_tensor(obj.content)


def _is_tensor(value: Value) -> bool:
    return bool(value) and all(
        isinstance(atom, Tensor) and atom.solid and not atom.assumed for atom in value
    )


def by_what(machine: Machine, value: Value) -> Value:
    """The source of a derivative."""
    atom = only(value)
    if not isinstance(atom, Tensor) or len(atom.keys) != 1:
        return UNKNOWN
    (key,) = atom.keys
    return machine.derived.get(key, UNKNOWN)


def given_by(machine: Machine, values: list[Value]) -> Site | None:
    """The one derivative call that gave all of these, if there is one."""
    sites = set()
    for value in values:
        for atom in value:
            for key in atom.keys if isinstance(atom, Tensor) else ():
                made = machine.history.of(key)
                if made is not None and made.how is How.DERIVATIVE:
                    sites.add(made.site)
    return sites.pop() if len(sites) == 1 else None
