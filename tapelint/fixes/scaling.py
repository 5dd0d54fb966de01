"""Scaling a loss inside the block, for an optimizer that divides by the scale."""

from __future__ import annotations

import ast
import re

from tapelint.diagnostic import Fix
from tapelint.geometry import Geometry, Sheet
from tapelint.geometry.names import binds
from tapelint.rule import Remedy
from tapelint.values import Site

_PLACE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def scale_loss(derivative: Site | None, optimizer: str) -> Remedy:
    """Ask for the gradient of `optimizer.scale_loss(loss)`, a new last line of the block."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(derivative, ast.Call) if derivative is not None else None
        if call is None or not _PLACE.fullmatch(optimizer):
            return None
        match call.node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=tape)), args=[ast.Name() as loss, *_]
            ):
                block = _block_of(call.sheet, call.node, tape, loss.id)
            case _:
                return None
        if block is None:
            return None
        sheet, name = call.sheet, geometry.fresh("scaled_loss")
        line = f"{sheet.indent(block.body[0])}{name} = {optimizer}.scale_loss({loss.id})"
        edits = (sheet.line_below(block, line), sheet.replace(loss, name))
        return Fix("Scale the loss", edits, safe=False)

    return remedy


def _block_of(sheet: Sheet, call: ast.Call, tape: str, loss: str) -> ast.With | None:
    """The block of the tape right before the call's statement, if the loss is computed in it."""
    statement = sheet.statement(call)
    before = sheet.block(statement)
    found: ast.With | None = None
    for each in before[: before.index(statement)]:
        if isinstance(each, ast.With) and tape in binds(each.items):
            found = each if loss in binds(each.body) and sheet.opening(each) is not None else None
        elif {tape, loss} & binds([each]):
            return None
    return found
