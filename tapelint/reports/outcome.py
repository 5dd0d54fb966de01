"""What is to be reported: the findings of each source, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Diagnostic, Problem
from tapelint.source import Source


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be told about one source.

    If findings in it were cured, `source` is what became of it, and `before` what it was.
    """

    source: Source
    diagnostics: tuple[Diagnostic, ...]
    cured: tuple[Diagnostic, ...] = ()
    before: Source | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole run, in the order in which it is told.

    `reports` are of sources with findings, `mended` of those with findings that were cured.
    `colour`: it goes to a terminal that shows colours. `quiet`: without a summary.
    `unsafe_fixes`: the user wants these too. `show_fixes`: the summary lists what was cured.
    `silences`: it was cured by comments.
    """

    reports: tuple[Report, ...]
    problems: tuple[Problem, ...] = ()
    mended: tuple[Report, ...] = ()
    colour: bool = False
    quiet: bool = False
    unsafe_fixes: bool = False
    show_fixes: bool = False
    silences: bool = False

    def found(self) -> Iterator[tuple[Source, Diagnostic]]:
        """Each finding with the source it stands in."""
        for report in self.reports:
            for diagnostic in report.diagnostics:
                yield report.source, diagnostic

    def cured(self) -> int:
        """How many findings are gone."""
        return sum(len(report.cured) for report in self.mended)

    def mark(self, diagnostic: Diagnostic) -> str:
        """`[*] ` in front of what `--fix` would cure."""
        fix = diagnostic.fix
        return "[*] " if fix and (fix.safe or self.unsafe_fixes) else ""
