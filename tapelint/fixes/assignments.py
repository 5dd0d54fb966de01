"""Changing a variable in the place of replacing it: `assign`, `assign_add`, `assign_sub`."""

from __future__ import annotations

import ast
import re

from tapelint.diagnostic import Fix, Span
from tapelint.fixes.recording import DERIVATIVES
from tapelint.geometry import Found, Geometry, Sheet
from tapelint.geometry.names import LOOKING_AROUND, binders
from tapelint.rule import Remedy
from tapelint.values import Site

_METHODS = {"-": "assign_sub", "+": "assign_add"}
_OPERATORS = ("-", "+", "*", "/", "//", "%", "**", "@")
_ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)
_OPEN = (ast.Tuple, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Starred)
"""What may stand alone in an assignment but not as an argument, or not with the same meaning."""


def assign_augmented(site: Site, operator: str, *, safe: bool) -> Remedy:
    """`v.assign_sub(step)` for the statement `v -= step` at `site`."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(site, ast.AugAssign)
        if found is None or operator not in _OPERATORS or isinstance(found.node.value, _OPEN):
            return None
        sheet, node = found.sheet, found.node
        written = _right_of(sheet, node, f"{operator}=")
        if written is None or not _is_place(node.target):
            return None
        target = sheet.text(node.target)
        if operator in _METHODS:
            new = f"{target}.{_METHODS[operator]}({written})"
        else:
            right = written if isinstance(node.value, _ATOMS) else f"({written})"
            new = f"{target}.assign({target} {operator} {right})"
        return Fix(f"Write `{_short(new)}`", (sheet.replace(node, new),), safe=safe)

    return remedy


def _right_of(sheet: Sheet, node: ast.AugAssign, operator: str) -> str | None:
    """What is written to the right of the operator, without parentheses around all of it."""
    target, end = sheet.span(node.target), sheet.span(node)
    rest = Span(target.end_line, target.end_column, end.end_line, end.end_column, sheet.cell)
    pattern = rf"[ \t]*{re.escape(operator)}[ \t]*(?P<value>\S.*)"
    found = re.fullmatch(pattern, sheet.between(rest), re.DOTALL)
    if found is None or "\\\n" in found["value"]:
        return None
    return _unwrapped(sheet, found["value"], node.value, end)


def _is_place(target: ast.expr) -> bool:
    """Whether to name it twice, or to ask for a method of it, is the same as to name it once."""
    while isinstance(target, (ast.Attribute, ast.Subscript)):
        if isinstance(target, ast.Subscript) and not isinstance(
            target.slice, (ast.Name, ast.Constant)
        ):
            return False
        target = target.value
    return isinstance(target, ast.Name)


def _short(code: str) -> str:
    return code if len(code) < 60 and "\n" not in code else f"{code.partition('(')[0]}(...)"


def assign_replaced(name: str | None, site: Site | None, *, safe: bool) -> Remedy:
    """`v.assign_sub(step)` for the assignment `v = v - step` at `site`."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(site, ast.Assign) if site is not None else None
        if found is None or len(found.node.targets) != 1:
            return None
        sheet, node = found.sheet, found.node
        target, value = node.targets[0], node.value
        written = sheet.text(value)
        if sheet.text(target) != name or not _is_place(target) or isinstance(value, _OPEN):
            return None
        if not sheet.is_alone(node) or _wrapped(sheet, node) or "\\\n" in written:
            return None
        new = _change(sheet, name, value)
        same = safe and isinstance(target, ast.Name) and _is_its_own(geometry, found, name)
        return Fix(f"Write `{_short(new)}`", (sheet.replace(node, new),), safe=same)

    return remedy


def _wrapped(sheet: Sheet, node: ast.Assign) -> bool:
    """Whether there are parentheses around the whole value."""
    value, end = sheet.span(node.value), sheet.span(node)
    return (value.end_line, value.end_column) != (end.end_line, end.end_column)


def _change(sheet: Sheet, name: str, value: ast.expr) -> str:
    """The call that gives the variable this value."""
    written = sheet.text(value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, (ast.Sub, ast.Add)):
        rest = written.removeprefix(name).lstrip()
        if sheet.text(value.left) == name and rest[:1] in _METHODS:
            right, end = rest[1:].lstrip(), sheet.span(value)
            return f"{name}.{_METHODS[rest[0]]}({_unwrapped(sheet, right, value.right, end)})"
    return f"{name}.assign({written})"


def _unwrapped(sheet: Sheet, written: str, value: ast.expr, end: Span) -> str:
    """What is written up to `end`, without parentheses around the whole value."""
    span = sheet.span(value)
    wrapped = (span.end_line, span.end_column) != (end.end_line, end.end_column)
    return written[1:-1] if wrapped and written.startswith("(") else written


def _is_its_own(geometry: Geometry, found: Found[ast.Assign], name: str) -> bool:
    """Whether nothing else holds the variable: every use of the name is in arithmetic or calls.

    A parameter and a name of another scope may be known elsewhere.
    """
    sheet = found.sheet
    scope = sheet.scope(found.node)
    if geometry.mentions(*LOOKING_AROUND) or geometry.cells_with(name) != [sheet.cell]:
        return False
    if not all(
        isinstance(each, ast.Name) and sheet.scope(each) is scope for each in binders(scope, {name})
    ):
        return False
    return all(
        _only_computes(sheet, node)
        for node in ast.walk(sheet.tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _only_computes(sheet: Sheet, use: ast.Name) -> bool:
    """Whether a use of a name keeps no second hold of what it means."""
    around = next(sheet.ancestors(use))
    if isinstance(around, (ast.List, ast.Tuple)):
        around = next(sheet.ancestors(around))
    match around:
        case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.Attribute() | ast.FormattedValue():
            return True
        case ast.Call(func=ast.Attribute(attr=attr, value=value)):
            return attr in DERIVATIVES or getattr(value, "id", "") == "tf"
        case ast.Call(func=ast.Name(id=function)):
            return function in ("print", "float")
    return False
