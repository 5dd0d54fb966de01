"""Where a program calls `add` and `pop`, the methods by which a Sequential model changes.

A model that is made one layer after the other is known at each moment if every call that may
change one is seen when it happens; that is read off the program before it is run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tapelint.bound import bindings, children
from tapelint.keras_library import LONGER
from tapelint.program import (
    Attribute,
    Bind,
    Block,
    Call,
    Comprehension,
    DefineClass,
    Expr,
    Form,
    Function,
    Import,
    Items,
    Literal,
    Name,
)

Scope = Function | DefineClass | None
_STACK = "Sequential"
_CONTAINERS = frozenset("set list dict deque defaultdict OrderedDict Counter".split())


def are_followed(body: Block, words: frozenset[str]) -> bool:
    """Whether no call of `add` or `pop` in a program may lengthen a model out of sight."""
    if words.isdisjoint(LONGER) or _STACK not in words:
        return words.isdisjoint(LONGER)
    return _Program(body).follows_all()


def _parts(body: Block) -> Iterator[tuple[object, Scope]]:
    """Everything in a program, each with the function or class that it stands in."""
    todo: list[tuple[object, Scope]] = [(body, None)]
    while todo:
        part, scope = todo.pop()
        yield part, scope
        inner = part if isinstance(part, Function | DefineClass) else scope
        todo += [(child, inner) for child in children(part)]


class _Program:
    """What the names and attributes of a program are bound to, and where it uses the methods."""

    def __init__(self, body: Block) -> None:
        self._bound: dict[int, Mapping[str, list[Form]]] = {}
        self._module = body
        self._attributes: defaultdict[str, list[tuple[Form, Scope]]] = defaultdict(list)
        self._shared: set[str] = set()
        self._uses: list[tuple[Attribute, Scope]] = []
        self._calls: dict[int, Call] = {}
        for part, scope in _parts(body):
            match part:
                case Function():
                    self._shared |= part.globals_ | part.nonlocals
                case Bind(targets):
                    for target in targets:
                        if isinstance(target, Attribute):
                            self._attributes[target.name].append((part, scope))
                case Call(Attribute() as func):
                    self._calls[id(func)] = part
                case Attribute(_, name) if name in LONGER:
                    self._uses.append((part, scope))

    def follows_all(self) -> bool:
        """Whether no use of the methods may lengthen a model out of sight."""
        return all(self._follows(*use) for use in self._uses)

    def _follows(self, method: Attribute, scope: Scope) -> bool:
        """Whether this use lengthens no model, or one that was made just there."""
        call = self._calls.get(id(method))
        if call is None:
            return False
        if _is_for_a_container(method.name, call) or self._is_of_module(method.base, scope):
            return True
        match method.base:
            case Name(name):
                return name not in self._shared and _all_are_made(self._of_name(name, scope))
            case Attribute(_, name):
                bound = self._attributes.get(name, [])
                if _all_are_made([form for form, _ in bound], stacks=False):
                    return True
                return _all_are_made([form for form, _ in bound]) and all(
                    where is scope for _, where in bound
                )
        return False

    def _is_of_module(self, base: Expr, scope: Scope) -> bool:
        """Whether it is something imported: `tf.math.add`."""
        while isinstance(base, Attribute):
            base = base.base
        if not isinstance(base, Name):
            return False
        at_hand = scope is None or base.id in scope.local
        bound = self._of_name(base.id, scope if at_hand else None)
        return bool(bound) and all(isinstance(form, Import) for form in bound)

    def _of_name(self, name: str, scope: Scope) -> list[Form]:
        """What binds a name of its own in a scope."""
        if isinstance(scope, Function) and any(p.name == name for p in scope.parameters):
            return [scope]
        body = self._module if scope is None else scope.body
        return self._names(body).get(name, [])

    def _names(self, body: Block) -> Mapping[str, list[Form]]:
        if id(body) not in self._bound:
            found: defaultdict[str, list[Form]] = defaultdict(list)
            for name, form in bindings(body):
                found[name].append(form)
            self._bound[id(body)] = found
        return self._bound[id(body)]


def _all_are_made(forms: list[Form], *, stacks: bool = True) -> bool:
    """Whether these, one at least, bind a container that they make, or a `Sequential`."""
    return bool(forms) and all(
        isinstance(form, Bind) and _is_made(form.value, stacks=stacks) for form in forms
    )


def _is_made(value: Expr, *, stacks: bool) -> bool:
    match value:
        case Items() | Comprehension() | Literal():
            return True
        case Call(Name(id) | Attribute(_, id)):
            return id in _CONTAINERS or (stacks and id == _STACK)
    return False


def _is_for_a_container(method: str, call: Call) -> bool:
    """Whether no `Sequential` takes such arguments: `replay.add(a, b)`, `options.pop("x")`."""
    if method == "pop":
        return bool(call.args)
    if any(argument.star or argument.name for argument in call.args):
        return False
    return len(call.args) > 1 or any(isinstance(a.value, Literal | Items) for a in call.args)
