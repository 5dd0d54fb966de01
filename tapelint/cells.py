"""A whole tape program: the cells of one source, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TYPE_CHECKING

from tapelint.diagnostic import Span
from tapelint.program import Block
from tapelint.records import dataclass

if TYPE_CHECKING:
    from tapelint.present import Namespace


@dataclass(frozen=True, slots=True)
class Cell:
    """The statements of one notebook cell, or of a whole file (`index` None)."""

    index: int | None
    body: Block
    raises_expected: bool = False
    may_be_skipped: bool = False
    present: Namespace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Program:
    """What one source does: its cells in order, and where each form stands.

    `words`: every identifier and attribute name that occurs; `name=` for an attribute that is set
    on anything but `self`, and `self.name=`; `:=` if there is one.
    """

    cells: tuple[Cell, ...]
    locate: Callable[[object], Span] = field(compare=False, repr=False)
    words: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def goes_on(self) -> bool:
        """Whether more cells may follow, as in a kernel: no life has ended then."""
        return bool(self.cells) and self.cells[-1].present is not None
