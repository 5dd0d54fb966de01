"""Names, attributes and items: what reading one gives, and what binding one does."""

from __future__ import annotations

from dataclasses import replace

from tapelint import keras_library, keras_objects, libraries
from tapelint.data_libraries import read_of_array
from tapelint.derivatives import Derivatives
from tapelint.history import How
from tapelint.indices import is_of_axes
from tapelint.joins import join_values
from tapelint.operations.members import Gives, Owner, member
from tapelint.program import (
    Attribute,
    Expr,
    Items,
    Name,
    Star,
    Subscript,
)
from tapelint.remembered import BASES
from tapelint.settled import setting
from tapelint.spelling import NO_NAME, spell
from tapelint.state import Object, State
from tapelint.storing import store_attribute, store_item
from tapelint.structures import FIELDS, TUPLE, field_names, is_heavy
from tapelint.tensors import MAYBE_SAME, NEW, Recipe, as_doubtful
from tapelint.values import (
    NOTHING,
    UNKNOWN,
    Atom,
    Constant,
    Detached,
    Dtype,
    FunctionRef,
    Method,
    Partial,
    Product,
    Ref,
    Sequence,
    Site,
    Stream,
    Symbol,
    TapeRef,
    Tensor,
    Unknown,
    Value,
    Variable,
    Weights,
    leads_on,
    only,
    symbol,
)

Result = tuple[Value, State]

OWNERS: dict[type, Owner] = {Tensor: Owner.TENSOR, Variable: Owner.VARIABLE}
_PART_OF_AXES = NEW._replace(assumed=True, connects=False, word="[...]")
MOST_ELEMENTS = 10_000
"""`x += x` makes twice as many each time."""


