"""Expressions: one small function for each kind of libcst node, in a table at the end.

Parts are lowered in the order in which Python evaluates them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from tapelint.lower import literals
from tapelint.lower.context import MARK, Context
from tapelint.program import (
    Argument,
    Attribute,
    Call,
    Compute,
    Expr,
    Items,
    Literal,
    Name,
    Star,
    Subscript,
    Target,
)

DEEPEST = 100
"""Forms nest no deeper than this in one expression; what lies below is an unknown of names."""

_CONSTANTS = {"None": None, "True": True, "False": False}


def expression(context: Context, node: cst.CSTNode) -> Expr:
    """The form of one expression."""
    lowered = _LEAVES.get(type(node))
    if lowered is not None:
        return lowered(context, node)
    if context.depth >= DEEPEST:
        return _names_of(context, node)
    context.depth += 1
    form = TABLE.get(type(node), _unknown)(context, node)
    context.depth -= 1
    return form


def target(context: Context, node: cst.CSTNode) -> Target:
    """The form of what is bound; its names become names of the scope."""
    if isinstance(node, cst.Name):
        context.scope.bound.add(node.value)
        context.words.add(node.value)
        return Name(node.value, origin=(context.unit, node))
    if isinstance(node, cst.Attribute):
        own = isinstance(node.value, cst.Name) and node.value.value == "self"
        context.words.add(f"{'self.' * own}{node.attr.value}=")
        return _attribute(context, node)
    if isinstance(node, cst.Subscript):
        return _subscript(context, node)
    if isinstance(node, cst.Tuple | cst.List):
        kind = "tuple" if isinstance(node, cst.Tuple) else "list"
        elements = tuple([target(context, element) for element in node.elements])
        return Items(kind, elements, origin=(context.unit, node))
    if isinstance(node, cst.Element):
        return target(context, node.value)
    if isinstance(node, cst.StarredElement):
        return Star(target(context, node.value), origin=(context.unit, node))
    return Name("?", origin=(context.unit, node))


# --- names and literals --------------------------------------------------------------------


def _name(context: Context, node: cst.Name) -> Expr:
    word = node.value
    if word in _CONSTANTS:
        return Literal(_CONSTANTS[word], origin=(context.unit, node))
    if word == MARK:
        return Compute("blank", (), origin=(context.unit, node))
    context.words.add(word)
    return Name(word, origin=(context.unit, node))


def _number(context: Context, node: Any) -> Expr:
    return _literal(context, node, lambda: literals.number(node))


def _ellipsis(context: Context, node: cst.Ellipsis) -> Expr:
    return Literal(..., origin=(context.unit, node))


def _string(context: Context, node: cst.SimpleString) -> Expr:
    return _literal(context, node, lambda: literals.string(node.value))


def _concatenated(context: Context, node: cst.ConcatenatedString) -> Expr:
    pieces: list[cst.BaseString] = []
    rest: cst.BaseString = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(rest.left)
        rest = rest.right
    pieces.append(rest)
    plain = [piece.value for piece in pieces if isinstance(piece, cst.SimpleString)]
    if len(plain) == len(pieces):
        return _literal(context, node, lambda: literals.joined(plain))
    parts = [
        part
        for piece in pieces
        if not isinstance(piece, cst.SimpleString)
        for part in _fields(context, piece)
    ]
    op = "f" if all(isinstance(p, cst.SimpleString | cst.FormattedString) for p in pieces) else "?"
    return Compute(op, tuple(parts), origin=(context.unit, node))


def _literal(context: Context, node: cst.CSTNode, value: Callable[[], object]) -> Expr:
    try:
        found = value()
    except literals.NoValueError:
        return Compute("?", (), origin=(context.unit, node))
    if isinstance(found, str) and found.isidentifier():
        context.words.add(found)
    return Literal(found, origin=(context.unit, node))


def _formatted(context: Context, node: cst.FormattedString) -> Expr:
    return Compute("f", tuple(_fields(context, node)), origin=(context.unit, node))


def _template(context: Context, node: cst.CSTNode) -> Expr:
    return Compute("?", tuple(_fields(context, node)), origin=(context.unit, node))


def _fields(context: Context, node: Any) -> list[Expr]:
    """The expressions in a formatted or template string, those in format specs included."""
    return _fields_of(context, node.parts)


def _fields_of(context: Context, parts: Sequence[Any]) -> list[Expr]:
    found: list[Expr] = []
    for part in parts:
        inside = getattr(part, "expression", None)
        if inside is not None:
            found.append(expression(context, inside))
            found += _fields_of(context, part.format_spec or ())
    return found


# --- places --------------------------------------------------------------------------------


def _attribute(context: Context, node: cst.Attribute) -> Attribute:
    base = expression(context, node.value)
    name = node.attr.value
    context.words.add(name)
    return Attribute(base, name, origin=(context.unit, node))


def _subscript(context: Context, node: cst.Subscript) -> Subscript:
    base = expression(context, node.value)
    pieces = node.slice
    single = len(pieces) == 1 and isinstance(pieces[0].comma, cst.MaybeSentinel)
    if single and not getattr(pieces[0].slice, "star", None):
        index = _index(context, pieces[0].slice)
    else:
        elements = tuple([_index(context, piece.slice) for piece in pieces])
        index = Items("tuple", elements, origin=(context.unit, node))
    return Subscript(base, index, origin=(context.unit, node))


def _index(context: Context, node: cst.BaseSlice) -> Expr:
    if isinstance(node, cst.Index):
        value = expression(context, node.value)
        return Star(value, origin=(context.unit, node)) if node.star else value
    if isinstance(node, cst.Slice):
        bounds = [_bound(context, node, part) for part in (node.lower, node.upper, node.step)]
        return Items("slice", tuple(bounds), origin=(context.unit, node))
    return _unknown(context, node)


def _bound(context: Context, node: cst.Slice, part: cst.BaseExpression | None) -> Expr:
    if part is None:
        return Literal(None, origin=(context.unit, node))
    return expression(context, part)


def _starred(context: Context, node: cst.StarredElement) -> Expr:
    return Star(expression(context, node.value), origin=(context.unit, node))


# --- displays ------------------------------------------------------------------------------


def _tuple(context: Context, node: cst.Tuple) -> Expr:
    return Items("tuple", _elements(context, node.elements), origin=(context.unit, node))


def _list(context: Context, node: cst.List) -> Expr:
    return Items("list", _elements(context, node.elements), origin=(context.unit, node))


def _set(context: Context, node: cst.Set) -> Expr:
    return Items("set", _elements(context, node.elements), origin=(context.unit, node))


def _elements(context: Context, nodes: Sequence[cst.BaseElement]) -> tuple[Expr, ...]:
    return tuple(
        [expression(context, node.value if type(node) is cst.Element else node) for node in nodes]
    )


def _dict(context: Context, node: cst.Dict) -> Expr:
    keys: list[Expr | None] = []
    values: list[Expr] = []
    for element in node.elements:
        if isinstance(element, cst.DictElement):
            keys.append(expression(context, element.key))
            values.append(expression(context, element.value))
        else:
            keys.append(None)
            other = expression(context, element.value)
            values.append(Star(other, origin=(context.unit, element)))
    return Items("dict", tuple(values), tuple(keys), origin=(context.unit, node))


# --- calls ---------------------------------------------------------------------------------


def _call(context: Context, node: cst.Call) -> Expr:
    func = expression(context, node.func)
    args = arguments(context, node.args) if node.args else ()
    return Call(func, args, origin=(context.unit, node))


def arguments(context: Context, nodes: Sequence[cst.Arg]) -> tuple[Argument, ...]:
    """The arguments of a call or class, in source order."""
    found = []
    for node in nodes:
        value = expression(context, node.value)
        if node.keyword is None:
            found.append(Argument(value, None, node.star))
        else:
            word = node.keyword.value
            context.words.add(word)
            found.append(Argument(value, word))
    return tuple(found)


# --- what is not known, and what is too deep -----------------------------------------------


def _unknown(context: Context, node: cst.CSTNode) -> Expr:
    return Compute("?", tuple(_parts(context, node)), origin=(context.unit, node))


def _parts(context: Context, node: cst.CSTNode) -> list[Expr]:
    """The expressions directly below a node whose kind is not known."""
    found: list[Expr] = []
    for child in node.children:
        if isinstance(child, cst.BaseExpression):
            found.append(expression(context, child))
        else:
            found += _parts(context, child)
    return found


def _names_of(context: Context, node: cst.CSTNode) -> Expr:
    """An unknown made of every name below `node`, found without recursion."""
    found: dict[str, Expr] = {}
    waiting: list[cst.CSTNode] = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, cst.Name):
            found.setdefault(here.value, _name(context, here))
        elif isinstance(here, cst.Attribute):
            context.words.add(here.attr.value)
            waiting.append(here.value)
        elif isinstance(here, cst.Arg):
            context.words.update([here.keyword.value] if here.keyword else [])
            waiting.append(here.value)
        else:
            context.scope.body.is_generator |= isinstance(here, cst.Yield)
            if isinstance(here, cst.NamedExpr):
                target(context, here.target)
            waiting.extend(reversed(here.children))
    parts = tuple(form for form in found.values() if isinstance(form, Name))
    return Compute("?", parts, origin=(context.unit, node))


Lowered = Callable[[Context, Any], Expr]

_LEAVES: dict[type[cst.CSTNode], Lowered] = {
    cst.Name: _name,
    cst.Integer: _number,
    cst.Float: _number,
    cst.Imaginary: _number,
    cst.SimpleString: _string,
    cst.ConcatenatedString: _concatenated,
    cst.Ellipsis: _ellipsis,
}

TABLE: dict[type[cst.CSTNode], Lowered] = {
    cst.FormattedString: _formatted,
    cst.Attribute: _attribute,
    cst.Subscript: _subscript,
    cst.StarredElement: _starred,
    cst.Tuple: _tuple,
    cst.List: _list,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.Call: _call,
}
"""By the class of node; `computations` and `closures` add theirs."""

if hasattr(cst, "TemplatedString"):
    TABLE[cst.TemplatedString] = _template
