"""Floats in the place of integer literals, where a source is created."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tapelint.diagnostic import Edit, Fix
from tapelint.events import DerivativeTaken, Lost
from tapelint.fixes.recording import DERIVATIVES
from tapelint.geometry import Found, Geometry, Sheet
from tapelint.rule import Remedy

_MAKERS = ("Variable", "constant", "convert_to_tensor")
_FLOATS = ("float16", "bfloat16", "float32", "float64")
_CALLS = (
    "square",
    "pow",
    "multiply",
    "add",
    "subtract",
    "negative",
    "abs",
    "reduce_sum",
    "reduce_mean",
)
"""Functions that take integers and floats alike."""
_EXACT = 2**8
"""Up to here every integer is a float of every kind."""


def write_floats(event: DerivativeTaken, lost: Sequence[Lost]) -> Remedy:
    """Create the sources from floats: `3.0` in the place of `3`.

    Safe where each of them was used as a float all the same.
    """
    names = list(dict.fromkeys(one.source or "" for one in lost))

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(event.site, ast.Call)
        made = [_creation(call, name) if call is not None else None for name in names]
        edits: list[Edit] = []
        safe = not event.context.callers
        for each in made:
            if each is None or geometry.cells_with(each.name) != [each.sheet.cell]:
                return None
            uses = [_use(each.sheet, use) for use in each.uses]
            if not all(uses):
                return None
            safe = safe and set(uses) <= {"float"}
            edits += [each.sheet.after(literal, ".0") for literal in each.literals]
        title = "Create " + " and ".join(f"`{name}`" for name in names) + " from floats"
        return Fix(title, tuple(edits), safe=safe)

    return remedy


class _Creation:
    """The one place where a name is bound, to a variable or constant of integer literals."""

    def __init__(
        self, sheet: Sheet, scope: ast.AST, name: str, literals: list[ast.Constant]
    ) -> None:
        self.sheet, self.name, self.literals = sheet, name, literals
        self.uses = sheet.uses(name, scope)


def _creation(call: Found[ast.Call], name: str) -> _Creation | None:
    sheet = call.sheet
    for scope in (sheet.scope(call.node), sheet.tree):
        bindings = sheet.binders(name, scope)
        if len(bindings) > 1:
            return None
        if bindings and sheet.scope(bindings[0]) is scope:
            statement = sheet.statement(bindings[0])
            literals = _literals(sheet, statement, bindings[0])
            return _Creation(sheet, scope, name, literals) if literals else None
    return None


def _literals(sheet: Sheet, statement: ast.stmt, name: ast.AST) -> list[ast.Constant] | None:
    """The literals of `name = tf.Variable(3)`; None if there is anything else."""
    match statement:
        case ast.Assign(
            targets=[target],
            value=ast.Call(func=ast.Attribute(attr=maker), args=[value], keywords=keywords),
        ) if target is name and maker in _MAKERS:
            given = {each.arg for each in keywords}
            found = list(_leaves(value))
            if given <= {"name", "trainable"} and all(_is_plain(sheet, leaf) for leaf in found):
                return [leaf for leaf in found if isinstance(leaf, ast.Constant)]
    return None


def _leaves(value: ast.expr) -> Iterator[ast.expr]:
    match value:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                yield from _leaves(element)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _leaves(operand)
        case _:
            yield value


def _is_plain(sheet: Sheet, leaf: ast.expr) -> bool:
    match leaf:
        case ast.Constant(value=int(value)):
            return value < _EXACT and re.fullmatch(r"\d+", sheet.text(leaf)) is not None
    return False


def _use(sheet: Sheet, use: ast.Name) -> str | None:
    """How a name is used: as a "float" in any case, as a "number", or None: otherwise."""
    around: ast.AST = use
    for parent in sheet.ancestors(use):
        match parent:
            case ast.Call(func=ast.Attribute(attr="cast"), args=[value, kind], keywords=[]) if (
                value is around and getattr(kind, "attr", "") in _FLOATS
            ):
                return "float" if around is use else "number"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in (*DERIVATIVES, "watch"):
                return "float" if around is use else "number"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _CALLS:
                pass
            case ast.BinOp(op=op) if not isinstance(op, (ast.FloorDiv, ast.Mod)):
                others = {*ast.walk(parent)} - {*ast.walk(around)}
                if any(isinstance(other, ast.Name) and other.id != use.id for other in others):
                    return None
            case ast.UnaryOp(op=ast.USub()) | ast.List() | ast.Tuple():
                pass
            case ast.stmt():
                return "number" if isinstance(parent, (ast.Assign, ast.Return)) else None
            case _:
                return None
        around = parent
    return None
