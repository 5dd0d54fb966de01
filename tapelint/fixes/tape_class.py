"""The class of tapes, as it is written."""

from __future__ import annotations

import ast

from tapelint.diagnostic import Fix
from tapelint.geometry import Geometry, Sheet
from tapelint.rule import Remedy
from tapelint.values import Site

_CLASS = "GradientTape"


def is_tape_class(sheet: Sheet, func: ast.expr) -> bool:
    """Whether this is the class itself, and no wrapper or subclass."""
    match func:
        case ast.Attribute(attr=name):
            return name == _CLASS
        case ast.Name(id=name):
            return name == _CLASS or _is_other_name(sheet, name)
    return False


def _is_other_name(sheet: Sheet, name: str) -> bool:
    """Whether all that binds `name` is one `from ... import GradientTape as name`."""
    match sheet.binders(name):
        case [ast.alias(name="GradientTape") as alias]:
            return isinstance(sheet.statement(alias), ast.ImportFrom)
    return False


def call_class(site: Site) -> Remedy:
    """`()` after the class that stands at `site`."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(site, ast.expr)
        if found is None or not is_tape_class(found.sheet, found.node):
            return None
        edit = found.sheet.after(found.node, "()")
        return Fix("Call the class", (edit,), safe=True)

    return remedy
