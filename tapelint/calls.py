"""What calls do: functions and classes of the file are followed, the rest is known or unknown."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from tapelint import keras_objects, libraries, stacks
from tapelint.containers import call_container
from tapelint.derivatives import DerivativeCall
from tapelint.events import Misuse
from tapelint.exposure import any_way
from tapelint.functions import Functions
from tapelint.higher_order import gathered
from tapelint.history import How
from tapelint.instances import instantiate
from tapelint.joins import join_values
from tapelint.keras_classes import after_quiet, call_layer, is_quiet, trained
from tapelint.keras_graphs import on_symbols
from tapelint.keras_variables import variables
from tapelint.machine import DEPTH, MODULE, PathEnds
from tapelint.operations.members import METRICS
from tapelint.optimizers import KIND as OPTIMIZER
from tapelint.optimizers import call_optimizer
from tapelint.places import Result
from tapelint.program import Attribute, Await, Call, Comprehension, Expr, Form
from tapelint.sharing import lacks
from tapelint.spelling import NO_NAME, spell
from tapelint.state import Object, State, join
from tapelint.symbols import call_symbol
from tapelint.tapes import Arguments, Entering
from tapelint.tensors import Recipe
from tapelint.values import (
    NONE,
    NOTHING,
    UNKNOWN,
    Atom,
    Dtype,
    FunctionRef,
    Method,
    Partial,
    Product,
    Ref,
    Site,
    Symbol,
    TapeRef,
    Unknown,
    Value,
    only,
)


class Calls(Functions):
    """Calls of everything that can be called."""

    __slots__ = ()

    def eval_call(self, expr: Call, state: State) -> Result:
        """The function first, then its arguments, then the call."""
        function, arguments, state = self.callee(expr, state)
        return self.apply(function, arguments, expr, state)

    def callee(self, expr: Call, state: State) -> tuple[Value, Arguments, State]:
        """What is called, with which arguments, and the state just before."""
        if isinstance(expr.func, Attribute):
            base, state = self.eval(expr.func.base, state)
            function, state = self.attribute(base, expr.func, state)
        else:
            function, state = self.eval(expr.func, state)
        arguments, state = self.arguments(expr, function, state)
        if self.catchers and not (all(map(_is_of_tape, function)) or _makes_tape(function, expr)):
            self.note(state)
        return function, arguments, state

    def arguments(self, expr: Call, function: Value, state: State) -> tuple[Arguments, State]:
        """The evaluated arguments; known sequences and dicts are spread."""
        positional: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        opaque = False
        consumes = _consumes(function) if expr.args else ()
        for argument in expr.args:
            if argument.star == "*" or (consumes and isinstance(argument.value, consumes)):
                value, state = self.consumed(argument.value, state)
            else:
                value, state = self.eval(argument.value, state)
            if not argument.star:
                if argument.name is None:
                    positional.append(value)
                else:
                    keywords.append((argument.name, value))
            elif argument.star == "*":
                items = self.elements(value, state)
                if items is None:
                    state, opaque = self.expose([value], state), True
                positional += items or []
            else:
                atom = only(value)
                obj = state.heap.get(atom.key) if isinstance(atom, Ref) else None
                if obj is not None and obj.kind == "dict" and not obj.rest:
                    keywords += [(str(name), item) for name, item in obj.fields.items()]
                else:
                    state, opaque = self.expose([value], state), True
        return Arguments(tuple(positional), tuple(keywords), opaque), state

    def consumed(self, expr: Expr, state: State) -> Result:
        """What is iterated over as a whole at once: generators and `map` are run now."""
        if isinstance(expr, Comprehension) and expr.kind == "generator":
            return self.gather(expr, state)
        if not isinstance(expr, Call):
            return self.eval(expr, state)
        function, arguments, state = self.callee(expr, state)
        found = self.all_of(function, arguments, expr, state)
        return found or self.apply(function, arguments, expr, state)

    def all_of(
        self, function: Value, arguments: Arguments, expr: Call, state: State
    ) -> Result | None:
        """All elements of an iterator that this call makes, if it can be run now."""
        return gathered(self, function, arguments, expr, state)

    def apply(self, function: Value, arguments: Arguments, expr: Call, state: State) -> Result:
        """Call whatever the function may be."""
        single = only(function)
        if single is not None and not _is_of_tape(single):
            value, state = self.apply_atom(single, arguments, expr, state)
            return value or UNKNOWN, state
        function, state = stacks.settled(self, function, state)
        return self._apply_each(function, arguments, expr, state)

    def _apply_each(
        self, function: Value, arguments: Arguments, expr: Call, state: State
    ) -> Result:
        refs = [
            a.receiver
            for a in function
            if isinstance(a, Method) and isinstance(a.receiver, TapeRef)
            and a.name in libraries.DERIVATIVES and self._follows(a.receiver, a.name, state)
        ]  # fmt: skip
        others = [
            a for a in function
            if not (isinstance(a, Method) and a.receiver in refs)
        ]  # fmt: skip
        value, after = NOTHING, None
        ended: State | None = None
        refused: list[Atom] = []
        if refs:
            value, after = self._call_derivative(refs, function, arguments, expr, state)
        for atom in others:
            try:
                with self.one_of(function if _is_of_tape(atom) else frozenset({atom})):
                    got, done = self.apply_atom(atom, arguments, expr, state)
            except PathEnds as end:
                ended = join(ended, end.state)
                refused.append(atom)
            else:
                value, after = join_values(value, got), join(after, done)
        if after is None:
            raise PathEnds(ended if ended is not None else state)
        if ended is not None:
            self.note(ended)
        return value or UNKNOWN, self._ruled_out(refused, after)

    def _ruled_out(self, refused: list[Atom], state: State) -> State:
        """After a call that raises on some of the tapes it may be of: it was none of these."""
        for atom in refused:
            if isinstance(atom, Method) and isinstance(atom.receiver, TapeRef):
                key = atom.receiver.key
                state = state.with_tape(key, any_way(key, state.tapes[key]))
        return state

    def _follows(self, ref: TapeRef, method: str, state: State) -> bool:
        overrides = state.tapes[ref.key].overrides if ref.key in state.tapes else None
        return overrides is not None and method not in overrides

    def _call_derivative(
        self, refs: list[TapeRef], function: Value, arguments: Arguments, expr: Call, state: State
    ) -> Result:
        method = next(a.name for a in function if isinstance(a, Method) and a.receiver in refs)
        name = self._named(refs[0], method, expr, state)
        plain: list[Expr | None] = [a.value for a in expr.args if not a.star and a.name is None]
        if not any(a.star for a in expr.args):  # After `partial(tape.gradient, y)`, the last.
            plain = [None] * (len(arguments.positional) - len(plain)) + plain
        named = {a.name: a.value for a in expr.args}
        target = named.get("target", plain[0] if plain else None)
        sources = plain[1] if len(plain) > 1 else plain[0] if plain and "target" in named else None
        sources = named.get("sources", named.get("source", sources))
        foreign = len(function) > len(refs)
        call = DerivativeCall(expr, method, name, arguments, target, sources, foreign)
        return self.derivative(refs, call, state)

    def _named(self, ref: TapeRef, method: str, expr: Call, state: State) -> str:
        """The tape as it is written in a call of its method, or what it is called here."""
        if isinstance(expr.func, Attribute) and expr.func.name == method:
            return spell(expr.func.base) or NO_NAME
        frames = (state.frames.get(frame, {}) for frame in (*reversed(self.here.scope), MODULE))
        called = (name for names in frames for name, value in names.items() if only(value) == ref)
        return next(called, NO_NAME)

    def apply_atom(self, atom: Atom, arguments: Arguments, expr: Call, state: State) -> Result:
        """Call one thing."""
        site = expr.origin
        if isinstance(atom, Symbol):
            return call_symbol(self, atom.path, arguments, expr, state)
        if isinstance(atom, FunctionRef):
            return self.run_function(atom, arguments, site, state)
        match atom:
            case Partial(function, positional, keywords):
                merged = Arguments(
                    (*positional, *arguments.positional),
                    tuple({**dict(keywords), **dict(arguments.keywords)}.items()),
                    arguments.opaque,
                )
                return self.apply(function, merged, expr, state)
            case Method(TapeRef() as ref, name) if ref.key in state.tapes:
                return self._tape_method(ref, name, arguments, expr, state)
            case Method(Ref() as ref, name):
                obj = state.heap.get(ref.key)
                if obj is not None and obj.kind == "instance" and is_quiet(self, ref, name, state):
                    return UNKNOWN, after_quiet(self, ref, name, arguments, state)
                if obj is not None and obj.kind == "instance":
                    state = trained(self, ref, name, site, state)
                if obj is not None and obj.kind in ("instance", "class"):
                    given = Arguments((frozenset({ref}), *arguments.positional), arguments.keywords)
                    if name.startswith(libraries.EXPECTING_METHODS):
                        given = arguments
                    return self.foreign_method(Unknown(), name, given, site, state)
                if obj is not None and obj.kind == OPTIMIZER:
                    return call_optimizer(self, ref, name, arguments, expr, state)
                return call_container(self, ref, name, arguments, site, state)
            case Method(receiver, name):
                return self.foreign_method(receiver, name, arguments, site, state)
            case Ref(key) if key in state.heap:
                return self._call_object(atom, arguments, site, state)
            case Product(path) if libraries.root(path) in ("tensorflow", "keras"):
                state = self.lend(arguments, self.havoc(state))
                value = self._call_product(atom, path, arguments, expr, state)
                # A layer that is made in the call itself stands nowhere.
                kept = not isinstance(expr.func, Call)
                return value, stacks.called(self, atom, state) if kept else state
        self.note_foreign(state)
        return UNKNOWN, self.hand_over(arguments.values, state)

    def _call_product(
        self, atom: Product, path: str, arguments: Arguments, expr: Call, state: State
    ) -> Value:
        """A layer, a model, a loss, a metric: connected to its variables, which are not known."""
        word = spell(expr.func) or path
        set_by_hand = any(name == "training" for name, _ in arguments.keywords)
        symbolic = keras_objects.called(atom, arguments.values, state, set_by_hand)
        self.model_called(atom, expr.origin, word, arguments, state)
        if symbolic is not None:
            return frozenset({symbolic})
        if path in METRICS:
            recipe = Recipe(How.NO_GRADIENT, solid=True, dtype=Dtype.FLOAT, word=word)
            return self.operation(expr.origin, arguments.values, state, recipe)
        loss = path.startswith("keras.losses.")
        new = loss or path == libraries.CUSTOM_GRADIENT
        new = new or keras_objects.gives_new(atom, self.words)
        one = loss or keras_objects.gives_one(atom, self.words)
        recipe = Recipe(same=not new, solid=one, dtype=Dtype.FLOAT if loss else Dtype.UNKNOWN,
                        word=word)  # fmt: skip
        own = self.own_variables(atom)
        flows = [value for name, value in arguments.keywords if name != "training"]
        inputs = [*arguments.positional, *flows, *([] if loss else [frozenset({own})])]
        return self.operation(expr.origin, inputs, state, recipe)

    # --- tapes ----------------------------------------------------------------------------

    def _tape_method(
        self, ref: TapeRef, method: str, arguments: Arguments, expr: Call, state: State
    ) -> Result:
        if not self._follows(ref, method, state):
            if lacks(state.tapes[ref.key], method) and not arguments.keywords:
                name = spell(expr.func.base) if isinstance(expr.func, Attribute) else None
                self.tell_misuse(ref, expr.origin, name or NO_NAME, Misuse.METHOD, method, state)
            values = [frozenset[Atom]({ref}), *arguments.values]
            return UNKNOWN, self.hand_over(values, state)
        return self._method(ref, method, arguments, expr, state)

    def method_of_base(
        self, ref: TapeRef, method: str, arguments: Arguments, expr: Call, state: State
    ) -> Result:
        """`tf.GradientTape.method(tape)`: whatever the class of the tape overrides."""
        tape = state.tapes.get(ref.key)
        derives = method in libraries.DERIVATIVES
        # A Jacobian asks the tape's own `gradient`.
        inner = "gradient" if derives else method
        known = tape is not None and tape.overrides is not None
        if not known or (inner != method and not self._follows(ref, inner, state)):
            values = [frozenset[Atom]({ref}), *arguments.values]
            return UNKNOWN, self.hand_over(values, state)
        if expr.args and expr.args[0].name is None and not expr.args[0].star:
            tape_itself = Attribute(expr.args[0].value, method, origin=expr.func.origin)
            expr = replace(expr, func=tape_itself, args=expr.args[1:])
        if derives:
            function: Value = frozenset({Method(ref, method)})
            return self._call_derivative([ref], function, arguments, expr, state)
        return self._method(ref, method, arguments, expr, state)

    def _method(
        self, ref: TapeRef, method: str, arguments: Arguments, expr: Call, state: State
    ) -> Result:
        name, site = self._named(ref, method, expr, state), expr.origin
        if method == "__enter__":
            self.fates.of(state.tapes[ref.key]).named = True
            return frozenset({ref}), self.enter_tape(ref, site, name, state)
        if method == "__exit__":
            return NONE, self.leave_tape(ref, site, state)
        if method == "watched_variables":
            self.fates.of(state.tapes[ref.key]).read = True
            return UNKNOWN, state
        if method == "watch":
            self.watched(ref, expr, name, arguments, state)
        state = self.use_tape(ref, method, expr, name, arguments, state)
        if method == "stop_recording":
            pause = Object("pause", {"tape": frozenset({ref})})
            return self.make_object(site, pause, state)
        return NONE, state

    # --- objects of the file --------------------------------------------------------------

    def _call_object(self, ref: Ref, arguments: Arguments, site: Site, state: State) -> Result:
        obj = state.heap[ref.key]
        if obj.kind == "class":
            return instantiate(self, ref, obj, arguments, site, state)
        if obj.kind == "instance":
            found, state = self.member(ref, "__call__", state, site)
            function = only(found)
            if isinstance(function, FunctionRef):
                return self.run_function(function, arguments, site, state)
            known = on_symbols(self, ref, arguments, site, state) or call_layer(
                self, ref, arguments, site, state
            )
            if known is not None:
                return known
        return UNKNOWN, self.hand_over([frozenset({ref}), *arguments.values], state)

    def member(self, ref: Ref, name: str, state: State, site: Site) -> Result:
        """An attribute of an object; Keras lists the variables of one of its own."""
        found, after = super().member(ref, name, state, site)
        atom = only(found)
        if isinstance(atom, Method) and (atom.receiver, atom.name) == (ref, name):
            own = variables(self, ref, name, state)
            return (found if own is None else frozenset({own})), after
        return found, after

    def lineage(self, cls: Atom, state: State, seen: frozenset[Atom] = frozenset()) -> list[Atom]:
        """A class and everything that it derives from; `object` is left out."""
        if cls in seen:
            return []
        found: list[Atom] = [cls]
        for base in self.bases(cls, state):
            if base != Symbol("builtins.object"):
                found += self.lineage(base, state, seen | {cls})
        return found

    def eval_awaited(self, expr: Expr, state: State) -> Result:
        """`await f(...)` runs the async function `f` of this file here."""
        if not isinstance(expr, Call) or isinstance(expr.func, Await):
            return super().eval_awaited(expr, state)
        function, state = self.eval(expr.func, state)
        ref = only(function)
        if not isinstance(ref, FunctionRef) or not ref.function.is_async:
            return super().eval_awaited(expr, state)
        arguments, state = self.arguments(expr, function, state)
        if len(self.here.running) >= DEPTH or ref.function in self.here.running:
            return UNKNOWN, self.hand_over([function, *arguments.values], state)
        return self.run_body(ref, arguments, expr.origin, self.havoc(state))

    def enter_manager(self, manager: Value, entering: Entering, state: State) -> Result:
        """Enter a context manager; see `managers.Managers`."""
        raise NotImplementedError

    def leave_manager(self, manager: Value, site: Site, state: State) -> State:
        """Leave a context manager; see `managers.Managers`."""
        raise NotImplementedError


def _consumes(function: Value) -> tuple[type, ...]:
    """The forms of arguments over the whole of which a callee iterates at once."""
    atom = only(function)
    return _consumed_by(atom.path) if isinstance(atom, Symbol) else ()


@lru_cache(maxsize=4096)
def _consumed_by(path: str) -> tuple[type, ...]:
    if path in libraries.CONSUMERS:
        return (Form,)
    return (Comprehension,) if libraries.root(path) in ("tensorflow", "numpy") else ()


def _makes_tape(function: Value, expr: Call) -> bool:
    """Whether it is `tf.GradientTape(...)` with arguments that it has, which never raises."""
    accepted = all(a.name in libraries.TAPE_PARAMETERS and not a.star for a in expr.args)
    return accepted and only(function) == Symbol(libraries.TAPE)


def _is_of_tape(atom: Atom) -> bool:
    return isinstance(atom, Method) and isinstance(atom.receiver, TapeRef)
