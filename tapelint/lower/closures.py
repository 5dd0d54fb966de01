"""Expressions with a scope of their own: lambdas and comprehensions.

Also the parameters and bodies of functions, which `def` shares with `lambda`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from tapelint.lower.context import Context
from tapelint.lower.expressions import TABLE, expression, target
from tapelint.lower.scopes import Scope
from tapelint.program import (
    Block,
    Clause,
    Comprehension,
    Exit,
    Expr,
    Function,
    Items,
    Lambda,
    Leave,
    Parameter,
    Star,
)


def function(
    context: Context,
    node: cst.FunctionDef | cst.Lambda,
    name: str,
    body: Callable[[], Block],
) -> Function:
    """A function whose `body` is lowered in a new scope; its defaults in the one around."""
    is_async = isinstance(node, cst.FunctionDef) and node.asynchronous is not None
    return enclosed(
        context, node, name, lambda: parameters(context, node.params), body, is_async=is_async
    )


def enclosed(
    context: Context,
    node: object,
    name: str,
    parameters: Callable[[], tuple[Parameter, ...]],
    body: Callable[[], Block],
    *,
    is_async: bool,
) -> Function:
    """The same, whatever tree its node is of."""
    words, context.words = context.words, set()
    given = parameters()
    scope, context.scope = context.scope, Scope()
    inside = context.scope
    inside.bound.update([parameter.name for parameter in given])
    lowered = body()
    context.scope = scope
    inner_words, context.words = context.words, words
    words |= inner_words
    return Function(
        name,
        given,
        lowered,
        inside.local,
        frozenset(inside.globals_),
        frozenset(inside.nonlocals),
        frozenset(inner_words),
        is_async,
        inside.is_generator,
        origin=(context.unit, node),
    )


def parameters(context: Context, node: cst.Parameters) -> tuple[Parameter, ...]:
    """The parameters in the order in which they are written."""
    found: list[Parameter] = []
    _add(context, found, "positional", node.posonly_params)
    _add(context, found, "normal", node.params)
    if isinstance(node.star_arg, cst.Param):
        _add(context, found, "star", [node.star_arg])
    _add(context, found, "keyword", node.kwonly_params)
    if node.star_kwarg is not None:
        _add(context, found, "doublestar", [node.star_kwarg])
    return tuple(found)


def _add(context: Context, found: list[Parameter], kind: str, nodes: Sequence[cst.Param]) -> None:
    for node in nodes:
        name = node.name.value
        context.words.add(name)
        if node.annotation is not None:
            expression(context, node.annotation.annotation)
        default = None if node.default is None else expression(context, node.default)
        found.append(Parameter(name, kind, default))


def _lambda(context: Context, node: cst.Lambda) -> Expr:
    def body() -> Block:
        return (Leave(Exit.RETURN, expression(context, node.body), origin=(context.unit, node)),)

    made = function(context, node, "<lambda>", body)
    return Lambda(made, origin=(context.unit, node))


def _simple(kind: str) -> Callable[[Context, Any], Expr]:
    def lower(context: Context, node: cst.BaseSimpleComp) -> Expr:
        return _comprehension(context, node, kind, lambda: expression(context, node.elt))

    return lower


def _dict(context: Context, node: cst.DictComp) -> Expr:
    def element() -> Expr:
        pair = (expression(context, node.key), expression(context, node.value))
        return Items("tuple", pair, origin=(context.unit, node))

    return _comprehension(context, node, "dict", element)


def _merged(context: Context, node: Any) -> Expr:
    def element() -> Expr:
        return Star(expression(context, node.value), origin=(context.unit, node))

    return _comprehension(context, node, "dict", element)


def _comprehension(context: Context, node: Any, kind: str, element: Callable[[], Expr]) -> Expr:
    """The first iterable belongs to the scope around, all else to that of the comprehension."""
    scope = context.scope
    clauses: list[Clause] = []
    each: cst.CompFor | None = node.for_in
    while each is not None:
        iterable = expression(context, each.iter)
        if not clauses:
            context.scope = scope.inner()
        bound = target(context, each.target)
        tests = tuple([expression(context, condition.test) for condition in each.ifs])
        clauses.append(Clause(bound, iterable, tests, each.asynchronous is not None))
        each = each.inner_for_in
    made = element()
    context.scope = scope
    return Comprehension(kind, made, tuple(clauses), origin=(context.unit, node))


TABLE.update(
    {
        cst.Lambda: _lambda,
        cst.GeneratorExp: _simple("generator"),
        cst.ListComp: _simple("list"),
        cst.SetComp: _simple("set"),
        cst.DictComp: _dict,
    }
)
if hasattr(cst, "StarredDictComp"):
    TABLE[cst.StarredDictComp] = _merged
