"""Expressions made of operators, and those that steer: choices, `:=`, `await`, `yield`.

Long chains of operators are lowered without recursion, and made into flat forms.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import libcst as cst

from tapelint.lower.context import Context
from tapelint.lower.expressions import TABLE, expression, target
from tapelint.lower.operators import BINARY, COMPARE, LOGIC, UNARY
from tapelint.program import Await, Choice, Compute, Expr, Literal, Logic, Name, Walrus, Yield

N = TypeVar("N")
LONGEST = 50
"""Operators that differ nest no deeper than this in one chain."""


def _unary(context: Context, node: cst.UnaryOperation) -> Expr:
    op = UNARY[type(node.operator)]
    value = expression(context, node.expression)
    if op == "-" and isinstance(value, Literal) and type(value.value) in (int, float, complex):
        return Literal(-value.value, origin=(context.unit, node))  # type: ignore[operator]
    return Compute(op, (value,), origin=(context.unit, node))


def _binary(context: Context, node: cst.BinaryOperation) -> Expr:
    chain, first = _spine(node)
    steps = [(BINARY[type(step.operator)], step, step.right) for step in chain]
    return flattened(context, first, steps, expression)


def flattened(
    context: Context,
    first: N,
    steps: Sequence[tuple[str, object, N]],
    lower: Callable[[Context, N], Expr],
) -> Expr:
    """A chain from the left, without recursion; equal operators side by side are one form.

    `steps`: from the innermost outwards an operator, the node of the operation, its right operand.
    """
    ops = [op for op, _, _ in steps]
    levels = min(LONGEST, sum(op != before for op, before in pairwise(ops)))
    context.depth += levels
    parts = [lower(context, first)]
    context.depth -= levels
    current, before = ops[0], None
    for op, node, right in steps:
        if op != current and levels > 0:
            parts = [Compute(current, tuple(parts), origin=(context.unit, before))]
            levels -= 1
            current = op
        elif op != current:
            current = "arith"
        parts.append(lower(context, right))
        before = node
    return Compute(current, tuple(parts), origin=(context.unit, before))


def _spine(node: Any) -> tuple[list[Any], cst.BaseExpression]:
    """The operations of a chain from the innermost outwards, and its first operand."""
    kind = type(node)
    chain = [node]
    first = node.left
    while type(first) is kind and not first.lpar:
        chain.append(first)
        first = first.left
    chain.reverse()
    return chain, first


def _logic(context: Context, node: cst.BooleanOperation) -> Expr:
    chain, first = _spine(node)
    near, far = chain[:LONGEST], chain[LONGEST:]
    context.depth += len(near)
    form = expression(context, first)
    context.depth -= len(near)
    for step in near:
        right = expression(context, step.right)
        form = Logic(LOGIC[type(step.operator)], form, right, origin=(context.unit, step))
    if not far:
        return form
    rest = tuple([expression(context, step.right) for step in far])
    unknown = Compute("?", rest, origin=(context.unit, node))
    return Logic(LOGIC[type(node.operator)], form, unknown, origin=(context.unit, node))


def _comparison(context: Context, node: cst.Comparison) -> Expr:
    parts = [expression(context, node.left)]
    parts += [expression(context, other.comparator) for other in node.comparisons]
    ops = {COMPARE[type(other.operator)] for other in node.comparisons}
    op = ops.pop() if len(ops) == 1 else "compare"
    return Compute(op, tuple(parts), origin=(context.unit, node))


def _choice(context: Context, node: cst.IfExp) -> Expr:
    test = expression(context, node.test)
    then = expression(context, node.body)
    orelse = expression(context, node.orelse)
    return Choice(test, then, orelse, origin=(context.unit, node))


def _walrus(context: Context, node: cst.NamedExpr) -> Expr:
    value = expression(context, node.value)
    scope, context.scope = context.scope, context.scope.body
    bound = target(context, node.target)
    context.scope = scope
    context.words.add(":=")
    if isinstance(bound, Name):
        return Walrus(bound, value, origin=(context.unit, node))
    return Compute("?", (value,), origin=(context.unit, node))


def _await(context: Context, node: cst.Await) -> Expr:
    return Await(expression(context, node.expression), origin=(context.unit, node))


def _yield(context: Context, node: cst.Yield) -> Expr:
    context.scope.body.is_generator = True
    if node.value is None:
        return Yield(None, origin=(context.unit, node))
    delegates = isinstance(node.value, cst.From)
    inside = node.value.item if isinstance(node.value, cst.From) else node.value
    return Yield(expression(context, inside), delegates, origin=(context.unit, node))


TABLE.update(
    {
        cst.UnaryOperation: _unary,
        cst.BinaryOperation: _binary,
        cst.BooleanOperation: _logic,
        cst.Comparison: _comparison,
        cst.IfExp: _choice,
        cst.NamedExpr: _walrus,
        cst.Await: _await,
        cst.Yield: _yield,
    }
)
