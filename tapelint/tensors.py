"""What tensors are connected to: what operations make of what they are given.

The links of a tensor are an over-approximation: every source that a gradient could find through
a record. Only what is certainly not among them is certainly disconnected. TensorFlow's rule: a
tape records an operation if it watches one of the inputs, or recorded what made it, and then
remembers all of them; only floats carry gradients.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from tapelint.history import How, Made
from tapelint.joins import add_links, common_dtype
from tapelint.machine import Activation
from tapelint.state import State, leaves
from tapelint.structures import parts
from tapelint.tape_state import Tape, Watching
from tapelint.tapes import Tapes
from tapelint.values import (
    ALIAS,
    UNKNOWN,
    WEIGHTS,
    Atom,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Key,
    Method,
    Missing,
    Product,
    Record,
    Site,
    Symbol,
    Tensor,
    Value,
    Variable,
    Weights,
    leads_on,
    only,
)

_NUMBERS = (
    (bool, Dtype.BOOL),
    (int, Dtype.INTEGER),
    ((float, complex), Dtype.FLOAT),
    ((str, bytes), Dtype.STRING),
)
_FLOAT = Dtype.FLOAT
_BARREN = (Constant, Detached, Symbol, Missing)


NO_PAIRS: frozenset[tuple[Record, Key]] = frozenset()
NO_KEYS: frozenset[Key] = frozenset()


class Recipe(NamedTuple):
    """What an operation makes of its inputs.

    `same`: it may be one of the inputs itself, a variable too unless it `converts`. `dtype`: if
    it is another than that of the inputs. `solid`, `assumed`: see `Tensor`. `connects`: it
    certainly has a gradient for every input. `word`: the operation as the program writes it.
    """

    how: How = How.OPERATION
    same: bool = False
    converts: bool = False
    solid: bool = False
    dtype: Dtype | None = None
    assumed: bool = False
    connects: bool = False
    word: str = ""


NEW = Recipe(solid=True, connects=True)
"""One new tensor."""
MAYBE_SAME = Recipe(same=True)
"""Tensors of which nothing more is known."""


class Tensors(Tapes):
    """Operations on states."""

    __slots__ = ()

    def operation(
        self,
        site: Site,
        inputs: Collection[Value],
        state: State,
        recipe: Recipe,
        other: Iterable[Value] = (),
    ) -> Value:
        """The tensor that an operation computes; `inputs` carry gradients, `other` do not."""
        atoms = [atom for value in inputs for atom in leaves(value, state)]
        dtype = joint_dtype(atoms) if recipe.dtype is None else recipe.dtype
        # What is unpacked stands nowhere; it is named after what it is unpacked from.
        key = self.key(site, None if site is not None else frozenset(map(_identity, atoms)))
        keys = frozenset({key})
        links: dict[Record, frozenset[Key] | None] = {}
        if dtype.carries and recipe.how in (How.OPERATION, How.FAILING):
            for tape, record in self.recorders(state):
                recorded, reach = reach_of(atoms, record, tape)
                if recorded:
                    links[record] = reach
            if recipe.same:
                keys |= self._take_over(atoms, dtype, links, state)
        self.remember(key, site, recipe, atoms, other, links, state)
        sure = self._sure(inputs, state) if recipe.connects and dtype is Dtype.FLOAT else NO_PAIRS
        atom: Atom = Tensor(
            keys, frozenset(links.items()), recipe.solid, dtype, recipe.assumed, sure=sure
        )
        handed = _handed_through(atoms) if recipe.same and not recipe.converts else frozenset()
        return handed | {atom}

    def _sure(self, inputs: Iterable[Value], state: State) -> frozenset[tuple[Record, Key]]:
        """What a gradient certainly finds through an operation on these, by record."""
        found: set[tuple[Record, Key]] = set()
        for tape, record in self.recorders(state):
            if len(tape.modes) > 1 or record.tape in state.exposed:
                continue
            for value in inputs:
                found |= self._surely(value, tape, record, state)
        return frozenset(found)

    def _surely(
        self, value: Value, tape: Tape, record: Record, state: State
    ) -> frozenset[tuple[Record, Key]]:
        elements = parts(value, state)
        if elements is not None:
            return NO_PAIRS.union(*(self._surely(e, tape, record, state) for e in elements))
        atom = only(value)
        if isinstance(atom, Tensor):
            return frozenset(pair for pair in atom.sure if pair[0] == record)
        seen = tape.watching == {Watching.ON}
        if seen and isinstance(atom, Variable) and atom.trainable and atom.dtype is Dtype.FLOAT:
            return frozenset({(record, atom.key)})
        return NO_PAIRS

    def _take_over(
        self,
        atoms: Iterable[Atom],
        dtype: Dtype,
        links: dict[Record, frozenset[Key] | None],
        state: State,
    ) -> frozenset[Key]:
        """The keys, and into `links` the links, of what the result may be itself."""
        keys: frozenset[Key] = frozenset()
        for atom in atoms:
            if isinstance(atom, Tensor) and common_dtype((atom.dtype, dtype)).carries:
                keys |= atom.keys
                add_links(links, atom.links)
            elif not (isinstance(atom, (Tensor, Variable)) or _is_apart(atom) or is_barren(atom)):
                keys |= {ALIAS}
                links.update((record, None) for tape in state.tapes.values()
                             for record in tape.records)  # fmt: skip
        return keys

    def detached(
        self,
        site: Site,
        inputs: Iterable[Value],
        state: State,
        *,
        dtype: Dtype | None = None,
        array: bool = True,
        data: bool = False,
        word: str = "",
    ) -> Value:
        """The number or array that is made of tensors, or of other numbers and arrays."""
        atoms = [atom for value in inputs for atom in leaves(value, state)]
        dtype = joint_dtype(atoms) if dtype is None else dtype
        if _are_plain(atoms):
            return frozenset({Detached(dtype=dtype, array=array, data=data)})
        key = self.key(site, "detached")
        self.remember(key, site, Recipe(How.LEFT, word=word), atoms, (), {}, state)
        return frozenset({Detached(frozenset({key}), dtype, array, data)})

    def write_variable(
        self, key: Key, site: Site, inputs: Iterable[Value], state: State, word: str
    ) -> None:
        """Something was written into a variable or layer: how it was made does not go along."""
        atoms = [atom for value in inputs for atom in leaves(value, state)]
        if not _are_plain(atoms):
            recipe = Recipe(How.WRITTEN, word=word)
            self.remember(key, site, recipe, atoms, (), {}, state)

    def remember(
        self,
        key: Key,
        site: Site,
        recipe: Recipe,
        atoms: Collection[Atom],
        other: Iterable[Value],
        links: Mapping[Record, object],
        state: State,
    ) -> None:
        """Keep how something was made, for explanations."""
        beside = NO_KEYS
        for value in other:
            for atom in leaves(value, state):
                beside |= keys_of(atom)
        records, tapes, here = frozenset(links), state.tapes, self.here
        make = partial(_made, site, recipe, atoms, beside, records, tapes, here, self.is_eager)
        self.history.add(key, recipe.how, make)

    def recorders(self, state: State) -> list[tuple[Tape, Record]]:
        """The tapes that may be recording, each with the record that it may write."""
        if self.last_tapes is not state.tapes:
            self.last_tapes = state.tapes
            self.last_recorders = [
                (tape, record) for tape in state.tapes.values() for record in tape.recording
            ]
        return self.last_recorders

    def unclosed(self, value: Value, state: State) -> Value:
        """Functions of the file replaced by what they close over, for calls that run them."""
        if not leads_on(value) or not any(isinstance(atom, FunctionRef) for atom in value):
            return value
        found: set[Atom] = set()
        seen: set[tuple[Key, str]] = set()
        todo = [value]
        while todo:
            for atom in todo.pop():
                if isinstance(atom, FunctionRef):
                    todo.extend(self.closed_over(atom, state, seen))
                else:
                    found.add(atom)
        return frozenset(found)

    def is_tensor(self, value: Value) -> bool:
        """Whether it certainly is a tensor or variable."""
        for atom in value:
            if not (isinstance(atom, Variable) or (isinstance(atom, Tensor) and not atom.assumed)):
                return False
        return bool(value)

    def is_solid(self, value: Value) -> bool:
        """Whether a value certainly is one tensor."""
        return bool(value) and all(
            isinstance(a, Tensor) and a.solid and not a.assumed for a in value
        )


def _made(
    site: Site,
    recipe: Recipe,
    atoms: Collection[Atom],
    beside: frozenset[Key],
    records: frozenset[Record],
    tapes: Mapping[Key, Tape],
    here: Activation,
    eager: bool,
) -> Made:
    """How something was made of these."""
    carrying = set[Key]()
    unseen = False
    for atom in atoms:
        if isinstance(atom, (Tensor, Detached)):
            carrying |= atom.keys
        elif isinstance(atom, (Variable, Weights)):
            carrying |= keys_of(atom)
        else:
            unseen = unseen or not is_barren(atom)
    unseen = unseen or ALIAS in carrying
    own = frozenset(carrying - {ALIAS})
    return Made(
        site, recipe.how, own, beside - {ALIAS}, unseen, records, tapes, recipe.word,
        here.callers, eager,
    )  # fmt: skip


def reach_of(
    atoms: Iterable[Atom], record: Record, tape: Tape
) -> tuple[bool, frozenset[Key] | None]:
    """Whether an operation on these may be recorded, and the reach of its result if so."""
    recorded, everything = False, False
    reach: set[Key] = set()
    for atom in atoms:
        if isinstance(atom, Tensor):
            if not atom.dtype.carries:
                continue
            for recorder, through in atom.links:
                if recorder == record:
                    recorded = True
                    everything = everything or through is None
                    reach |= through or NO_KEYS
            recorded = recorded or tape.may_watch(atom.keys)
            reach |= atom.keys
        elif isinstance(atom, Variable):
            if atom.dtype.carries and tape.may_see(atom):
                recorded = True
                reach.add(atom.key)
        elif not is_barren(atom):
            if isinstance(atom, Weights):
                reach |= {WEIGHTS, *atom.layers}
            else:
                everything = True
            recorded = recorded or tape.watches_variables or tape.watched != NO_KEYS
    return recorded, None if everything else frozenset(reach)


def is_barren(atom: Atom) -> bool:
    """Whether it never connects anything: numbers, arrays, what tensors have beside numbers."""
    if isinstance(atom, Method):
        return isinstance(atom.receiver, (Tensor, Variable, Detached))
    return isinstance(atom, _BARREN)


def _are_plain(atoms: Iterable[Atom]) -> bool:
    """Whether nothing among these was ever computed."""
    return all(isinstance(atom, (Constant, Symbol)) for atom in atoms)


def _handed_through(atoms: Iterable[Atom]) -> Value:
    """What an operation may give back that is no tensor: variables, known or not."""
    found: set[Atom] = set()
    for atom in atoms:
        if isinstance(atom, Variable):
            found.add(atom)
        elif not (isinstance(atom, (Tensor, Product)) or _is_apart(atom) or is_barren(atom)):
            found |= UNKNOWN
    return frozenset(found)


def _is_apart(atom: Atom) -> bool:
    """Whether it is variables that are known by no other name."""
    return isinstance(atom, Weights) and atom.keras


def as_doubtful(part: Value, whole: Tensor | Variable) -> Value:
    """An element of derivatives may be None where they may be."""
    if isinstance(whole, Variable) or not whole.doubtful:
        return part
    return frozenset(replace(a, doubtful=True) if isinstance(a, Tensor) else a for a in part)


def _identity(atom: Atom) -> object:
    return keys_of(atom) or type(atom)


def keys_of(atom: Atom) -> frozenset[Key]:
    """The names of a tensor, variable, array or of layers in the history."""
    if isinstance(atom, (Tensor, Detached)):
        return atom.keys
    if isinstance(atom, Weights):
        return atom.layers
    return frozenset({atom.key}) if isinstance(atom, Variable) else NO_KEYS


def dtype_of(atom: Atom) -> Dtype | None:
    """The dtype of a tensor, or of what becomes one; None: it has none to speak of."""
    if isinstance(atom, (Tensor, Variable, Detached)):
        return atom.dtype
    if isinstance(atom, Constant):
        return next((dtype for kind, dtype in _NUMBERS if isinstance(atom.value, kind)), None)
    return None


def joint_dtype(atoms: Iterable[Atom]) -> Dtype:
    """The dtype of an operation on these that does not change it.

    TensorFlow converts Python numbers to the dtype of the tensors beside them, and refuses to
    mix integers and floats, so that one float is enough to know.
    """
    tensors: set[Dtype] = set()
    numbers: set[Dtype] = set()
    unseen = False
    for atom in atoms:
        dtype = dtype_of(atom)
        if dtype is _FLOAT:
            return _FLOAT
        if isinstance(atom, (Tensor, Variable)):
            tensors.add(atom.dtype)
        elif dtype is not None:
            numbers.add(dtype)
        else:
            unseen = unseen or not is_barren(atom)
    if unseen or Dtype.UNKNOWN in numbers:
        return Dtype.UNKNOWN
    return common_dtype(tensors or numbers)
