"""An interpreter that notes everything that is done to tapes, beside what it tells the rules.

It does to a program just what `interpret.Interpreter` does. A *note* says one thing of one
execution; `chronicle` makes lives of all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import NamedTuple

from tapelint.derivatives import DerivativeCall
from tapelint.events import Event, Lost, Misfit
from tapelint.interpret import Interpreter
from tapelint.lifecycle import Error, Operation, Persistence, Phase
from tapelint.lives import Happening
from tapelint.loops import merge
from tapelint.machine import Exits, Round
from tapelint.outside import NOTHING_SAID, Outside
from tapelint.program import Block, Call, Delete, Exit, Expr, Name
from tapelint.spelling import spell
from tapelint.state import State, leaves
from tapelint.tape_state import Taken, Tape
from tapelint.tapes import Arguments, Outcome
from tapelint.values import (
    NOTHING,
    Atom,
    Key,
    Record,
    Site,
    TapeRef,
    Tensor,
    Value,
    mentions,
)


class Rank(IntEnum):
    """How near a note is to an execution that the file itself shows: the highest ones count."""

    SILENT = 0
    ALONE = 1
    SEEN = 2


class Note(NamedTuple):
    """`happening` comes at `site` to a tape made at `tape`.

    `sure`: whether it does each time; None: it did not. `name`: what the tape is called there.
    `what`, `by`: the expressions that it is about. `phases`: how the tape may be afterwards.
    """

    tape: Site
    happening: Happening
    site: Site
    rank: Rank
    sure: bool | None = True
    name: str | None = None
    what: Expr | None = None
    by: Expr | None = None
    phases: frozenset[Phase] = frozenset()


class Asking(NamedTuple):
    """A derivative call, and what may come of it."""

    note: Note
    method: str
    errors: frozenset[Error | None]
    lost: tuple[Lost, ...]
    misfits: tuple[Misfit, ...]
    zeros: bool
    spends: bool | None


class Standing(NamedTuple):
    """What a tape may be where a statement begins (None: not made yet) and where it has ended."""

    tape: Site
    site: Site
    rank: Rank
    before: frozenset[Phase] | None
    after: frozenset[Phase] | None


class Watch(NamedTuple):
    """Under what conditions a tensor was watched."""

    tests: frozenset[Taken]
    rounds: tuple[Round, ...]
    handled: int


class Notes:
    """Everything that was noted, in the order in which it was."""

    def __init__(self) -> None:
        self.made: list[tuple[Tape, Rank]] = []
        self.names: list[tuple[Site, str]] = []
        self.notes: list[Note] = []
        self.asked: list[Asking] = []
        self.stood: list[Standing] = []


class Witness(Interpreter):
    """Runs a program and takes notes."""

    __slots__ = ("_last", "_watches", "notes")

    def __init__(
        self,
        tell: Callable[[Event], None],
        withdraw: Callable[[Site], None],
        outside: Outside = NOTHING_SAID,
    ) -> None:
        super().__init__(tell, withdraw, outside)
        self.notes = Notes()
        self._last: tuple[State, dict[Site, frozenset[Phase]]] | None = None
        self._watches: dict[tuple[Key, Key], Watch] = {}

    # --- how far a note holds ---------------------------------------------------------------

    @property
    def rank(self) -> Rank:
        """That of a note that is made now."""
        if any(r.silent for r in self.rounds):
            return Rank.SILENT
        return Rank.ALONE if self.alone else Rank.SEEN

    @property
    def _certain(self) -> bool:
        """Whether it is this tape that it is done to, and not another; how often does not count."""
        return all(r.certain for r in self.rounds if r.number == 1)

    def _note(self, ref: TapeRef, happening: Happening, site: Site, state: State) -> None:
        tape = state.tapes.get(ref.key)
        if tape is not None:
            note = Note(tape.site, happening, site, self.rank, self._certain, phases=_phases(tape))
            self.notes.notes.append(note)

    # --- statements -------------------------------------------------------------------------

    def block(self, statements: Block, state: State) -> Exits:
        """Run statements in order, and see how the tapes are between them."""
        exits: Exits = {}
        for statement in statements:
            before = state
            if isinstance(statement, Delete):
                self._let_go(statement, state)
            result = super().block((statement,), state)
            after = result.pop(Exit.NEXT, None)
            self._stand(statement.origin, before, after)
            merge(exits, result)
            if after is None:
                return exits
            state = after
        merge(exits, {Exit.NEXT: state})
        return exits

    def _stand(self, site: Site, before: State, after: State | None) -> None:
        then = self._by_site(before)
        now = {} if after is None else self._by_site(after)
        for tape in then | now:
            standing = Standing(tape, site, self.rank, then.get(tape), now.get(tape))
            self.notes.stood.append(standing)

    def _by_site(self, state: State) -> dict[Site, frozenset[Phase]]:
        """What the tapes of each place may be: those that record, or else those within reach."""
        if self._last is None or self._last[0] is not state:
            found: dict[Site, dict[Key, Tape]] = {}
            for key, tape in state.tapes.items():
                found.setdefault(tape.site, {})[key] = tape
            several = any(len(tapes) > 1 for tapes in found.values())
            within = _within_reach(state) if several else set()
            self._last = state, {site: _together(t, within) for site, t in found.items()}
        return self._last[1]

    def _let_go(self, statement: Delete, state: State) -> None:
        for atom in self.peek(statement.target, state):
            if isinstance(atom, TapeRef):
                self._note(atom, Happening.DELETED, statement.origin, state)

    def assign(self, target: Expr, value: Value, state: State) -> State:
        """Note the names of tapes and of what they record."""
        if state.tapes and (name := spell(target)):
            self._note_names(target, name, value, state)
        return super().assign(target, value, state)

    def _note_names(self, target: Expr, name: str, value: Value, state: State) -> None:
        for atom in value:
            if isinstance(atom, TapeRef) and atom.key in state.tapes:
                self.notes.names.append((state.tapes[atom.key].site, name))
        for tape, record in self.recorders(state):
            sure = _recorded(value, record, state)
            note = Note(tape.site, Happening.RECORDED, target.origin, self.rank, sure, None, target)
            self.notes.notes.append(note)
        replaced = self.peek(target, state) if isinstance(target, Name) else NOTHING
        for atom in replaced - value:
            if isinstance(atom, TapeRef) and len(replaced) == 1:
                self._note_replaced(atom, target, value, state)

    def _note_replaced(self, ref: TapeRef, target: Expr, value: Value, state: State) -> None:
        """A name of a tape gets another value, unless that is the next tape of the same place."""
        site = {t.site for a in value if isinstance(a, TapeRef) and (t := state.tapes.get(a.key))}
        old = state.tapes.get(ref.key)
        if old is not None and old.site not in site:
            self._note(ref, Happening.RELEASED, target.origin, state)

    # --- tapes ------------------------------------------------------------------------------

    def make_tape(
        self,
        site: Site,
        arguments: Arguments,
        state: State,
        overrides: frozenset[str] | None,
        cls: Value = NOTHING,
    ) -> tuple[Value, State]:
        """Note a new tape."""
        value, state = super().make_tape(site, arguments, state, overrides, cls)
        self._note_made(site, value, state)
        return value, state

    def wrap_tape(
        self, site: Site, inner: Atom | None, arguments: Arguments, state: State, *, ended: bool
    ) -> tuple[Value, State]:
        """Note a tape around another one."""
        value, state = super().wrap_tape(site, inner, arguments, state, ended=ended)
        self._note_made(site, value, state)
        return value, state

    def _note_made(self, site: Site, value: Value, state: State) -> None:
        for atom in value:
            if isinstance(atom, TapeRef):
                self.notes.made.append((state.tapes[atom.key], self.rank))
                self._note(atom, Happening.CREATED, site, state)

    def enter_tape(
        self, ref: TapeRef, site: Site, name: str, state: State, item: Site = None
    ) -> State:
        """Note where a block begins, or that it cannot."""
        state = super().enter_tape(ref, site, name, state, item)
        self._note(ref, Happening.ENTERED, site, state)
        return state

    def leave_tape(self, ref: TapeRef, site: Site, state: State) -> State:
        """Note where it ends."""
        state = super().leave_tape(ref, site, state)
        self._note(ref, Happening.LEFT, site, state)
        return state

    def pause_tape(self, ref: TapeRef, operation: Operation, site: Site, state: State) -> State:
        """Note a pause, and its end."""
        state = super().pause_tape(ref, operation, site, state)
        paused = operation is Operation.PAUSE
        self._note(ref, Happening.PAUSED if paused else Happening.RESUMED, site, state)
        return state

    def use_tape(
        self, ref: TapeRef, method: str, call: Call, name: str, arguments: Arguments, state: State
    ) -> State:
        """Note what is watched, and resets."""
        happening = {"watch": Happening.WATCHED, "reset": Happening.RESET}.get(method)
        before = state.tapes[ref.key]
        after = super().use_tape(ref, method, call, name, arguments, state)
        if happening is not None:
            what = call.args[0].value if method == "watch" and call.args else None
            note = Note(before.site, happening, call.origin, self.rank, self._certain, name, what)
            self.notes.notes.append(note)
        if method == "watch":
            self._remember_watch(ref, arguments, state)
        return after

    def _remember_watch(self, ref: TapeRef, arguments: Arguments, state: State) -> None:
        watch = Watch(state.tests, self.rounds, self.handled)
        for value in arguments.positional:
            for atom in leaves(value, state):
                if isinstance(atom, Tensor) and len(atom.keys) == 1:
                    (key,) = atom.keys
                    self._watches[ref.key, key] = watch

    def _surely(
        self, value: Value, tape: Tape, record: Record, state: State
    ) -> frozenset[tuple[Record, Key]]:
        """Tensors that are certainly watched count as well as variables; only notes ask."""
        found = super()._surely(value, tape, record, state)
        if len(value) != 1:
            return found
        (atom,) = value
        keys = atom.keys if isinstance(atom, Tensor) else frozenset[Key]()
        return found | {
            (record, key)
            for key in keys
            if len(keys) == 1 and self._holds(self._watches.get((record.tape, key)), tape, state)
        }

    def _holds(self, watch: Watch | None, tape: Tape, state: State) -> bool:
        """Whether the watching was certainly done, with effect, on every path here."""
        if watch is None or not tape.watched:
            return False
        since = self.rounds[: len(watch.rounds)]
        same = watch.rounds == since and watch.handled <= self.handled
        return same and watch.tests <= state.tests

    # --- derivatives ------------------------------------------------------------------------

    def _tell_derivative(
        self,
        ref: TapeRef,
        call: DerivativeCall,
        bound: dict[str, Value],
        outcome: Outcome,
        lost: tuple[Lost, ...],
        wrong: tuple[Misfit, ...],
        alone: bool,
        state: State,
    ) -> None:
        """Note a derivative call, also where the program expects it to fail."""
        super()._tell_derivative(ref, call, bound, outcome, lost, wrong, alone, state)
        tape = state.tapes[ref.key]
        note = Note(tape.site, Happening.ASKED, call.site, self.rank, self._certain and alone,
                    call.name, call.target, call.sources)  # fmt: skip
        zeros, spends = self._zeros(call, bound), _spends(tape, outcome)
        asking = Asking(note, call.method, outcome.errors, lost, wrong, zeros, spends)
        self.notes.asked.append(asking)


def _together(tapes: dict[Key, Tape], within: set[Key]) -> frozenset[Phase]:
    """What the tapes of one place may be."""
    chosen = list(tapes.values())
    if len(chosen) > 1:
        recording = [tape for tape in chosen if Phase.RECORDING in _phases(tape)]
        held = [tape for key, tape in tapes.items() if key in within]
        chosen = recording or held or chosen[-1:]
    return frozenset[Phase]().union(*map(_phases, chosen))


def _within_reach(state: State) -> set[Key]:
    """The tapes and objects that a name leads to; what functions are closed over is left out."""
    found: set[Key] = set()
    todo = [value for names in state.frames.values() for value in names.values()]
    while todo:
        for key in mentions(todo.pop()) - found:
            found.add(key)
            if key in state.heap:
                todo.append(state.heap[key].content)
    return found


def _phases(tape: Tape) -> frozenset[Phase]:
    return frozenset(mode.phase for mode in tape.modes)


def _recorded(value: Value, record: Record, state: State) -> bool | None:
    """Whether all of a value certainly is of this record; None: nothing of it is."""
    atoms = list(leaves(value, state))
    tensors = [atom for atom in atoms if isinstance(atom, Tensor)]
    if not any(known == record for tensor in tensors for known, _ in tensor.links):
        return None
    sure = sum(any(known == record for known, _ in tensor.sure) for tensor in tensors)
    return sure == len(atoms)


def _spends(tape: Tape, outcome: Outcome) -> bool | None:
    """Whether the tape is used up by a derivative call that works."""
    after = {mode.phase for mode in outcome.after}
    if Phase.SPENT not in after or not outcome.after - tape.modes:
        return False
    sure = tape.persistence == {Persistence.NO} and after == {Phase.SPENT}
    return True if sure and outcome.errors == {None} else None
