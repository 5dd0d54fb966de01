"""The last line for a person."""

from __future__ import annotations

from collections import Counter

from tapelint.diagnostic import Severity
from tapelint.reports.outcome import Outcome

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def with_summary(text: str, outcome: Outcome) -> str:
    """The report of the findings with the summary below, unless all is to be quiet."""
    return text if outcome.quiet else f"{text}\n{summary(outcome)}"


def summary(outcome: Outcome) -> str:
    """How many findings of which severity."""
    counts = Counter(diagnostic.severity for _, diagnostic in outcome.found())
    parts = [_plural(counts[key], word) for key, word in _WORDS.items() if counts[key]]
    return f"Found {_plural(sum(counts.values()), 'problem')} ({', '.join(parts)})."


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
