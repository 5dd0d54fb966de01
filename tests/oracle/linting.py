"""What tapelint finds, in the terms of the marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.diagnostic import Diagnostic, Problem
from tapelint.reading import read_bytes
from tapelint.rule import all_rules

from .marks import Expectations, Place

Found = Counter[tuple[Place, str]]
"""How often each code is found at each place."""


def diagnose(text: str, path: str, codes: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """What tapelint finds in `text` read as the file `path`.

    The rules are those that are on by default and `codes`.
    """
    source = read_bytes(text.encode(), path)
    if source is None:
        return ()
    assert not isinstance(source, Problem), source
    return analyse(source, Config(extend_select=tuple(codes))).diagnostics


def place_of(it: Diagnostic) -> Place:
    """Where a finding stands, as the marks say it."""
    return it.span.cell or 0, it.span.line


def lint(text: str, path: str, codes: Iterable[str] = ()) -> Found:
    """The places and codes of what `diagnose` gives."""
    return Counter((place_of(it), it.code) for it in diagnose(text, path, codes))


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
