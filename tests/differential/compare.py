"""Holds what tapelint finds against how TensorFlow ended the calls.

A *definite* finding on a call that was executed and was fine each time is a false alarm. A call
that goes wrong without a finding on it is missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from tapelint.analysis import check
from tapelint.diagnostic import Certainty
from tests.oracle.record import ANYWHERE, Outcome
from tests.oracle.rewrite import DERIVATIVES
from tests.oracle.symptoms import SYMPTOMS

from .causes import UNPLANNED, planted, symptom
from .run import Observed, Site, derivative_sites


class Verdict(Enum):
    """How a finding fares."""

    SHOWN = "shown"
    OTHER = "another symptom"
    UNCLEAR = "not decided"
    UNPROVEN = "possible, not shown"
    UNREACHED = "not executed"
    FALSE = "false alarm"


class Finding(NamedTuple):
    """What tapelint says of a call."""

    code: str
    site: Site
    definite: bool = True


class Call(NamedTuple):
    """A call on a tape that was executed.

    `symptom` says how it goes wrong and is empty if it does not; `codes` are those of the
    findings on it.
    """

    site: Site
    operation: str
    cause: str
    symptom: str
    codes: tuple[str, ...]

    @property
    def derivative(self) -> bool:
        """Whether it asks for a derivative."""
        return self.operation in DERIVATIVES

    @property
    def missed(self) -> bool:
        """Whether it goes wrong and tapelint says nothing."""
        return bool(self.symptom) and not self.codes


class Judgement(NamedTuple):
    """The comparison for one program."""

    findings: tuple[tuple[Finding, Verdict], ...]
    calls: tuple[Call, ...]
    written: int

    def of(self, verdict: Verdict) -> list[Finding]:
        """The findings that fare so."""
        return [finding for finding, fares in self.findings if fares is verdict]


Analyser = Callable[[str], list[Finding]]


def tapelint_findings(text: str) -> list[Finding]:
    """What tapelint says under its default options."""
    return [
        Finding(
            it.code,
            Site(it.span.line, it.span.column),
            it.certainty is Certainty.DEFINITE,
        )
        for it in check(text)
    ]


def compare(text: str, findings: Sequence[Finding], observed: Observed) -> Judgement:
    """Judge each finding, and list the calls that were executed."""
    judged = tuple((finding, _verdict(finding, observed)) for finding in findings)
    return Judgement(
        judged, tuple(_calls(text, findings, observed)), len(list(derivative_sites(text)))
    )


def _verdict(finding: Finding, observed: Observed) -> Verdict:
    outcomes = _at(finding.site, observed)
    if not outcomes:
        return Verdict.UNREACHED
    if not finding.definite and any(it.errors for it in outcomes):
        return Verdict.SHOWN  # whether it may work as well is for other runs to show
    if SYMPTOMS[finding.code](outcomes):
        return Verdict.SHOWN
    if any(it.bad for it in outcomes):
        return Verdict.OTHER
    if finding.site in observed.unclear:
        return Verdict.UNCLEAR
    return Verdict.FALSE if finding.definite else Verdict.UNPROVEN


def _at(site: Site, observed: Observed) -> tuple[Outcome, ...]:
    """The executions of a call; those of its line if no probe has seen the call itself."""
    exact = observed.outcomes.get(site, ())
    return exact or observed.outcomes.get(site._replace(column=ANYWHERE), ())


def _calls(text: str, findings: Sequence[Finding], observed: Observed) -> Iterator[Call]:
    causes = planted(text)
    for site, seen in sorted(observed.outcomes.items()):
        said = {it.code for it in findings if _speaks_of(it, site)}
        for derivative in (True, False):
            outcomes = [it for it in seen if (it.operation in DERIVATIVES) is derivative]
            wrong = symptom(outcomes)
            if (derivative and outcomes) or wrong:
                named = next((it for it in outcomes if it.bad), outcomes[0]).operation
                cause = causes.get(site.line, UNPLANNED if wrong else "")
                if not derivative:
                    cause = named
                yield Call(site, named, cause, wrong, tuple(sorted(said)))


def _speaks_of(finding: Finding, site: Site) -> bool:
    return finding.site == site or (site.column == ANYWHERE and finding.site.line == site.line)
