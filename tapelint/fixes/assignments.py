"""Changing a variable in the place of replacing it: `assign`, `assign_add`, `assign_sub`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from tapelint.diagnostic import Edit, Fix, Span
from tapelint.fixes.recording import DERIVATIVES
from tapelint.fixes.shapes import fits, is_number
from tapelint.geometry import Found, Geometry, Sheet
from tapelint.geometry.names import LOOKING_AROUND
from tapelint.rule import Remedy
from tapelint.values import Site

_METHODS = {"-": "assign_sub", "+": "assign_add"}
_OPERATORS = ("-", "+", "*", "/", "//", "%", "**", "@")
_ATOMS = (ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Subscript)
_SHAPELESS = ("clip_by_value", "clip_by_norm", "identity", "convert_to_tensor", "stop_gradient")
"""Functions that give a tensor of the shape of their first argument."""
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
        fitting = fits(sheet, target, node.value)
        if operator in _METHODS and fitting:
            new = f"{target}.{_METHODS[operator]}({written})"
        else:
            right = written if isinstance(node.value, _ATOMS) else f"({written})"
            new = f"{target}.assign({target} {operator} {right})"
        same = safe and (fitting or is_number(sheet, node.value))
        return Fix(f"Write `{_short(new)}`", (sheet.replace(node, new),), safe=same)

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


def assign_replaced(places: Sequence[tuple[str, Site]], *, safe: bool) -> Remedy:
    """`v.assign_sub(step)` for the assignments `v = v - step` at these sites."""

    def remedy(geometry: Geometry) -> Fix | None:
        edits: list[Edit] = []
        certain, news = safe, []
        for name, site in places:
            found = geometry.find(site, ast.Assign)
            new = _change(found, name) if found is not None else None
            if found is None or new is None:
                return None
            edits.append(found.sheet.replace(found.node, new))
            news.append(f"`{_short(new)}`")
            certain = certain and ".assign(" not in new and _is_its_own(geometry, found, name)
        return Fix(f"Write {' and '.join(news)}", tuple(edits), safe=certain)

    return remedy


def _change(found: Found[ast.Assign], name: str) -> str | None:
    """The call that gives the variable the value that is assigned; None if it may not fit."""
    sheet, node, value = found.sheet, found.node, found.node.value
    if not sheet.is_alone(node) or [sheet.text(each) for each in node.targets] != [name]:
        return None
    written, end = sheet.text(value), sheet.span(value)
    whole = (end.end_line, end.end_column) == (node.end_lineno, sheet.span(node).end_column)
    if not whole or not _is_place(node.targets[0]) or "\\\n" in written:
        return None
    match value:
        case ast.BinOp(left=left, op=op, right=right) if name in map(sheet.text, (left, right)):
            rest = written.removeprefix(name).lstrip()
            method = _METHODS.get(rest[:1]) if isinstance(op, (ast.Add, ast.Sub)) else None
            if method and sheet.text(left) == name and fits(sheet, name, right):
                return f"{name}.{method}({_unwrapped(sheet, rest[1:].lstrip(), right, end)})"
            return f"{name}.assign({written})"
        case ast.Call(func=ast.Attribute(attr=attr)) if attr in _SHAPELESS:
            return f"{name}.assign({written})"
    return None


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
    for each in sheet.binders(name, scope):
        if not isinstance(each, ast.Name) or sheet.scope(each) is not scope:
            return False
        statement = sheet.statement(each)
        if statement is not found.node and not _is_new(sheet, statement, each):
            return False
    return all(_only_computes(sheet, use) for use in sheet.uses(name, scope))


def _is_new(sheet: Sheet, statement: ast.stmt, target: ast.Name) -> bool:
    """Whether the name is given a variable that is created there and then."""
    match statement:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            pairs = list(zip(targets, values, strict=False))
        case ast.Assign(targets=[one], value=value):
            pairs = [(one, value)]
        case _:
            return False
    made = [value for each, value in pairs if each is target]
    return len(made) == 1 and sheet.text(made[0]).startswith("tf.Variable(")


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
