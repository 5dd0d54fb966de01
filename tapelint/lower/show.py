"""Prints a program as indented text, for tests and for whoever wonders what was understood.

Close to Python, but explicit: a computation is `<op parts>`, a choice `(test ? then : orelse)`,
a display `tuple(a, b)`; a parameter that must be positional is `a/`, one that must be named
`a*`; the scope of a function follows its header.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tapelint.cells import Cell, Program
from tapelint.program import (
    Argument,
    Assert,
    Attribute,
    Augment,
    Await,
    Bind,
    Block,
    Branch,
    Call,
    Choice,
    Clause,
    Comprehension,
    Compute,
    Declare,
    Define,
    DefineClass,
    Delete,
    Evaluate,
    Expr,
    For,
    Function,
    Import,
    Items,
    Lambda,
    Leave,
    Literal,
    Logic,
    Name,
    Parameter,
    Star,
    Statement,
    Subscript,
    Try,
    Walrus,
    While,
    With,
    Yield,
)

_PARAMETERS = {
    "positional": "{}/",
    "normal": "{}",
    "star": "*{}",
    "keyword": "{}*",
    "doublestar": "**{}",
}
_LONGEST = 60


def show(program: Program) -> str:
    """The whole program."""
    return "\n".join(line for cell in program.cells for line in _cell(cell))


def _cell(cell: Cell) -> Iterator[str]:
    if cell.index is None:
        yield from _lines(cell.body)
    else:
        manner = " raises" * cell.raises_expected + " maybe" * cell.may_be_skipped
        yield from _under(f"cell {cell.index}{manner}:", cell.body)


# --- statements ----------------------------------------------------------------------------


def _lines(block: Block) -> Iterator[str]:
    for form in block:
        match form:
            case Define() | DefineClass():
                yield from _definition(form)
            case With() | Branch() | For() | While() | Try():
                yield from _compound(form)
            case _:
                yield _simple(form)


def _under(head: str, block: Block) -> Iterator[str]:
    yield head
    for line in _lines(block) if block else ["pass"]:
        yield "    " + line


def _simple(form: Statement) -> str:
    match form:
        case Evaluate(value):
            return _text(value)
        case Bind(targets, value):
            return " = ".join(map(_text, [*targets, value]))
        case Declare(target):
            return f"declare {_text(target)}"
        case Augment(target, op, value):
            return f"{_text(target)} {op}= {_text(value)}"
        case Delete(target):
            return f"del {_text(target)}"
        case Leave(way, value):
            return way.value + _after(value)
        case Assert(test, message):
            return f"assert {_text(test)}" + _after(message, ", ")
        case Import(name, path, member):
            start = f"import {path}" if member is None else f"from {path} import {member}"
            return f"{start} as {name}"
    return f"? {type(form).__name__}"


def _compound(form: With | Branch | For | While | Try) -> Iterator[str]:
    match form:
        case With(manager, target, body, is_async):
            head = f"with {_text(manager)}" + _after(target, " as ")
            yield from _under(f"{'async ' * is_async}{head}:", body)
        case Branch(test, then, orelse):
            yield from _under(f"if {_text(test)}:", then)
            yield from _maybe("else:", orelse)
        case For(target, iterable, body, orelse, is_async):
            head = f"for {_text(target)} in {_text(iterable)}:"
            yield from _under("async " * is_async + head, body)
            yield from _maybe("else:", orelse)
        case While(test, body, orelse):
            yield from _under(f"while {_text(test)}:", body)
            yield from _maybe("else:", orelse)
        case Try(body, handlers, orelse, final):
            yield from _under("try:", body)
            for handler in handlers:
                name = f" as {handler.name}" if handler.name else ""
                yield from _under(f"except{_after(handler.type)}{name}:", handler.body)
            yield from _maybe("else:", orelse)
            yield from _maybe("finally:", final)


def _maybe(head: str, block: Block) -> Iterator[str]:
    if block:
        yield from _under(head, block)


def _definition(form: Define | DefineClass) -> Iterator[str]:
    for decorator in form.decorators:
        yield f"@{_text(decorator)}"
    if isinstance(form, DefineClass):
        local = _names("local", form.local)
        yield from _under(f"class {form.name}({_arguments(form.bases)}){local}:", form.body)
    else:
        function = form.function
        head = f"def {function.name}({_parameters(function.parameters)}){_notes(function)}:"
        yield from _under("async " * function.is_async + head, function.body)


def _notes(function: Function) -> str:
    return (
        _names("local", function.local)
        + _names("global", function.globals_)
        + _names("nonlocal", function.nonlocals)
        + " generator" * function.is_generator
    )


def _names(label: str, names: frozenset[str]) -> str:
    return f" {label}({', '.join(sorted(names))})" if names else ""


def _parameters(parameters: Iterable[Parameter]) -> str:
    return ", ".join(
        _PARAMETERS[parameter.kind].format(parameter.name) + _after(parameter.default, "=")
        for parameter in parameters
    )


# --- expressions ---------------------------------------------------------------------------


def _text(form: Expr) -> str:
    match form:
        case Literal(value):
            return _literal(value)
        case Name(name):
            return name
        case Attribute(base, name):
            return f"{_text(base)}.{name}"
        case Subscript(base, index):
            return f"{_text(base)}[{_text(index)}]"
        case Call(func, args):
            return f"{_text(func)}({_arguments(args)})"
        case Compute(op, parts):
            return f"<{op}{_after_all(parts)}>"
        case Items() | Comprehension() | Star():
            return _collection(form)
        case Walrus(target, value):
            return f"({_text(target)} := {_text(value)})"
        case _:
            return _steering(form)


def _steering(form: Expr) -> str:
    match form:
        case Choice(test, then, orelse):
            return f"({_text(test)} ? {_text(then)} : {_text(orelse)})"
        case Logic(op, left, right):
            return f"({_text(left)} {op} {_text(right)})"
        case Lambda(function):
            body = "; ".join(_lines(function.body))
            return f"(lambda {_parameters(function.parameters)}{_notes(function)}: {body})"
        case Await(value):
            return f"(await {_text(value)})"
        case Yield(value, delegates):
            return f"(yield{' from' * delegates}{_after(value)})"
    return f"? {type(form).__name__}"


def _collection(form: Items | Comprehension | Star) -> str:
    match form:
        case Star(value):
            return f"*{_text(value)}"
        case Items("dict", elements, keys):
            pairs = [
                f"*{_text(value)}" if key is None else f"{_text(key)}: {_text(value)}"
                for key, value in zip(keys, elements, strict=True)
            ]
            return f"dict{{{', '.join(pairs)}}}"
        case Items(kind, elements):
            return f"{kind}({', '.join(map(_text, elements))})"
        case Comprehension(kind, element, clauses):
            return f"{kind}({_text(element)}{''.join(map(_clause, clauses))})"


def _clause(clause: Clause) -> str:
    head = f" for {_text(clause.target)} in {_text(clause.iterable)}"
    tests = "".join(f" if {_text(test)}" for test in clause.tests)
    return " async" * clause.is_async + head + tests


def _arguments(arguments: Iterable[Argument]) -> str:
    return ", ".join(
        (f"{argument.name}=" if argument.name else argument.star) + _text(argument.value)
        for argument in arguments
    )


def _literal(value: object) -> str:
    if value is ...:
        return "..."
    try:
        text = repr(value)
    except ValueError:
        return "<a number of too many digits>"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _after(form: Expr | None, start: str = " ") -> str:
    return "" if form is None else start + _text(form)


def _after_all(forms: tuple[Expr, ...]) -> str:
    return " " + ", ".join(map(_text, forms)) if forms else ""
