"""Methods of what the program did not make: of library objects, tensors, and the unknown."""

from __future__ import annotations

from tapelint import keras_library, keras_lists, keras_objects, libraries
from tapelint.data_libraries import batches, data_method
from tapelint.evaluate import Evaluator
from tapelint.fates import Spoken
from tapelint.history import How
from tapelint.operations.members import METRICS, Gives, member
from tapelint.places import OWNERS, Result
from tapelint.spelling import NO_NAME
from tapelint.stacks import called, stacked
from tapelint.state import Object, State, substituted
from tapelint.tapes import Arguments
from tapelint.tensors import NEW, Recipe
from tapelint.values import (
    NONE,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Dtype,
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
    Unknown,
    Value,
    Variable,
    only,
)

_HOLDERS = {TapeRef, Ref, FunctionRef, Partial, Sequence, Stream, Method}
"""Atoms through which code can get at tapes and objects."""


_LIST_CHANGES = frozenset("append clear extend insert pop remove".split())


class Foreign(Evaluator):
    """Calls methods of what is not ours."""

    __slots__ = ()

    def foreign_method(
        self, receiver: Atom, name: str, arguments: Arguments, site: Site, state: State
    ) -> Result:
        if name.startswith(libraries.EXPECTING_METHODS):
            return self._assert_raises(arguments, site, state)
        state = self._after_writing(receiver, name, arguments, site, state)
        if name in libraries.DERIVATIVES and isinstance(receiver, Unknown):
            self.fates.stray()
        if name in ("assertIsNone", "assertAllNone", "assertIs"):
            self.withdraw_missing(arguments)
        match receiver:
            case Tensor(assumed=False) | Variable():
                return self._tensor_method(receiver, name, arguments, site, state)
            case Detached(data=True):
                return data_method(self, receiver, arguments, state)
            case Detached():
                inputs = [frozenset[Atom]({receiver}), *arguments.values]
                array = receiver.array and name not in libraries.NUMBER_METHODS
                # `mean`, `astype` and others give another dtype.
                return self.detached(
                    site, inputs, state, dtype=Dtype.UNKNOWN, array=array, word=f".{name}()"
                ), state
            case Product():
                state = self.lend(arguments, state)
                if name in libraries.RUNNING_METHODS:
                    state = self.havoc(state)
                return self._product_method(receiver, name, arguments, site, state)
            case Stream(element, once=None) if name in ("next", "get_next", "__next__"):
                return element, state
            case Constant() | Stream() | Missing():
                return UNKNOWN, self.expose(arguments.values, state)
        if name == "take":
            return self._product_method(Product("?"), name, arguments, site, state)
        if self._makes_array(receiver, name, arguments):
            self.note_foreign(state)
            made = self.detached(site, [UNKNOWN], state, dtype=Dtype.UNKNOWN, word=f".{name}()")
            return made, self.havoc(state)
        if name in libraries.QUIET_METHODS and not self._holds_tape(arguments, state):
            return UNKNOWN, self.expose(arguments.values, state)
        self.note_foreign(state)
        return UNKNOWN, self.hand_over(arguments.values, state)

    def _makes_array(self, receiver: Atom, name: str, arguments: Arguments) -> bool:
        """Whether this is `x.numpy()` of whatever has the method, but of no class of the file."""
        bare = isinstance(receiver, Unknown) and not arguments.values and not arguments.opaque
        return bare and name == "numpy" and all(f.name != name for f in self.methods)

    def _after_writing(
        self, receiver: Atom, name: str, arguments: Arguments, site: Site, state: State
    ) -> State:
        """Where the method writes to variables or changes a list of them."""
        if name in libraries.UPDATES:
            written = [frozenset[Atom]({receiver}), *arguments.values]
            state = self.update(Spoken(site, NO_NAME, name), written, state)
        if name.startswith("assign") or name == "set_weights":
            for key in keras_objects.layers_of([receiver]):
                self.write_variable(key, site, arguments.values, state, f".{name}()")
        if name in _LIST_CHANGES and keras_lists.is_list(receiver):
            state = substituted(state, receiver, UNKNOWN)
        return state

    def lend(self, arguments: Arguments, state: State) -> State:
        """Library code keeps what it is given; it uses it at once only if it can call it."""
        held = {type(atom) for value in arguments.values for atom in value}
        if held.isdisjoint(_HOLDERS):
            return state
        return self.hand_over(arguments.values, state)

    def _holds_tape(self, arguments: Arguments, state: State) -> bool:
        return any(key in state.tapes for key in self.reachable(arguments.values, state))

    def _product_method(
        self, receiver: Product, name: str, arguments: Arguments, site: Site, state: State
    ) -> Result:
        path = receiver.path
        if name == "take":
            count = only(arguments.positional[0]) if arguments.positional else None
            most = count.value if isinstance(count, Constant) else None
            most = most if isinstance(most, int) and most >= 0 else None
            whole: Value = frozenset({Product(path)})
            return frozenset({Stream(self.any_element(whole, state), 0, most, None)}), state
        if (given := batches(path, name)) is not None:
            return given, state
        if path == libraries.DATASET and name in libraries.DATASET_METHODS:
            return frozenset({Product(path)}), state
        if name in ("predict", "predict_on_batch", "numpy", "get_weights"):
            sure = name == "get_weights" and keras_objects.has_weights(receiver)
            inputs = arguments.values if sure else [*arguments.values, UNKNOWN]
            return self.detached(site, inputs, state, word=f".{name}()"), state
        if name in keras_library.LONGER and keras_library.is_sequential(path):
            return UNKNOWN, stacked(self, receiver, name, arguments, state)
        if name == "build":
            return NONE, called(self, receiver, state)
        if path in METRICS and name == "result":
            # What it was updated with is in its variables, which no tape watches by itself.
            recipe = Recipe(How.NO_GRADIENT, solid=True, dtype=Dtype.FLOAT, word=f".{name}()")
            return self.operation(site, [UNKNOWN], state, recipe), state
        if name == "get_layer" and keras_library.is_model(path):
            return frozenset({keras_objects.part(receiver, name)}), state
        # `array = array.write(i, x)` in a loop gives no more of it each time.
        known = name in path.split(".")
        return frozenset({Product(path if known else f"{path}.{name}")}), state

    def _tensor_method(
        self, receiver: Atom, name: str, arguments: Arguments, site: Site, state: State
    ) -> Result:
        value: Value = frozenset({receiver})
        known = member(OWNERS[type(receiver)], name)
        gives = known.gives if known is not None and known.method else None
        word = f".{name}()"
        if gives is Gives.LEAVES and name != "ref":
            array = name in ("numpy", "__array__")
            return self.detached(site, [value], state, array=array, word=word), state
        if gives is Gives.TENSOR:
            return self.operation(site, [value, *arguments.values], state, NEW), state
        if isinstance(receiver, Tensor) and name.startswith("assign"):
            for variable in self._sliced(receiver):
                self.write_variable(variable.key, site, arguments.values, state, word)
        if gives is Gives.STATE and isinstance(receiver, Variable):
            self.write_variable(receiver.key, site, arguments.values, state, word)
            return value, state
        return UNKNOWN, self.expose(arguments.values, state)

    def _sliced(self, part: Tensor) -> list[Variable]:
        """The variables that `variable[0]` may be a part of."""
        made = [self.history.of(key) for key in part.keys]
        return [Variable(key) for one in made if one is not None for key in one.carrying]

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
