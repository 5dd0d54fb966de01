"""Getting the last step of a block out of it."""

from __future__ import annotations

import ast

from tapelint.diagnostic import Edit, Fix
from tapelint.geometry import Geometry, Sheet
from tapelint.rule import Remedy
from tapelint.values import Site

_PLAIN = (ast.Name, ast.Attribute, ast.Constant, ast.List, ast.Tuple, ast.Load, ast.Store)


def leave_block(call: Site, entered: Site | None, *, plain: bool) -> Remedy:
    """Dedent the statement of a call, if it is the last one in the block of its tape.

    `plain`: it must do nothing else, and compute none of its arguments.
    """

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(call, ast.Call)
        block = geometry.find(entered, ast.With) if entered is not None else None
        if found is None or block is None or found.sheet is not block.sheet:
            return None
        sheet, statement = found.sheet, found.sheet.statement(found.node)
        if plain and not _does_nothing_else(statement, found.node):
            return None
        edit = _dedented(sheet, statement, block.node)
        return Fix("Move the call behind the block", (edit,), safe=True) if edit else None

    return remedy


def _does_nothing_else(statement: ast.stmt, call: ast.Call) -> bool:
    match statement:
        case ast.Assign(targets=targets, value=value) if value is call:
            written: list[ast.AST] = [*targets]
        case ast.Expr(value=value) | ast.Return(value=value) if value is call:
            written = []
        case _:
            return False
    arguments = [*call.args, *(each.value for each in call.keywords)]
    parts = [part for each in (*arguments, *written) for part in ast.walk(each)]
    return all(isinstance(part, _PLAIN) for part in parts)


def _dedented(sheet: Sheet, statement: ast.stmt, block: ast.With) -> Edit | None:
    alone = len(block.items) == 1 and len(block.body) > 1 and statement is block.body[-1]
    if not alone or statement.lineno != statement.end_lineno or not sheet.is_alone(statement):
        return None
    inner, outer = sheet.indent(statement), sheet.indent(block)
    if outer.strip() or not inner.startswith(outer):
        return None
    return sheet.cut(statement.lineno, len(outer), len(inner))
