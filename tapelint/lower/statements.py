"""Statements: one small function for each kind of libcst node, in a table at the end.

Each puts what it makes at the end of the block that is being built; some make nothing, a
multiple `import` or `del` makes several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import libcst as cst

from tapelint.lower.closures import function
from tapelint.lower.context import MARK, Context
from tapelint.lower.expressions import arguments, expression, target
from tapelint.lower.operators import AUGMENT
from tapelint.lower.patterns import case
from tapelint.lower.scopes import Scope
from tapelint.lower.spans import Unit
from tapelint.program import (
    Assert,
    Augment,
    Bind,
    Block,
    Branch,
    Compute,
    Declare,
    Define,
    DefineClass,
    Delete,
    Evaluate,
    Exit,
    Expr,
    For,
    Handler,
    Import,
    Leave,
    Name,
    Statement,
    Target,
    Try,
    While,
    With,
)

MOST_MANAGERS = 20
"""CPython nests no more blocks than this; managers beyond it are evaluated, not entered."""


def body(context: Context, nodes: Iterable[cst.CSTNode]) -> Block:
    """The block of a module, function or class: each statement is a unit of location."""
    around = context.unit
    out: list[Statement] = []
    for node in nodes:
        context.unit = Unit(around.page, around, node)
        statement(context, node, out)
    context.unit = around
    return tuple(out)


def block(context: Context, suite: cst.BaseSuite) -> Block:
    """Any other block: it belongs to the unit of the statement it is part of."""
    out: list[Statement] = []
    for node in suite.body:
        statement(context, node, out)
    return tuple(out)


def statement(context: Context, node: cst.CSTNode, out: list[Statement]) -> None:
    """Put the forms of a statement at the end of a block."""
    if isinstance(node, cst.SimpleStatementLine):
        for small in node.body:
            _TABLE.get(type(small), _unknown)(context, small, out)
    else:
        _TABLE.get(type(node), _unknown)(context, node, out)


def _inside(context: Context, suite: cst.BaseSuite) -> Block:
    """The body of a function or class; one on the line of its header has no units."""
    if isinstance(suite, cst.IndentedBlock):
        return body(context, suite.body)
    return block(context, suite)


# --- simple statements ---------------------------------------------------------------------


def _evaluate(context: Context, node: cst.Expr, out: list[Statement]) -> None:
    out.append(Evaluate(expression(context, node.value), origin=(context.unit, node)))


def _assign(context: Context, node: cst.Assign, out: list[Statement]) -> None:
    value = expression(context, node.value)
    targets = tuple([target(context, each.target) for each in node.targets])
    out.append(Bind(targets, value, origin=(context.unit, node)))


def _annotated(context: Context, node: cst.AnnAssign, out: list[Statement]) -> None:
    value = None if node.value is None else expression(context, node.value)
    bound = target(context, node.target)
    expression(context, node.annotation.annotation)
    if value is None:
        out.append(Declare(bound, origin=(context.unit, node)))
    else:
        out.append(Bind((bound,), value, origin=(context.unit, node)))


def _augment(context: Context, node: cst.AugAssign, out: list[Statement]) -> None:
    bound = target(context, node.target)
    value = expression(context, node.value)
    op = AUGMENT[type(node.operator)]
    out.append(Augment(bound, op, value, origin=(context.unit, node)))


def _delete(context: Context, node: cst.Del, out: list[Statement]) -> None:
    waiting: list[cst.BaseExpression] = [node.target]
    while waiting:
        each = waiting.pop()
        if isinstance(each, cst.Tuple | cst.List):
            waiting += [element.value for element in reversed(each.elements)]
        else:
            out.append(Delete(target(context, each), origin=(context.unit, node)))


def _return(context: Context, node: cst.Return, out: list[Statement]) -> None:
    value = None if node.value is None else expression(context, node.value)
    out.append(Leave(Exit.RETURN, value, origin=(context.unit, node)))


def _raise(context: Context, node: cst.Raise, out: list[Statement]) -> None:
    value = None if node.exc is None else expression(context, node.exc)
    if value is not None and node.cause is not None:
        cause = expression(context, node.cause.item)
        value = Compute("raise", (value, cause), origin=(context.unit, node))
    out.append(Leave(Exit.RAISE, value, origin=(context.unit, node)))


def _break(context: Context, node: cst.Break, out: list[Statement]) -> None:
    out.append(Leave(Exit.BREAK, origin=(context.unit, node)))


def _continue(context: Context, node: cst.Continue, out: list[Statement]) -> None:
    out.append(Leave(Exit.CONTINUE, origin=(context.unit, node)))


def _assert(context: Context, node: cst.Assert, out: list[Statement]) -> None:
    test = expression(context, node.test)
    message = None if node.msg is None else expression(context, node.msg)
    out.append(Assert(test, message, origin=(context.unit, node)))


def _global(context: Context, node: cst.Global, out: list[Statement]) -> None:  # noqa: ARG001
    names = [item.name.value for item in node.names]
    context.scope.globals_.update(names)
    context.words.update(names)


def _nonlocal(context: Context, node: cst.Nonlocal, out: list[Statement]) -> None:  # noqa: ARG001
    names = [item.name.value for item in node.names]
    context.scope.nonlocals.update(names)
    context.words.update(names)


def _nothing(context: Context, node: cst.CSTNode, out: list[Statement]) -> None:
    """`pass`."""


def _type_alias(context: Context, node: cst.TypeAlias, out: list[Statement]) -> None:
    bound = target(context, node.name)
    value = Compute("?", (), origin=(context.unit, node))
    out.append(Bind((bound,), value, origin=(context.unit, node)))


# --- imports -------------------------------------------------------------------------------


def _import(context: Context, node: Any, out: list[Statement]) -> None:
    for alias in node.names:
        path = _dotted(context, alias.name)
        if alias.asname is None:
            path = path.partition(".")[0]
        name = path if alias.asname is None else alias.asname.name.value
        _binds(context, name)
        out.append(Import(name, path, origin=(context.unit, alias)))


def _import_from(context: Context, node: Any, out: list[Statement]) -> None:
    path = "." * len(node.relative)
    if node.module is not None:
        path += _dotted(context, node.module)
    if isinstance(node.names, cst.ImportStar):
        out.append(Import("*", path, "*", origin=(context.unit, node)))
        return
    for alias in node.names:
        member = _dotted(context, alias.name)
        name = member if alias.asname is None else alias.asname.name.value
        _binds(context, name)
        out.append(Import(name, path, member, origin=(context.unit, alias)))


def _dotted(context: Context, node: cst.BaseExpression) -> str:
    names: list[str] = []
    while isinstance(node, cst.Attribute):
        names.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        names.append(node.value)
    context.words.update(names)
    return ".".join(reversed(names))


def _binds(context: Context, name: str) -> None:
    context.scope.bound.add(name)
    context.words.add(name)


# --- compound statements -------------------------------------------------------------------


def _if(context: Context, node: cst.If, out: list[Statement]) -> None:
    """A chain of `elif` is followed without recursion."""
    arms: list[tuple[cst.If, Expr, Block]] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        test = expression(context, rest.test)
        arms.append((rest, test, block(context, rest.body)))
        rest = rest.orelse
    orelse = _else(context, rest)
    for arm, test, then in reversed(arms):
        orelse = (Branch(test, then, orelse, origin=(context.unit, arm)),)
    out += orelse


def _else(context: Context, node: cst.Else | cst.Finally | None) -> Block:
    return () if node is None else block(context, node.body)


def _while(context: Context, node: cst.While, out: list[Statement]) -> None:
    test = expression(context, node.test)
    inside = block(context, node.body)
    orelse = _else(context, node.orelse)
    out.append(While(test, inside, orelse, origin=(context.unit, node)))


def _for(context: Context, node: cst.For, out: list[Statement]) -> None:
    iterable = expression(context, node.iter)
    bound = target(context, node.target)
    inside = block(context, node.body)
    orelse = _else(context, node.orelse)
    is_async = node.asynchronous is not None
    out.append(For(bound, iterable, inside, orelse, is_async, origin=(context.unit, node)))


def _with(context: Context, node: cst.With, out: list[Statement]) -> None:
    where = (context.unit, node)
    is_async = node.asynchronous is not None
    items = [_item(context, item) for item in node.items]
    inside: Block = tuple(
        [
            Evaluate(manager, origin=where)
            if bound is None
            else Bind((bound,), Compute("?", (manager,), origin=where), origin=where)
            for manager, bound in items[MOST_MANAGERS:]
        ]
    )
    inside += block(context, node.body)
    for manager, bound in reversed(items[:MOST_MANAGERS]):
        inside = (With(manager, bound, inside, is_async, origin=where),)
    out += inside


def _item(context: Context, node: cst.WithItem) -> tuple[Expr, Target | None]:
    manager = expression(context, node.item)
    return manager, None if node.asname is None else target(context, node.asname.name)


def _try(context: Context, node: cst.Try | cst.TryStar, out: list[Statement]) -> None:
    inside = block(context, node.body)
    handlers = tuple([_handler(context, handler) for handler in node.handlers])
    orelse = _else(context, node.orelse)
    final = _else(context, node.finalbody)
    out.append(Try(inside, handlers, orelse, final, origin=(context.unit, node)))


def _handler(context: Context, node: cst.ExceptHandler | cst.ExceptStarHandler) -> Handler:
    kind = None if node.type is None else expression(context, node.type)
    bound = None if node.name is None else target(context, node.name.name)
    name = bound.id if isinstance(bound, Name) else None
    return Handler(kind, name, block(context, node.body), origin=(context.unit, node))


def _match(context: Context, node: cst.Match, out: list[Statement]) -> None:
    where = (context.unit, node)
    value = expression(context, node.subject)
    subject = context.temporary("match")
    out.append(Bind((Name(subject, origin=where),), value, origin=where))
    arms: list[tuple[cst.MatchCase, Expr, Block]] = []
    for each in node.cases:
        test, binds = case(context, each, subject)
        arms.append((each, test, binds + block(context, each.body)))
    rest: Block = ()
    for arm, test, then in reversed(arms):
        rest = (Branch(test, then, rest, origin=(context.unit, arm)),)
    out += rest


# --- definitions ---------------------------------------------------------------------------


def _define(context: Context, node: cst.FunctionDef, out: list[Statement]) -> None:
    decorators = _decorators(context, node.decorators)
    made = function(context, node, node.name.value, lambda: _inside(context, node.body))
    if _is_blanked(node.body):
        unknown = Compute("blank", (), origin=(context.unit, node))
        body = (Evaluate(unknown, origin=(context.unit, node)),)
        made = replace(made, body=body, words=frozenset())
    if node.returns is not None:
        expression(context, node.returns.annotation)
    _binds(context, node.name.value)
    out.append(Define(made, decorators, origin=(context.unit, node)))


def _is_blanked(suite: cst.BaseSuite) -> bool:
    """Whether `blank` left only its string of the body."""
    match suite.body:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString(value=text))])]:
            return text.startswith('"""' + MARK)
        case _:
            return False


