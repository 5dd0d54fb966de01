"""Which fixes are offered for a finding: one that cures it for every caller that it holds for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tapelint.diagnostic import Edit, Fix
from tapelint.geometry import Geometry
from tapelint.rule import Finding

MOST = 20
"""So many ways to one place are looked at; more of them are rounds of a loop."""


def offered(variants: Sequence[Finding], geometry: Geometry) -> tuple[Fix, ...]:
    """The fixes of a finding that is told once for all these callers; the best one first."""
    if not variants:
        return ()
    made = [_made(finding, geometry) for finding in variants[:MOST]]
    if all(fixes == made[0] for fixes in made):
        return made[0]
    firsts = [fixes[0] for fixes in made if fixes]
    together = _together(firsts) if len(firsts) == len(made) else None
    return () if together is None else (together,)


def _made(finding: Finding, geometry: Geometry) -> tuple[Fix, ...]:
    """What the remedies of a finding come to."""
    fixes = (remedy(geometry) for remedy in finding.remedies)
    return tuple(fix for fix in fixes if fix is not None and geometry.admits(fix))


def _together(fixes: Sequence[Fix]) -> Fix | None:
    """Several fixes as one; None if they get in each other's way."""
    edits = sorted({edit for fix in fixes for edit in fix.edits}, key=lambda edit: edit.span.order)
    if any(_touch(one, other) for one, other in pairwise(edits)):
        return None
    return Fix(fixes[0].title, tuple(edits), all(fix.safe for fix in fixes))


def _touch(one: Edit, other: Edit) -> bool:
    """Whether an edit begins before the one in front of it has ended, or at the same place."""
    end = (one.span.cell or 0, one.span.end_line, one.span.end_column)
    return other.span.order < end or other.span.order == one.span.order
