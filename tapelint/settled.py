"""Attributes that keep their value: only the `__init__` of a class of the file sets them.

Code out of sight that holds such an object is taken not to set them either, as other modules are
taken not to bind the names of this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tapelint import keras_library, libraries
from tapelint.bound import children
from tapelint.program import (
    Attribute,
    Augment,
    Bind,
    Block,
    Branch,
    Declare,
    Define,
    Delete,
    For,
    Handler,
    Items,
    Name,
    Star,
    Try,
    While,
    With,
)
from tapelint.state import Object, State
from tapelint.values import (
    NOTHING,
    Atom,
    FunctionRef,
    Product,
    Ref,
    Sequence,
    Symbol,
    Tensor,
    Value,
    Variable,
    only,
)

_BY_NAME = frozenset(
    """
    setattr __setattr__ __getattr__ __getattribute__ __dict__ vars locals exec eval mock
    """.split()
)
"""Where a program has one of these words, attributes may be set by names that stand nowhere."""
_OWN = "self."
_LIBRARIES = frozenset("builtins tensorflow keras abc typing collections".split())
"""Packages whose classes leave the attributes of a program's objects alone, but for these."""
_OF_KERAS = keras_library.FACTS | keras_library.SET_IF_GIVEN["compile"]
_LASTING = (FunctionRef, Product, Ref, Symbol, Tensor, Variable)


def settled(cls: Value, state: State, words: frozenset[str], body: Block) -> frozenset[str]:
    """The names of such attributes. `words`, `body`: those of the program."""
    classes = _lineage(only(cls), state)
    if classes is None or not words.isdisjoint(_BY_NAME):
        return frozenset()
    made, paths = classes
    first: set[str] = set()
    others = {word[:-1] for word in words if word.endswith("=") and not word.startswith(_OWN)}
    others |= _OF_KERAS if paths else set()
    others |= keras_library.ON_CALLBACKS if any(".callbacks." in path for path in paths) else set()
    for each in made:
        others |= {str(name) for name in each.fields}
        for name, value in each.fields.items():
            found = set[str]().union(*map(_sets, value))
            if name == "__init__":
                first |= found
            else:
                others |= found
    if not first <= others:
        others.update(_set_outside(body))
    return frozenset(first - others)


@lru_cache(maxsize=4096)
def setting(name: str) -> tuple[str, str]:
    """The words of a program that sets an attribute of any object, and of `self`."""
    return f"{name}=", f"{_OWN}{name}="


def depends_on(words: frozenset[str], body: Block) -> frozenset[str]:
    """What of a program decides which attributes of any class are settled."""
    spoken = (word for word in words if word.endswith("=") or word in _BY_NAME)
    return frozenset(spoken).union(f"{name}=" for name in _set_outside(body))


def is_lasting(value: Value) -> bool:
    """Whether it is no placeholder, and nothing that is used up."""
    return isinstance(only(value), _LASTING)


def _sets(atom: Atom) -> frozenset[str]:
    return _own(atom.function.words) if isinstance(atom, FunctionRef) else frozenset()


def _own(words: frozenset[str]) -> frozenset[str]:
    """The attributes of `self` that a function with these words sets."""
    size = len(_OWN)
    return frozenset(w[size:-1] for w in words if w.endswith("=") and w.startswith(_OWN))


def _lineage(cls: Atom | None, state: State) -> tuple[list[Object], list[str]] | None:
    """The classes of the file that a class is and derives from, and those of libraries."""
    made: list[Object] = []
    paths: list[str] = []
    todo = [cls]
    while todo:
        atom = todo.pop()
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        if isinstance(atom, Symbol) and libraries.root(atom.path) in _LIBRARIES:
            paths += [atom.path] if libraries.root(atom.path) in ("tensorflow", "keras") else []
        elif obj is not None and obj.kind == "class" and "<decorated>" not in obj.fields:
            made.append(obj)
            bases = only(obj.fields.get("<bases>", NOTHING))
            todo += [only(base) for base in bases.items] if isinstance(bases, Sequence) else [None]
        else:
            return None
    return made, paths


def _set_outside(body: Block) -> Iterator[str]:
    """The attributes of `self` that functions set which are no methods."""
    todo: list[object] = [body]
    while todo:
        part = todo.pop()
        match part:
            case Define(function=function):
                todo.append(function.body)
            case tuple() | Branch() | While() | Try() | Handler():
                todo += children(part)
            case For() | With():
                todo += children(part)
                yield from _attributes(part.target)
            case Bind(targets=targets):
                yield from _attributes(targets)
            case Augment(target=target) | Declare(target=target) | Delete(target=target):
                yield from _attributes(target)


def _attributes(target: object) -> Iterator[str]:
    """Those of `self` among what is bound."""
    match target:
        case Attribute(Name("self"), name):
            yield name
        case tuple():
            for each in target:
                yield from _attributes(each)
        case Star(inner):
            yield from _attributes(inner)
        case Items(elements=elements):
            yield from _attributes(elements)
