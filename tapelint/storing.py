"""What `holder.name = value` and `holder[key] = value` do, for each thing the holder may be.

An attribute of an object is not always where it was put: the class may have a property of that
name, or a base class out of sight (of Keras, say) keeps something else than it is given.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tapelint import keras_library, keras_lists
from tapelint.data_libraries import may_keep
from tapelint.state import Object, State, holders, substituted
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    FunctionRef,
    Key,
    Ref,
    Sequence,
    TapeRef,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from tapelint.places import Places


def store_attribute(machine: Places, holder: Value, name: str, value: Value, state: State) -> State:
    """After `holder.name = value`."""
    for atom in holder:
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        if isinstance(atom, Ref) and obj is not None and obj.kind == "instance":
            if any(_intercepts(machine, cls, name, state) for cls in obj.cls):
                state = machine.hand_over([frozenset({atom}), value], state)
                continue
            kept, state = _kept(machine, obj, name, value, state)
            state = _put(machine, atom, name, kept, state, sure=len(holder) == 1)
        else:
            state = _store(machine, atom, name, value, state, sure=len(holder) == 1)
    return state


def store_item(machine: Places, holder: Value, key: object, value: Value, state: State) -> State:
    """After `holder[key] = value`; a key that is `Unknown` may be any."""
    sure = len(holder) == 1 and not isinstance(key, Unknown)
    for atom in holder:
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        if obj is not None and obj.kind == "instance":
            state = machine.hand_over([frozenset({atom}), value], state)
        else:
            state = _store(machine, atom, key, value, state, sure=sure)
    return state


def _store(
    machine: Places, atom: Atom, name: object, value: Value, state: State, *, sure: bool
) -> State:
    match atom:
        case Ref(key) if key in state.heap:
            return _put(machine, atom, name, value, state, sure=sure)
        case TapeRef() if atom.key in state.tapes:
            return machine.tampered(atom, machine.expose([value], state))
        case Unknown():
            return machine.write_unknown(value, state)
        case _ if keras_lists.is_list(atom) or may_keep(atom, value):
            state = substituted(state, atom, UNKNOWN)
    return machine.expose([value], state)


def _put(
    machine: Places, ref: Ref, name: object, value: Value, state: State, *, sure: bool
) -> State:
    obj = state.heap[ref.key]
    if sure:
        obj = obj.put(name, value)
    else:
        fields = {n: v | value for n, v in obj.fields.items()}
        obj = replace(obj, fields=fields, rest=obj.rest | value)
    state = state.with_object(ref.key, obj)
    return machine.expose([value], state) if ref.key in state.exposed else state


def _intercepts(machine: Places, cls: Atom, name: str, state: State) -> bool:
    """Whether code of the class runs when this attribute is set."""
    if machine.in_class(cls, "__setattr__", state) is not None:
        return True
    found = machine.in_class(cls, name, state) or NOTHING
    return any(_describes(machine, atom, state) for atom in found)


def _describes(machine: Places, atom: Atom, state: State) -> bool:
    """Whether it is a property, or another object of the file that is asked to set itself."""
    if isinstance(atom, FunctionRef):
        return atom.flavor in ("property", "accessor")
    obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
    classes = obj.cls if obj is not None else NOTHING
    return any(machine.in_class(cls, "__set__", state) is not None for cls in classes)


def _kept(
    machine: Places, obj: Object, name: str, value: Value, state: State
) -> tuple[Value, State]:
    """What the object has under this name from then on."""
    if any(Unknown() in (machine.in_class(cls, name, state) or NOTHING) for cls in obj.cls):
        return value | UNKNOWN, machine.expose([value], state)  # It may be a descriptor.
    if Unknown() not in obj.rest:
        return value, state
    if name in keras_library.STATE:
        return value | UNKNOWN, state
    if _is_shared(value, state):
        # Keras 3 keeps a copy of a list, Keras 2 the list itself.
        return UNKNOWN, machine.expose([value], state)
    return value, state


def _is_shared(value: Value, state: State) -> bool:
    """Whether it is, or has in it, a list or dict that is known by another name."""
    seen: set[Key] = set()
    todo = [value]
    while todo:
        for atom in todo.pop():
            if isinstance(atom, Sequence):
                todo += atom.items
            if not isinstance(atom, Ref) or atom.key in seen:
                continue
            obj = state.heap.get(atom.key)
            if obj is not None and obj.kind in ("list", "dict"):
                outermost = atom in value
                seen.add(atom.key)
                todo.append(obj.content)
                if any(it is not None or outermost for it in holders(state, atom.key)):
                    return True
    return False
