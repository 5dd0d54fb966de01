"""Changing the arguments of a call, in whatever way they are written."""

from __future__ import annotations

import ast

from tapelint.diagnostic import Edit
from tapelint.geometry import Found


def put_first_argument(call: Found[ast.Call], name: str, value: str) -> tuple[Edit, ...] | None:
    """Give the first parameter, called `name`, this value; only constants are written over."""
    sheet, node = call.sheet, call.node
    if _is_starred(node):
        return None
    named = [each.value for each in node.keywords if each.arg == name]
    for given in (*node.args[:1], *named):
        if isinstance(given, ast.Constant) and sheet.text(given) != value:
            return (sheet.replace(given, value),)
        return None
    return (_before_keywords(call, f"{name}={value}"),)


def _before_keywords(call: Found[ast.Call], argument: str) -> Edit:
    """Insert an argument into a call that has keywords or no arguments at all."""
    sheet, node = call.sheet, call.node
    if not node.keywords:
        end = sheet.span(node)
        return sheet.insert(end.end_line, end.end_column - 1, argument)
    first = node.keywords[0]
    line = sheet.lines[first.lineno - 1]
    indent = line[: sheet.span(first).column]
    opened = sheet.lines[first.lineno - 2].rstrip().endswith("(") if first.lineno > 1 else False
    separator = f",\n{indent}" if opened and not indent.strip() else ", "
    return sheet.before(first, f"{argument}{separator}")


def rename_keywords(call: Found[ast.Call], names: dict[str, str]) -> tuple[Edit, ...] | None:
    """Call the keyword arguments by other names; None if one of these is given already."""
    sheet, node = call.sheet, call.node
    given = [each.arg for each in node.keywords if each.arg is not None]
    after = [names.get(name, name) for name in given]
    if _is_starred(node) or len(set(after)) != len(after) or not set(names) <= set(given):
        return None
    return tuple(
        sheet.replace_start(each, len(each.arg), names[each.arg])
        for each in node.keywords
        if each.arg is not None and each.arg in names
    )


def _is_starred(call: ast.Call) -> bool:
    return any(isinstance(arg, ast.Starred) for arg in call.args) or any(
        each.arg is None for each in call.keywords
    )
