"""What a fix promises of the text and of what tapelint says then."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tapelint.diagnostic import Diagnostic, Fix
from tests.oracle.linting import diagnose, implemented

from .corpus import look
from .mending import Mended, Spot, mend, now

PERSISTENT = {"persistent", "True", "del"}
ADDED: dict[str, set[str]] = {
    **dict.fromkeys(("TAP101", "TAP104", "TAP114"), PERSISTENT),
    "TAP106": {"gradient", "jacobian", "batch_jacobian", "watch", "stop_recording"},
    "TAP107": {"persistent", "watch_accessed_variables", "unconnected_gradients", "True", "source"},
    "TAP108": {"trainable_variables"},
    "TAP110": {"pass", "value", "v", "v_2", "for", "in"},
    "TAP111": {"zip"},
    "TAP112": {"list"},
    "TAP115": {"assign", "assign_sub", "assign_add"},
    "TAP215": {"scale_loss", "scaled_loss"},
    **{code: {"target", "target_2"} for code in ("TAP201", "TAP202")},
    **{code: {"watch"} for code in ("TAP204", "TAP206", "TAP212")},
    "TAP209": {"<number>"},
    "TAP303": {"del"},
    "TAP305": {"pass"},
    "TAP210": {"assign", "assign_sub", "assign_add"},
}
"""Words that may be new in a text. Besides, what it has already may be there once more."""

ANYTHING = None
REMOVED: dict[str, set[str] | None] = {
    **{code: {"False", "None", "<number>"} for code in ("TAP101", "TAP104", "TAP114")},
    "TAP301": {"persistent", "True"},
    "TAP305": ANYTHING,
    **dict.fromkeys(("TAP106", "TAP107", "TAP110", "TAP115", "TAP210", "other"), ANYTHING),
    "TAP209": {"<number>"},
    "TAP214": ANYTHING,
}
"""What may go; nothing, if the code is not here."""


def complaints(
    path: str,
    before: Sequence[Diagnostic],
    mended: Sequence[Diagnostic],
    rounds: list[Mended],
    *,
    other: bool = False,
) -> Iterator[str]:
    """What is wrong with a text in which the fixes of these findings were applied.

    `other`: not those that are offered first, but the alternatives.
    """
    old, new = rounds[0].before, rounds[-1].after
    try:
        ast.parse(new)
    except SyntaxError as error:
        yield f"it does not parse: {error}"
        return
    codes = {"other"} if other else {it.code for it in mended}
    codes |= {it.code for each in rounds[1:] for it in look(each.before, path)}
    yield from _unpromised(codes, old, new)
    after = look(new, path)
    gone = {id(it) for it in mended}
    known = {(now(rounds, spot(it)), it.code) for it in before if id(it) not in gone}
    for it in after:
        if (spot(it), it.code) not in known and not _comes_to_light(it, old, mended, rounds):
            yield f"{it.code} is new on line {it.span.line}"


def contrary(text: str, fix: Fix, path: str) -> Iterator[str]:
    """The safe fixes of any rule that would undo this one."""
    mended = mend(text, [fix])
    for it in diagnose(mended.after, path, implemented()):
        if it.fix is not None and it.fix.safe and mended.undone_by(it.fix):
            yield f"{it.fix.title} undoes {fix.title}"


def spot(it: Diagnostic) -> Spot:
    """Where a finding begins."""
    return it.span.line, it.span.column


def _comes_to_light(
    it: Diagnostic, old: str, mended: Iterable[Diagnostic], rounds: list[Mended]
) -> bool:
    """Whether a mended finding had hidden this one: at its call, or behind its exception."""
    for other in mended:
        here = now(rounds, spot(other))
        if here is None:
            continue
        if here == spot(it):
            return it.code != other.code
        if other.code.startswith("TAP1") and here < spot(it):
            return True
    return False


def _unpromised(codes: set[str], old: str, new: str) -> Iterator[str]:
    """Tokens that came or went without being promised. Comments all stay."""
    before, after = Counter(_tokens(old)), Counter(_tokens(new))
    added = {token for token in after - before if token.isidentifier() or token[0] == "<"}
    may_come = {word for code in codes for word in ADDED.get(code, ())} | set(before)
    if strange := {token for token in added if token not in may_come}:
        yield f"came: {sorted(strange)}"
    removed = set(before - after)
    comments = {token for token in (before - after) + (after - before) if token[0] == "#"}
    if comments and "TAP001" not in codes:
        yield f"comments changed: {sorted(comments)}"
    allowances = [REMOVED.get(code, set()) for code in codes]
    if ANYTHING not in allowances:
        may_go = {token for each in allowances for token in each or ()}
        words = {token for token in removed if token.isidentifier() or token.startswith("<")}
        if strange := words - may_go:
            yield f"gone: {sorted(strange)}"


def _tokens(text: str) -> Iterator[str]:
    layout = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NUMBER:
            yield "<number>"
        elif token.type not in layout and token.string:
            yield token.string
