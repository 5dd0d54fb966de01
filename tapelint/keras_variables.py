"""The variables of models whose classes are in the file: `model.trainable_variables`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapelint import keras_library, keras_lists, keras_objects
from tapelint.keras_classes import is_module, is_plain
from tapelint.optimizers import KIND as OPTIMIZER
from tapelint.state import State
from tapelint.tensors import keys_of
from tapelint.values import (
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    FunctionRef,
    Key,
    Product,
    Ref,
    Sequence,
    Symbol,
    Tensor,
    Value,
    Variable,
    Weights,
    only,
)

if TYPE_CHECKING:
    from tapelint.calls import Calls


def variables(machine: Calls, ref: Ref, name: str, state: State) -> Weights | None:
    """What the attribute `name` of an object gives, if that is its variables; None: not known.

    Keras and `tf.Module` find them in its attributes, and in lists, layers and models there.
    """
    if not keras_lists.lists_variables(name, machine.words):
        return None
    module = is_module(machine, only(state.heap[ref.key].cls), state)
    if module and "weights" in name:
        return None
    found = _Found(machine, state, module)
    if not found.look_into(ref):
        return None
    averages = found.state and keras_lists.lists_all(name)
    layers, parts = frozenset(found.layers), frozenset(found.parts)
    return Weights(layers, bool(parts), averages, parts, keras=not module)


class _Found:
    """What has been found; `parts`: layers that have variables; `state`: one is not trainable."""

    def __init__(self, machine: Calls, state: State, module: bool) -> None:
        self._machine, self._state, self._module = machine, state, module
        self._seen: set[Key] = set()
        self.layers: set[Key] = set()
        self.parts: set[frozenset[Key]] = set()
        self.state = False

    def look_into(self, ref: Ref) -> bool:
        """Look into an object; whether all of it is known."""
        obj = self._state.heap.get(ref.key)
        if obj is None or ref.key in self._state.exposed:
            return False
        if ref.key in self._seen:
            return True
        self._seen.add(ref.key)
        if obj.kind == OPTIMIZER:
            return True
        rest, fields = obj.rest, dict(obj.fields)
        if obj.kind == "instance":
            kind = is_module if self._module else is_plain
            frozen = "trainable" in fields
            if frozen or not kind(self._machine, only(obj.cls), self._state):
                return False
            rest -= UNKNOWN  # What the library sets by itself.
            for name in keras_library.SET_IF_GIVEN["compile"] & fields.keys():
                fields[name] -= UNKNOWN
        elif obj.kind not in ("list", "dict"):
            return False
        return all(map(self._take_atom, rest)) and all(map(self._take, fields.values()))

    def _take(self, value: Value) -> bool:
        if value and all(map(keras_objects.has_weights, value)):
            known = (atom.layers for atom in value if isinstance(atom, Product))
            self.parts.add(frozenset[Key]().union(*known))
            self.state = self.state or all(map(keras_objects.has_state, value))
        if self._module and value and all(_is_trained(atom) for atom in value):
            self.parts.add(frozenset().union(*map(keys_of, value)))
        return all(self._take_atom(atom) for atom in value)

    def _take_atom(self, atom: Atom) -> bool:
        match atom:
            case Ref():
                return self.look_into(atom)
            case Sequence(items, None):
                return all(self._take(item) for item in items)
            case Product() if keras_objects.is_object(atom):
                self.layers |= atom.layers
                return self._machine.own_variables(atom) != atom and not self._module
            case Variable(key):
                self.layers.add(key)
                return True
            case Product(path):
                return path.startswith(keras_library.HELPERS)
            case Constant() | Detached() | Symbol() | Tensor() | FunctionRef():
                return True
        return False


def _is_trained(atom: Atom) -> bool:
    return isinstance(atom, Variable) and atom.trainable is True
