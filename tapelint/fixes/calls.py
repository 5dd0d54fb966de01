"""Asking the same tape otherwise: the arguments in order, or everything in one call."""

from __future__ import annotations

import ast
from itertools import takewhile

from tapelint.diagnostic import Fix
from tapelint.geometry import Found, Geometry
from tapelint.geometry.names import binds, reads
from tapelint.rule import Remedy
from tapelint.values import Site


def swap_arguments(site: Site) -> Remedy:
    """The target where the source is, and the other way round."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        if call is None or any(isinstance(arg, ast.Starred) for arg in call.node.args):
            return None
        if len(call.node.args) != 2:
            return None
        sheet, (first, second) = call.sheet, call.node.args
        edits = (sheet.replace(first, sheet.text(second)), sheet.replace(second, sheet.text(first)))
        return Fix("Swap target and source", edits, safe=False)

    return remedy


def ask_at_once(first: Site, second: Site) -> Remedy:
    """`a, b = tape.gradient(y, [x, w])` for two calls with one target."""

    def remedy(geometry: Geometry) -> Fix | None:
        calls = geometry.find(first, ast.Call), geometry.find(second, ast.Call)
        one, two = (_assigned(call) if call is not None else None for call in calls)
        if one is None or two is None or not _fit_together(one, two):
            return None
        sheet = one.found.sheet
        edits = (
            sheet.after(one.target, f", {two.name}"),
            sheet.replace(one.source, f"[{sheet.text(one.source)}, {sheet.text(two.source)}]"),
            sheet.without(two.found.node),
        )
        return Fix("Ask for both in one call", edits, safe=False)

    return remedy


def _fit_together(one: _Assigned, two: _Assigned) -> bool:
    """Whether the second call may be made when the first one is."""
    sheet, later = one.found.sheet, two.found.node
    if sheet is not two.found.sheet or one.asked != two.asked or not sheet.is_alone(later):
        return False
    following = sheet.following(one.found.node)
    between = list(takewhile(lambda each: each is not later, following))
    names = {one.name, two.name}
    return (
        later in following
        and len(names) == 2
        and names.isdisjoint(reads([*between, later]))
        and (reads([later]) | names).isdisjoint(binds(between))
    )


class _Assigned:
    """`name = tape.gradient(target, source)`; `asked`: the tape and the target as written."""

    def __init__(self, found: Found[ast.Assign], target: ast.Name, call: ast.Call) -> None:
        self.found, self.target, self.name = found, target, target.id
        self.source = call.args[1]
        sheet = found.sheet
        self.asked = sheet.text(call.func), sheet.text(call.args[0])


def _assigned(call: Found[ast.Call]) -> _Assigned | None:
    sheet, node = call.sheet, call.node
    statement = sheet.statement(node)
    match statement, node:
        case (
            ast.Assign(targets=[ast.Name() as target], value=value),
            ast.Call(
                func=ast.Attribute(attr="gradient"),
                args=[ast.Name(), ast.Name() | ast.Attribute()],
                keywords=[],
            ),
        ) if value is node:
            return _Assigned(Found(sheet, statement), target, node)
    return None
