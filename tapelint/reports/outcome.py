"""What is to be reported: the findings of each source, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tapelint.diagnostic import Diagnostic, Problem
from tapelint.source import Source


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told about one source."""

    source: Source
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run, in the order in which it is told.

    `colour`: it goes to a terminal that shows colours. `quiet`: without a summary.
    """

    reports: tuple[Report, ...]
    problems: tuple[Problem, ...] = ()
    colour: bool = False
    quiet: bool = False

    def found(self) -> Iterator[tuple[Source, Diagnostic]]:
        """Each finding with the source it stands in."""
        for report in self.reports:
            for diagnostic in report.diagnostics:
                yield report.source, diagnostic
