"""Giving an optimizer pairs of gradient and variable, in order, and as often as they are used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import takewhile

from tapelint.diagnostic import Edit, Fix, Span
from tapelint.geometry import Found, Geometry, Sheet
from tapelint.geometry.names import binds, bound, reads
from tapelint.rule import Remedy
from tapelint.values import Site

_COMMENT = re.compile(r"#.*")
_WHOLE = frozenset({"list", "tuple", "sorted", "dict", "sum"})
"""Functions that iterate over all of their argument."""


def pair_up(site: Site, derivative: Site | None, *, single: bool | None, safe: bool) -> Remedy:
    """`zip(gradients, variables)` for what `apply_gradients` is given at `site`.

    Variables that are not given are those that the call `derivative` differentiates by; `single`:
    it is one and no list, None: not known.
    """

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        if call is None or call.node.keywords or not _are_bare(call) or _is_bound("zip", geometry):
            return None
        sheet, given = call.sheet, call.node.args
        if len(given) == 2:
            edits = (sheet.before(given[0], "zip("), sheet.after(given[1], ")"))
            return Fix("Pair them by `zip(...)`", edits, safe=safe)
        variables = _sources(geometry, derivative, call) if len(given) == 1 else None
        if variables is None or single is None or not _is_result(geometry, derivative, given[0]):
            return None
        start, end = ("[(", ")]") if single else ("zip(", ")")
        edits = (sheet.before(given[0], start), sheet.after(given[0], f", {variables}{end}"))
        return Fix(f"Pair them with `{variables}`", edits, safe=False)

    return remedy


def swap_pairs(site: Site, *, safe: bool) -> Remedy:
    """The gradients first, in the `zip` or the list of pairs that the call at `site` is given."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        if call is None or len(call.node.args) != 1 or not _are_bare(call):
            return None
        pairs = list(_pairs(call.node.args[0]))
        edits = [edit for one, other in pairs for edit in _swapped(call.sheet, one, other)]
        same = safe and all(_is_plain(one) or _is_plain(other) for one, other in pairs)
        return Fix("Put the gradients first", tuple(edits), safe=same) if edits else None

    return remedy


