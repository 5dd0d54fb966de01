"""What becomes of each tape over its whole life, put together while the program runs.

The facts of a tape in the state hold at one point; what is kept here, by the place that makes
the tape, holds for all tapes made there, on every way and whoever calls: how often one of them
can be asked, whether code out of sight gets hold of one, which calls in its block are recorded
in vain. It is known, and told, when the program has been run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tapelint import libraries
from tapelint.bound import forms
from tapelint.events import Context, Event, PenaltyIgnored, RecordedInVain, TapeLived, WatchedAnyway
from tapelint.lifecycle import Persistence
from tapelint.program import Attribute, Block, Call, Form, Name
from tapelint.spelling import NO_NAME
from tapelint.tape_state import Tape
from tapelint.values import Key, Product, Site, Value

Holder = tuple[Key, str]
"""A frame and a name in it."""
_ALWAYS = Context(certain=True)


class Spoken(NamedTuple):
    """A call in a tape's block and the words for it."""

    site: Site
    tape: str
    call: str


class Since(NamedTuple):
    """Where a call ran: how many tensors had been made, and what the names there stood for."""

    size: int
    frame: Key
    names: Mapping[str, Value]


@dataclass(slots=True)
class Inside:
    """A call in the block of a persistent tape, which records what the call computes.

    `since`: where it ran first, by tape. `needed`: the tape may be asked about what it computed,
    or that is not known.
    """

    spoken: Spoken
    derives: bool
    since: dict[Key, Since] = field(default_factory=dict)
    needed: bool = False
    told: bool = False


class Watch(NamedTuple):
    """A call of `watch`, and the variables that it was given, each with the tape.

    Once the fate is settled, only those are left that the tape recorded nothing of.
    """

    spoken: Spoken
    given: frozenset[tuple[Key, Key]]


@dataclass(slots=True)
class Life:
    """What may become of the tapes that one place makes.

    `asked`: the derivative calls that may reach one; `again`: two may reach the same, or one needs
    a persistent tape; `plain`: none is for a Jacobian. `busy`: it is watched, entered, paused or
    reset after a derivative. `named`: a name stands for it in its block. `frames`: those of the
    code that entered one, and `body`: what runs there. `read`: its watched variables are.
    `watches`: the calls of `watch`, None where one may be of use.
    """

    site: Site
    name: str | None = None
    persistence: set[Persistence] = field(default_factory=set)
    out_of_sight: bool = False
    entered: Site | None = None
    named: bool = False
    left: bool = False
    frames: set[Key] = field(default_factory=set)
    body: Block = ()
    asked: dict[Site, None] = field(default_factory=dict)
    again: bool = False
    busy: bool = False
    plain: bool = True
    read: bool = False
    inside: dict[Site, Inside] = field(default_factory=dict)
    watches: dict[Site, Watch | None] = field(default_factory=dict)
    kept: str | None = None

    @property
    def persistent(self) -> bool:
        """Whether each of them certainly is persistent."""
        return self.persistence == {Persistence.YES}

    def copy(self) -> Life:
        """The same so far; what becomes of one does not become of the other."""
        inside = {site: replace(i, since=i.since.copy()) for site, i in self.inside.items()}
        return replace(
            self,
            persistence=self.persistence.copy(),
            frames=self.frames.copy(),
            asked=self.asked.copy(),
            inside=inside,
            watches=self.watches.copy(),
        )

    def absorb(self, other: Life) -> None:
        """What another run made of the tapes of this place comes on top."""
        self.name = self.name or other.name
        self.persistence |= other.persistence
        self.out_of_sight = self.out_of_sight or other.out_of_sight
        self.named = self.named or other.named
        self.left = self.left or other.left
        self.frames |= other.frames
        if other.entered is not None:
            self.entered, self.body = other.entered, other.body
        self.asked |= other.asked
        self.again = self.again or other.again
        self.busy = self.busy or other.busy
        self.plain = self.plain and other.plain
        self.read = self.read or other.read
        self.kept = other.kept or self.kept
        for site, inside in other.inside.items():
            known = self.inside.setdefault(site, Inside(inside.spoken, inside.derives))
            known.needed = known.needed or inside.needed
            known.told = known.told or inside.told
        for site, watch in other.watches.items():
            before = self.watches.get(site, watch)
            if watch is None or before is None:
                self.watches[site] = None
            else:
                self.watches[site] = Watch(watch.spoken, before.given | watch.given)


