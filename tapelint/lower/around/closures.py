"""Expressions with a scope of their own; and functions, which `def` shares with `lambda`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from tapelint.lower.around.expressions import TABLE, expression, target
from tapelint.lower.closures import enclosed
from tapelint.lower.context import Context
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
)


def function(context: Context, node: Any, name: str, body: Callable[[], Block]) -> Function:
    """A function whose `body` is lowered in a new scope; its defaults in the one around."""
    is_async = isinstance(node, ast.AsyncFunctionDef)
    return enclosed(
        context, node, name, lambda: _parameters(context, node.args), body, is_async=is_async
    )


def _parameters(context: Context, node: ast.arguments) -> tuple[Parameter, ...]:
    """The parameters in the order in which they are written."""
    plain = [*node.posonlyargs, *node.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(node.defaults))
    kinds = ["positional"] * len(node.posonlyargs) + ["normal"] * len(node.args)
    written = list(zip(kinds, plain, [*missing, *node.defaults], strict=True))
    written += [("star", node.vararg, None)] if node.vararg else []
    named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
    written += [("keyword", each, default) for each, default in named]
    written += [("doublestar", node.kwarg, None)] if node.kwarg else []
    found: list[Parameter] = []
    for kind, each, given in written:
        context.words.add(each.arg)
        if each.annotation is not None:
            expression(context, each.annotation)
        default = None if given is None else expression(context, given)
        found.append(Parameter(each.arg, kind, default))
    return tuple(found)


def _lambda(context: Context, node: ast.Lambda) -> Expr:
    def body() -> Block:
        return (Leave(Exit.RETURN, expression(context, node.body), origin=(context.unit, node)),)

    return Lambda(function(context, node, "<lambda>", body), origin=(context.unit, node))


def _simple(kind: str) -> Callable[[Context, Any], Expr]:
    def lower(context: Context, node: Any) -> Expr:
        return _comprehension(context, node, kind, lambda: expression(context, node.elt))

    return lower


def _of_dict(context: Context, node: ast.DictComp) -> Expr:
    def element() -> Expr:
        pair = (expression(context, node.key), expression(context, node.value))
        return Items("tuple", pair, origin=(context.unit, node))

    return _comprehension(context, node, "dict", element)


def _comprehension(context: Context, node: Any, kind: str, element: Callable[[], Expr]) -> Expr:
    """The first iterable belongs to the scope around, all else to that of the comprehension."""
    scope = context.scope
    clauses: list[Clause] = []
    for each in node.generators:
        iterable = expression(context, each.iter)
        if not clauses:
            context.scope = scope.inner()
        bound = target(context, each.target)
        tests = tuple([expression(context, condition) for condition in each.ifs])
        clauses.append(Clause(bound, iterable, tests, bool(each.is_async)))
    made = element()
    context.scope = scope
    return Comprehension(kind, made, tuple(clauses), origin=(context.unit, node))


TABLE.update(
    {
        ast.Lambda: _lambda,
        ast.GeneratorExp: _simple("generator"),
        ast.ListComp: _simple("list"),
        ast.SetComp: _simple("set"),
        ast.DictComp: _of_dict,
    }
)
