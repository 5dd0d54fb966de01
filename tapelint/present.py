"""What is known of the live objects of a running kernel, as data: the analysis reads it only.

Terms: a *known* object was made by a cell that was seen to run; an *old* one was there before
the first of these cells. An object has *moved* if something other than these cells gave its
name to it (a widget, a silent cell of the front end, code that ran nested).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from tapelint.dataclass import dataclass
from tapelint.lifecycle import Phase


@dataclass(frozen=True, slots=True)
class LiveSymbol:
    """A module, class or function of a library, by its dotted path."""

    path: str


@dataclass(frozen=True, slots=True)
class LiveConstant:
    """A Python constant."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class LiveVariable:
    """A `tf.Variable` that is certainly its own; `key` is the same for the same object."""

    key: Hashable
    trainable: bool | None


@dataclass(frozen=True, slots=True)
class LiveTensor:
    """An eager tensor; `key` is the same for the same object."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class LiveTape:
    """A tape of TensorFlow's own class, and where in its life it may be."""

    phases: frozenset[Phase]
    persistent: bool | None


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else."""


OTHER = Other()
Kind = LiveSymbol | LiveConstant | LiveVariable | LiveTensor | LiveTape | Other


@dataclass(frozen=True, slots=True)
class Present:
    """What a name stands for when a cell begins to run."""

    kind: Kind
    is_old: bool = False
    has_moved: bool = False


Namespace = Mapping[str, Present]
"""Every name that a cell can read without binding it, and what stands there."""
