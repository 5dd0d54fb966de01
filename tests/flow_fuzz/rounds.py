"""Marks the loops of a program, so that a run can tell on which round of which loop it is.

Only the copy that is executed is changed; line numbers stay. A statement that holds a
comprehension or `map` counts as a loop of one round for each time its first iterable gives an
element. A generator function must not yield inside of a loop: rounds would be taken for others.
"""

from __future__ import annotations

import ast
from typing import TypeGuard

PUSH, POP, ROUND, EACH = "__push", "__pop", "__round", "__each"

LOOPS = (ast.For, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SIMPLE = (ast.Expr, ast.Assign, ast.Return, ast.AugAssign, ast.Assert)


def instrument(text: str) -> ast.Module:
    """The program with calls of PUSH and POP around its loops and ROUND in their bodies."""
    tree = _Marker().visit(ast.parse(text))
    assert isinstance(tree, ast.Module)
    return ast.fix_missing_locations(tree)


class _Marker(ast.NodeTransformer):
    def visit(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node, LOOPS):
            node.body.insert(0, _statement(ROUND, node.body[0], isinstance(node, ast.While)))
            return _bracket(node, node.lineno)
        if isinstance(node, SIMPLE) and (found := _comprehension(node)):
            return _bracket(node, found.lineno)
        if isinstance(node, COMPREHENSIONS):
            first = node.generators[0]
            first.iter = ast.copy_location(_call(EACH, first.iter), first.iter)
        if _is_map(node):
            node.args[1] = ast.copy_location(_call(EACH, node.args[1]), node.args[1])
        return node


def _comprehension(statement: ast.stmt) -> ast.expr | None:
    for node in ast.walk(statement):
        if isinstance(node, COMPREHENSIONS) or _is_map(node):
            return node
    return None


def _is_map(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "map"


def _bracket(statement: ast.stmt, line: int) -> ast.Try:
    """push(line); try: statement; finally: pop()."""
    pushed = _statement(PUSH, statement, line)
    guarded = ast.Try([pushed, statement], [], [], [_statement(POP, statement)])
    return ast.copy_location(guarded, statement)


def _statement(name: str, place: ast.AST, *arguments: int) -> ast.Expr:
    call = _call(name, *(ast.Constant(argument) for argument in arguments))
    made = ast.Expr(call)
    for node in ast.walk(made):
        ast.copy_location(node, place)
    return made


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
