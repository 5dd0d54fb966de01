"""Changing the arguments of a call, in whatever way they are written."""

from __future__ import annotations

import ast

from tapelint.diagnostic import Edit, Fix
from tapelint.geometry import Found, Geometry
from tapelint.rule import Remedy
from tapelint.values import Site


def argument(call: ast.Call, position: int, *names: str) -> ast.expr | None:
    """The one expression that is passed as a parameter, in whatever way."""
    named = [each.value for each in call.keywords if each.arg in names]
    given = [*call.args[position : position + 1], *named]
    return given[0] if len(given) == 1 and not _is_starred(call) else None


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


def drop_first_argument(call: Found[ast.Call], name: str) -> Edit | None:
    """Leave out the first parameter, called `name`, of a call that stands on one line."""
    sheet, node = call.sheet, call.node
    named = [each for each in node.keywords if each.arg == name]
    if _is_starred(node) or node.lineno != node.end_lineno or len(node.args) > 1:
        return None
    given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    dropped: list[ast.expr | ast.keyword] = [*node.args, *named]
    if len(dropped) != 1:
        return None
    at = given.index(dropped[0])
    spans = [sheet.span(each) for each in given]
    here, whole = spans[at], sheet.span(node)
    start, end = here.column, here.end_column
    if at + 1 < len(given):
        end = spans[at + 1].column
    elif at:
        start = spans[at - 1].end_column
    else:
        end = whole.end_column - 1
    return sheet.cut(here.line, start, end)


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


def rename_keywords(site: Site, names: dict[str, str], accepted: tuple[str, ...]) -> Remedy:
    """Call the keyword arguments of the call at `site`, which has these parameters, otherwise."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        edits = _renamed(call, names, accepted) if call is not None else None
        title = ", ".join(f"Rename `{old}` to `{new}`" for old, new in names.items())
        return Fix(title, edits, safe=True) if edits else None

    return remedy


def _renamed(
    call: Found[ast.Call], names: dict[str, str], accepted: tuple[str, ...]
) -> tuple[Edit, ...] | None:
    """None if one of the new names is given already, or may be."""
    sheet, node = call.sheet, call.node
    given = [each.arg for each in node.keywords if each.arg is not None]
    after = [*accepted[: len(node.args)], *(names.get(name, name) for name in given)]
    if _is_starred(node) or len({*after}) < len(after) or not {*names} <= {*given}:
        return None
    return tuple(
        sheet.replace_start(each, len(each.arg), names[each.arg])
        for each in node.keywords
        if each.arg in names
    )


def write_value(
    site: Site, asked: Site, name: str, value: str, *, position: int, word: str = ""
) -> Remedy:
    """Write `value` over the constant that the call at `site` passes as `name`.

    Safe if it is for the call at `asked` alone. Not where the program mentions `word`, if any.
    """

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        given = argument(call.node, position, name) if call is not None else None
        if call is None or not isinstance(given, ast.Constant):
            return None
        if word and geometry.mentions(word):
            return None
        edit = call.sheet.replace(given, value)
        # What a string was meant to say is not known.
        safe = not isinstance(given.value, str) and geometry.share_scope(site, asked)
        return Fix(f"Pass `{name}={value}`", (edit,), safe=safe)

    return remedy


def rename_attribute(site: Site, name: str, *, safe: bool) -> Remedy:
    """Read another attribute at `site`."""

    def remedy(geometry: Geometry) -> Fix | None:
        found = geometry.find(site, ast.Attribute)
        if found is None:
            return None
        edit = found.sheet.replace_end(found.node, len(found.node.attr), name)
        return Fix(f"Rename `{found.node.attr}` to `{name}`", (edit,), safe=safe)

    return remedy


def extend_source(site: Site, attribute: str, *, safe: bool) -> Remedy:
    """Pass an attribute of what the derivative call at `site` passes as its sources."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        source = argument(call.node, 1, "sources") if call is not None else None
        if call is None or not isinstance(source, (ast.Name, ast.Attribute)):
            return None
        edit = call.sheet.after(source, f".{attribute}")
        title = f"Pass `{call.sheet.text(source)}.{attribute}`"
        return Fix(title, (edit,), safe=safe)

    return remedy


def _is_starred(call: ast.Call) -> bool:
    return any(isinstance(arg, ast.Starred) for arg in call.args) or any(
        each.arg is None for each in call.keywords
    )
