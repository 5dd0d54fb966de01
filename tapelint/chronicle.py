"""From notes to lives: what many executions say of one place, told once.

Of the notes of one place only those of the highest rank count: what a call in the file shows
goes before what is known of a function on its own. Where these differ, nothing is sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from tapelint.dataclass import replace
from tapelint.diagnostic import Span
from tapelint.lifecycle import Persistence, Phase
from tapelint.lives import Happening, Life, Moment, Outcome, Scope, Stretch
from tapelint.tape_state import Tape, Watching
from tapelint.territory import Territory
from tapelint.values import Site
from tapelint.witness import Asking, Note, Notes, Rank, Standing

T = TypeVar("T")
Phases = frozenset[Phase]
RECORDING: Phases = frozenset({Phase.RECORDING})


class Stand(NamedTuple):
    """What a tape may be on a line, and after it."""

    during: Phases
    after: Phases


class _Line(NamedTuple):
    number: int
    phases: Phases


def told_by(notes: Notes, territory: Territory, raising: frozenset[Span]) -> tuple[Life, ...]:
    """The lives of the tapes that were made, in reading order.

    `raising`: what certainly raises because of what it is given.
    """
    lives = _Chronicle(notes, territory, raising).lives()
    return tuple(sorted(lives, key=lambda life: life.created.order))


class _Chronicle:
    """The notes that count, by tape."""

    def __init__(self, notes: Notes, territory: Territory, raising: frozenset[Span]) -> None:
        self._territory = territory
        self._raising = raising
        self._made = _counting(notes.made, lambda m: m[0].site, lambda m: m[1])
        self._notes = _by_tape(
            _counting(notes.notes, lambda n: (n.tape, n.happening, n.site), lambda n: n.rank)
        )
        self._asked = _by_tape(
            _counting(notes.asked, lambda a: (a.note.tape, a.note.site), lambda a: a.note.rank)
        )
        self._stood = _by_tape(_counting(notes.stood, lambda s: (s.tape, s.site), lambda s: s.rank))
        self._names: dict[Site, dict[str, None]] = defaultdict(dict)
        for site, name in notes.names:
            self._names[site][name] = None

    def lives(self) -> Iterator[Life]:
        for site, several in self._made.items():
            created = self._territory.span(site)
            moments = sorted(self._moments(site), key=_reading_order)
            names = self._names[site] or dict.fromkeys(m.name for m in moments if m.name)
            tapes = [tape for tape, _ in several]
            yield Life(
                created,
                self._territory.scope(created.line, created.cell),
                tuple(names),
                _persistent(tapes),
                _watching(tapes),
                tuple(moments),
                tuple(self._stretches(site, moments)),
            )

    # --- moments ----------------------------------------------------------------------------

    def _moments(self, site: Site) -> Iterator[Moment]:
        for notes in self._notes[site]:
            sure = {note.sure for note in notes}
            if sure != {None}:
                yield self._moment(notes[0], sure == {True})
        for asked in self._asked[site]:
            yield self._derivative(asked)

    def _moment(self, note: Note, sure: bool) -> Moment:
        span = self._territory.span(note.site)
        outcome = Outcome.RAISES if span in self._raising else Outcome.FINE
        return Moment(
            note.happening,
            span,
            self._territory.scope(span.line, span.cell),
            sure,
            note.name,
            self._territory.written(note.what),
            self._territory.written(note.by),
            outcome=outcome,
        )

    def _derivative(self, asked: list[Asking]) -> Moment:
        note = asked[0].note
        lost = [{loss.source for loss in one.lost} for one in asked]
        outcome = _outcome(asked)
        named = set.intersection(*lost)
        moment = self._moment(note, all(one.note.sure for one in asked))
        return replace(
            moment,
            method=asked[0].method,
            outcome=moment.outcome if outcome is Outcome.FINE else outcome,
            lost=tuple(sorted(name for name in named if name)),
            spends=_spends(asked),
        )

    # --- lines ------------------------------------------------------------------------------

    def _stretches(self, site: Site, moments: list[Moment]) -> Iterator[Stretch]:
        """The lines of each scope that are alike, one after the other."""
        for scope, lines in self._lines(site).items():
            own = [m.line for m in moments
                   if m.scope == scope and m.happening is not Happening.RECORDED]  # fmt: skip
            begin = min(own, default=scope.first)
            known = self._filled(scope, {n: at for n, at in lines.items() if n >= begin})
            yield from _runs(scope, known)

    def _filled(self, scope: Scope, lines: dict[int, list[Stand]]) -> Iterator[_Line]:
        """The lines, with those between on which no statement stands."""
        last: int | None = None
        after = Phases()
        for number in sorted(lines):
            stands = lines[number]
            during = [stand.during for stand in stands]
            phases = RECORDING if RECORDING in during else Phases().union(*during)
            for gap in range(last + 1, number) if last is not None else ():
                if self._territory.scope(gap, scope.cell) == scope:
                    yield _Line(gap, self._between(gap, scope, after, phases))
            yield _Line(number, phases)
            last, after = number, stands[-1].after

    def _between(self, line: int, scope: Scope, after: Phases, before: Phases) -> Phases:
        """What holds between two statements; an empty line after a block is no part of it."""
        if not self._territory.is_silent(line, scope.cell):
            return after | before
        return before if Phase.RECORDING in after else after

    def _lines(self, site: Site) -> dict[Scope, dict[int, list[Stand]]]:
        """What the tape may be on the lines of its statements."""
        heads = {note.site: note.phases for notes in self._notes[site] for note in notes
                 if note.happening in (Happening.ENTERED, Happening.PAUSED)}  # fmt: skip
        found: dict[Scope, dict[int, list[Stand]]] = defaultdict(lambda: defaultdict(list))
        for several in self._stood[site]:
            stand = self._stand(several, heads)
            if stand is None:
                continue
            statement = several[0].site
            cell = self._territory.span(statement).cell
            for line in self._territory.own_lines(statement):
                found[self._territory.scope(line, cell)][line].append(stand)
        return found

    def _stand(self, several: list[Standing], heads: dict[Site, Phases]) -> Stand | None:
        site = several[0].site
        before = Phases().union(*(s.before for s in several if s.before is not None))
        after = Phases().union(*(s.after for s in several if s.after is not None))
        if self._territory.has_block(site):
            during = heads.get(site, before)
            return Stand(during, during) if during else None
        begins = Phase.RECORDING in after and Phase.RECORDING not in before
        during = after if begins or not before else before
        return Stand(during, after or before) if during else None


# --- what counts ----------------------------------------------------------------------------


def _counting(
    several: Iterable[T], key: Callable[[T], Hashable], rank: Callable[[T], Rank]
) -> dict[Hashable, list[T]]:
    """Those of the highest rank, by key."""
    found: dict[Hashable, list[T]] = {}
    for one in several:
        known = found.get(key(one))
        if known is None or rank(one) > rank(known[0]):
            found[key(one)] = [one]
        elif rank(one) == rank(known[0]):
            known.append(one)
    return found


def _by_tape(found: dict[Hashable, list[T]]) -> dict[Site, list[list[T]]]:
    tapes: dict[Site, list[list[T]]] = defaultdict(list)
    for key, several in found.items():
        tapes[key[0]].append(several)  # type: ignore[index]
    return tapes


# --- what several executions say together ---------------------------------------------------


def _persistent(tapes: list[Tape]) -> bool | None:
    found = frozenset[Persistence]().union(*(tape.persistence for tape in tapes))
    if found == {Persistence.YES}:
        return True
    return False if found == {Persistence.NO} else None


def _watching(tapes: list[Tape]) -> bool | None:
    found = frozenset[Watching]().union(*(tape.watching for tape in tapes))
    if found == {Watching.ON}:
        return True
    return None if Watching.ON in found else False


def _outcome(asked: list[Asking]) -> Outcome:
    found = {_one_outcome(one) for one in asked}
    if len(found) > 1 or not all(one.note.sure for one in asked):
        return Outcome.FINE if found == {Outcome.FINE} else Outcome.POSSIBLE
    lost = [{loss.source for loss in one.lost} for one in asked]
    differ = any(lost) and not set.intersection(*lost)
    return Outcome.POSSIBLE if differ else found.pop()


def _one_outcome(asking: Asking) -> Outcome:
    if asking.misfits or None not in asking.errors:
        return Outcome.RAISES
    if len(asking.errors) > 1:
        return Outcome.POSSIBLE
    if not asking.lost:
        return Outcome.FINE
    return Outcome.GIVES_ZEROS if asking.zeros else Outcome.GIVES_NONE


def _spends(asked: list[Asking]) -> bool | None:
    """A second call that raises does not make the first one spend the tape any less."""
    found = {one.spends for one in asked if _one_outcome(one) is not Outcome.RAISES}
    return found.pop() if len(found) == 1 else None if found else False


# --- lines ----------------------------------------------------------------------------------


def _reading_order(moment: Moment) -> tuple[int, int, int]:
    return (moment.scope.cell or 0, moment.line, moment.span.column)


def _runs(scope: Scope, lines: Iterable[_Line]) -> Iterator[Stretch]:
    run: Stretch | None = None
    for line, phases in lines:
        if run is not None and run.phases == phases and line == run.last + 1:
            run = Stretch(scope, run.first, line, phases)
            continue
        if run is not None:
            yield run
        run = Stretch(scope, line, line, phases)
    if run is not None:
        yield run
