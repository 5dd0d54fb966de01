"""Expressions: one small function for each kind of node, in a table at the end.

Chains of operators are made flat, and depth is counted, as `lower.computations` does.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from tapelint.lower.computations import LONGEST
from tapelint.lower.context import Context
from tapelint.lower.expressions import DEEPEST
from tapelint.lower.scopes import Scope
from tapelint.program import (
    Argument,
    Attribute,
    Await,
    Block,
    Call,
    Choice,
    Clause,
    Comprehension,
    Compute,
    Exit,
    Expr,
    Function,
    Items,
    Lambda,
    Leave,
    Literal,
    Logic,
    Name,
    Parameter,
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
    lower = _TABLE.get(type(node))
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
    """A chain from the left, without recursion; equal operators side by side are one form."""
    chain = [node]
    first = node.left
    # What stands in brackets begins later than the operation that it is part of.
    while isinstance(first, ast.BinOp) and _start(first) == _start(chain[-1]):
        chain.append(first)
        first = first.left
    chain.reverse()
    ops = [BINARY[type(step.op)] for step in chain]
    levels = min(LONGEST, sum(op != before for op, before in pairwise(ops)))
    context.depth += levels
    parts = [expression(context, first)]
    context.depth -= levels
    current = ops[0]
    for before, (step, op) in zip([None, *chain], zip(chain, ops, strict=True), strict=False):
        if op != current and levels > 0:
            parts = [Compute(current, tuple(parts), origin=(context.unit, before))]
            levels -= 1
            current = op
        elif op != current:
            current = "arith"
        parts.append(expression(context, step.right))
    return Compute(current, tuple(parts), origin=(context.unit, node))


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


# --- scopes of their own ---------------------------------------------------------------------


def function(context: Context, node: Any, name: str, body: Callable[[], Block]) -> Function:
    """A function whose `body` is lowered in a new scope; its defaults in the one around."""
    words, context.words = context.words, set()
    given = _parameters(context, node.args)
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
        isinstance(node, ast.AsyncFunctionDef),
        inside.is_generator,
        origin=(context.unit, node),
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


_TABLE: dict[type[ast.expr], Callable[[Context, Any], Expr]] = {
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
    ast.Lambda: _lambda,
    ast.GeneratorExp: _simple("generator"),
    ast.ListComp: _simple("list"),
    ast.SetComp: _simple("set"),
    ast.DictComp: _of_dict,
}
