"""What the rules about a derivative that is None have in common: whom they speak of, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tapelint.events import DerivativeTaken, Lost, Reason
from tapelint.rule import Finding, Places, Remedy
from tapelint.values import Site

Words = Callable[[Lost, Places], str]
"""Why there is no derivative, and after a colon what follows from it; then the way out."""
Mend = Callable[[DerivativeTaken, list[Lost]], Remedy]


def absent(
    event: DerivativeTaken,
    reason: Reason,
    why: Words,
    way_out: Words,
    *,
    label: str = "",
    aside: str = "",
    if_zeros: bool = True,
    mend: Mend | None = None,
) -> Iterator[Finding]:
    """One finding for all sources of the event without a derivative for this reason.

    `label`: of the place where the path breaks. `aside`: said of the result. `if_zeros`: also where
    the program asks for zeros in the place of None. `mend`: the remedy for these sources.
    """
    lost = [one for one in event.lost if one.reason is reason]
    if not lost or not event.context.certain or (event.asked_zeros and not if_zeros):
        return
    first = lost[0]

    def message(places: Places) -> str:
        text = f"{why(first, places)}: {_result(event, lost)}{aside}. {way_out(first, places)}"
        return text[:1].upper() + text[1:]

    related: list[tuple[Site, str]] = []
    if label and first.site is not None and not first.inline:
        related.append((first.site, label))
    if event.tape.left is not None and reason in (Reason.AFTER, Reason.FIRST_OUTSIDE):
        related.append((event.tape.left, f"`{event.name}` records only in this block"))
    remedies = () if mend is None else (mend(event, lost),)
    yield Finding(event.site, message, tuple(related), remedies=remedies)


def _result(event: DerivativeTaken, lost: list[Lost]) -> str:
    nothing = "zeros" if event.zeros else "None"
    told = len(lost) < event.sources or any(one.part for one in lost)
    part = f" for {_sources(event, lost)}" if told else ""
    again = f" in round {event.context.round} of the loop" if event.context.round > 1 else ""
    return f"this call returns {nothing}{part}{again}"


def _sources(event: DerivativeTaken, lost: list[Lost]) -> str:
    """Those of several sources that have no derivative."""
    names = [f"{one.part}`{one.source}`" for one in lost if one.source]
    return _join(names) if len(names) == len(lost) else f"{len(lost)} of {event.sources} sources"


def _join(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def source(lost: Lost, otherwise: str = "the source") -> str:
    """The source as it is written."""
    return f"`{lost.source}`" if lost.source else otherwise


def made(lost: Lost, places: Places) -> str:
    """What the path breaks at, and where that was made: "`loss` was computed on line 3"."""
    if lost.inline:
        return "the target is computed in the call itself"
    what = f"`{lost.name}`" if lost.name else "the target or a step to it"
    where = f" on {places.line(lost.site)}" if lost.site is not None else ""
    return f"{what} was computed{where}"


def block_end(event: DerivativeTaken, places: Places) -> str:
    """Where the tape stopped: "its block ended on line 7"."""
    left = event.tape.left
    return f"its block ended on {places.end(left)}" if left is not None else "its block had ended"


def as_target(name: str) -> str:
    """A tape as the target of `with ... as`."""
    return "tape" if " " in name else name
