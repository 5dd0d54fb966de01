"""Context managers: tapes, pauses, exit stacks, what swallows exceptions and what does not."""

from __future__ import annotations

import builtins
from typing import NoReturn

from tapelint import libraries
from tapelint.calls import Calls
from tapelint.containers import close_stack, switch_pause
from tapelint.dataclass import replace
from tapelint.events import TapeClassEntered
from tapelint.lifecycle import Operation
from tapelint.machine import PathEnds
from tapelint.places import Result
from tapelint.program import Leave, Literal
from tapelint.state import Object, State, join, leaves
from tapelint.tapes import Entering
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    FunctionRef,
    Method,
    Product,
    Ref,
    Sequence,
    Site,
    Symbol,
    TapeRef,
    Unknown,
    Value,
    only,
)


class Managers(Calls):
    """Entering and leaving what a `with` statement names."""

    __slots__ = ()

    def enter_manager(self, manager: Value, entering: Entering, state: State) -> Result:
        """The value that `as` binds, and the state inside the block."""
        atom = only(manager)
        site, item, name, target = entering
        match atom:
            case TapeRef() if atom.key in state.tapes:
                life = self.fates.of(state.tapes[atom.key])
                life.named = life.named or target is not None or item is not life.site
                return manager, self.enter_tape(atom, site, name, state, item)
            case Symbol(libraries.TAPE):
                self._enter_class(entering, state)
            case Ref(key) if key in state.heap:
                if Symbol(libraries.TAPE) in self.lineage(atom, state):
                    self._enter_class(entering, state)
                return self._enter_object(atom, state.heap[key], site, state)
            case Product():
                return frozenset({Product(f"{atom.path}.__enter__")}), state
            case None:
                return self._enter_several(manager, entering, state)
        return UNKNOWN, self._enter_unknown(manager, state)

    def _enter_unknown(self, manager: Value, state: State) -> State:
        state = self.expose([manager], state)
        return state if self.is_plain(manager, state) else self.havoc(state)

    def _enter_class(self, entering: Entering, state: State) -> NoReturn:
        """`with tf.GradientTape as tape:` enters the class."""
        if self.told:
            self.tell(
                TapeClassEntered(entering.item, self.context(), entering.name, entering.target)
            )
        self.note(state)
        raise PathEnds(state)

    def _enter_several(self, manager: Value, entering: Entering, state: State) -> Result:
        value, after = NOTHING, None
        ended: State | None = None
        for atom in manager:
            try:
                with self.one_of(manager):
                    got, done = self.enter_manager(frozenset({atom}), entering, state)
            except PathEnds as end:
                ended = join(ended, end.state)
                continue
            value, after = value | got, join(after, done)
        if after is None:
            raise PathEnds(ended if ended is not None else state)
        return value, after

    def _enter_object(self, ref: Ref, obj: Object, site: Site, state: State) -> Result:
        if obj.kind == "pause":
            return UNKNOWN, switch_pause(self, obj, Operation.PAUSE, site, state)
        if obj.kind == "stack":
            return frozenset({ref}), state
        if obj.kind == "manager":
            given = obj.fields.get("gives")
            return (UNKNOWN if given is None else given), state
        if obj.kind == "instance":
            found, state = self.member(ref, "__enter__", state, site)
            function = only(found)
            if isinstance(function, FunctionRef):
                return self.call_function(function, site, state)
        value: Value = frozenset({ref})
        return UNKNOWN, self.hand_over([value], state)

    def leave_manager(self, manager: Value, site: Site, state: State) -> State:
        """The state after the block, by one way out."""
        after: State | None = None
        for atom in manager:
            after = join(after, self._leave_one(atom, site, state))
        return state if after is None else after

    def _leave_one(self, atom: Atom, site: Site, state: State) -> State:
        match atom:
            case TapeRef():
                return self.leave_tape(atom, site, state)
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind == "pause":
                    return switch_pause(self, obj, Operation.RESUME, site, state)
                if obj.kind == "stack":
                    return close_stack(self, atom, site, state)
                if obj.kind == "instance":
                    found, state = self.member(atom, "__exit__", state, site)
                    return self._leave_instance(atom, found, site, state)
                return state
        value: Value = frozenset({atom})
        return state if self.is_plain(value, state) else self.hand_over([value], state)

    def _leave_instance(self, ref: Ref, found: Value, site: Site, state: State) -> State:
        function = only(found)
        value: Value = frozenset({ref})
        if not isinstance(function, FunctionRef):
            return self.hand_over([value], state)
        _, state = self.call_function(function, site, state)
        return state

    # --- exceptions -----------------------------------------------------------------------

    def is_plain(self, manager: Value, state: State) -> bool:
        """Whether leaving it certainly lets exceptions through."""
        return all(self._is_plain(atom, state) for atom in manager)

    def _is_plain(self, atom: Atom, state: State) -> bool:
        match atom:
            case TapeRef():
                return True
            case Product(path):
                return libraries.root(path) in libraries.SILENT_ROOTS
            case Symbol(path):
                return libraries.root(path) in libraries.SILENT_ROOTS
            case Method(Unknown(), name):
                return name in libraries.PLAIN_MANAGERS
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind == "stack":
                    return self.is_plain(obj.content, state)
                if obj.kind == "instance":
                    return self._never_swallows(obj, state)
                return obj.kind == "pause" or "gives" in obj.fields
        return False

    def _never_swallows(self, obj: Object, state: State) -> bool:
        """An `__exit__` of this file that returns nothing lets exceptions through."""
        for cls in obj.cls:
            value = self.in_class(cls, "__exit__", state) or self.in_class(cls, "__aexit__", state)
            function = only(value) if value else None
            if not isinstance(function, FunctionRef):
                return False
            if not all(_returns_nothing(s) for s in function.function.body):
                return False
        return bool(obj.cls)

    def is_bystander(self, manager: Value, state: State) -> bool:
        """Whether a variable made inside is what it is elsewhere (in no strategy's scope)."""
        atom = only(manager)
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        return isinstance(atom, TapeRef) or (obj is not None and "gives" in obj.fields)

    def catches_tapes(self, types: Value, state: State) -> bool:
        """Whether a handler of these exceptions may catch what a tape raises."""
        for atom in leaves(types, state):
            if isinstance(atom, Symbol) and libraries.root(atom.path) == "builtins":
                if atom.path in libraries.TAPE_ERRORS:
                    return True
            elif not (isinstance(atom, Ref) and self._is_own_exception(atom, state)):
                return True
        return False

    def catches(self, types: Value, raised: str | None) -> bool | None:
        """Whether a handler of these exceptions catches a built-in one; None: not known."""
        if raised is None:
            return None
        known = getattr(builtins, raised.rpartition(".")[2], None)
        named = [a for value in _alternatives(types) for a in value]
        answers: set[bool | None] = set()
        for atom in named:
            name = atom.path if isinstance(atom, Symbol) else ""
            handled = getattr(builtins, name.removeprefix("builtins."), None)
            both = isinstance(known, type) and isinstance(handled, type)
            answers.add(issubclass(known, handled) if both else None)  # type: ignore[arg-type]
        if True in answers:
            return True
        return None if None in answers or not answers else False

    def _is_own_exception(self, cls: Ref, state: State) -> bool:
        """A class of this file that no library raises."""
        obj = state.heap.get(cls.key)
        return obj is not None and obj.kind == "class"

    def swallows_tapes(self, manager: Value, state: State) -> bool:
        """Whether a context manager may swallow what a tape raises."""
        atom = only(manager)
        obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
        types = obj.fields.get("types") if obj is not None else None
        return types is None or self.catches_tapes(types, state)

    def expects(self, manager: Value, state: State) -> bool:
        """Whether the program says that it wants an exception in the block."""
        for atom in manager:
            obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
            if obj is not None and obj.get("expects") == frozenset({Constant(True)}):
                return True
        return False


def _alternatives(types: Value) -> tuple[Value, ...]:
    atom = only(types)
    return atom.items if isinstance(atom, Sequence) else (types,)


def _returns_nothing(statement: object) -> bool:
    if isinstance(statement, Leave):
        return statement.value is None or statement.value == Literal(None)
    return not hasattr(statement, "body") and not hasattr(statement, "then")


def soften(state: State, entry: State) -> State:
    """Where something raised: the ways that tapes got to since `entry` are no firm ground."""
    tapes = dict(state.tapes)
    for key, tape in tapes.items():
        before = entry.tapes.get(key)
        if before is None or before.modes is tape.modes or before.modes == tape.modes:
            continue
        modes = {m if m in before.modes else m._replace(soft=True) for m in tape.modes}
        tapes[key] = replace(tape, modes=frozenset(modes))
    return replace(state, tapes=tapes)
