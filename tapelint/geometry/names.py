"""The names that pieces of a tree read and bind, taken together with all that is inside them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

LOOKING_AROUND = frozenset({"globals", "locals", "vars", "exec", "eval", "dir", "__dict__"})
"""What may read or bind a name without naming it."""


def reads(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are read."""
    return {
        node.id
        for node in _walk(nodes)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    } | {
        node.target.id
        for node in _walk(nodes)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
    }


def binds(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that are bound or deleted, those of functions inside included."""
    return {name for node in _walk(nodes) for name in bound(node)}


def bound(node: ast.AST) -> Iterator[str]:
    """The names that one node binds by itself."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.arg(arg=name):
            yield name
        case ast.alias(name=name, asname=other):
            yield other or name.partition(".")[0]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    """All calls."""
    return (node for node in _walk(nodes) if isinstance(node, ast.Call))


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)