class Fates:
    """The lives of all tapes, by the place that makes them; and of models with tapes.

    `calls`: those of models without `training=`, by the tape that may record them. `models`:
    those of which it matters who holds them, and `shared`, those that code out of sight does.
    `unpenalised`: the derivatives by the variables of models with regularizers.
    """

    def __init__(self) -> None:
        self._lives: dict[Site, Life] = {}
        self._running: set[Site] = set()
        self._lost: dict[Site, Holder | None] = {}
        self._strays = False
        self.calls: dict[Key, dict[Site, tuple[Product, str]]] = {}
        self.models: set[Product] = set()
        self.shared: set[Product] = set()
        self.unpenalised: dict[Site, tuple[Product, PenaltyIgnored]] = {}

    # --- what the interpreter says ----------------------------------------------------------

    def of(self, tape: Tape) -> Life:
        """The life of this tape."""
        self._running.add(tape.site)
        return self._lives.setdefault(tape.site, Life(tape.site))

    def entered(self, tape: Tape, site: Site, name: str, frame: Key, body: Block) -> None:
        """The block at `site` of code in this frame enters the tape."""
        life = self.of(tape)
        life.name = life.name or name
        life.busy = life.busy or bool(tape.asked)
        life.entered = site
        life.frames.add(frame)
        life.body = body

    def left(self, tapes: Iterable[Tape]) -> None:
        """The block of these is over, and the program goes on."""
        for tape in tapes:
            self.of(tape).left = True

    def begin(self) -> None:
        """Another run of a cell or function begins."""
        self._running.clear()

    def broken_off(self) -> None:
        """The run took too long: of the tapes that it met nothing more is known."""
        for site in self._running:
            self._lives[site].out_of_sight = True

    def lost(self, tape: Tape, holders: list[Holder | None]) -> None:
        """Another tape takes the key of this one, which these names or objects still hold."""
        if len(holders) > 1 or None in holders:
            self.of(tape).out_of_sight = True
        elif holders:
            self._lost[tape.site] = holders[0]

    def rebound(self, site: Site, holder: Holder) -> None:
        """A name is bound to the next tape made at this place: the last one is gone."""
        if self._lost.get(site) == holder:
            del self._lost[site]

    def stray(self) -> None:
        """Something unknown is asked for a derivative: it may be a tape that was lost."""
        self._strays = True

    # --- runs that know nothing of each other -------------------------------------------------

    def copy(self) -> Fates:
        """The same so far; what becomes of one does not become of the other."""
        other = Fates()
        other.models = self.models.copy()
        other._running, other._lost = self._running.copy(), self._lost.copy()
        other._lives = {site: life.copy() for site, life in self._lives.items()}
        other._strays, other.shared = self._strays, self.shared.copy()
        other.calls = {key: calls.copy() for key, calls in self.calls.items()}
        other.unpenalised = self.unpenalised.copy()
        return other

    def stands_in(self, old: Block, new: Block) -> None:
        """The module has other statements now."""
        for life in self._lives.values():
            if life.body is old:
                life.body = new

    def apart(self) -> Fates:
        """Those of a run that is to be absorbed later; it knows what the module has made."""
        other = Fates()
        other.models, other.shared = self.models.copy(), self.shared.copy()
        return other

    def settle(self, given: Callable[[], Mapping[Key, Collection[Key]]]) -> None:
        """A run is over. `given`: what the operations that each tape recorded have been given."""
        watches = [life.watches for life in self._lives.values() if any(life.watches.values())]
        read = given() if watches else {}
        for calls in watches:
            for site, watch in calls.items():
                if watch is not None:
                    left = (pair for pair in watch.given if pair[1] not in read.get(pair[0], ()))
                    calls[site] = watch._replace(given=frozenset(left))

    def absorb(self, other: Fates) -> None:
        """What came of a run that is settled; it stays as it is."""
        for site, life in other._lives.items():
            self._lives.setdefault(site, Life(site)).absorb(life)
        self._lost |= other._lost
        self._strays = self._strays or other._strays
        self.shared |= other.shared
        self.unpenalised |= other.unpenalised

    # --- what is told -----------------------------------------------------------------------

    def tell(self, tell: Callable[[Event], None]) -> None:
        """Tell all lives that are in sight from beginning to end; all runs are settled."""
        ran = {site for life in self._lives.values() for site in life.asked}
        for life in self._lives.values():
            if life.out_of_sight or (self._strays and life.site in self._lost):
                continue
            for event in _events(life):
                idle = isinstance(event, TapeLived) and event.idle
                if not idle or _asked_as_written(life, ran):
                    tell(event)


def _asked_as_written(life: Life, ran: Collection[Site]) -> bool:
    """Whether each derivative that is written of the tape's name ran, of this tape or not."""
    return all(form.origin in ran or not _asks(form, life.name) for form in forms(life.body))


def _asks(form: Form, name: str | None) -> bool:
    match form:
        case Call(Attribute(Name(base), method), _):
            return base == name and method in libraries.DERIVATIVES
    return False


def _events(life: Life) -> Iterator[Event]:
    yield TapeLived(
        life.site,
        _ALWAYS,
        life.name or NO_NAME,
        life.persistent,
        tuple(life.asked),
        once=not (life.again or life.busy),
        idle=life.named and life.left and not (life.asked or life.read),
        entered=life.entered,
        kept=life.kept,
        plain=life.plain,
    )
    if life.persistent and not life.busy:
        for inside in life.inside.values():
            if inside.told and not inside.needed:
                site, tape, call = inside.spoken
                yield RecordedInVain(
                    site, _ALWAYS, tape, call, inside.derives, life.site, life.entered
                )
    if not life.read:
        for watch in life.watches.values():
            if watch is not None and not watch.given:
                site, tape, call = watch.spoken
                yield WatchedAnyway(site, _ALWAYS, tape, call)
