"""Watching a source from the start of the block, and taking needless calls of `watch` away."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from tapelint.diagnostic import Fix
from tapelint.events import DerivativeTaken, Lost
from tapelint.fixes.arguments import argument
from tapelint.fixes.recording import Recording, recording
from tapelint.geometry import Geometry, Sheet
from tapelint.geometry.names import reads
from tapelint.rule import Remedy
from tapelint.values import Site

_OF_KERAS = re.compile(
    r".*\.(kernel|bias|embeddings|gamma|beta|(non_)?trainable_\w+|variables|weights)"
)
"""What may be variables of Keras 3, which `watch` refuses."""
_LISTS = ("trainable_variables", "trainable_weights", "variables", "weights")
"""Attributes of Keras objects that are lists of variables."""


def watch_first(event: DerivativeTaken, lost: Sequence[Lost], *, safe: bool = True) -> Remedy:
    """Call `watch` of these sources as soon as they exist in the tape's block."""
    spelled = [one.source or "" for one in lost]

    def remedy(geometry: Geometry) -> Fix | None:
        here = recording(geometry, event)
        sources = _written(here, spelled) if here is not None else ()
        if here is None or not sources or any(map(_OF_KERAS.match, sources)):
            return None
        start = _start(here, {source.partition(".")[0] for source in sources})
        if start is None or not here.is_certainly_asked:
            return None
        plain = all(map(str.isidentifier, sources)) and not event.context.callers
        what = sources[0] if len(sources) == 1 else f"[{', '.join(sources)}]"
        call = f"{event.name}.watch({what})"
        edit = here.sheet.new_line(start, f"{here.indent}{call}")
        return Fix(f"Call `{call}` in the block", (edit,), safe=safe and plain)

    return remedy


def _written(here: Recording, spelled: Sequence[str]) -> Sequence[str]:
    """The sources as the call has them; all that it has if it has one name for them together."""
    passed = argument(here.call, 1, "sources", "source")
    if passed is None:
        return ()
    places = {
        here.sheet.text(node)
        for node in ast.walk(passed)
        if isinstance(node, (ast.Name, ast.Attribute))
    }
    if places.issuperset(spelled):
        return tuple(dict.fromkeys(spelled))
    return (here.sheet.text(passed),) if isinstance(passed, ast.Name) else ()


def _start(here: Recording, names: set[str]) -> int | None:
    """The line after which names mean in the block what they mean at the derivative call."""
    bindings = here.bindings(names)
    if not bindings:
        return here.opening
    binding = bindings[0]
    certain = isinstance(binding, ast.Assign) and binding in here.block.body
    if len(bindings) > 1 or not certain or not here.sheet.is_alone(binding):
        return None
    return here.sheet.span(binding).end_line


def watch_earlier(event: DerivativeTaken, lost: Sequence[Lost]) -> Remedy:
    """Move the call of `watch` that came too late to the start of the block."""
    sites = {one.site for one in lost}
    site = lost[0].site

    def remedy(geometry: Geometry) -> Fix | None:
        here = recording(geometry, event)
        call = geometry.find(site, ast.Call) if site is not None else None
        if here is None or call is None or call.sheet is not here.sheet or len(sites) > 1:
            return None
        sheet, statement = here.sheet, here.sheet.statement(call.node)
        names = reads([call.node])
        if not _stands_alone(sheet, statement, call.node) or here.bindings(names, statement):
            return None
        later = (*here.block.body[1:], *sheet.following(here.block))
        if statement not in later or statement.end_lineno != statement.lineno:
            return None
        line = statement.lineno
        text = here.indent + sheet.lines[line - 1].lstrip()
        edits = (sheet.new_line(here.opening, text), sheet.without_lines(line, line))
        safe = here.is_asked_once and here.is_certainly_asked and not event.context.callers
        return Fix(f"Move `{sheet.text(call.node)}` to the start of the block", edits, safe=safe)

    return remedy


def _stands_alone(sheet: Sheet, statement: ast.stmt, call: ast.Call) -> bool:
    """Whether the statement is this call and nothing else."""
    return isinstance(statement, ast.Expr) and statement.value is call and sheet.is_alone(statement)


def no_watch(site: Site, *, safe: bool) -> Remedy:
    """Delete the call of `watch` that stands at `site`."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        if call is None:
            return None
        sheet, statement = call.sheet, call.sheet.statement(call.node)
        if not _stands_alone(sheet, statement, call.node) or _may_do_more(call.node):
            return None
        only = len(sheet.block(statement)) == 1
        edit = sheet.replace(statement, "pass") if only else sheet.without(statement)
        return Fix("Delete the call of `watch`", (edit,), safe=safe)

    return remedy


def _may_do_more(call: ast.Call) -> bool:
    """Whether its argument is more than a name with attributes."""
    arg = call.args[0] if len(call.args) == 1 and not call.keywords else None
    while isinstance(arg, ast.Attribute):
        arg = arg.value
    return not isinstance(arg, ast.Name)


def watch_values(site: Site, *, safe: bool) -> Remedy:
    """Watch the `.value` of the Keras variables that the call at `site` is given."""

    def remedy(geometry: Geometry) -> Fix | None:
        call = geometry.find(site, ast.Call)
        if call is None or _may_do_more(call.node):
            return None
        arg = call.node.args[0]
        written = call.sheet.text(arg)
        if not isinstance(arg, ast.Attribute) or "\n" in written:
            return None
        each = geometry.fresh("v")
        new = (
            f"[{each}.value for {each} in {written}]" if arg.attr in _LISTS else f"{written}.value"
        )
        return Fix(f"Watch `{new}`", (call.sheet.replace(arg, new),), safe=safe)

    return remedy
