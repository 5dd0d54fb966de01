"""What a tape records in its own block, and whether it may ever be asked about it.

A persistent tape goes on recording while its derivatives are taken in its block. What it records
of them is in vain unless a later derivative call has a target that may have been made of it, or
another tape may be recording as well.
"""

from __future__ import annotations

from dataclasses import replace

from tapelint.bound import Usage
from tapelint.events import StepTaken
from tapelint.fates import Inside, Since, Spoken, Watch
from tapelint.history import How
from tapelint.lifecycle import Persistence, Phase
from tapelint.program import Block, Call, Expr, Name
from tapelint.results import Results
from tapelint.spelling import NO_NAME, spell
from tapelint.state import State, leaves
from tapelint.tape_state import Tape, Watching
from tapelint.tapes import Arguments
from tapelint.tensors import keys_of
from tapelint.values import (
    ALIAS,
    UNBOUND,
    Constant,
    Detached,
    Key,
    Missing,
    Site,
    TapeRef,
    Tensor,
    Value,
    Variable,
)


class Recorded(Results):
    """Follows what persistent tapes record in their blocks."""

    __slots__ = ()

    def ask(
        self,
        ref: TapeRef,
        call: Spoken,
        target: tuple[Expr | None, Value],
        alone: bool,
        state: State,
    ) -> State:
        """A derivative call on a tape; `alone`: it certainly is this one that is asked."""
        tape = state.tapes[ref.key]
        life = self.fates.of(tape)
        life.asked[call.site] = None
        life.again = life.again or bool(tape.asked)
        life.plain = life.plain and call.call == "gradient"
        for inside in life.inside.values():
            if ref.key in inside.since and not self._is_older(target, inside, ref.key, state):
                inside.needed = True
        return self._inside(ref.key, tape, call, derives=True, alone=alone, state=state)

    def update(self, call: Spoken, values: list[Value], state: State) -> State:
        """A call that writes to variables, in the block of every tape that has been asked."""
        if call.call == "apply_gradients" and self.told and self.is_eager and self._is_repeated:
            self._tell_step(call.site, values, state)
        for key, tape in state.tapes.items():
            if tape.asked and tape.recording and self._concerns(tape, values, state):
                named = call._replace(tape=self.fates.of(tape).name or NO_NAME)
                state = self._inside(key, tape, named, derives=False, alone=True, state=state)
        return state

    @property
    def _is_repeated(self) -> bool:
        """Whether this is a later round of a loop that may run many times."""
        return any(r.number > 1 and not r.exact for r in self.rounds)

    def _tell_step(self, site: Site, values: list[Value], state: State) -> None:
        keys = [k for value in values for atom in leaves(value, state) for k in keys_of(atom)]
        made = (self.history.of(key) for key in self.history.ancestors(keys))
        taken = [one.site for one in made if one is not None and one.how is How.DERIVATIVE
                 and one.eager]  # fmt: skip
        if taken:
            self.tell(StepTaken(site, self.context(), taken[0]))

    def watched(
        self, ref: TapeRef, call: Call, name: str, arguments: Arguments, state: State
    ) -> None:
        """A call of `watch`, which may be given no more than what is watched without it."""
        tape = state.tapes[ref.key]
        given = [atom for value in arguments.values for atom in leaves(value, state)]
        anyway = (
            bool(given)
            and not arguments.opaque
            and all(isinstance(a, Variable) and a.trainable for a in given)
            and tape.watching == {Watching.ON}
            and all(mode.phase is Phase.RECORDING for mode in tape.modes)
        )
        watches = self.fates.of(tape).watches
        if not anyway or watches.get(call.origin, True) is None:
            watches[call.origin] = None
            return
        spoken = Spoken(call.origin, name, spell(call.args[0].value) or "them")
        known = watches.get(call.origin)
        here = frozenset((ref.key, a.key) for a in given if isinstance(a, Variable))
        watches[call.origin] = Watch(spoken, here | known.given if known else here)

    def _concerns(self, tape: Tape, values: list[Value], state: State) -> bool:
        """Whether some of these values have been recorded."""
        return any(
            isinstance(atom, Tensor) and any(record in tape.records for record, _ in atom.links)
            for value in values
            for atom in leaves(value, state)
        )

    def _inside(
        self, key: Key, tape: Tape, call: Spoken, *, derives: bool, alone: bool, state: State
    ) -> State:
        if Persistence.YES in tape.persistence:
            life = self.fates.of(tape)
            inside = life.inside.setdefault(call.site, Inside(call, derives))
            firm = (
                alone
                and call.site not in tape.asked
                and self.here.frame in life.frames
                and self._records_alone(key, tape, state)
            )
            inside.needed = inside.needed or not firm
            inside.told = inside.told or self.told
            frame = self.here.frame
            inside.since.setdefault(key, Since(self.history.size, frame, state.frames[frame]))
        return state.with_tape(key, replace(tape, asked=tape.asked | {call.site}))

    def _records_alone(self, key: Key, tape: Tape, state: State) -> bool:
        """Whether the tape certainly records here, and no other one may."""
        return (
            tape.persistence == {Persistence.YES}
            and all(mode.phase is Phase.RECORDING for mode in tape.modes)
            and key not in state.exposed
            and not any(t.recording for other, t in state.tapes.items() if other != key)
        )

    # --- what was there before ----------------------------------------------------------------

    def _is_older(
        self, target: tuple[Expr | None, Value], inside: Inside, key: Key, state: State
    ) -> bool:
        """Whether a target certainly was made without the result of a call in the tape's block.

        What an update has written may be read anywhere: then it must have been made before.
        """
        expr, value = target
        since = inside.since[key]
        if all(self._is_free(atom, inside, since) for atom in leaves(value, state)):
            return bool(value)
        if not isinstance(expr, Name) or since.frame != self.here.frame:
            return False
        held = since.names.get(expr.id)
        return held is not None and not held >= UNBOUND and self._stays(expr.id)

    def _is_free(self, atom: object, inside: Inside, since: Since) -> bool:
        """Whether nothing went into it that was made by the call, or later out of sight."""
        if not isinstance(atom, Tensor):
            return isinstance(atom, (Variable, Constant, Detached, Missing))
        seen: set[Key] = set()
        todo = list(atom.keys)
        while todo:
            key = todo.pop()
            if key in seen or 0 <= self.history.rank(key) < since.size:
                continue
            seen.add(key)
            made = self.history.of(key)
            if key == ALIAS or not inside.derives:
                return False
            if made is not None and (made.open or made.site is inside.spoken.site):
                return False
            if made is not None:
                todo += made.carrying | made.other
        return True

    def _stays(self, name: str) -> bool:
        """Whether a name of the running code is bound once, to what nothing can change."""
        function = self.here.function
        self.looked_around = self.looked_around or function is None
        usage = self._usage(self.running_body)
        bound = usage.bound[name]
        if function is not None:
            bound += any(p.name == name for p in function.parameters)
        if bound != 1 or name in usage.changed:
            return False
        elsewhere = (ref.function for ref in self.pending)
        return not any(name in f.nonlocals or name in f.globals_ for f in elsewhere)

    def _usage(self, body: Block) -> Usage:
        known = self._usages.get(id(body))
        if known is None:
            known = self._usages[id(body)] = Usage.of(body)
        return known
