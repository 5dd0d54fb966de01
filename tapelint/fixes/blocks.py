"""Getting steps of a computation into the block of the tape, without changing their order."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from itertools import takewhile

from tapelint.diagnostic import Edit, Fix, Span
from tapelint.events import DerivativeTaken, Lost
from tapelint.fixes.arguments import argument
from tapelint.fixes.recording import DERIVATIVES, Recording, recording
from tapelint.geometry import Geometry, Sheet
from tapelint.geometry.names import binds, calls, reads
from tapelint.rule import Remedy

MOST = 4
"""So many statements may be moved; more than that is for the user to arrange."""

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)
_STRAIGHT = (*_SIMPLE, ast.Return, ast.Call, ast.keyword, ast.Attribute, ast.Tuple, ast.List)
"""Between a statement and a call in it: the call is certainly made, and made once."""
_PAUSING = (ast.Yield, ast.YieldFrom, ast.Await, ast.NamedExpr)


def extend_block(event: DerivativeTaken, lost: Sequence[Lost], *, safe: bool = True) -> Remedy:
    """Indent what comes after the block, up to the last step of the target, into the block.

    A target that is computed in the call itself becomes the last statement of the block.
    """

    def remedy(geometry: Geometry) -> Fix | None:
        here = recording(geometry, event)
        if here is None or not here.is_of_tapes_alone or any(o.when != "after" for o in lost):
            return None
        between, target = _between(here), argument(here.call, 0, "target")
        if between is None or target is None or geometry.mentions("watched_variables"):
            return None
        inline = any(one.inline for one in lost) or not _is_named(target)
        if inline and here.asking not in here.sheet.following(here.block):
            return None
        run = between[: _steps(between, target, inline=inline)]
        edits = _indented(here, run) if _may_run_inside(here, run) else None
        hoisted = _hoisted(here, target, run, geometry.fresh("target")) if inline else ()
        if edits is None or hoisted is None or not (run or inline):
            return None
        same = safe and not event.context.callers and not _takes_derivatives(run)
        return Fix(
            f"Compute the target in the block of `{here.tape}`", (*edits, *hoisted), safe=same
        )

    return remedy


def _between(here: Recording) -> list[ast.stmt] | None:
    """The statements after the block and before the one that holds the derivative call."""
    around = {*here.sheet.ancestors(here.call)}
    following = here.sheet.following(here.block)
    if around.isdisjoint(following):
        return None
    return list(takewhile(lambda each: each not in around, following))


def _is_named(target: ast.expr) -> bool:
    """Whether the target is what was computed before, or several of these."""
    match target:
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return all(map(_is_named, elements))
    return isinstance(target, (ast.Name, ast.Attribute))


def _steps(between: list[ast.stmt], target: ast.expr, *, inline: bool) -> int:
    """How many statements to take, so that the last one the target is computed by is among them.

    If the target is computed in the call, what is left must not mind that it is computed earlier.
    """
    needed = reads([target])
    touching = (
        i
        for i, each in enumerate(between)
        if needed & binds([each]) or (needed & reads([each]) and not _is_quiet([each]))
    )
    count = max((i + 1 for i in touching), default=0)
    return count if not inline or _is_quiet(between[count:]) else len(between)


def _is_quiet(statements: Sequence[ast.stmt]) -> bool:
    """Whether nothing that these call changes anything."""
    return all(ast.unparse(call.func) == "print" for call in calls(statements))


def _may_run_inside(here: Recording, run: Sequence[ast.stmt]) -> bool:
    """Whether statements do the same in the block as after it."""
    return len(run) <= MOST and all(
        isinstance(each, _SIMPLE)
        and here.sheet.is_alone(each)
        and not any(isinstance(part, _PAUSING) for part in ast.walk(each))
        and not here.tapes & (reads([each]) | binds([each]))
        for each in run
    )


def _takes_derivatives(run: Sequence[ast.stmt]) -> bool:
    return any(getattr(call.func, "attr", "") in DERIVATIVES for call in calls(run))


def _indented(here: Recording, run: Sequence[ast.stmt]) -> tuple[Edit, ...] | None:
    """The statements one step further in; None if that would change a string."""
    if not run:
        return ()
    sheet, outside = here.sheet, here.sheet.indent(here.block)
    first, last = sheet.span(here.block).end_line + 1, sheet.span(run[-1]).end_line
    if not here.indent.startswith(outside) or _is_fixed(sheet, run, first, last):
        return None
    return tuple(
        sheet.insert(number, len(outside), here.indent[len(outside) :])
        for number in range(first, last + 1)
        if (line := sheet.lines[number - 1]).strip()
        and line.startswith(outside)
        and not (number < run[0].lineno and line.startswith(here.indent))
    )


def _is_fixed(sheet: Sheet, run: Sequence[ast.stmt], first: int, last: int) -> bool:
    """Whether lines cannot be indented: a string goes over several, or a magic is among them."""
    return not sheet.is_faithful(first, last) or any(
        isinstance(node, (ast.Constant, ast.JoinedStr)) and node.lineno != node.end_lineno
        for each in run
        for node in ast.walk(each)
    )


def _hoisted(
    here: Recording, target: ast.expr, run: Sequence[ast.stmt], name: str
) -> tuple[Edit, ...] | None:
    """The target as a last statement of the block, and its name in the call."""
    sheet, asking = here.sheet, here.asking
    around = [here.call, *takewhile(lambda each: each is not asking, sheet.ancestors(here.call))]
    straight = all(isinstance(each, _STRAIGHT) for each in (asking, *around))
    place = sheet.span(target).order
    before = [c for c in calls([asking]) if sheet.span(c).order < place and c not in around]
    written = sheet.text(target)
    pauses = any(isinstance(part, _PAUSING) for part in ast.walk(target))
    if not straight or before or pauses or "\n" in written or here.tapes & reads([target]):
        return None
    line = sheet.line_below(run[-1] if run else here.block, f"{here.indent}{name} = {written}")
    return (line, sheet.replace(target, name))


def start_earlier(event: DerivativeTaken, lost: Sequence[Lost]) -> Remedy:
    """Move the steps of the target that come right before the block to its start."""
    sites = [one.site for one in lost]

    def remedy(geometry: Geometry) -> Fix | None:
        here = recording(geometry, event)
        broken = [geometry.find(site, ast.expr) for site in sites if site is not None]
        if here is None or not broken or any(one.when != "before" for one in lost):
            return None
        sheet = here.sheet
        block = sheet.block(here.block)
        before = block[: block.index(here.block)]
        inside = [{*sheet.ancestors(each.node)} for each in broken if each is not None]
        firsts = [i for i, each in enumerate(before) if any(each in around for around in inside)]
        if not firsts:
            return None
        run = before[min(firsts) :]
        edits = _moved(here, run) if _may_run_inside(here, run) else None
        title = f"Compute the target in the block of `{here.tape}`"
        return Fix(title, edits, safe=False) if edits else None

    return remedy


def _moved(here: Recording, run: Sequence[ast.stmt]) -> tuple[Edit, ...] | None:
    """Cut the statements out before the block, and put them below the calls of `watch` in it."""
    sheet, outside = here.sheet, here.sheet.indent(here.block)
    first, last = run[0].lineno, here.block.lineno - 1
    watches = list(takewhile(_is_watch, here.block.body))
    if not sheet.is_alone(here.block.body[0]) or not here.indent.startswith(outside):
        return None
    if binds(run) & reads([*here.block.items, *watches]) or _is_fixed(sheet, run, first, last):
        return None
    lines = [
        here.indent + line.removeprefix(outside) if line.strip() else line
        for line in sheet.lines[first - 1 : last]
    ]
    start = sheet.span(watches[-1]).end_line if watches else here.opening
    cut = Edit(Span(first, 0, last + 1, 0, sheet.cell), "")
    return (cut, sheet.new_line(start, "\n".join(lines)))


def _is_watch(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="watch"))):
            return True
    return False