class Places(Derivatives):
    """Reads and binds places."""

    __slots__ = ()

    def eval(self, expr: Expr, state: State) -> Result:
        """The value of an expression; see `evaluate.Evaluator`."""
        raise NotImplementedError

    def read_attribute(self, expr: Attribute, state: State) -> Result:
        base, state = self.eval(expr.base, state)
        value, state = self.attribute(base, expr, state)
        atom = only(value)
        if isinstance(atom, Symbol):
            return value, state
        if isinstance(atom, Method) and isinstance(atom.receiver, Unknown):
            self.note(state)
            return UNKNOWN, state
        # A bare read of an attribute of something unknown is as unknown as it.
        bare = {
            a for a in value if isinstance(a, Method) and isinstance(a.receiver, (Unknown, Ref))
        }
        if bare:
            self.note(state)
            state = self._opened(bare, state)
            value = value - bare | UNKNOWN
        return read_of_array(value), state

    def _opened(self, bare: set[Method], state: State) -> State:
        """After a read of what may lead on to all that an object holds: `model.layers`."""
        holding = [a.receiver for a in bare if a.name not in keras_library.FACTS]
        refs = [frozenset[Atom]({a}) for a in holding if isinstance(a, Ref)]
        return self.expose(refs, state) if refs else state

    def attribute(self, base: Value, expr: Attribute, state: State) -> Result:
        """`base.name`, for each thing that the base may be."""
        if len(base) == 1:
            (atom,) = base
            if isinstance(atom, Unknown):
                return frozenset({Method(atom, expr.name)}), state
            value, state = self._attribute_of(atom, expr, state)
            return value or UNKNOWN, state
        found = NOTHING
        for atom in base:
            with self.one_of(base if isinstance(atom, TapeRef) else frozenset({atom})):
                value, state = self._attribute_of(atom, expr, state)
            found = join_values(found, value)
        return found or UNKNOWN, state

    def _attribute_of(self, atom: Atom, expr: Attribute, state: State) -> Result:
        name = expr.name
        if isinstance(atom, Symbol):
            return symbol(libraries.member(atom.path, name)), state
        match atom:
            case TapeRef(key) if key in state.tapes:
                own = self._own_member(atom, name, state)
                if own is not None:
                    return self.bind_method(own, atom, True, state, expr.origin)
                where = spell(expr.base) or NO_NAME
                if self.member_of_tape(atom, name, expr.origin, where, state):
                    return frozenset({Method(atom, name)}), state
                if self.is_plain_tape(atom, state) and not name.startswith("_"):
                    return UNKNOWN, state  # It raises, and changes nothing.
                return UNKNOWN, self.tampered(atom, state)
            case Ref(key) if key in state.heap:
                return self.member(atom, name, state, expr.origin)
            case Constant(None):
                return NOTHING, state
            case Tensor() if name in ("T", "mT"):
                return self.operation(expr.origin, [frozenset({atom})], state, NEW), state
            case Tensor() | Variable():
                known = member(OWNERS[type(atom)], name)
                if known is not None and not known.method:
                    state_of = known.gives is Gives.STATE
                    fact = Detached(array=False)
                    return frozenset[Atom]({atom if state_of else fact}), state
            case Detached(array=True) if name in ("T", "real", "imag"):
                return frozenset({atom}), state
            case Detached() if name in libraries.ARRAY_FACTS:
                return frozenset({Detached(array=False)}), state
            case FunctionRef(receiver=None) if name in ("__call__", "python_function"):
                return frozenset({atom}), state
        return frozenset({Method(atom, name)}), state

    def _own_member(self, ref: TapeRef, name: str, state: State) -> Value | None:
        """A method that the class of a tape defines in this file."""
        tape = state.tapes[ref.key]
        cls = only(tape.cls)
        found = None if cls is None or tape.overrides is None else self.in_class(cls, name, state)
        return found if found is not None and _is_function(found) else None

    def member(self, ref: Ref, name: str, state: State, site: Site) -> Result:
        """An attribute of an object of the heap."""
        obj = state.heap[ref.key]
        if obj.kind == "super":
            return self._inherited(ref, obj, name, state, site)
        if obj.kind not in ("instance", "class"):
            return frozenset({Method(ref, name)}), state
        if name == "__dict__":  # Who has it writes attributes by it.
            return UNKNOWN, self.hand_over([frozenset({ref})], state)
        if obj.kind == "instance" and name in obj.fields:
            return obj.fields[name], state
        found = obj.rest - UNKNOWN
        classes = obj.cls if obj.kind == "instance" else frozenset({ref})
        method = frozenset({Method(ref, name)})
        for cls in classes:
            inherited = self.in_class(cls, name, state) or method
            own = not (_is_function(inherited) and self.words.isdisjoint(setting(name)))
            if Unknown() in obj.rest and own:
                inherited |= UNKNOWN  # The object may have one of its own.
            found = join_values(found, inherited)
        if not classes:
            found |= method
        return self.bind_method(found, ref, obj.kind == "instance", state, site)

    def _inherited(self, ref: Ref, obj: Object, name: str, state: State, site: Site) -> Result:
        """`super().name`, where there is one class only that can be next."""
        this, cls = only(obj.get("self")), only(obj.get("class"))
        bases = self.bases(cls, state) if cls is not None else []
        base = bases[0] if len(bases) == 1 else None
        found = self.in_class(base, name, state) if base is not None else None
        if this is not None and found is not None and _is_function(found):
            return self.bind_method(found, this, True, state, site)
        while isinstance(base, Ref) and len(bases) == 1:
            bases = self.bases(base, state)
            base = bases[0] if bases else None
        if isinstance(this, TapeRef) and base == Symbol(libraries.TAPE) and len(bases) == 1:
            of_tape = frozenset({Symbol(f"{libraries.TAPE}.{name}")})
            return frozenset({Partial(of_tape, (frozenset({this}),), ())}), state
        return frozenset({Method(ref, name)}), state

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

    def record(self, ref: Ref, state: State) -> list[Value] | None:
        """The fields of an instance that is a named tuple."""
        obj = state.heap.get(ref.key)
        cls = only(obj.cls) if obj is not None and obj.kind == "instance" else None
        if obj is None or cls is None or self.in_class(cls, TUPLE, state) is None:
            return None
        names = field_names(self.in_class(cls, FIELDS, state) or NOTHING)
        return [obj.get(name) or UNKNOWN for name in names]

    def bases(self, cls: Atom, state: State) -> list[Atom]:
        """The classes that a class derives from directly, in order."""
        if not isinstance(cls, Ref) or cls.key not in state.heap:
            return []
        return BASES.in_(state.heap[cls.key].fields)

    def bind_method(
        self, found: Value, ref: Atom, on_instance: bool, state: State, site: Site
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
            elif atom.flavor in ("cached", "accessor") and on_instance:
                # Whether it runs now is not known; what it gives is the same each time.
                bound |= UNKNOWN
                state = self.hand_over([frozenset({atom, ref})], state)
            elif (atom.flavor in ("plain", "manager") and on_instance) or atom.flavor == "class":
                bound.add(replace(atom, receiver=frozenset({ref})))
            else:
                bound.add(atom)
        return frozenset(bound), state

    def call_function(self, ref: FunctionRef, site: Site, state: State) -> Result:
        """Run a property; see `calls.Calls`."""
        raise NotImplementedError

    def read_subscript(self, expr: Subscript, state: State) -> Result:
        base, state = self.eval(expr.base, state)
        index, state = self.eval(expr.index, state)
        found = NOTHING
        for atom in base:
            value, state = self._subscript_of(atom, index, expr, state)
            found = join_values(found, value)
        return found or UNKNOWN, state

    def _subscript_of(self, atom: Atom, index: Value, expr: Subscript, state: State) -> Result:
        constant = only(index)
        at = constant.value if isinstance(constant, Constant) else None
        match atom:
            case Sequence(items):
                if isinstance(at, int) and -len(items) <= at < len(items):
                    return items[at], state
                return NOTHING.union(*items) or UNKNOWN, state
            case Ref(key) if key in state.heap and state.heap[key].kind in ("list", "dict"):
                obj = state.heap[key]
                if isinstance(at, int) and obj.kind == "list" and at < 0 and not obj.rest:
                    at += len(obj.fields)
                known = isinstance(constant, Constant)
                if known and isinstance(at, (int, str, bytes, bool, float)):
                    return obj.get(at) or UNKNOWN, state
                return (obj.content or UNKNOWN), state
            case Ref() if (fields := self.record(atom, state)) is not None:
                if isinstance(at, int) and -len(fields) <= at < len(fields):
                    return fields[at], state
                return UNKNOWN.union(*fields), state
            case Tensor() | Variable():
                one = isinstance(atom, Variable) or atom.solid or is_of_axes(expr.index)
                recipe = NEW._replace(word="[...]") if one else MAYBE_SAME
                return self.operation(
                    expr.origin, [frozenset({atom})], state, recipe, [index]
                ), state
            case Detached():
                return frozenset({atom}), state
            case Method() | Weights() if (part := self.part_of(atom, index)) is not None:
                return part, state
            case Product(keras_library.SYMBOLIC):
                return frozenset({atom}), state
        self.note(state)
        if isinstance(atom, Unknown) and is_of_axes(expr.index):
            return self.operation(expr.origin, [UNKNOWN], state, _PART_OF_AXES, [index]), state
        return UNKNOWN, state

    def assign(self, target: Expr, value: Value, state: State) -> State:
        """After `target = value`."""
        if leads_on(value) and is_heavy([value]):
            value, state = UNKNOWN, self.expose([value], state)
        if isinstance(target, Name):
            return state.bind(self.frame_of(target.id), target.id, value)
        match target:
            case Attribute(base, name):
                holder, state = self.eval(base, state)
                return store_attribute(self, holder, name, value, state)
            case Subscript(base, index):
                holder, state = self.eval(base, state)
                key, state = self.eval(index, state)
                constant = only(key)
                known = isinstance(constant, Constant)
                where = constant.value if known and isinstance(constant, Constant) else Unknown()
                return store_item(self, holder, where, value, state)
            case Items(elements=targets):
                return self._unpack(targets, value, state)
            case Star(inner):
                return self.assign(inner, value, state)
        return state

    def peek(self, place: Expr, state: State) -> Value:
        """What is in a place now, if that is a name or an attribute of one; runs nothing."""
        match place:
            case Name(id):
                return state.read(self.frame_of(id), id) or NOTHING
            case Attribute(Name(id), name):
                ref = only(self.lookup(id, state))
                obj = state.heap.get(ref.key) if isinstance(ref, Ref) else None
                return obj.fields.get(name, NOTHING) if obj is not None else NOTHING
        return NOTHING

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
            state = self.assign(target, part, state)
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
                case Ref() if (fields := self.record(atom, state)) is not None:
                    found = join_values(found, NOTHING.union(*fields))
                case Tensor(assumed=True):
                    found |= UNKNOWN  # `a - b` may be a set.
                case Tensor() | Variable():
                    recipe = NEW if isinstance(atom, Variable) or atom.solid else MAYBE_SAME
                    made = self.operation(None, [frozenset({atom})], state, recipe)
                    found = join_values(found, as_doubtful(made, atom))
                case Detached():
                    found = join_values(found, frozenset({atom}))
                case Method() if (part := keras_objects.element(atom)) is not None:
                    found |= part
                case Product(path) if path == libraries.DATASET:
                    recipe = Recipe(How.LEFT, dtype=Dtype.UNKNOWN, word="tf.data")
                    found = join_values(found, self.operation(None, [value], state, recipe))
                case _:
                    found |= UNKNOWN
        return found or UNKNOWN

    def elements(self, value: Value, state: State) -> list[Value] | None:
        """The elements of something of known length; None: not known, or too many to follow."""
        found = self._elements(value, state)
        return None if found is None or len(found) > MOST_ELEMENTS else found

    def _elements(self, value: Value, state: State) -> list[Value] | None:
        match only(value):
            case Sequence(items):
                return list(items)
            case Constant(str(text)):
                return [frozenset({Constant(letter)}) for letter in text]
            case Ref(key) if key in state.heap:
                obj = state.heap[key]
                if obj.kind == "list" and not obj.rest:
                    return [obj.fields[i] for i in sorted(obj.fields)]
                if obj.kind == "dict" and not obj.rest:
                    return [frozenset({Constant(k)}) for k in obj.fields]
                return self.record(Ref(key), state)
        return None


def _is_function(value: Value) -> bool:
    return all(isinstance(atom, (FunctionRef, Method)) for atom in value)
