"""Expressions: one small function for each kind of node, in a table at the end.

Chains of operators are made flat, and depth is counted, as `lower.computations` does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from tapelint.lower.computations import LONGEST, flattened
from tapelint.lower.context import Context
from tapelint.lower.expressions import DEEPEST
from tapelint.program import (
    Argument,
    Attribute,
    Await,
    Call,
    Choice,
    Compute,
    Expr,
    Items,
    Literal,
    Logic,
    Name,
    Star,
    Subscript,
    Target,
    Walrus,
    Yield,
)


class Unusual(Exception):  # nothing is wrong with it
    """Something that only libcst is to read."""


UNARY = {ast.UAdd: "+", ast.USub: "-", ast.Invert: "~", ast.Not: "not"}
BINARY = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
}
LOGIC = {ast.And: "and", ast.Or: "or"}
COMPARE = {
    ast.Lt: "<",
    ast.Gt: ">",
    ast.Eq: "==",
    ast.LtE: "<=",
    ast.GtE: ">=",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


def expression(context: Context, node: ast.expr) -> Expr:
    """The form of one expression."""
    if isinstance(node, ast.Name):
        context.words.add(node.id)
        return Name(node.id, origin=(context.unit, node))
    if isinstance(node, ast.Constant):
        return _constant(context, node)
    lower = TABLE.get(type(node))
    if lower is None or context.depth >= DEEPEST:
        raise Unusual
    context.depth += 1
    form = lower(context, node)
    context.depth -= 1
    return form


def target(context: Context, node: ast.expr) -> Target:
    """The form of what is bound; its names become names of the scope."""
    where = (context.unit, node)
    match node:
        case ast.Name(id):
            context.scope.bound.add(id)
            context.words.add(id)
            return Name(id, origin=where)
        case ast.Attribute(base, attr):
            own = isinstance(base, ast.Name) and base.id == "self"
            context.words.add(f"{'self.' * own}{attr}=")
            return _attribute(context, node)
        case ast.Subscript():
            return _subscript(context, node)
        case ast.Tuple(elts) | ast.List(elts):
            kind = "tuple" if isinstance(node, ast.Tuple) else "list"
            elements = tuple([target(context, element) for element in elts])
            return Items(kind, elements, origin=where)
        case ast.Starred(value):
            return Star(target(context, value), origin=where)
    raise Unusual


# --- literals --------------------------------------------------------------------------------


def _constant(context: Context, node: ast.Constant) -> Literal:
    value = node.value
    if isinstance(value, str) and value.isidentifier():
        context.words.add(value)
    return Literal(value, origin=(context.unit, node))


def _formatted(context: Context, node: ast.JoinedStr) -> Expr:
    return Compute("f", tuple(_fields(context, node)), origin=(context.unit, node))


def _fields(context: Context, node: ast.JoinedStr) -> list[Expr]:
    """The expressions in a formatted string, those in format specs included."""
    found: list[Expr] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            found.append(expression(context, part.value))
            if isinstance(part.format_spec, ast.JoinedStr):
                found += _fields(context, part.format_spec)
    return found


# --- places ----------------------------------------------------------------------------------


def _attribute(context: Context, node: ast.Attribute) -> Attribute:
    base = expression(context, node.value)
    context.words.add(node.attr)
    return Attribute(base, node.attr, origin=(context.unit, node))


def _subscript(context: Context, node: ast.Subscript) -> Subscript:
    base = expression(context, node.value)
    where = (context.unit, node)
    inside = node.slice
    if isinstance(inside, ast.Tuple):
        elements = tuple([_index(context, element) for element in inside.elts])
        return Subscript(base, Items("tuple", elements, origin=where), origin=where)
    return Subscript(base, _index(context, inside), origin=where)


def _index(context: Context, node: ast.expr) -> Expr:
    where = (context.unit, node)
    if isinstance(node, ast.Slice):
        bounds = [
            Literal(None, origin=where) if part is None else expression(context, part)
            for part in (node.lower, node.upper, node.step)
        ]
        return Items("slice", tuple(bounds), origin=where)
    return expression(context, node)


def _starred(context: Context, node: ast.Starred) -> Expr:
    return Star(expression(context, node.value), origin=(context.unit, node))


# --- displays --------------------------------------------------------------------------------


def _display(kind: str) -> Callable[[Context, Any], Expr]:
    def lower(context: Context, node: Any) -> Expr:
        elements = tuple([expression(context, element) for element in node.elts])
        return Items(kind, elements, origin=(context.unit, node))

    return lower


def _dict(context: Context, node: ast.Dict) -> Expr:
    keys: list[Expr | None] = []
    values: list[Expr] = []
    for key, value in zip(node.keys, node.values, strict=True):
        keys.append(None if key is None else expression(context, key))
        form = expression(context, value)
        values.append(Star(form, origin=(context.unit, value)) if key is None else form)
    return Items("dict", tuple(values), tuple(keys), origin=(context.unit, node))


# --- calls -----------------------------------------------------------------------------------


def _call(context: Context, node: ast.Call) -> Expr:
    func = expression(context, node.func)
    args = arguments(context, node.args, node.keywords)
    return Call(func, args, origin=(context.unit, node))


def arguments(
    context: Context, positional: Sequence[ast.expr], keywords: Sequence[ast.keyword]
) -> tuple[Argument, ...]:
    """The arguments of a call or class, in source order."""
    nodes: list[Any] = [*positional, *keywords]
    if positional and keywords and _start(keywords[0]) < _start(positional[-1]):
        nodes.sort(key=_start)
    found: list[Argument] = []
    for node in nodes:
        if isinstance(node, ast.keyword):
            value = expression(context, node.value)
            if node.arg is None:
                found.append(Argument(value, None, "**"))
            else:
                context.words.add(node.arg)
                found.append(Argument(value, node.arg))
        elif isinstance(node, ast.Starred):
            found.append(Argument(expression(context, node.value), None, "*"))
        else:
            found.append(Argument(expression(context, node)))
    return tuple(found)


def _start(node: Any) -> tuple[int, int]:
    return node.lineno, node.col_offset


# --- operators -------------------------------------------------------------------------------


def _unary(context: Context, node: ast.UnaryOp) -> Expr:
    op = UNARY[type(node.op)]
    value = expression(context, node.operand)
    if op == "-" and isinstance(value, Literal) and type(value.value) in (int, float, complex):
        return Literal(-value.value, origin=(context.unit, node))  # type: ignore[operator]
    return Compute(op, (value,), origin=(context.unit, node))


def _binary(context: Context, node: ast.BinOp) -> Expr:
    chain = [node]
    # What stands in brackets begins later than the operation that it is part of.
    while isinstance(chain[-1].left, ast.BinOp) and _start(chain[-1].left) == _start(node):
        chain.append(chain[-1].left)
    steps = [(BINARY[type(step.op)], step, step.right) for step in reversed(chain)]
    return flattened(context, chain[-1].left, steps, expression)


def _logic(context: Context, node: ast.BoolOp) -> Expr:
    steps: list[tuple[str, ast.expr]] = []
    first: ast.expr = node
    around: ast.expr = node
    while isinstance(first, ast.BoolOp) and _start(first) == _start(around):
        op = LOGIC[type(first.op)]
        steps[:0] = [(op, value) for value in first.values[1:]]
        around, first = first, first.values[0]
    if len(steps) > LONGEST:
        raise Unusual
    context.depth += len(steps)
    form = expression(context, first)
    context.depth -= len(steps)
    for op, value in steps:
        right = expression(context, value)
        form = Logic(op, form, right, origin=(context.unit, _from_to(node, value)))
    return form


def _from_to(node: ast.BoolOp, last: ast.expr) -> ast.expr:
    """The part of a chain that ends with this."""
    if node.values[-1] is last:
        return node
    part = ast.BoolOp(node.op, [])
    part.lineno, part.col_offset = node.lineno, node.col_offset
    part.end_lineno, part.end_col_offset = last.end_lineno, last.end_col_offset
    return part


def _comparison(context: Context, node: ast.Compare) -> Expr:
    parts = [expression(context, node.left)]
    parts += [expression(context, other) for other in node.comparators]
    ops = {COMPARE[type(op)] for op in node.ops}
    op = ops.pop() if len(ops) == 1 else "compare"
    return Compute(op, tuple(parts), origin=(context.unit, node))


# --- what steers -----------------------------------------------------------------------------


def _choice(context: Context, node: ast.IfExp) -> Expr:
    test = expression(context, node.test)
    then = expression(context, node.body)
    orelse = expression(context, node.orelse)
    return Choice(test, then, orelse, origin=(context.unit, node))


def _walrus(context: Context, node: ast.NamedExpr) -> Expr:
    value = expression(context, node.value)
    scope, context.scope = context.scope, context.scope.body
    bound = target(context, node.target)
    context.scope = scope
    context.words.add(":=")
    if not isinstance(bound, Name):
        raise Unusual
    return Walrus(bound, value, origin=(context.unit, node))


def _await(context: Context, node: ast.Await) -> Expr:
    return Await(expression(context, node.value), origin=(context.unit, node))


def _yield(context: Context, node: ast.Yield | ast.YieldFrom) -> Expr:
    context.scope.body.is_generator = True
    if node.value is None:
        return Yield(None, origin=(context.unit, node))
    delegates = isinstance(node, ast.YieldFrom)
    return Yield(expression(context, node.value), delegates, origin=(context.unit, node))


TABLE: dict[type[ast.expr], Callable[[Context, Any], Expr]] = {
    ast.JoinedStr: _formatted,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Starred: _starred,
    ast.Tuple: _display("tuple"),
    ast.List: _display("list"),
    ast.Set: _display("set"),
    ast.Dict: _dict,
    ast.Call: _call,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _logic,
    ast.Compare: _comparison,
    ast.IfExp: _choice,
    ast.NamedExpr: _walrus,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
}
"""By the class of node; `closures` adds its own."""
