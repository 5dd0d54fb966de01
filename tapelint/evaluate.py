"""What expressions give, in Python's order of evaluation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tapelint import libraries
from tapelint.machine import UNROLL, UNROLLED, Exits, PathEnds, Staging, leaves, mentioned, spell
from tapelint.program import (
    Attribute,
    Await,
    Call,
    Choice,
    Comprehension,
    Compute,
    Exit,
    Expr,
    Function,
    Items,
    Lambda,
    Literal,
    Logic,
    Name,
    Star,
    Subscript,
    Target,
    Walrus,
    Yield,
)
from tapelint.state import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    FunctionRef,
    Key,
    Method,
    Missing,
    Object,
    Partial,
    Product,
    Record,
    Ref,
    Sequence,
    Site,
    State,
    Stream,
    Symbol,
    TapeRef,
    Tensor,
    Unknown,
    Value,
    Variable,
    add_links,
    join,
    join_values,
    only,
    substitute,
    without,
)
from tapelint.tapes import Tapes

Result = tuple[Value, State]
ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "~", "arith"})
COMPARISON = frozenset({"<", "<=", ">", ">=", "==", "!=", "compare"})


class Evaluator(Tapes):
    """Expressions; calls are left to `calls.Calls`."""

    __slots__ = ()

    def eval(self, expr: Expr, state: State) -> Result:
        """The value of an expression and the state after it.

        Raises PathEnds if no execution gets past it.
        """
        return _EVALUATE[type(expr)](self, expr, state)

    def eval_all(self, exprs: tuple[Expr, ...], state: State) -> tuple[list[Value], State]:
        """Several expressions, left to right."""
        values = []
        for expr in exprs:
            value, state = self.eval(expr, state)
            values.append(value)
        return values, state

    # --- simple forms ---------------------------------------------------------------------

    def _literal(self, expr: Literal, state: State) -> Result:
        return frozenset({Constant(expr.value)}), state

    def _name(self, expr: Name, state: State) -> Result:
        return self.lookup(expr.id, state), state

    def _items(self, expr: Items, state: State) -> Result:
        if expr.kind == "dict":
            return self._dict(expr, state)
        items: list[Value] | None = []
        rest = NOTHING
        for element in expr.elements:
            if isinstance(element, Star):
                value, state = self.eval(element.value, state)
                more = self.elements(value, state)
                if items is None or more is None:
                    rest |= value | UNKNOWN | frozenset().union(*(items or []))
                    items = None
                else:
                    items += more
            else:
                value, state = self.eval(element, state)
                if items is None:
                    rest |= value
                else:
                    items.append(value)
        if expr.kind in ("tuple", "slice") and items is not None:
            return frozenset({Sequence(tuple(items))}), state
        fields = dict(enumerate(items)) if items is not None else {}
        if expr.kind == "set":
            fields, rest = {}, rest.union(*fields.values())
        return self.make_object(expr.origin, Object("list", fields, rest), state)

    def _dict(self, expr: Items, state: State) -> Result:
        obj = Object("dict")
        for key, element in zip(expr.keys, expr.elements, strict=True):
            if key is None:
                inner = element.value if isinstance(element, Star) else element
                value, state = self.eval(inner, state)
                atom = only(value)
                other = state.heap.get(atom.key) if isinstance(atom, Ref) else None
                if other is not None and other.kind == "dict" and not obj.rest and not other.rest:
                    obj = replace(obj, fields={**obj.fields, **other.fields})
                else:
                    obj = replace(obj, rest=obj.rest | value | UNKNOWN)
                continue
            name, state = self.eval(key, state)
            value, state = self.eval(element, state)
            constant = only(name)
            if isinstance(constant, Constant) and constant.known:
                obj = obj.put(constant.value, value)
            else:
                obj = replace(obj, rest=obj.rest | value)
        return self.make_object(expr.origin, obj, state)

    def make_object(self, site: Site, obj: Object, state: State) -> Result:
        """A new object of the heap."""
        key = self.key(site, obj.kind)
        ref = Ref(key)
        if key in state.heap:
            # The last one made here may live on; where it does, it is out of sight.
            state = without(self.expose([state.heap[key].content], state), ref)
            content = substitute(obj.content, ref, UNKNOWN)
            if content != obj.content:
                obj = Object(obj.kind, {}, content, obj.cls)
        return frozenset({ref}), state.with_object(key, obj)

    def _star(self, expr: Star, state: State) -> Result:
        _, state = self.eval(expr.value, state)
        return UNKNOWN, state

    def _walrus(self, expr: Walrus, state: State) -> Result:
        value, state = self.eval(expr.value, state)
        return value, state.bind(self.frame_of(expr.target.id), expr.target.id, value)

    def _lambda(self, expr: Lambda, state: State) -> Result:
        ref, state = self.close(expr.function, state)
        return frozenset({ref}), state

    def close(self, function: Function, state: State) -> tuple[FunctionRef, State]:
        """A function closed over the frames that are running, its defaults evaluated."""
        defaults = []
        for parameter in function.parameters:
            if parameter.default is not None:
                value, state = self.eval(parameter.default, state)
                defaults.append((parameter.name, value))
        self.captured.update(self.here.scope)
        ref = FunctionRef(function, self.here.scope, tuple(defaults))
        self.pending.append(ref)
        return ref, state

    def _await(self, expr: Await, state: State) -> Result:
        value, state = self.eval_awaited(expr.value, state)
        return value, state

    def eval_awaited(self, expr: Expr, state: State) -> Result:
        """What is awaited; calls of async functions of the file are followed."""
        _, state = self.eval(expr, state)
        return UNKNOWN, self.havoc(state)

    def _yield(self, expr: Yield, state: State) -> Result:
        if expr.value is not None:
            value, state = self.eval(expr.value, state)
            state = self.expose([value], state)
        self.note(state)
        return UNKNOWN, self.havoc(state)

    # --- computations ---------------------------------------------------------------------

    def _compute(self, expr: Compute, state: State) -> Result:
        values, state = self.eval_all(expr.parts, state)
        if expr.op in ("is", "is not", "compare") and self.asserting:
            for value in values:
                for atom in value:
                    if isinstance(atom, Missing) and Constant(None) in frozenset().union(*values):
                        self.withdraw(atom.site)
        if expr.op in ARITHMETIC or expr.op in COMPARISON:
            if any(self.is_tensor(value) for value in values):
                return self.operation(expr.origin, values, state, solid=True), state
            self.note(state)
            return self._arithmetic(expr.op, values), state
        if expr.op == "not":
            truth = self.truth(values[0], state)
            return (UNKNOWN if truth is None else frozenset({Constant(not truth)})), state
        if expr.op == "blank":
            return UNKNOWN, self.hand_over([], state)
        if expr.op in ("is", "is not"):
            return self._identity(expr.op, values), state
        return UNKNOWN, state

    def _identity(self, op: str, values: list[Value]) -> Value:
        left, right = (only(v) for v in values) if len(values) == 2 else (None, None)
        if (
            right == Constant(None)
            and left is not None
            and not isinstance(left, (Unknown, Missing))
        ):
            if isinstance(left, (Method, Stream, Product)):
                return UNKNOWN
            return frozenset({Constant((left == right) is (op == "is"))})
        return UNKNOWN

    def _arithmetic(self, op: str, values: list[Value]) -> Value:
        atoms = [only(v) for v in values]
        if (
            op in ("-", "+")
            and len(atoms) == 2
            and all(isinstance(a, Constant) and a.known and type(a.value) is int for a in atoms)
        ):
            left, right = (a.value for a in atoms if isinstance(a, Constant))
            return frozenset({Constant(left + right if op == "+" else left - right)})  # type: ignore[operator]
        if all(isinstance(a, Constant) and isinstance(a.value, (int, float)) for a in atoms):
            return frozenset({Constant(0.0, known=False)})
        arrays = all(isinstance(a, Constant) or a == Product("numpy.ndarray") for a in atoms)
        return frozenset({Product("numpy.ndarray")}) if arrays else UNKNOWN

    def is_tensor(self, value: Value) -> bool:
        """Whether it certainly is a tensor or variable."""
        return bool(value) and all(isinstance(a, (Tensor, Variable)) for a in value)

    def operation(
        self,
        site: Site,
        inputs: list[Value],
        state: State,
        *,
        same: bool = False,
        solid: bool = False,
    ) -> Value:
        """The tensor that an operation computes from these inputs.

        `same`: it may be one of the inputs itself. The links are an over-approximation: every
        input may be what a gradient finds through every tape that may be recording now.
        """
        recording = state.recording
        links: dict[Record, frozenset[Key] | None] = {}
        keys = frozenset({self.key(site)})
        derived = frozenset()
        for value in inputs:
            for atom in leaves(value, state):
                through: frozenset[Key] | None = frozenset()
                match atom:
                    case Tensor():
                        derived |= atom.derived
                        through = atom.keys
                        kept = (
                            atom.links if same else [li for li in atom.links if li[0] in recording]
                        )
                        add_links(links, kept)
                        keys |= atom.keys if same else frozenset()
                    case Variable(key):
                        through = frozenset({key})
                    case Constant() | Product("numpy.ndarray") | Symbol():
                        continue
                    case Unknown() if same:
                        return UNKNOWN
                    case _:
                        through = None
                add_links(links, [(record, through) for record in recording])
        return frozenset({Tensor(keys, frozenset(links.items()), derived, solid)})

    def is_solid(self, value: Value) -> bool:
        """Whether a value certainly is one tensor."""
        return bool(value) and all(isinstance(a, Tensor) and a.solid for a in value)

    # --- conditions -----------------------------------------------------------------------

    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true; None: not known."""
        answers = {self._truth_of(atom, state) for atom in value}
        return answers.pop() if len(answers) == 1 else None

    def _truth_of(self, atom: Atom, state: State) -> bool | None:
        match atom:
            case Constant(value, True):
                return bool(value)
            case Sequence(items):
                return bool(items)
            case TapeRef() | FunctionRef() | Partial():
                return True
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind in ("list", "dict"):
                    return True if obj.fields else (None if obj.rest else False)
        return None

    def _choice(self, expr: Choice, state: State) -> Result:
        test, state = self.eval(expr.test, state)
        return self.fork(
            expr.test,
            test,
            state,
            lambda s: self.eval(expr.then, s),
            lambda s: self.eval(expr.orelse, s),
        )

    def fork(
        self,
        test: Expr,
        value_of_test: Value,
        state: State,
        then: Callable[[State], Result],
        orelse: Callable[[State], Result],
    ) -> Result:
        """One of two continuations, or both where the test is not known."""
        truth = self.truth(value_of_test, state)
        if truth is not None:
            return then(state) if truth else orelse(state)
        value, after = NOTHING, None
        ended: State | None = None
        staged = self.here.staging is Staging.TRACED and self.is_solid(value_of_test)
        for arm, run in ((True, then), (False, orelse)):
            if staged and after is not None:
                state = after  # AutoGraph traces both, one after the other.
            try:
                got, done = run(self.taken(test, state, arm))
            except PathEnds as end:
                ended = join(ended, end.state)
            else:
                value, after = join_values(value, got), join(after, done)
        if after is None:
            assert ended is not None
            raise PathEnds(ended)
        if ended is not None:
            self.note(ended)
        return value, after

    def _logic(self, expr: Logic, state: State) -> Result:
        left, state = self.eval(expr.left, state)

        def stay(s: State) -> Result:
            return left, s

        def go_on(s: State) -> Result:
            return self.eval(expr.right, s)

        if expr.op == "and":
            return self.fork(expr.left, left, state, go_on, stay)
        return self.fork(expr.left, left, state, stay, go_on)

    # --- places ---------------------------------------------------------------------------

    def _attribute(self, expr: Attribute, state: State) -> Result:
        base, state = self.eval(expr.base, state)
        value, state = self.attribute(base, expr, state)
        # A bare read of an attribute of something unknown is as unknown as it.
        bare = {
            a for a in value if isinstance(a, Method) and isinstance(a.receiver, (Unknown, Ref))
        }
        if bare:
            self.note(state)
        return (value - bare | UNKNOWN if bare else value), state

    def attribute(self, base: Value, expr: Attribute, state: State) -> Result:
        """`base.name`, for each thing that the base may be."""
        found = NOTHING
        for atom in base:
            value, state = self._attribute_of(atom, expr, state)
            found = join_values(found, value)
        return found or UNKNOWN, state

    def _attribute_of(self, atom: Atom, expr: Attribute, state: State) -> Result:
        name = expr.name
        match atom:
            case Symbol(path):
                return frozenset({Symbol(libraries.canonical(f"{path}.{name}"))}), state
            case TapeRef(key) if key in state.tapes:
                where = spell(expr.base) or "the tape"
                if self.member_of_tape(atom, name, expr.origin, where, state):
                    return frozenset({Method(atom, name)}), state
                if self.is_plain_tape(atom, state) and not name.startswith("_"):
                    return UNKNOWN, state  # It raises, and changes nothing.
                return UNKNOWN, self.tampered(atom, state)
            case Ref(key) if key in state.heap:
                return self.member(atom, name, state, expr.origin)
            case Constant(None) | Symbol():
                return NOTHING, state
            case Tensor() if name in ("T", "mT"):
                return self.operation(expr.origin, [frozenset({atom})], state), state
            case FunctionRef(receiver=None) if name in ("__call__", "python_function"):
                return frozenset({atom}), state
        return frozenset({Method(atom, name)}), state

    def member(self, ref: Ref, name: str, state: State, site: Site) -> Result:
        """An attribute of an object of the heap."""
        obj = state.heap[ref.key]
        if obj.kind not in ("instance", "class"):
            return frozenset({Method(ref, name)}), state
        if obj.kind == "instance" and name in obj.fields:
            return obj.fields[name], state
        found = obj.rest - UNKNOWN
        classes = obj.cls if obj.kind == "instance" else frozenset({ref})
        method = frozenset({Method(ref, name)})
        for cls in classes:
            found = join_values(found, self.in_class(cls, name, state) or method)
        if not classes:
            found |= method
        return self.bind_method(found, ref, obj.kind == "instance", state, site)

    def in_class(self, cls: Atom, name: str, state: State) -> Value | None:
        """What a class, or one that it derives from, has under this name."""
        if not isinstance(cls, Ref) or cls.key not in state.heap:
            return None
        obj = state.heap[cls.key]
        if name in obj.fields:
            return obj.fields[name]
        for base in self.bases(cls, state):
            found = self.in_class(base, name, state)
            if found is not None:
                return found
        return None

    def bases(self, cls: Atom, state: State) -> list[Atom]:
        """The classes that a class derives from directly, in order."""
        if not isinstance(cls, Ref) or cls.key not in state.heap:
            return []
        bases = state.heap[cls.key].fields.get("<bases>", NOTHING)
        atom = only(bases)
        if isinstance(atom, Sequence):
            return [only(b) or Unknown() for b in atom.items]
        return []

    def bind_method(
        self, found: Value, ref: Ref, on_instance: bool, state: State, site: Site
    ) -> Result:
        """Functions found in a class, bound to the object they were found through."""
        bound: set[Atom] = set()
        for atom in found:
            if not isinstance(atom, FunctionRef) or atom.receiver is not None:
                bound.add(atom)
            elif atom.flavor == "property" and on_instance:
                value, state = self.call_function(
                    replace(atom, receiver=frozenset({ref}), flavor="plain"), site, state
                )
                bound |= value
            elif (atom.flavor == "plain" and on_instance) or atom.flavor == "class":
                bound.add(replace(atom, receiver=frozenset({ref})))
            else:
                bound.add(atom)
        return frozenset(bound), state

    def call_function(self, ref: FunctionRef, site: Site, state: State) -> Result:
        """Run a property; see `calls.Calls`."""
        raise NotImplementedError

    def _subscript(self, expr: Subscript, state: State) -> Result:
        base, state = self.eval(expr.base, state)
        index, state = self.eval(expr.index, state)
        found = NOTHING
        for atom in base:
            value, state = self._subscript_of(atom, index, expr, state)
            found = join_values(found, value)
        return found or UNKNOWN, state

    def _subscript_of(self, atom: Atom, index: Value, expr: Subscript, state: State) -> Result:
        constant = only(index)
        at = constant.value if isinstance(constant, Constant) and constant.known else None
        match atom:
            case Sequence(items):
                if isinstance(at, int) and -len(items) <= at < len(items):
                    return items[at], state
                return NOTHING.union(*items) or UNKNOWN, state
            case Ref(key) if key in state.heap and state.heap[key].kind in ("list", "dict"):
                obj = state.heap[key]
                if isinstance(at, int) and obj.kind == "list" and at < 0 and not obj.rest:
                    at += len(obj.fields)
                known = isinstance(constant, Constant) and constant.known
                if known and isinstance(at, (int, str, bytes, bool, float)):
                    return obj.get(at) or UNKNOWN, state
                return (obj.content or UNKNOWN), state
            case Tensor() | Variable():
                whole = isinstance(atom, Tensor) and not atom.solid
                value = frozenset({atom})
                return self.operation(expr.origin, [value], state, same=whole), state
        self.note(state)
        return UNKNOWN, state

    # --- binding --------------------------------------------------------------------------

    def assign(self, target: Target, value: Value, state: State) -> State:
        """After `target = value`."""
        match target:
            case Name(id):
                return state.bind(self.frame_of(id), id, value)
            case Attribute(base, name):
                holder, state = self.eval(base, state)
                return self._store(holder, name, value, state)
            case Subscript(base, index):
                holder, state = self.eval(base, state)
                key, state = self.eval(index, state)
                constant = only(key)
                known = isinstance(constant, Constant) and constant.known
                where = constant.value if known and isinstance(constant, Constant) else Unknown()
                return self._store(holder, where, value, state)
            case Items(elements=targets):
                return self._unpack(targets, value, state)
            case Star(inner):
                return self.assign(inner, value, state)
        return state

    def _store(self, holder: Value, name: object, value: Value, state: State) -> State:
        single = only(holder)
        for atom in holder:
            match atom:
                case Ref(key) if key in state.heap:
                    obj = state.heap[key]
                    if single is not None and not isinstance(name, Unknown):
                        obj = obj.put(name, value)
                    else:
                        fields = {n: v | value for n, v in obj.fields.items()}
                        obj = replace(obj, fields=fields, rest=obj.rest | value)
                    state = state.with_object(key, obj)
                    if key in state.exposed:
                        state = self.expose([value], state)
                case TapeRef() if atom.key in state.tapes:
                    state = self.tampered(atom, self.expose([value], state))
                case _:
                    state = self.expose([value], state)
        return state

    def _unpack(self, targets: tuple[Expr, ...], value: Value, state: State) -> State:
        self.note(state)
        items = self.elements(value, state)
        stars = [i for i, t in enumerate(targets) if isinstance(t, Star)]
        if items is not None and not stars and len(items) == len(targets):
            parts = items
        elif items is not None and stars and len(items) >= len(targets) - 1:
            at, extra = stars[0], len(items) - len(targets) + 1
            middle: Value = frozenset({Sequence(tuple(items[at : at + extra]))})
            parts = [*items[:at], middle, *items[at + extra :]]
        else:
            parts = [self.any_element(value, state)] * len(targets)
        for target, part in zip(targets, parts, strict=True):
            state = self.assign(target, part, state)  # type: ignore[arg-type]
        return state

    def any_element(self, value: Value, state: State) -> Value:
        """An element of something that is unpacked or iterated over."""
        found = NOTHING
        for atom in value:
            match atom:
                case Sequence(items):
                    found = join_values(found, NOTHING.union(*items))
                case Stream(element):
                    found = join_values(found, element)
                case Ref(key) if key in state.heap and state.heap[key].kind == "list":
                    found = join_values(found, state.heap[key].content)
                case Tensor():
                    made = self.operation(None, [frozenset({atom})], state, same=True)
                    found = join_values(found, made)
                case _:
                    found |= UNKNOWN
        return found or UNKNOWN

    def elements(self, value: Value, state: State) -> list[Value] | None:
        """The elements of something of known length; None: not known."""
        match only(value):
            case Sequence(items):
                return list(items)
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind == "list" and not obj.rest:
                    return [obj.fields[i] for i in sorted(obj.fields)]  # type: ignore[type-var]
                if obj.kind == "dict" and not obj.rest:
                    return [frozenset({Constant(k)}) for k in obj.fields]
        return None

    # --- comprehensions -------------------------------------------------------------------

    def _comprehension(self, expr: Comprehension, state: State) -> Result:
        if expr.kind != "generator":
            return self.gather(expr, state)
        # It runs later, if at all: whatever it mentions may have been used by then.
        _, state = self.eval(expr.clauses[0].iterable, state)
        inner = set(mentioned(expr)) - {n for c in expr.clauses for n in _names(c.target)}
        values = [self.lookup(name, state) for name in sorted(inner)]
        return UNKNOWN, self.hand_over(values, state)

    def gather(self, expr: Comprehension, state: State) -> Result:
        """Run a comprehension now."""
        names = [n for clause in expr.clauses for n in _names(clause.target)]
        frame = self.here.frame
        before = {name: state.read(frame, name) for name in names}
        # The elements stand in the state while they are collected, as everything that a later
        # round may change the meaning of.
        place = f"<collected {self.key(expr.origin)}>"
        before[place] = None
        state = state.bind(frame, place, frozenset({Sequence(())}))
        after, complete = self._gather(expr, 0, state, place)
        gathered = [
            item
            for atom in after.read(frame, place) or NOTHING
            if isinstance(atom, Sequence)
            for item in atom.items
        ]
        complete = complete and len(after.read(frame, place) or NOTHING) == 1
        frames = {**after.frames, frame: {**after.frames.get(frame, {})}}
        for name, value in before.items():
            if value is None:
                frames[frame].pop(name, None)
            else:
                frames[frame][name] = value
        after = replace(after, frames=frames)
        if expr.kind == "generator":
            if complete:
                return frozenset({Sequence(tuple(gathered))}), after
            return frozenset({Stream(NOTHING.union(*gathered) or UNKNOWN)}), after
        obj = (
            Object("list", dict(enumerate(gathered)))
            if complete and expr.kind == "list"
            else Object("list", {}, NOTHING.union(*gathered) or UNKNOWN)
        )
        return self.make_object(expr.origin, obj, after)

    def _gather(
        self, expr: Comprehension, depth: int, state: State, place: str
    ) -> tuple[State, bool]:
        if depth == len(expr.clauses):
            value, state = self.eval(expr.element, state)
            frame = self.here.frame
            so_far = state.read(frame, place) or NOTHING
            longer = frozenset(
                Sequence((*atom.items, value)) for atom in so_far if isinstance(atom, Sequence)
            )
            return state.bind(frame, place, longer), True
        clause = expr.clauses[depth]
        iterable, state = self.eval(clause.iterable, state)
        items = self.elements(iterable, state)
        exact = items is not None and self.worth_unrolling(len(items))
        complete = exact and not clause.tests

        def body(inner: State) -> Exits:
            nonlocal complete
            skipped: State | None = None
            for test in clause.tests:
                value, inner = self.eval(test, inner)
                truth = self.truth(value, inner)
                if truth is not True:
                    skipped = join(skipped, self.taken(test, inner, False))
                if truth is False:
                    return {Exit.NEXT: skipped} if skipped is not None else {}
                inner = self.taken(test, inner, True) if truth is None else inner
            inner, whole = self._gather(expr, depth + 1, inner, place)
            complete = complete and whole and depth + 1 == len(expr.clauses)
            done = join(skipped, inner)
            return {Exit.NEXT: done} if done is not None else {}

        exits = self.iterate(clause.target, iterable, state, body)
        after = exits.get(Exit.NEXT)
        if after is None:
            raise PathEnds(state)
        return after, complete

    def worth_unrolling(self, count: int) -> bool:
        """Whether a loop over so many elements is run element by element."""
        return count <= UNROLL and self.unrolled * count <= UNROLLED

    def iterate(
        self, target: Target, iterable: Value, state: State, body: Callable[[State], Exits]
    ) -> Exits:
        """Run a body for each element; see `interpret.Interpreter`."""
        raise NotImplementedError

    def eval_call(self, expr: Call, state: State) -> Result:
        """A call; see `calls.Calls`."""
        raise NotImplementedError


def _names(target: Expr) -> list[str]:
    match target:
        case Name(id):
            return [id]
        case Star(inner):
            return _names(inner)
        case Items(elements=elements):
            return [name for element in elements for name in _names(element)]
    return []


_EVALUATE: dict[type, Callable[..., Result]] = {
    Literal: Evaluator._literal,
    Name: Evaluator._name,
    Attribute: Evaluator._attribute,
    Subscript: Evaluator._subscript,
    Items: Evaluator._items,
    Star: Evaluator._star,
    Compute: Evaluator._compute,
    Call: lambda self, expr, state: self.eval_call(expr, state),
    Choice: Evaluator._choice,
    Logic: Evaluator._logic,
    Walrus: Evaluator._walrus,
    Lambda: Evaluator._lambda,
    Comprehension: Evaluator._comprehension,
    Await: Evaluator._await,
    Yield: Evaluator._yield,
}
