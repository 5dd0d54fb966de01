"""The lines of the table, and what every measure is given."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from .timing import Cost


@dataclass(frozen=True)
class Options:
    """Sizes, and where files and other tools are."""

    corpus: Path | None
    torchfix: str | None
    count: int
    rounds: int
    scratch: Path


@dataclass(frozen=True)
class Line:
    """One line of the table: what, beside what, the ratio and its target, and the figures."""

    what: str
    beside: str
    ratio: str
    target: str
    figures: str


def beside(what: str, name: str, costs: dict[str, Cost], target: str) -> Line:
    """The ratio of processor times of the first run to another one."""
    ours, theirs = next(iter(costs.values())), costs[name]
    figures = (
        f"{ours.cpu * 1000:.0f} : {theirs.cpu * 1000:.0f} ms; "
        f"on the clock {ours.wall * 1000:.0f} : {theirs.wall * 1000:.0f} ms"
    )
    return Line(what, f"`{name}`", f"{ours.cpu / theirs.cpu:.2f}", target, figures)


def tool(name: str) -> str:
    """A command of the environment that we run in."""
    return str(Path(sys.executable).parent / name)