def _pairs(given: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    match given:
        case ast.Call(func=ast.Name(id="zip"), args=[one, other], keywords=[]):
            yield one, other
        case ast.List(elts=rows) | ast.Tuple(elts=rows):
            for row in rows:
                if isinstance(row, (ast.Tuple, ast.List)) and len(row.elts) == 2:
                    yield row.elts[0], row.elts[1]


def _swapped(sheet: Sheet, one: ast.expr, other: ast.expr) -> tuple[Edit, ...]:
    if isinstance(one, ast.Starred) or isinstance(other, ast.Starred):
        return ()
    return sheet.replace(one, sheet.text(other)), sheet.replace(other, sheet.text(one))


def make_list(zipped: Site | None, *, safe: bool) -> Remedy:
    """`list(zip(...))`, which can be iterated over more than once."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(zipped, ast.Call) if zipped is not None else None
        # A list cannot be asked for its next element.
        if call is None or _is_bound("list", geometry) or geometry.mentions("next("):
            return None
        sheet = call.sheet
        edits = (sheet.before(call.node, "list("), sheet.after(call.node, ")"))
        same = safe and _is_used_whole(geometry, call)
        return Fix("Make it a list", edits, safe=same)

    return remedy


def _is_used_whole(geometry: Geometry, call: Found[ast.Call]) -> bool:
    """Whether a list would be used as the zip is: two times, and all of it each time."""
    sheet, statement = call.sheet, call.sheet.statement(call.node)
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is call.node:
            pass
        case _:
            return False
    scope = sheet.scope(statement)
    times = sum(name in bound(node) for node in ast.walk(scope))
    loads = [n for n in ast.walk(scope) if isinstance(n, ast.Name) and n.id == name]
    uses = [n for n in loads if isinstance(n.ctx, ast.Load)]
    once = times == 1 and geometry.cells_with(name) == [sheet.cell]
    return once and len(uses) == 2 and all(_takes_all(sheet, use) for use in uses)


def _takes_all(sheet: Sheet, use: ast.Name) -> bool:
    around = next(sheet.ancestors(use))
    match around:
        case ast.For(iter=iterable, body=body) if iterable is use:
            leaves = (ast.Break, ast.Return, ast.Raise)
            return not any(isinstance(n, leaves) for each in body for n in ast.walk(each))
        case ast.comprehension(iter=iterable) if iterable is use:
            return not isinstance(next(sheet.ancestors(around)), ast.GeneratorExp)
        case ast.Call(func=ast.Name(id=function), args=[_]):
            return function in _WHOLE
        case ast.Call(func=ast.Attribute(attr="apply_gradients"), args=[_]):
            return True
    return False


def pass_sources(zipped: Site | None, derivative: Site | None) -> Remedy:
    """The sources of the gradients in the place of the variables that they are zipped with."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(zipped, ast.Call) if zipped is not None else None
        sources = _sources(geometry, derivative, call) if call is not None else None
        if call is None or sources is None or len(call.node.args) != 2:
            return None
        edit = call.sheet.replace(call.node.args[1], sources)
        return Fix(f"Pass `{sources}`", (edit,), safe=False)

    return remedy


# --- what is written ----------------------------------------------------------------------------


def _sources(geometry: Geometry, derivative: Site | None, call: Found[ast.Call]) -> str | None:
    """The sources of a derivative call, if they can be written again at `call`."""
    found = geometry.find(derivative, ast.Call) if derivative is not None else None
    if found is None or found.sheet is not call.sheet:
        return None
    sheet, node = found.sheet, found.node
    named = [each.value for each in node.keywords if each.arg == "sources"]
    written = [*node.args[1:2], *named]
    if len(written) != 1 or not _is_plain(written[0]) or "\n" in sheet.text(written[0]):
        return None
    first, last = sheet.statement(node), sheet.statement(call.node)
    if first is not last:
        following = sheet.following(first)
        if last not in following:
            return None
        between = takewhile(lambda each: each is not last, following)
        if reads([written[0], call.node]) & binds(between) or reads(written) & binds([first]):
            return None
    return sheet.text(written[0])


def _is_result(geometry: Geometry, derivative: Site | None, given: ast.expr) -> bool:
    """Whether it is what the derivative call gave, and not a part or a list of that."""
    found = geometry.find(derivative, ast.Call) if derivative is not None else None
    if found is None or found.node is given:
        return found is not None
    match found.sheet.statement(found.node):
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            return value is found.node and isinstance(given, ast.Name) and given.id == name
    return False


def _is_plain(node: ast.expr) -> bool:
    """Whether an expression only names things."""
    kinds = (ast.Name, ast.Attribute, ast.List, ast.Tuple, ast.expr_context)
    return all(isinstance(each, kinds) for each in ast.walk(node))


def _are_bare(call: Found[ast.Call]) -> bool:
    """Whether nothing but commas and comments stands around the arguments: no parentheses."""
    sheet, node = call.sheet, call.node
    if any(isinstance(argument, ast.Starred) for argument in node.args) or not node.args:
        return False
    end, whole = sheet.span(node.func), sheet.span(node)
    between = []
    for argument in node.args:
        span = sheet.span(argument)
        between.append((end, span.line, span.column))
        end = span
    between.append((end, whole.end_line, whole.end_column))
    texts = [
        _COMMENT.sub("", sheet.between(Span(at.end_line, at.end_column, line, column, sheet.cell)))
        for at, line, column in between
    ]
    start, *rest, last = ("".join(text.split()) for text in texts)
    return start == "(" and all(text == "," for text in rest) and last in (")", ",)")


def _is_bound(name: str, geometry: Geometry) -> bool:
    """Whether the program has another meaning for a built-in name."""
    sheets = (geometry.sheet(cell) for cell in geometry.cells_with(name))
    return any(sheet is None or name in binds([sheet.tree]) for sheet in sheets)
