"""What a gradient of some targets may find on a tape, and what it certainly misses."""

from __future__ import annotations

from typing import NamedTuple

from tapelint import keras_lists
from tapelint.state import State, leaves
from tapelint.structures import is_vast
from tapelint.tape_state import Tape
from tapelint.tensors import keys_of
from tapelint.values import (
    ALIAS,
    Atom,
    Constant,
    Detached,
    Key,
    Method,
    Missing,
    Ref,
    Sequence,
    Tensor,
    Value,
    Variable,
    Weights,
)


class Found(NamedTuple):
    """What a gradient of some targets may find on a tape, in any of its records."""

    targets: tuple[Atom, ...]
    own: frozenset[Key]
    reach: frozenset[Key] | None
    tape: Tape
    words: frozenset[str]

    @classmethod
    def of(cls, target: Value, tape: Tape, state: State, words: frozenset[str]) -> Found | None:
        """None: nothing can be said. `words`: those of the program."""
        targets = tuple(leaves(target, state))
        if not targets and target:
            return cls((), frozenset(), frozenset(), tape, words)  # An empty list of targets.
        own: frozenset[Key] = frozenset()
        reach: set[Key] | None = set()
        for atom in targets:
            if isinstance(atom, (Constant, Detached, Missing)):
                continue
            if not isinstance(atom, (Tensor, Variable)):
                return None
            own |= keys_of(atom)
            for record in tape.records if isinstance(atom, Tensor) else ():
                through = atom.reach(record) if isinstance(atom, Tensor) else frozenset()
                reach = None if reach is None or through is None else reach | through
        if not own:
            return None
        return cls(targets, own, None if reach is None else frozenset(reach), tape, words)

    def misses(self, source: Atom, state: State) -> bool:
        """Whether no gradient by this source can come back."""
        match source:
            case Variable(key):
                if key in self.own:
                    return False
                seen = self.tape.may_see(source) and source.dtype.carries
                return not seen or not (self.reach is None or key in self.reach)
            case Tensor(keys):
                if keys & self.own or ALIAS in self.own:
                    return False
                return not self._known(source) or not self._reaches(keys)
            case Weights():
                return bool(self.missed(source))
            case Constant() | Detached() | Missing():
                return False  # It raises.
            case Method() if keras_lists.may_list_none(source, self.words):
                return False
            case Sequence() | Ref() if is_vast([frozenset({source})], state):
                return False
            case Sequence(items):
                return bool(items) and any(
                    bool(i) and all(self.misses(a, state) for a in i) for i in items
                )
            case Ref(key) if key in state.heap and state.heap[key].kind in ("list", "dict"):
                obj = state.heap[key]
                values = [*obj.fields.values()] or [obj.rest]
                return any(bool(v) and all(self.misses(a, state) for a in v) for v in values)
        # Something unknown: it may be whatever is reached, or the target itself if that is old.
        fresh = all(isinstance(t, Tensor) and ALIAS not in t.keys for t in self.targets
                    if not isinstance(t, (Constant, Detached, Missing)))  # fmt: skip
        return fresh and self.reach == frozenset()

    def missed(self, variables: Weights) -> frozenset[Key]:
        """The layers of a list of variables, or of parts of it, by which no gradient comes back."""
        if not variables.certain or self.reach is None or ALIAS in self.own | self.reach:
            return frozenset()
        met = self.own | self.reach
        if met.isdisjoint(variables.layers):
            return variables.layers
        return frozenset[Key]().union(*(part for part in variables.parts if met.isdisjoint(part)))

    def _known(self, tensor: Tensor) -> bool:
        """Whether the tape may watch a tensor, or may have made it."""
        if not tensor.dtype.carries:
            return False
        made = {record for record, _ in tensor.links}
        return bool(made & self.tape.records) or self.tape.may_watch(tensor.keys)

    def _reaches(self, keys: frozenset[Key]) -> bool:
        return self.reach is None or (ALIAS in keys and bool(self.reach)) or bool(keys & self.reach)