def _define_class(context: Context, node: cst.ClassDef, out: list[Statement]) -> None:
    decorators = _decorators(context, node.decorators)
    bases = arguments(context, [*node.bases, *node.keywords])
    scope, context.scope = context.scope, Scope()
    inside = _inside(context, node.body)
    local, context.scope = context.scope.local, scope
    _binds(context, node.name.value)
    where = (context.unit, node)
    names = _annotated_names(node.body)
    out.append(DefineClass(node.name.value, bases, inside, local, decorators, names, origin=where))


def _annotated_names(body: cst.BaseSuite) -> tuple[str, ...] | None:
    """The names that the body of a class annotates; None if one is not a plain field."""
    names: list[str] = []
    for line in body.body:
        for node in line.body if isinstance(line, cst.SimpleStatementLine) else (line,):
            if isinstance(node, cst.AnnAssign) and isinstance(node.target, cst.Name):
                kind = cst.Module([]).code_for_node(node.annotation.annotation)
                if any(word in kind for word in ("ClassVar", "InitVar", "KW_ONLY")):
                    return None
                names.append(node.target.value)
    return tuple(dict.fromkeys(names))


def _decorators(context: Context, nodes: Sequence[cst.Decorator]) -> tuple[Expr, ...]:
    return tuple([expression(context, node.decorator) for node in nodes])


def _unknown(context: Context, node: cst.CSTNode, out: list[Statement]) -> None:
    value = Compute("?", (), origin=(context.unit, node))
    out.append(Evaluate(value, origin=(context.unit, node)))


Lowered = Callable[[Context, Any, list[Statement]], None]

_TABLE: dict[type[cst.CSTNode], Lowered] = {
    cst.Expr: _evaluate,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augment,
    cst.Del: _delete,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Assert: _assert,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
    cst.Pass: _nothing,
    cst.TypeAlias: _type_alias,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.If: _if,
    cst.While: _while,
    cst.For: _for,
    cst.With: _with,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
    cst.FunctionDef: _define,
    cst.ClassDef: _define_class,
}

for _lazy, _lowered in (("LazyImport", _import), ("LazyImportFrom", _import_from)):
    if hasattr(cst, _lazy):
        _TABLE[getattr(cst, _lazy)] = _lowered
