"""Classes of data: what `dataclasses` makes of them, made when it is first called.

The standard decorator compiles half a dozen methods for each class; for more than a hundred
classes that was most of the time of a start. Here a method is compiled when it is first called,
which most of them are in no run. `frozen` is for type checkers, which refuse assignments: at run
time nothing stops them, so that an object is made in a third of the time. All else is as in the
standard library, of which there is as much as is needed, and a type checker takes it for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "field", "replace"]

C = TypeVar("C", bound=type)
_MISSING: Any = object()
_OPERATORS = {"__eq__": "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


class _Field:
    """What is said of one field; as much as the functions of the standard library ask for."""

    __slots__ = ("compare", "default", "default_factory", "init", "kw_only", "name", "repr")

    def __init__(
        self,
        *,
        default: object = _MISSING,
        default_factory: Any = _MISSING,
        init: bool = True,
        compare: bool = True,
        repr: bool = True,  # noqa: A002  # the word of the standard library
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.compare = compare
        self.repr = repr
        self.kw_only = False
        self.name = ""

    @property
    def _field_type(self) -> object:
        """What tells `dataclasses.asdict` that this is a field: whoever calls that imports it."""
        from dataclasses import _FIELD  # type: ignore[attr-defined]

        return _FIELD


def _dataclass(
    *,
    frozen: bool = False,
    eq: bool = True,
    order: bool = False,
    kw_only: bool = False,
    slots: bool = False,
) -> Callable[[C], C]:
    def decorated(cls: C) -> C:
        known: Mapping[str, _Field] = getattr(cls, "__dataclass_fields__", {})
        own = {name: _described(cls, name, kw_only) for name in cls.__annotations__}
        made = _slotted(cls, [name for name in own if name not in known]) if slots else cls
        fields = {**known, **own}
        members: dict[str, Any] = {
            "__dataclass_fields__": fields,
            "__match_args__": tuple(n for n, f in fields.items() if f.init and not f.kw_only),
            "__init__": _late(made, "__init__", _init),
            "__repr__": _repr,
        }
        if eq:
            members["__hash__"] = _late(made, "__hash__", _hash) if frozen else None
        for name in _OPERATORS if order else ["__eq__"][:eq]:
            members[name] = _late(made, name, _comparison)
        for name, method in members.items():
            # Where a class has an `__eq__` of its own, Python puts None for `__hash__`.
            if made.__dict__.get(name) is None:
                setattr(made, name, method)
        return made

    return decorated


def _described(cls: type, name: str, kw_only: bool) -> _Field:
    """The field, and its default in the place where the class has it."""
    said = cls.__dict__.get(name, _MISSING)
    if not isinstance(said, _Field):
        said = _Field(default=said)
    elif said.default is _MISSING:
        delattr(cls, name)
    else:
        setattr(cls, name, said.default)
    said.name, said.kw_only = name, kw_only
    return said


def _slotted(cls: C, slots: list[str]) -> C:
    """The class once more: slots are there from the beginning or not at all."""
    without = {*slots, "__dict__", "__weakref__"}
    members = {name: member for name, member in cls.__dict__.items() if name not in without}
    made = type(cls)(cls.__name__, cls.__bases__, {**members, "__slots__": tuple(slots)})
    made.__qualname__ = cls.__qualname__
    return made


def _late(cls: Any, name: str, written: Callable[[Any, str], str]) -> Callable[..., Any]:
    """A method that is compiled, and takes its own place, when it is first called."""

    def first(*args: object, **named: object) -> Any:
        module: dict[str, Any] = {"MISSING": _MISSING}
        for known, each in _fields(cls).items():
            module |= {f"default_{known}": each.default, f"new_{known}": each.default_factory}
        exec(written(cls, name), module)  # noqa: S102  # nothing but names of our own
        method = module[name]
        method.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, method)
        return method(*args, **named)

    return first


def _fields(cls: Any) -> Mapping[str, _Field]:
    return cls.__dataclass_fields__  # type: ignore[no-any-return]


def _init(cls: Any, name: str) -> str:
    given = {known: each for known, each in _fields(cls).items() if each.init}
    positional = [_parameter(*item) for item in given.items() if not item[1].kw_only]
    named = [_parameter(*item) for item in given.items() if item[1].kw_only]
    parameters = ", ".join(["self", *positional, *["*"][: len(named)], *named])
    body = [f"self.{known} = {_argument(known, each)}" for known, each in given.items()]
    body.append("self.__post_init__()" if hasattr(cls, "__post_init__") else "pass")
    return "\n ".join([f"def {name}({parameters}):", *body])


def _parameter(name: str, described: _Field) -> str:
    if described.default_factory is not _MISSING:
        return f"{name}=MISSING"
    return name if described.default is _MISSING else f"{name}=default_{name}"


def _argument(name: str, described: _Field) -> str:
    if described.default_factory is _MISSING:
        return name
    return f"new_{name}() if {name} is MISSING else {name}"


def _hash(cls: Any, name: str) -> str:
    return f"def {name}(self):\n return hash({_compared(cls, 'self')})"


def _comparison(cls: Any, name: str) -> str:
    """Objects of one class are compared as the tuples of their fields."""
    return f"""def {name}(self, other):
 if other.__class__ is not self.__class__:
  return NotImplemented
 return {_compared(cls, "self")} {_OPERATORS[name]} {_compared(cls, "other")}"""


def _compared(cls: Any, of: str) -> str:
    return f"({''.join(f'{of}.{name}, ' for name, each in _fields(cls).items() if each.compare)})"


def _repr(self: Any) -> str:
    shown = (n for n, each in _fields(self).items() if each.repr)
    return f"{type(self).__qualname__}({', '.join(f'{n}={getattr(self, n)!r}' for n in shown)})"


def _replaced(obj: Any, /, **changes: Any) -> Any:
    for name, each in _fields(obj).items():
        if each.init and name not in changes:
            changes[name] = getattr(obj, name)
    return obj.__class__(**changes)


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
else:
    dataclass, field, replace = _dataclass, _Field, _replaced
