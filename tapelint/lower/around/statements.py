"""Statements: one small function for each kind of node, in a table at the end."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from tapelint.lower.around.closures import function
from tapelint.lower.around.expressions import (
    BINARY,
    Unusual,
    arguments,
    expression,
    target,
)
from tapelint.lower.around.tapes import Tapes
from tapelint.lower.context import Context
from tapelint.lower.plain import Plain
from tapelint.lower.scopes import Scope
from tapelint.lower.statements import MOST_MANAGERS
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
    Statement,
    Target,
    Try,
    While,
    With,
)


class Around(Context):
    """Where lowering stands; `gone`: the functions of which nobody needs the body."""

    __slots__ = ("gone", "tapes")

    def __init__(self, plain: Plain, tapes: Tapes, gone: Collection[ast.AST]) -> None:
        super().__init__(plain)
        self.tapes = tapes
        self.gone = gone


def around(
    code: str,
    tree: ast.Module,
    gone: Collection[ast.AST],
    shift: Mapping[int, int],
    cell: int | None,
) -> tuple[Block, frozenset[str]]:
    """The statements of a text, and its words; `gone`: see `Around`."""
    plain = Plain(code.split("\n"), shift, cell)
    context = Around(plain, Tapes(code, plain), gone)
    block = _block(context, tree.body)
    return block, frozenset(context.words)


def _block(context: Around, nodes: list[ast.stmt]) -> Block:
    """A block, of which libcst reads what speaks of tapes, and what is new in Python."""
    out: list[Statement] = []
    for node, after in zip_longest(nodes, nodes[1:]):
        lower = _TABLE.get(type(node))
        speaks = node not in context.gone and context.tapes.concern(node)
        if (speaks or lower is None) and context.tapes.stands_alone(node, after):
            context.tapes.lower(context, node, out)
        elif lower is None:
            raise Unusual
        else:
            lower(context, node, out)
    return tuple(out)


# --- simple statements -----------------------------------------------------------------------


def _evaluate(context: Around, node: ast.Expr, out: list[Statement]) -> None:
    out.append(Evaluate(expression(context, node.value), origin=(context.unit, node)))


def _assign(context: Around, node: ast.Assign, out: list[Statement]) -> None:
    value = expression(context, node.value)
    targets = tuple([target(context, each) for each in node.targets])
    out.append(Bind(targets, value, origin=(context.unit, node)))


def _annotated(context: Around, node: ast.AnnAssign, out: list[Statement]) -> None:
    value = None if node.value is None else expression(context, node.value)
    bound = target(context, node.target)
    expression(context, node.annotation)
    if value is None:
        out.append(Declare(bound, origin=(context.unit, node)))
    else:
        out.append(Bind((bound,), value, origin=(context.unit, node)))


def _augment(context: Around, node: ast.AugAssign, out: list[Statement]) -> None:
    bound = target(context, node.target)
    value = expression(context, node.value)
    out.append(Augment(bound, BINARY[type(node.op)], value, origin=(context.unit, node)))


def _delete(context: Around, node: ast.Delete, out: list[Statement]) -> None:
    waiting: list[ast.expr] = [*reversed(node.targets)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Tuple | ast.List):
            waiting += reversed(each.elts)
        else:
            out.append(Delete(target(context, each), origin=(context.unit, node)))


def _return(context: Around, node: ast.Return, out: list[Statement]) -> None:
    value = None if node.value is None else expression(context, node.value)
    out.append(Leave(Exit.RETURN, value, origin=(context.unit, node)))


def _raise(context: Around, node: ast.Raise, out: list[Statement]) -> None:
    value = None if node.exc is None else expression(context, node.exc)
    if value is not None and node.cause is not None:
        cause = expression(context, node.cause)
        value = Compute("raise", (value, cause), origin=(context.unit, node))
    out.append(Leave(Exit.RAISE, value, origin=(context.unit, node)))


def _leave(way: Exit) -> Callable[[Around, Any, list[Statement]], None]:
    def lower(context: Around, node: ast.stmt, out: list[Statement]) -> None:
        out.append(Leave(way, origin=(context.unit, node)))

    return lower


def _assert(context: Around, node: ast.Assert, out: list[Statement]) -> None:
    test = expression(context, node.test)
    message = None if node.msg is None else expression(context, node.msg)
    out.append(Assert(test, message, origin=(context.unit, node)))


def _global(context: Around, node: ast.Global, out: list[Statement]) -> None:  # noqa: ARG001
    context.scope.globals_.update(node.names)
    context.words.update(node.names)


def _nonlocal(context: Around, node: ast.Nonlocal, out: list[Statement]) -> None:  # noqa: ARG001
    context.scope.nonlocals.update(node.names)
    context.words.update(node.names)


def _nothing(context: Around, node: ast.stmt, out: list[Statement]) -> None:
    """`pass`."""


# --- imports ---------------------------------------------------------------------------------


def _import(context: Around, node: ast.Import, out: list[Statement]) -> None:
    for alias in node.names:
        path = alias.name
        context.words.update(path.split("."))
        if alias.asname is None:
            path = path.partition(".")[0]
        name = path if alias.asname is None else alias.asname
        _binds(context, name)
        out.append(Import(name, path, origin=(context.unit, alias)))


def _import_from(context: Around, node: ast.ImportFrom, out: list[Statement]) -> None:
    path = "." * node.level
    if node.module is not None:
        context.words.update(node.module.split("."))
        path += node.module
    for alias in node.names:
        if alias.name == "*":
            out.append(Import("*", path, "*", origin=(context.unit, node)))
            return
        context.words.add(alias.name)
        name = alias.name if alias.asname is None else alias.asname
        _binds(context, name)
        out.append(Import(name, path, alias.name, origin=(context.unit, alias)))


def _binds(context: Around, name: str) -> None:
    context.scope.bound.add(name)
    context.words.add(name)


# --- compound statements ---------------------------------------------------------------------


def _if(context: Around, node: ast.If, out: list[Statement]) -> None:
    """A chain of `elif` is followed without recursion."""
    arms: list[tuple[ast.If, Expr, Block]] = []
    rest: list[ast.stmt] = [node]
    while len(rest) == 1 and isinstance(rest[0], ast.If):
        arm = rest[0]
        test = expression(context, arm.test)
        arms.append((arm, test, _block(context, arm.body)))
        rest = arm.orelse
    orelse = _block(context, rest)
    for arm, test, then in reversed(arms):
        orelse = (Branch(test, then, orelse, origin=(context.unit, arm)),)
    out += orelse


def _while(context: Around, node: ast.While, out: list[Statement]) -> None:
    test = expression(context, node.test)
    inside = _block(context, node.body)
    orelse = _block(context, node.orelse)
    out.append(While(test, inside, orelse, origin=(context.unit, node)))


def _for(context: Around, node: ast.For | ast.AsyncFor, out: list[Statement]) -> None:
    iterable = expression(context, node.iter)
    bound = target(context, node.target)
    inside = _block(context, node.body)
    orelse = _block(context, node.orelse)
    is_async = isinstance(node, ast.AsyncFor)
    out.append(For(bound, iterable, inside, orelse, is_async, origin=(context.unit, node)))


def _with(context: Around, node: ast.With | ast.AsyncWith, out: list[Statement]) -> None:
    if len(node.items) > MOST_MANAGERS:
        raise Unusual
    is_async = isinstance(node, ast.AsyncWith)
    items = [_item(context, item) for item in node.items]
    inside = _block(context, node.body)
    for manager, bound in reversed(items):
        inside = (With(manager, bound, inside, is_async, origin=(context.unit, node)),)
    out += inside


def _item(context: Around, node: ast.withitem) -> tuple[Expr, Target | None]:
    manager = expression(context, node.context_expr)
    bound = node.optional_vars
    return manager, None if bound is None else target(context, bound)


def _try(context: Around, node: Any, out: list[Statement]) -> None:
    inside = _block(context, node.body)
    handlers = tuple([_handler(context, handler) for handler in node.handlers])
    orelse = _block(context, node.orelse)
    final = _block(context, node.finalbody)
    out.append(Try(inside, handlers, orelse, final, origin=(context.unit, node)))


def _handler(context: Around, node: ast.ExceptHandler) -> Handler:
    kind = None if node.type is None else expression(context, node.type)
    if node.name is not None:
        _binds(context, node.name)
    return Handler(kind, node.name, _block(context, node.body), origin=(context.unit, node))


# --- definitions -----------------------------------------------------------------------------


def _define(
    context: Around, node: ast.FunctionDef | ast.AsyncFunctionDef, out: list[Statement]
) -> None:
    decorators = tuple([expression(context, each) for each in node.decorator_list])
    where = (context.unit, node)
    if node in context.gone:
        unknown = Evaluate(Compute("blank", (), origin=where), origin=where)
        made = function(context, node, node.name, lambda: (unknown,))
        made = replace(made, words=frozenset())
    else:
        made = function(context, node, node.name, lambda: _block(context, node.body))
    if node.returns is not None:
        expression(context, node.returns)
    _binds(context, node.name)
    out.append(Define(made, decorators, origin=where))


def _define_class(context: Around, node: ast.ClassDef, out: list[Statement]) -> None:
    decorators = tuple([expression(context, each) for each in node.decorator_list])
    bases = arguments(context, node.bases, node.keywords)
    scope, context.scope = context.scope, Scope()
    inside = _block(context, node.body)
    local, context.scope = context.scope.local, scope
    _binds(context, node.name)
    where = (context.unit, node)
    names = _annotated_names(node.body)
    out.append(DefineClass(node.name, bases, inside, local, decorators, names, origin=where))


def _annotated_names(body: list[ast.stmt]) -> tuple[str, ...] | None:
    """The names that the body of a class annotates; None if one is not a plain field."""
    names: list[str] = []
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            kind = ast.unparse(node.annotation)
            if any(word in kind for word in ("ClassVar", "InitVar", "KW_ONLY")):
                return None
            names.append(node.target.id)
    return tuple(dict.fromkeys(names))


_TABLE: dict[type[ast.stmt], Callable[[Around, Any, list[Statement]], None]] = {
    ast.Expr: _evaluate,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augment,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _leave(Exit.BREAK),
    ast.Continue: _leave(Exit.CONTINUE),
    ast.Assert: _assert,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Pass: _nothing,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define_class,
}
if hasattr(ast, "TryStar"):
    _TABLE[ast.TryStar] = _try
