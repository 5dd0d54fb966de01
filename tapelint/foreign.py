"""Methods of what the program did not make: of library objects, tensors, and the unknown."""

from __future__ import annotations

from tapelint import libraries
from tapelint.evaluate import Evaluator
from tapelint.places import Result
from tapelint.state import Object, State
from tapelint.tapes import Arguments
from tapelint.values import (
    UNKNOWN,
    Atom,
    Constant,
    FunctionRef,
    Method,
    Missing,
    Partial,
    Product,
    Ref,
    Sequence,
    Site,
    Stream,
    TapeRef,
    Tensor,
    Variable,
    only,
)

_HOLDERS = {TapeRef, Ref, FunctionRef, Partial, Sequence, Stream, Method}
"""Atoms through which code can get at tapes and objects."""


class Foreign(Evaluator):
    """Calls methods of what is not ours."""

    __slots__ = ()

    def foreign_method(
        self, receiver: Atom, name: str, arguments: Arguments, site: Site, state: State
    ) -> Result:
        if name.startswith(libraries.EXPECTING_METHODS):
            return self._assert_raises(arguments, site, state)
        if name in ("assertIsNone", "assertAllNone"):
            self.withdraw_missing(arguments)
        match receiver:
            case Tensor() | Variable():
                return self._tensor_method(receiver, name, site, state)
            case Product(path):
                state = self.lend(arguments, state)
                if name in libraries.RUNNING_METHODS:
                    state = self.havoc(state)
                return self._product_method(path, name, arguments, state)
            case Constant() | Stream() | Missing():
                return UNKNOWN, self.expose(arguments.values, state)
        if name == "take":
            return self._product_method("?", name, arguments, state)
        if name in libraries.QUIET_METHODS and not self._holds_tape(arguments, state):
            return UNKNOWN, self.expose(arguments.values, state)
        self.note_foreign(state)
        return UNKNOWN, self.hand_over(arguments.values, state)

    def lend(self, arguments: Arguments, state: State) -> State:
        """Library code keeps what it is given; it uses it at once only if it can call it."""
        held = {type(atom) for value in arguments.values for atom in value}
        if held.isdisjoint(_HOLDERS):
            return state
        return self.hand_over(arguments.values, state)

    def _holds_tape(self, arguments: Arguments, state: State) -> bool:
        return any(key in state.tapes for key in self.reachable(arguments.values, state))

    def _product_method(self, path: str, name: str, arguments: Arguments, state: State) -> Result:
        if name == "take":
            count = only(arguments.positional[0]) if arguments.positional else None
            most = count.value if isinstance(count, Constant) and count.known else None
            most = most if isinstance(most, int) and most >= 0 else None
            return frozenset({Stream(UNKNOWN, 0, most, None)}), state
        if name in ("predict", "numpy", "get_weights"):
            return frozenset({Product("numpy.ndarray")}), state
        return frozenset({Product(f"{path}.{name}")}), state

    def _tensor_method(self, receiver: Atom, name: str, site: Site, state: State) -> Result:
        value = frozenset({receiver})
        if name in ("numpy", "tolist", "item"):
            return frozenset({Product("numpy.ndarray")}), state
        if name in ("read_value", "value") and isinstance(receiver, Variable):
            return self.operation(site, [value], state, solid=True), state
        if name.startswith("assign") and isinstance(receiver, Variable):
            return value, state
        return UNKNOWN, state

    def withdraw_missing(self, arguments: Arguments) -> None:
        """The program asserts that it gets None: that is what it wants."""
        for value in arguments.values:
            for atom in value:
                if isinstance(atom, Missing):
                    self.withdraw(atom.site)

    def _assert_raises(self, arguments: Arguments, site: Site, state: State) -> Result:
        # Given a callable it runs it at once; otherwise it is for `with`.
        state = self.hand_over(list(arguments.positional[1:]), state)
        manager = Object("manager", {"expects": frozenset({Constant(True)})})
        return self.make_object(site, manager, state)
