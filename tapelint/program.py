"""The tape program: what a Python file does, in a few forms and in evaluation order.

Data only. `tapelint.lower` makes it from syntax, `tapelint.interpret` walks it; nothing here knows
where it came from or what it means. Every form carries `origin`, an opaque handle by which
`Program.locate` finds the span of source text; it takes no part in comparison or printing.

Terms: a *block* is a sequence of statements; a *target* is what can be bound (`Name`, `Attribute`,
`Subscript`, `Items` of targets, `Star`).
"""

from __future__ import annotations

from dataclasses import field

from tapelint.enums import Single
from tapelint.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """Anything of a tape program that stands somewhere in the source text."""

    origin: object = field(default=None, compare=False, repr=False)


# --- expressions ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Literal(Form):
    """A constant of the source text: `None`, a bool, number, string, bytes or `...`."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Form):
    """A read of, or a binding to, a plain name."""

    id: str


@dataclass(frozen=True, slots=True)
class Attribute(Form):
    """`base.name`."""

    base: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Subscript(Form):
    """`base[index]`; a slice is `Items("slice", (lower, upper, step))`."""

    base: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Items(Form):
    """A display: `kind` is tuple, list, set, dict or slice.

    A dict has `keys` parallel to `elements`; the key of `**other` is None and its element
    a `Star`.
    """

    kind: str
    elements: tuple[Expr, ...]
    keys: tuple[Expr | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Star(Form):
    """`*value` in a display or target, `**value` in a dict display."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Compute(Form):
    """A computation of its parts, evaluated left to right.

    `op` is the Python operator (`+`, `-`, `not`, `<`, `is`, `in` ...; a unary minus has one
    part), `f` for a formatted string, `match` for the test of a case pattern, `?` for syntax
    that lowering does not know.
    """

    op: str
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call: positional, keyword (`name`), `*value` or `**value` (`star`)."""

    value: Expr
    name: str | None = None
    star: str = ""


@dataclass(frozen=True, slots=True)
class Call(Form):
    """`func(*args)`; the arguments in source order."""

    func: Expr
    args: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Choice(Form):
    """`then if test else orelse`."""

    test: Expr
    then: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True)
class Logic(Form):
    """`left and right`, `left or right`."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Walrus(Form):
    """`(target := value)`; also how a case pattern binds its captures."""

    target: Name
    value: Expr


@dataclass(frozen=True, slots=True)
class Lambda(Form):
    """A function without a name."""

    function: Function


@dataclass(frozen=True, slots=True)
class Clause:
    """`for target in iterable if tests` of a comprehension."""

    target: Target
    iterable: Expr
    tests: tuple[Expr, ...] = ()
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Comprehension(Form):
    """`kind` is list, set, dict (its element an `Items("tuple", (key, value))`) or generator."""

    kind: str
    element: Expr
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Await(Form):
    """`await value`."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Yield(Form):
    """`yield value`, `yield from value`."""

    value: Expr | None
    delegates: bool = False


Expr = (
    Literal | Name | Attribute | Subscript | Items | Star | Compute | Call | Choice | Logic
    | Walrus | Lambda | Comprehension | Await | Yield
)  # fmt: skip
Target = Name | Attribute | Subscript | Items | Star


# --- statements ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evaluate(Form):
    """An expression for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Bind(Form):
    """`a = b = value`: the value first, then each target from the left."""

    targets: tuple[Target, ...]
    value: Expr


@dataclass(frozen=True, slots=True)
class Declare(Form):
    """`name: annotation` without a value: binds nothing (a dataclass field)."""

    target: Target


@dataclass(frozen=True, slots=True)
class Augment(Form):
    """`target op= value`; `op` without the equals sign."""

    target: Target
    op: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Delete(Form):
    """`del target`."""

    target: Target


@dataclass(frozen=True, slots=True)
class With(Form):
    """One context manager around a body; `with a, b:` is two of them, nested."""

    manager: Expr
    target: Target | None
    body: Block
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Branch(Form):
    """`if`; a `match` becomes a chain of them (see `Compute`, op `match`)."""

    test: Expr
    then: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class For(Form):
    """`for target in iterable: body else: orelse`."""

    target: Target
    iterable: Expr
    body: Block
    orelse: Block
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class While(Form):
    """`while test: body else: orelse`."""

    test: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True)
class Handler(Form):
    """`except type as name: body`; `type` is None for a bare `except:`."""

    type: Expr | None
    name: str | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Form):
    """`try`, its handlers, `else` and `finally`."""

    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


class Exit(Single):
    """The ways out of a block."""

    NEXT = "next"
    RETURN = "return"
    RAISE = "raise"
    BREAK = "break"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Leave(Form):
    """`return value`, `raise value`, `break`, `continue`."""

    exit: Exit
    value: Expr | None = None


@dataclass(frozen=True, slots=True)
class Assert(Form):
    """`assert test, message`."""

    test: Expr
    message: Expr | None = None


@dataclass(frozen=True, slots=True)
class Import(Form):
    """`import path as name` or `from path import member as name`.

    `path` is absolute, or starts with its dots for a relative import. `member` is None for
    a plain import and `*` for a star import. `import a.b` without `as` binds `a` (`name`
    is "a", `path` "a"); the submodule itself is not told.
    """

    name: str
    path: str
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind` is one of: positional, normal, star, keyword, doublestar."""

    name: str
    kind: str = "normal"
    default: Expr | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function(Form):
    """A `def` or lambda, as data.

    `local` are the names it binds (parameters included, `global`/`nonlocal` ones not);
    `globals_` and `nonlocals` those it declares; `words` those that
    occur anywhere inside it, nested definitions included (see `cells.Program`).
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    local: frozenset[str]
    globals_: frozenset[str] = frozenset()
    nonlocals: frozenset[str] = frozenset()
    words: frozenset[str] = field(default=frozenset(), repr=False)
    is_async: bool = False
    is_generator: bool = False


@dataclass(frozen=True, slots=True)
class Define(Form):
    """A `def`: decorators first, then defaults, then the binding of its name."""

    function: Function
    decorators: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class DefineClass(Form):
    """A `class`; its body runs at once, in a scope of its own.

    `annotated` are the names that its body annotates, in order, if these are all plain: None if
    one is a `ClassVar`, `InitVar` or `KW_ONLY`.
    """

    name: str
    bases: tuple[Argument, ...]
    body: Block
    local: frozenset[str]
    decorators: tuple[Expr, ...] = ()
    annotated: tuple[str, ...] | None = ()


Statement = (
    Evaluate | Bind | Declare | Augment | Delete | With | Branch | For | While | Try | Leave
    | Assert | Import | Define | DefineClass
)  # fmt: skip
Block = tuple[Statement, ...]
