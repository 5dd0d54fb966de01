"""How every tensor was made: the ground on which a None is explained.

Only explanations rest on it. What is certain is decided by the links of tensors (`tensors`); here
everything is kept that was ever seen, in the order in which it was first made, whatever path led
to it. The nodes are keys; variables and arrays have keys as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from typing import NamedTuple

from tapelint.enums import Single
from tapelint.tape_state import Tape
from tapelint.values import Key, Record, Site


class How(Single):
    """What made a tensor, or what was done to a variable."""

    OPERATION = "an operation that is recorded"
    FAILING = "an operation whose backward pass raises"
    NO_GRADIENT = "an operation through which no gradient flows"
    LEFT = "TensorFlow was left: an array or a number"
    WRITTEN = "written into a variable"
    DERIVATIVE = "a derivative call"


class Made(NamedTuple):
    """One making of a tensor.

    `carrying`: what went in and may carry gradients; `other`: what went in besides. `open`:
    something went in that is not in sight. `records`: those that may have recorded it. `tapes`:
    all tapes as they were. `word`: the operation in the user's words. `callers`: the calls on the
    way to it. `eager`: the code that made it certainly is not compiled.
    """

    site: Site
    how: How
    carrying: frozenset[Key]
    other: frozenset[Key]
    open: bool
    records: frozenset[Record]
    tapes: Mapping[Key, Tape]
    word: str = ""
    callers: tuple[Site, ...] = ()
    eager: bool = False


class _Waiting(NamedTuple):
    """Makings of one key that nobody has asked for: the latest, and those before."""

    make: Callable[[], Made]
    before: _Waiting | None
    number: int


MOST_WAITING = 8
"""So many makings of one key wait to be asked for: what they were made of is kept meanwhile."""


class History:
    """All makings, by key."""

    def __init__(self) -> None:
        self._made: dict[Key, Made] = {}
        self._waiting: dict[Key, _Waiting] = {}
        self._rank: dict[Key, int] = {}
        self._failing = False

    def copy(self) -> History:
        """The same so far; what is added to one is not in the other."""
        other = History()
        other._made, other._rank = self._made.copy(), self._rank.copy()
        other._waiting = self._waiting.copy()
        other._failing = self._failing
        return other

    def add(self, key: Key, how: How, make: Callable[[], Made]) -> None:
        """Remember a making; what went in before (in another round) stays remembered.

        Most are never asked for: it is made then.
        """
        waiting = self._waiting.get(key)
        if waiting is not None:
            number = waiting.number + 1
        else:
            number = 1
            self._rank.setdefault(key, len(self._rank))
        self._waiting[key] = _Waiting(make, waiting, number)
        self._failing = self._failing or how is How.FAILING
        if number == MOST_WAITING:
            self.of(key)

    def of(self, key: Key) -> Made | None:
        """How the tensor of this key was made; None: it is not known, or nothing went in."""
        waiting = self._waiting.pop(key, None)
        if waiting is None:
            return self._made.get(key)
        makings = []
        while waiting is not None:
            makings.append(waiting.make())
            waiting = waiting.before
        if key in self._made:
            makings.append(self._made[key])
        made = self._made[key] = reduce(_since, reversed(makings))
        return made

    @property
    def size(self) -> int:
        """How many makings there are: what is made for the first time later ranks no lower."""
        return len(self._rank)

    def rank(self, key: Key) -> int:
        """Its place in the order of making."""
        return self._rank.get(key, -1)

    def given(self) -> Mapping[Key, Collection[Key]]:
        """What the operations that each tape may have recorded were given."""
        found: defaultdict[Key, set[Key]] = defaultdict(set)
        for key in [*self._waiting]:
            self.of(key)
        for made in self._made.values():
            for tape in {record.tape for record in made.records}:
                found[tape] |= made.carrying
        return found

    def fails(self, keys: Iterable[Key]) -> bool:
        """Whether the backward pass from these may come upon an operation without gradient."""
        return self._failing and any(
            made.how is How.FAILING
            for key in self.ancestors(keys)
            if (made := self.of(key)) is not None
        )

    def ancestors(
        self, keys: Iterable[Key], passes: Callable[[Key, Made], bool] = lambda _key, _made: True
    ) -> Iterator[Key]:
        """These keys and all that went into them, directly or not; into what `passes` only."""
        seen: set[Key] = set()
        todo = list(keys)
        while todo:
            key = todo.pop()
            if key in seen:
                continue
            seen.add(key)
            yield key
            made = self.of(key)
            if made is not None and passes(key, made):
                todo += made.carrying | made.other


def _since(known: Made, made: Made) -> Made:
    """A making of what was made before."""
    return Made(
        made.site,
        made.how,
        made.carrying | known.carrying,
        made.other | known.other,
        made.open or known.open,
        made.records | known.records,
        made.tapes,
        made.word,
        made.callers,
        made.eager,
    )
