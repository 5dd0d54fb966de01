"""What the interpreter tells of optimizers, and of what is done to gradients before them."""

from __future__ import annotations

from enum import Enum

from tapelint.events import Event
from tapelint.records import dataclass
from tapelint.values import Site


@dataclass(frozen=True, slots=True)
class OptimizerEvent(Event):
    """A call of `name`, a method of an optimizer as it is written: `opt.apply_gradients`."""

    name: str


@dataclass(frozen=True, slots=True)
class PairsRefused(OptimizerEvent):
    """The argument certainly is no list of pairs of gradient and variable.

    `swapped`: it is one of pairs the other way round. `gradients`, `variables`: how these are
    written, if they are. `derivative`: the one call that gave the gradients; `single`: by one
    variable and no list, None: not known. `sure`: what is given besides are variables.
    """

    swapped: bool
    gradients: str | None
    variables: str | None
    derivative: Site | None = None
    single: bool | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class EmptyZip(OptimizerEvent):
    """The argument, called `zip` and made at `made`, is a zip over which `by` has iterated."""

    zip: str
    by: Site
    made: Site | None


class Mispairing(Enum):
    """How the two columns of a zip do not fit."""

    ORDER = "a variable has the gradient of another"
    NO_GRADIENT = "there are fewer gradients than variables"
    NO_VARIABLE = "there are fewer variables than gradients"


@dataclass(frozen=True, slots=True)
class Mispaired(OptimizerEvent):
    """A variable gets the gradient of `other`, or none; how they are written, if they are.

    `zipped`: the call of `zip`. `derivative`: the one call that gave the gradients.
    """

    how: Mispairing
    variable: str | None
    other: str | None
    zipped: Site | None
    derivative: Site | None


@dataclass(frozen=True, slots=True)
class Unscaled(OptimizerEvent):
    """An optimizer that divides by its loss scale is given gradients of a loss without it.

    `optimizer`: how it is written; `made`: where it was made. `derivative`: the one call that gave
    the gradients.
    """

    optimizer: str
    made: Site
    derivative: Site | None


@dataclass(frozen=True, slots=True)
class UnknownVariable(OptimizerEvent):
    """`variable` is none of those that the optimizer was built for, by the call `first`."""

    optimizer: str
    variable: str
    first: Site


@dataclass(frozen=True, slots=True)
class NoneClipped(Event):
    """A call of `function` on a derivative, `what`, that the call `derivative` gave.

    `certain`: it certainly is None; else it may be.
    """

    function: str
    what: str
    derivative: Site
    certain: bool
