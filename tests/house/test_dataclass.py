"""Our dataclasses are those of the standard library, but for what they cost."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any, Generic, TypeVar

import pytest

from tapelint import dataclass as ours

T = TypeVar("T")


@cache
def classes(of: ModuleType) -> dict[str, Any]:
    """The same classes, made by one module or the other."""
    dataclass, field = of.dataclass, of.field

    @dataclass(frozen=True, slots=True, kw_only=True, eq=False)
    class Base:
        origin: object = field(default=None, compare=False, repr=False)

    @dataclass(frozen=True, slots=True)
    class Plain(Base):
        left: object
        right: object = 2

        @property
        def both(self) -> tuple[object, object]:
            return (self.left, self.right)

    @dataclass(frozen=True, slots=True, eq=False)
    class Itself(Base):
        name: str

    @dataclass(frozen=True, slots=True)
    class Empty:
        """Nothing."""

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        line: int
        column: int = 0

    @dataclass(slots=True)
    class Open:
        found: list[int] = field(default_factory=list)
        hidden: int = field(default=3, compare=False, repr=False)

    @dataclass(frozen=True, slots=True)
    class Derived:
        parts: tuple[int, ...]
        total: int = field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "total", sum(self.parts))

    @dataclass(frozen=True, slots=True)
    class Own:
        value: object

        def __eq__(self, other: object) -> bool:
            return type(other) is Own and str(self.value) == str(other.value)

        def __hash__(self) -> int:
            return 7

    @dataclass(frozen=True, slots=True)
    class Holding(Generic[T]):
        held: T

    @dataclass(frozen=True, eq=False)
    class Loose:
        value: int

    made = (Base, Plain, Itself, Empty, Ordered, Open, Derived, Own, Holding, Loose)
    return {cls.__name__: cls for cls in made}


KINDS = (dataclasses, ours)


def alike(act: Callable[[dict[str, Any]], object]) -> object:
    """What both give; a class of an exception where they raise."""
    results: list[object] = []
    for kind in KINDS:
        try:
            results.append(act(classes(kind)))
        except (TypeError, ValueError, AttributeError) as error:
            results.append(type(error))
    assert results[0] == results[1]
    return results[0]


MAKE = {
    "plain": lambda c: c["Plain"](1),
    "all": lambda c: c["Plain"](1, right=5, origin=c["Empty"]()),
    "itself": lambda c: c["Itself"]("x"),
    "empty": lambda c: c["Empty"](),
    "ordered": lambda c: c["Ordered"](1, 2),
    "open": lambda c: c["Open"](),
    "given": lambda c: c["Open"]([1], 4),
    "derived": lambda c: c["Derived"]((1, 2)),
    "own": lambda c: c["Own"]("1"),
    "holding": lambda c: c["Holding"](3),
    "loose": lambda c: c["Loose"](3),
}
SHOW = {
    "text": repr,
    "values": lambda o: [getattr(o, f) for f in o.__dataclass_fields__ if f != "origin"],
    "fields": lambda o: [(f.name, f.init, f.compare) for f in dataclasses.fields(o)],
    "as a dict": dataclasses.asdict,
    "as a tuple": dataclasses.astuple,
    "patterns": lambda o: type(o).__match_args__,
    "names": lambda o: (type(o).__name__, type(o).__qualname__),
    "not itself": lambda o: o == 1,
}


@pytest.mark.parametrize("show", SHOW)
@pytest.mark.parametrize("make", MAKE)
def test_objects_are_the_same(make: str, show: str) -> None:
    alike(lambda c: SHOW[show](MAKE[make](c)))


PAIRS = {
    "equal": lambda c: (c["Plain"](1), c["Plain"](1, 2)),
    "of another": lambda c: (c["Plain"](1), c["Plain"](1, 3)),
    "not compared": lambda c: (c["Plain"](1, origin=1), c["Plain"](1, origin=2)),
    "identity": lambda c: (c["Itself"]("x"), c["Itself"]("x")),
    "empty": lambda c: (c["Empty"](), c["Empty"]()),
    "two classes": lambda c: (c["Empty"](), c["Ordered"](1)),
    "less": lambda c: (c["Ordered"](1, 5), c["Ordered"](2)),
    "open": lambda c: (c["Open"](), c["Open"](hidden=4)),
    "own": lambda c: (c["Own"]("1"), c["Own"](1)),
    "lists": lambda c: (c["Plain"]([]), c["Plain"]([])),
}


@pytest.mark.parametrize(
    "compare",
    [
        lambda a, b: (a == b, a != b),
        lambda a, b: (a < b, a <= b, a > b, a >= b),
        lambda a, b: hash(a) == hash(b),
        lambda a, b: len({a, b}),
        lambda a, b: sorted([b, a]) == [a, b],
    ],
)
@pytest.mark.parametrize("pair", PAIRS)
def test_they_compare_the_same(pair: str, compare: Callable[[Any, Any], object]) -> None:
    alike(lambda c: compare(*PAIRS[pair](c)))


def test_a_hash_of_fields_is_that_of_their_tuple() -> None:
    assert alike(lambda c: hash(c["Plain"](1, "x"))) == hash((1, "x"))


@pytest.mark.parametrize(
    "change",
    [
        lambda c, replace: replace(c["Plain"](1, origin=4), right=3).both,
        lambda c, replace: replace(c["Plain"](1, origin=4), right=3).origin,
        lambda c, replace: replace(c["Derived"]((1, 2)), parts=(5,)).total,
        lambda c, replace: replace(c["Open"]([1], 9), found=[]).hidden,
        lambda c, replace: replace(c["Plain"](1), unheard=3),
        lambda c, _: dataclasses.replace(c["Plain"](1, origin=4), right=3).both,
        lambda c, _: dataclasses.replace(c["Derived"]((1, 2)), parts=(5,)).total,
    ],
)
def test_replacing(change: Callable[[dict[str, Any], Any], object]) -> None:
    assert len({repr(change_of(change, kind)) for kind in KINDS}) == 1


def change_of(change: Callable[[dict[str, Any], Any], object], kind: Any) -> object:
    try:
        return change(classes(kind), kind.replace)
    except TypeError as error:
        return type(error)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda c: c["Plain"](),
        lambda c: c["Plain"](1, 2, 3),
        lambda c: c["Plain"](1, unheard=2),
        lambda c: c["Derived"]((1,), total=3),
        lambda c: c["Empty"](1),
    ],
)
def test_wrong_arguments(wrong: Callable[[dict[str, Any]], object]) -> None:
    assert alike(wrong) is TypeError


def test_a_default_of_a_list_is_a_new_one_each_time() -> None:
    made = classes(ours)["Open"]
    assert made().found is not made().found


def test_a_first_call_may_be_one_of_a_subclass() -> None:
    base = classes(ours)["Ordered"]

    class Inner(base):
        __slots__ = ()

    assert (Inner(1, 2).column, Inner(1) == Inner(1), Inner(1) == base(1)) == (2, True, False)


def test_there_is_room_for_the_fields_only() -> None:
    for name in ("Plain", "Empty", "Derived"):
        with pytest.raises(AttributeError):
            MAKE[name.lower()](classes(ours)).unheard = 1


@ours.dataclass(frozen=True, slots=True)
class Sent:
    where: tuple[int, ...]
    again: object = None


@pytest.mark.parametrize(
    "through", [copy.copy, copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]
)
def test_they_go_to_other_processes(through: Callable[[Sent], Sent]) -> None:
    sent = Sent((1, 2), Sent((3,)))
    assert through(sent) == sent
