"""`match` as a chain of branches over a temporary name.

The subject is bound to a name that no program can spell. The test of a case is `and` of:
a computation `match` of that name and the values in the pattern; for each capture a walrus
that gives it an unknown made of the subject; the guard. A case that fits everything has the
test `True`, and its captures are bound at the start of its body.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import libcst as cst

from tapelint.lower.context import Context
from tapelint.lower.expressions import expression
from tapelint.program import Bind, Block, Compute, Expr, Literal, Logic, Name, Walrus


def is_irrefutable(pattern: cst.MatchPattern) -> bool:
    """Whether the pattern fits everything: `_`, a name, or alternatives that end in one."""
    if isinstance(pattern, cst.MatchOr):
        return any(is_irrefutable(each.pattern) for each in pattern.patterns)
    if isinstance(pattern, cst.MatchAs):
        return pattern.pattern is None or is_irrefutable(pattern.pattern)
    return False


def case(context: Context, node: cst.MatchCase, subject: str) -> tuple[Expr, Block]:
    """The test of one case, and the statements that come before its body."""
    where = (context.unit, node)
    values: list[Expr] = []
    captures: dict[str, Name] = {}
    for part in _pieces(context, node.pattern):
        if isinstance(part, cst.BaseExpression):
            values.append(expression(context, part))
        else:
            captures.setdefault(part.id, part)
    read = Name(subject, origin=where)
    if node.guard is None and is_irrefutable(node.pattern):
        binds = [Bind((name,), read, origin=where) for name in captures.values()]
        return Literal(value=True, origin=where), tuple(binds)
    test: Expr = Compute("match", (read, *values), origin=where)
    for name in captures.values():
        context.words.add(":=")
        bind = Walrus(name, Compute("?", (read,), origin=where), origin=where)
        test = Logic("and", test, bind, origin=where)
    if node.guard is not None:
        test = Logic("and", test, expression(context, node.guard), origin=where)
    return test, ()


def _pieces(context: Context, node: Any) -> Iterator[cst.BaseExpression | Name]:
    """What a pattern reads (expressions) and what it binds (names), from left to right."""
    if isinstance(node, cst.MatchValue | cst.MatchSingleton):
        yield node.value
    elif isinstance(node, cst.MatchClass):
        yield node.cls
        context.words.update([keyword.key.value for keyword in node.kwds])
    elif isinstance(node, cst.MatchMappingElement):
        yield node.key
    for child in _below(node):
        yield from _pieces(context, child)
    bound = getattr(node, "rest" if isinstance(node, cst.MatchMapping) else "name", None)
    if isinstance(bound, cst.Name):
        yield _captured(context, bound)


def _below(node: Any) -> Iterator[cst.CSTNode]:
    """The patterns directly in a pattern."""
    if isinstance(node, cst.MatchMapping):
        yield from node.elements
    elif isinstance(node, cst.MatchClass):
        yield from node.patterns
        yield from node.kwds
    elif isinstance(node, cst.MatchSequence | cst.MatchOr):
        yield from node.patterns
    elif isinstance(node, cst.MatchSequenceElement):
        yield node.value
    elif getattr(node, "pattern", None) is not None:
        yield node.pattern


def _captured(context: Context, node: cst.Name) -> Name:
    context.scope.bound.add(node.value)
    context.words.add(node.value)
    return Name(node.value, origin=(context.unit, node))
