"""What tapelint finds, in the terms of the marks."""

from __future__ import annotations

from collections import Counter

from tapelint.check import analyse
from tapelint.config import Config
from tapelint.diagnostic import Problem
from tapelint.reading import read_bytes
from tapelint.rule import all_rules

from .marks import Expectations, Place

Found = Counter[tuple[Place, str]]
"""How often each code is found at each place."""


def lint(text: str, path: str) -> Found:
    """What tapelint finds in `text` read as the file `path`, every rule switched on."""
    source = read_bytes(text.encode(), path)
    if source is None:
        return Counter()
    assert not isinstance(source, Problem), source
    everything = Config(select=("TAP",))
    return Counter(
        ((it.span.cell or 0, it.span.line), it.code)
        for it in analyse(source, everything).diagnostics
    )


def implemented() -> set[str]:
    """The codes that tapelint has rules for."""
    return {rule.code for rule in all_rules()}


def expected_findings(expected: Expectations, codes: set[str]) -> Found:
    """What the marks demand of the rules that exist."""
    return Counter(
        (place, code)
        for place, mark in expected.marks.items()
        for code in mark.found
        if code in codes
    )
