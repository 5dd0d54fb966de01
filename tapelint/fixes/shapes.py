"""Which steps certainly have the shape of the variable that they change.

`assign_sub` wants exactly the shape of the variable, where `-` broadcasts.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tapelint.fixes.recording import DERIVATIVES
from tapelint.geometry import Sheet


def fits(sheet: Sheet, name: str, step: ast.expr) -> bool:
    """Whether `step` is a multiple of a derivative; or a number, and so is the variable."""
    kinds = set(_kinds(sheet, step))
    if None in kinds:
        return False
    return "derivative" in kinds or _is_scalar(sheet, name, step)


def is_number(sheet: Sheet, step: ast.expr) -> bool:
    """Whether it is computed from numbers alone."""
    return set(_kinds(sheet, step)) == {"number"}


def _kinds(sheet: Sheet, step: ast.expr) -> Iterator[str | None]:
    """What a step is computed from: numbers, derivatives, or (None) anything else."""
    match step:
        case ast.BinOp(left=left, op=ast.Mult() | ast.Div() | ast.Add() | ast.Sub(), right=right):
            yield from _kinds(sheet, left)
            yield from _kinds(sheet, right)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _kinds(sheet, operand)
        case ast.Constant(value=int() | float()):
            yield "number"
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in DERIVATIVES:
            yield "derivative"
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)):
            yield _kind_of_name(sheet, name)
        case _:
            yield None


def _kind_of_name(sheet: Sheet, name: str) -> str | None:
    kinds = {_kind_of_binding(sheet, node) for node in sheet.binders(name)}
    return kinds.pop() if len(kinds) == 1 else None


def _kind_of_binding(sheet: Sheet, node: ast.AST) -> str | None:
    statement = node if isinstance(node, ast.stmt) else sheet.statement(node)
    match statement:
        case ast.Assign(targets=[target], value=ast.Constant(value=int() | float())) if (
            target is node
        ):
            return "number"
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr=attr))) if attr in DERIVATIVES:
            return "derivative"
        case ast.For(
            target=ast.Tuple(elts=targets), iter=ast.Call(func=ast.Name(id="zip"), args=args)
        ) if node in targets and len(args) == len(targets):
            kinds = set(_kinds(sheet, args[targets.index(node)]))
            return "derivative" if kinds == {"derivative"} else None
    return None


def _is_scalar(sheet: Sheet, name: str, step: ast.expr) -> bool:
    """Whether all that binds the name makes a variable of one number."""
    found = sheet.binders(name, sheet.scope(step))
    return bool(found) and all(_makes_scalar(sheet, node) for node in found)


def _makes_scalar(sheet: Sheet, node: ast.AST) -> bool:
    match None if isinstance(node, ast.stmt) else sheet.statement(node):
        case ast.Assign(
            targets=[target],
            value=ast.Call(func=ast.Attribute(attr="Variable"), args=[ast.Constant()]),
        ):
            return target is node
        case ast.AugAssign(target=target):
            return target is node
    return False
