"""The lives of tapes in words: what stands beside a lane."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tapelint.columns import cut
from tapelint.lives import Happening, Life, Moment, Outcome, Scope
from tapelint.reports.text import visible

LONGEST = 40
"""An expression with more columns is cut."""

_IMPLIED = ((Happening.ENTERED, Happening.CREATED), (Happening.LEFT, Happening.RESUMED))
"""Who says the first on a line need not say the second."""


def facts(life: Life, scope: Scope) -> str:
    """What is to be known of a tape before it does anything."""
    told = [{True: "persistent", False: "not persistent", None: "persistence not known"}[
        life.persistent]]  # fmt: skip
    if life.watches_variables is False:
        told.append("does not watch variables by itself")
    if life.scope != scope:
        cell = life.created.cell
        where = f" of cell {cell}" if cell is not None and cell != scope.cell else ""
        told.append(f"made on line {life.created.line}{where}")
    return ", ".join(told)


def note(moments: Iterable[Moment]) -> str:
    """What happens on one line to one tape."""
    by_kind: dict[Happening, list[Moment]] = {}
    for moment in moments:
        by_kind.setdefault(moment.happening, []).append(moment)
    for said, implied in _IMPLIED:
        if said in by_kind:
            by_kind.pop(implied, None)
    return ", ".join(part for kind in Happening if kind in by_kind for part in
                     _phrases(kind, by_kind[kind]))  # fmt: skip


def _phrases(kind: Happening, moments: list[Moment]) -> Iterator[str]:
    match kind:
        case Happening.ASKED:
            yield from map(_asked, moments)
        case Happening.WATCHED:
            seen = [m for m in moments if m.outcome is Outcome.FINE]
            if seen:
                yield f"watches {_listed(seen)}"
            if len(seen) < len(moments):
                yield "cannot watch that"
        case Happening.RECORDED:
            for certain, verb in ((True, "records"), (False, "may record")):
                if chosen := [m for m in moments if m.sure is certain]:
                    yield f"{verb} {_listed(chosen)}"
        case _:
            yield kind.value if all(m.sure for m in moments) else f"{kind.value} (sometimes)"


def _asked(moment: Moment) -> str:
    """`gradient of z by x: raises`."""
    words = moment.method
    if moment.what:
        words += f" of {_short(moment.what)}"
    if moment.by:
        words += f" by {_short(moment.by)}"
    if moment.outcome is not Outcome.FINE:
        words += f": {_outcome(moment)}"
    if moment.spends:
        return f"{words} (uses it up)"
    maybe = moment.spends is None and moment.outcome is not Outcome.POSSIBLE
    return f"{words} (may use it up)" if maybe else words


def _outcome(moment: Moment) -> str:
    lost = ", ".join(_short(name) for name in moment.lost)
    match moment.outcome:
        case Outcome.GIVES_NONE:
            return f"None for {lost}" if lost else "None"
        case Outcome.GIVES_ZEROS:
            return f"zeros for {lost}" if lost else "zeros"
        case Outcome.POSSIBLE:
            return "may fail"
    return str(moment.outcome.value)


def _listed(moments: list[Moment]) -> str:
    return ", ".join(dict.fromkeys(_short(m.what) or "something" for m in moments))


def _short(text: str) -> str:
    return cut(visible(text), LONGEST)
