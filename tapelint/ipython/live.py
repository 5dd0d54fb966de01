"""What the objects of a kernel tell of themselves: they are looked at, and never called.

No attribute is asked for that an object could answer with code of its own: types are told by
identity, and of TensorFlow's own objects only what lies in their `__dict__` is read.
"""

from __future__ import annotations

import re
import sys
import weakref
from collections.abc import Mapping
from types import ModuleType

from tapelint.lifecycle import Phase
from tapelint.present import (
    OTHER,
    Kind,
    LiveConstant,
    LiveSymbol,
    LiveTape,
    LiveTensor,
    LiveVariable,
    Present,
)

LIBRARIES = ("tensorflow", "keras", "numpy")
"""Where a name that was imported before us is looked for."""
MOST_OF_TEXT = 1000

_TAPE = ("tensorflow.python.eager.backprop", "GradientTape")
_VARIABLE = ("tensorflow.python.ops.resource_variable_ops", "ResourceVariable")
_TENSOR = ("tensorflow.python.framework.ops", "EagerTensor")

_ancestors = type.__dict__["__mro__"].__get__
_Ref = weakref.ReferenceType[object]


_OF_THE_SHELL = re.compile(r"_+|_i+|_i?\d+|_[ido]h")
"""What IPython binds for each cell; nothing is known of these."""


class Names:
    """The names of a kernel: what they stand for, and since when."""

    def __init__(self) -> None:
        self._old: dict[int, _Ref] | None = None
        self._left: dict[str, int] = {}

    def forget(self) -> None:
        """What is there when the next cell begins counts as old."""
        self._old = None

    def seen(self, names: Mapping[str, object]) -> dict[str, Present]:
        """What is there, before a cell runs."""
        found = {name: it for name, it in dict(names).items() if not _OF_THE_SHELL.fullmatch(name)}
        if self._old is None:
            self._old = _referred(found)
            self._left = _identities(found)
        old, left = self._old, self._left
        return {
            name: Present(_kind(name, it), _is_in(old, it), left.get(name) != id(it))
            for name, it in found.items()
        }

    def left(self, names: Mapping[str, object]) -> None:
        """Remember what a cell has left."""
        self._left = _identities(dict(names))


def _identities(names: dict[str, object]) -> dict[str, int]:
    return {name: id(it) for name, it in names.items()}


def _referred(names: dict[str, object]) -> dict[int, _Ref]:
    found = {}
    for it in names.values():
        try:
            found[id(it)] = weakref.ref(it)
        except TypeError:
            continue
    return found


def _is_in(old: dict[int, _Ref], it: object) -> bool:
    """Whether an object was there; of a constant it does not matter."""
    ref = old.get(id(it))
    return ref() is it if ref is not None else type(it) in _CONSTANTS


_CONSTANTS = (bool, int, float, str, type(None))


def _kind(name: str, it: object) -> Kind:
    own = type(it)
    if own in _CONSTANTS:
        return _constant(it)
    if own is _library_class(_TENSOR):
        return LiveTensor(("live", id(it)))
    if own is _library_class(_VARIABLE):
        trainable = vars(it).get("_trainable")
        return LiveVariable(("live", id(it)), trainable if type(trainable) is bool else None)
    if _library_class(_TAPE) in _ancestors(own):
        return _tape(vars(it))
    path = _path(name, it)
    return LiveSymbol(path) if path else OTHER


def _constant(it: object) -> Kind:
    match it:
        case str() if len(it) > MOST_OF_TEXT:
            return OTHER
        case None | bool() | int() | float() | str():
            return LiveConstant(it)
    return OTHER


def _library_class(where: tuple[str, str]) -> object:
    """A class of TensorFlow, if that is imported."""
    module = sys.modules.get(where[0])
    return vars(module).get(where[1], _NO_CLASS) if module is not None else _NO_CLASS


_NO_CLASS = object()


def _tape(fields: dict[str, object]) -> LiveTape:
    """TensorFlow keeps no more of a tape's life than these two."""
    persistent = fields.get("_persistent")
    phases = frozenset(Phase)
    if "_tape" in fields and "_recording" in fields:
        if fields["_recording"] is True:
            phases = frozenset({Phase.RECORDING})
        elif fields["_tape"] is None:
            phases = frozenset({Phase.FRESH, Phase.SPENT})
        else:
            phases = frozenset({Phase.IDLE, Phase.BROKEN})
    return LiveTape(phases, persistent if type(persistent) is bool else None)


def _path(name: str, it: object) -> str | None:
    """The dotted path of a module, or of a thing that a library calls by the same name."""
    if ModuleType in _ancestors(type(it)):
        own = ModuleType.__getattribute__(it, "__dict__").get("__name__")
        if type(own) is str and sys.modules.get(own) is it and "." not in own:
            return own
    for library in LIBRARIES:
        module = sys.modules.get(library)
        if module is not None and it is not None and vars(module).get(name) is it:
            return f"{library}.{name}"
    return None
