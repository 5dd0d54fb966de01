"""What functions on their own start from: the module as it left things.

Of its names only those are known that are bound once, to something that means the same whenever
it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from tapelint import libraries
from tapelint.bound import bindings, forms
from tapelint.interpret import Interpreter
from tapelint.machine import MODULE, Staging
from tapelint.program import (
    Block,
    Branch,
    Choice,
    Comprehension,
    Define,
    DefineClass,
    For,
    Function,
    Import,
    Lambda,
    Logic,
    Name,
    Statement,
    Try,
    While,
    With,
)
from tapelint.records import dataclass
from tapelint.selves import lasting, prepare
from tapelint.spelling import mentioned
from tapelint.state import State
from tapelint.values import (
    NOT_FOLLOWED,
    Constant,
    Detached,
    FunctionRef,
    Product,
    Ref,
    Symbol,
    Tensor,
    Value,
    Variable,
    only,
)

SUBJECTS = libraries.TAPE_WORDS | {"Variable"}
"""What rules speak of."""
_BLOCKS: dict[type, Callable[[Any], Iterable[Block]]] = {
    Branch: lambda branch: (branch.then, branch.orelse),
    DefineClass: lambda cls: (cls.body,),
    For: lambda loop: (loop.body, loop.orelse),
    Try: lambda it: (*[each.body for each in it.handlers], it.body, it.orelse, it.final),
    While: lambda loop: (loop.body, loop.orelse),
    With: lambda block: (block.body,),
}
"""The blocks in a statement."""
_WITH_FUNCTIONS: dict[type, Callable[[Any], Iterable[Block]]] = {
    **_BLOCKS,
    Define: lambda define: (define.function.body,),
}
_IN_PART = (Choice, Comprehension, Lambda, Logic)
"""Expressions of which a part may not be run where the statement is."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What they all start from.

    `base`: the state; `selves`: for a class the object that its methods run on; `closed`: functions
    with frames of their own; `waiting`: those to be run; `elsewhere`: what they are functions of;
    `telling`: the words without which a function has nothing to tell.
    """

    machine: Interpreter
    eager: Staging
    base: State
    selves: Mapping[Value, Ref]
    closed: tuple[Value, ...]
    waiting: tuple[FunctionRef, ...]
    elsewhere: frozenset[Function]
    telling: frozenset[str]

    @classmethod
    def of(cls, machine: Interpreter, end: State, eager: Staging) -> Ground:
        """After the module has been run."""
        body, waiting = machine.module_body, tuple(machine.pending)
        telling = _telling(body, machine.outside.words)
        methods = [ref for ref in waiting if not telling.isdisjoint(ref.function.words)]
        if not methods:
            return cls(machine, eager, State({MODULE: {}}), {}, (), (), frozenset(), telling)
        written = {n for r in waiting for n in r.function.globals_}
        names = _stable(body, end.frames[MODULE], written, machine.words)
        classes = {key: obj for key, obj in end.heap.items() if obj.kind == "class"}
        instances = lasting(machine, names.values(), end)
        exposed = frozenset(instances)
        base = State({MODULE: names}, heap={**classes, **instances}, exposed=exposed)
        closed = tuple(value for value in names.values() if _is_closed(value))

        def start(ref: FunctionRef, state: State) -> State:
            return _with_closures(machine, [*closed, frozenset({ref})], state)

        selves, base = prepare(machine, methods, base, start)
        return cls(
            machine,
            eager,
            base,
            selves,
            closed,
            waiting,
            frozenset(ref.function for ref in waiting),
            telling,
        )

    def tells(self, ref: FunctionRef) -> bool:
        """Whether a function may have anything to tell that has not been told."""
        followed = ref.flavor not in NOT_FOLLOWED
        tells = followed and not self.telling.isdisjoint(ref.function.words)
        return tells and not self._has_told(ref.function)

    def _has_told(self, function: Function) -> bool:
        """Whether all of a function was run for the module, and it has no word of tapes itself.

        It only calls what has such words; with arguments that are not known it tells no more.
        """
        subjects = SUBJECTS | self.machine.outside.words
        if not subjects.isdisjoint(function.words):
            return False
        ended = self.machine.told_to_end
        if any(block[-1].origin not in ended for block in _blocks(function.body)):
            return False
        in_part = (form for form in forms(function.body) if isinstance(form, _IN_PART))
        return all(self.telling.isdisjoint(mentioned(form)) for form in in_part)

    def start(self, machine: Interpreter, ref: FunctionRef) -> State:
        """The state in which a function starts."""
        return _with_closures(machine, [*self.closed, frozenset({ref})], self.base)


def _is_closed(value: Value) -> bool:
    """Whether a function among these is closed over more than the module."""
    return any(isinstance(atom, FunctionRef) and atom.scope != (MODULE,) for atom in value)


def _with_closures(machine: Interpreter, values: list[Value], state: State) -> State:
    """With the frames that these functions are closed over, as far as they keep their values."""
    frames = dict(state.frames)
    todo = list(values)
    while todo:
        for atom in todo.pop():
            for frame in atom.scope if isinstance(atom, FunctionRef) else ():
                if frame in frames or frame not in machine.kept_frames:
                    continue
                outer, kept = machine.frame_functions[frame], machine.kept_frames[frame]
                inner = [form.function.nonlocals for form in _definitions(outer.body)]
                written = set().union(*inner)
                stable = _stable(outer.body, kept, written, outer.words)
                if frame not in machine.shared_frames:
                    bound = written.union(name for name, _ in bindings(outer.body))
                    given = {p.name for p in outer.parameters} - bound
                    stable |= {n: kept[n] for n in given & kept.keys() if _is_stable(kept[n])}
                frames[frame] = stable
                todo += stable.values()
    return replace(state, frames=frames)


def _telling(body: Block, more: frozenset[str]) -> frozenset[str]:
    """The words of which a function must have one to have anything to tell.

    They are the names of the tape's class and members, `more`, and the names of the functions of
    this file that have one: called with arguments of this function's choice they may tell more.
    """
    telling = set(SUBJECTS | more)
    functions = [form.function for form in _definitions(body)]
    grown = True
    while grown:
        found = {f.name for f in functions if f.words & telling} - telling
        telling |= found
        grown = bool(found)
    return frozenset(telling)


def base_names(body: Block) -> frozenset[str]:
    """The names of all classes from which a class is derived, wherever that stands."""
    return frozenset(
        argument.value.id
        for statement in _statements(body)
        if isinstance(statement, DefineClass)
        for argument in statement.bases
        if isinstance(argument.value, Name)
    )


def _definitions(body: Block) -> list[Define]:
    """All functions of a block, whatever they stand in."""
    return [statement for statement in _statements(body) if isinstance(statement, Define)]


def _statements(body: Block) -> Iterator[Statement]:
    """All statements of a block, whatever they stand in."""
    return (statement for block in _blocks(body, functions=True) for statement in block)


def _blocks(body: Block, *, functions: bool = False) -> Iterator[Block]:
    """All blocks in a block that are not empty, itself first; with those of its `functions`."""
    inside, todo = _WITH_FUNCTIONS if functions else _BLOCKS, [body]
    while todo:
        block = todo.pop()
        if block:
            yield block
        for statement in block:
            blocks = inside.get(type(statement))
            if blocks is not None:
                todo += blocks(statement)


# --- what keeps its value -------------------------------------------------------------------


def _stable(
    body: Block, names: Mapping[str, Value], written: set[str], words: frozenset[str]
) -> dict[str, Value]:
    """Of the names of a block, those whose value is the same at all times they are read.

    `words`: those of the block, among them `:=` if it has one.
    """
    count: dict[str, int] = {}
    imported: set[str] = set()
    for name, statement in bindings(body, within=":=" in words):
        again = name in imported and isinstance(statement, Import)
        count[name] = count.get(name, 0) + (0 if again else 1)
        if isinstance(statement, Import):
            imported.add(name)
    return {
        name: value
        for name, value in names.items()
        if name == "*" or (count.get(name) == 1 and name not in written and _is_stable(value))
    }


def _is_stable(value: Value) -> bool:
    atom = only(value)
    if isinstance(atom, Constant):
        return isinstance(atom.value, (bool, int, float, str))
    return isinstance(atom, (Detached, FunctionRef, Symbol, Product, Ref, Variable, Tensor))
