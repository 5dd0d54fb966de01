"""Making a tape persistent, and letting it go after its last use."""

from __future__ import annotations

import ast

from tapelint.diagnostic import Edit, Fix
from tapelint.fixes.arguments import drop_first_argument, put_first_argument
from tapelint.fixes.recording import DERIVATIVES, enters
from tapelint.fixes.tape_class import is_tape_class
from tapelint.geometry import Found, Geometry, Sheet
from tapelint.geometry.names import LOOKING_AROUND
from tapelint.rule import Remedy
from tapelint.tape_state import Tape
from tapelint.values import Site

_EXPECTING = ("raises", "assertRaises", "assertRaisesRegex")
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)
"""What is inside of these may run at another time."""
_LEAVING = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def make_persistent(tape: Tape, asked: Site) -> Remedy:
    """Pass `persistent=True` where the tape is created, of which the call at `asked` asks too much.

    Safe where nobody else may get such a tape, and expect that it raises.
    """

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(tape.site, ast.Call)
        if found is None or not is_tape_class(found.sheet, found.node.func):
            return None
        edits = put_first_argument(found, "persistent", "True")
        if edits is None or found.sheet.once(_is_asked_inside, found):
            return None
        title = "Create the tape with `persistent=True`"
        safe = geometry.share_scope(tape.site, asked) and not geometry.mentions(*_EXPECTING)
        gone = found.sheet.once(_let_go, geometry, found)
        if gone is None:
            return Fix(title, edits, safe)
        return Fix(f"{title}, and delete it after its last use", (*edits, gone), safe)

    return remedy


def not_persistent(created: Site, *, safe: bool) -> Remedy:
    """Leave out `persistent=True` where the tape is created."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(created, ast.Call)
        if found is None or not is_tape_class(found.sheet, found.node.func):
            return None
        edit = drop_first_argument(found, "persistent")
        return Fix("Leave out `persistent=True`", (edit,), safe=safe) if edit else None

    return remedy


def let_go(created: Site) -> Remedy:
    """Delete a tape that a module or cell would keep for good, after its last use."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(created, ast.Call)
        gone = _let_go(geometry, found) if found is not None else None
        return Fix("Delete the tape after its last use", (gone,), safe=True) if gone else None

    return remedy


def _is_asked_inside(created: Found[ast.Call]) -> bool:
    """Whether a derivative is taken in the tape's own block, which a persistent tape records."""
    sheet = created.sheet
    name = _name_given(sheet.statement(created.node), created.node)
    return name is not None and any(
        getattr(next(sheet.ancestors(use)), "attr", "") in DERIVATIVES
        and any(
            isinstance(each, ast.With) and enters(sheet, each, name)
            for each in sheet.ancestors(use)
        )
        for use in sheet.uses(name, sheet.scope(created.node))
    )


def _let_go(geometry: Geometry, created: Found[ast.Call]) -> Edit | None:
    """`del tape` after its last use, for a tape that a module or cell would keep for good.

    Only where the name has this one meaning, and no function and no other cell may use it.
    """
    sheet = created.sheet
    statement = sheet.statement(created.node)
    name = _name_given(statement, created.node)
    if name is None or not isinstance(sheet.scope(statement), ast.Module):
        return None
    if geometry.mentions(*LOOKING_AROUND) or geometry.cells_with(name) != [sheet.cell]:
        return None
    if len(sheet.binders(name)) != 1 or name in sheet.strings:
        return None
    last = _last_use(sheet, statement, name)
    if last is None or isinstance(last, _LEAVING) or not sheet.is_alone(last):
        return None
    shown = sheet.cell is not None and isinstance(last, ast.Expr) and not sheet.following(last)
    return None if shown else sheet.line_below(last, f"{sheet.indent(statement)}del {name}")


def _name_given(statement: ast.stmt, call: ast.Call) -> str | None:
    """The name by which a statement binds what `call` gives."""
    match statement:
        case ast.With(items=items):
            targets = [item.optional_vars for item in items if item.context_expr is call]
        case ast.Assign(targets=targets, value=value) if value is call and len(targets) == 1:
            pass
        case _:
            return None
    return targets[0].id if targets and isinstance(targets[0], ast.Name) else None


def _last_use(sheet: Sheet, statement: ast.stmt, name: str) -> ast.stmt | None:
    """The last of the statements beside this one that use the name; None if others do."""
    last = 0
    for use in sheet.uses(name):
        place = sheet.beside(statement, use)
        later = any(isinstance(each, _LATER) for each in sheet.ancestors(use))
        if place is None or place < 0 or later:
            return None
        last = max(last, place)
    return [statement, *sheet.following(statement)][last]
