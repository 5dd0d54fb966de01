"""The choke point: source in, diagnostics out. Every front calls this and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from tapelint.cells import Program
from tapelint.collector import uncollected
from tapelint.config import Config
from tapelint.diagnostic import (
    Analysis,
    Certainty,
    Diagnostic,
    Problem,
    Related,
    Severity,
    Span,
)
from tapelint.discovery import covers
from tapelint.events import DerivativeTaken, Event
from tapelint.geometry import Geometry
from tapelint.interpret import Interpreter
from tapelint.lower import Memory, Pieces, lower
from tapelint.lower.room import many_frames, with_room
from tapelint.offers import offered
from tapelint.outside import Outside
from tapelint.rule import Finding, Rule, Symptom, all_rules
from tapelint.run import Known, run
from tapelint.source import Source
from tapelint.spelling import of_no_name
from tapelint.values import Site

CALLER = "called from here"
"""The label of the calls on the way to a place inside a function."""
DOCUMENTATION: str | None = None
"""Where the pages of the rules are; no diagnostic carries a URL until they have a home."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of a source since it was analysed the last time; it is kept up to date."""

    pieces: Pieces = field(default_factory=Pieces)
    known: Known = field(default_factory=Known)


def check(source: Source | str, config: Config | None = None) -> list[Diagnostic]:
    """The findings of a source or of the text of a Python file, in reading order.

    What cannot be parsed has no findings; `analyse` tells why.
    """
    config = config or Config()
    if isinstance(source, str):
        source = Source.from_text(source, terms=config.terms)
    return list(analyse(source, config).diagnostics)


def analyse(
    source: Source,
    config: Config,
    *,
    lives: bool = False,
    fixes: bool = True,
    memory: Memory | None = None,
    earlier: Earlier | None = None,
) -> Analysis:
    """Everything that is known about one source; a source without tapes costs nothing.

    `lives`: with the lives of its tapes, which cost more than the findings do. `memory`: of a
    source that grows cell by cell, the cells that were seen before. `fixes`: with what the findings
    can be mended by, which may cost as much. `earlier`: what is known of the
    source since it was analysed the last time.
    """
    if not source.concerns_tapes:
        return Analysis()
    if config.per_file_ignores:
        config = _of_file(os.path.abspath(source.path), config)
    with uncollected():
        if lives:
            return with_room(lambda: _witnessed(source, config))
        pieces = earlier.pieces if earlier else None
        return with_room(
            lambda: _analysed(
                source,
                config,
                *lower(source, memory=memory, earlier=pieces),
                earlier,
                fixes=fixes,
            )
        )


def _of_file(path: str, config: Config) -> Config:
    """With all the rules ignored that the configuration ignores in this file."""
    more = [words for glob, words in config.per_file_ignores if covers((glob,), path)]
    return config._replace(ignore=sum(more, config.ignore), per_file_ignores=())


def _analysed(
    source: Source,
    config: Config,
    program: Program,
    problems: Sequence[Problem],
    earlier: Earlier | None,
    *,
    fixes: bool,
) -> Analysis:
    findings = Findings(config, fixes=fixes)
    machine = Interpreter(findings.hear, findings.withdraw, Outside.of(config))
    _run_deeply(program, machine, earlier.known if earlier else None)
    found = findings.diagnostics(source.path, Geometry(source, program.locate))
    return Analysis(tuple(_heard(source, config, found, problems)), tuple(problems))


def _witnessed(source: Source, config: Config) -> Analysis:
    """The same, with the lives of the tapes."""
    from tapelint.chronicle import told_by
    from tapelint.territory import Territory
    from tapelint.witness import Witness

    program, problems = lower(source)
    findings = Findings(config)
    witness = Witness(findings.hear, findings.withdraw, Outside.of(config))
    _run_deeply(program, witness)
    found = findings.diagnostics(source.path, Geometry(source, program.locate))
    # A call raises whether or not a comment silences what is said of it.
    raising = frozenset(d.span for d in found if _raises(d))
    told = told_by(witness.notes, Territory(program, source), raising)
    return Analysis(tuple(_heard(source, config, found, problems)), tuple(problems), told)


def _run_deeply(program: Program, machine: Interpreter, known: Known | None = None) -> None:
    """Run a program, whose nesting is that of the interpreter's frames."""
    with many_frames():
        run(program, machine, known)


def _raises(found: Diagnostic) -> bool:
    """Whether a finding says that its place raises whenever it is reached."""
    return found.code.startswith("TAP1") and found.certainty is Certainty.DEFINITE


def _heard(
    source: Source, config: Config, found: list[Diagnostic], problems: Sequence[Problem]
) -> list[Diagnostic]:
    """What the comments of the source leave of the findings, and what is found about comments."""
    if not source.speaks_to_linters or not (found or source.speaks_of_us):
        return found
    from tapelint.silencing import Silencer

    silencer = Silencer(source, config)
    heard = silencer.heard(found)
    findings = Findings(config)
    for event in silencer.idle(problems):
        findings.hear(event)
    # The site of such an event is its span.
    geometry = Geometry(source, lambda span: cast(Span, span))
    about_comments = silencer.heard(findings.diagnostics(source.path, geometry))
    return sorted([*heard, *about_comments], key=lambda d: d.order)


class Findings:
    """Puts events before the rules and keeps one finding for each rule and place."""

    def __init__(self, config: Config, *, fixes: bool = True) -> None:
        self._config = config
        self._fixes = fixes
        self._rules = [r for r in all_rules() if config.enabled(r.code, r.name, r.enabled)]
        self._by_kind: dict[type[Event], list[Rule]] = {}
        self._ran: set[Site] = set()
        self._calls: dict[Site, set[tuple[Site, ...]]] = {}
        self._gave: dict[Site, set[tuple[Site, ...]]] = {}
        self._found: dict[tuple[str, Site], tuple[Rule, Finding, tuple[Site, ...]]] = {}
        self._variants: dict[tuple[str, Site], list[tuple[tuple[Site, ...], Finding]]] = {}
        self._explained: dict[Site, Event] = {}

    def hear(self, event: Event) -> None:
        """Ask every rule that listens to this kind of event."""
        if isinstance(event, DerivativeTaken) and event.context.callers and None in event.errors:
            self._ran.add(event.site)
            self._calls.setdefault(event.site, set()).add(event.context.callers)
            if not event.lost:
                self._gave.setdefault(event.site, set()).add(event.context.callers)
        for rule in self._listening(type(event)):
            for finding in rule.check(event):
                self._keep(rule, finding, event)

    def _listening(self, kind: type[Event]) -> list[Rule]:
        """The rules that listen to a kind of events."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [rule for rule in self._rules if issubclass(kind, rule.event)]
        return self._by_kind[kind]

    def _keep(self, rule: Rule, finding: Finding, event: Event) -> None:
        key, callers = (rule.code, finding.site), event.context.callers
        if rule.symptom is Symptom.GIVES_NONE:
            # One None is explained once: what follows from it in later rounds is not news.
            first = self._explained.setdefault(finding.site, event)
            if first is not event and key not in self._found:
                return
        variants = self._variants.setdefault(key, [])
        if rule.symptom is Symptom.RAISES or all(callers != known for known, _ in variants):
            variants.append((callers, finding))
        known = self._found.get(key)
        # What holds whoever calls is told without a caller.
        if known is None or (known[2] and not callers):
            self._found[key] = (rule, finding, callers)

    def withdraw(self, site: Site) -> None:
        """The program shows that the None it gets at `site` is what it wants."""
        for key in [k for k in self._found if k[1] is site and k[0].startswith("TAP2")]:
            del self._found[key]

    def diagnostics(self, path: str, geometry: Geometry) -> list[Diagnostic]:
        """What is left, located."""
        made = [
            _diagnose(
                path, self._severe(rule), finding, callers, geometry, self._to_cure(code, site)
            )
            for (code, site), (rule, finding, callers) in self._found.items()
            if not self._told_better(code, site)
        ]
        return sorted(made, key=lambda d: d.order)

    def _to_cure(self, code: str, site: Site) -> list[Finding]:
        """The findings of one place that a fix must cure: of any caller, or whoever calls.

        None where no fix is wanted.
        """
        _, _, callers = self._found[code, site]
        if not self._fixes:
            return []
        return [finding for of, finding in self._variants[code, site] if callers or not of]

    def _severe(self, rule: Rule) -> Rule:
        """The rule as severe as the user has it."""
        level = self._config.severity_of(rule.code, rule.name) if self._config.severity else None
        return replace(rule, severity=Severity(level)) if level else rule

    def _told_better(self, code: str, site: Site) -> bool:
        """Whether a finding gives way to another one, or to a call from elsewhere that works.

        Of TAP101 and TAP114 what holds whoever calls goes first; otherwise the call is certain
        to raise if it does for every caller in this file. A target that depends on the source
        for one caller and not for another is no mistake of the call's, nor is an argument that
        fits where the call is reached from elsewhere.
        """
        callers = self._found[code, site][2]
        if code == "TAP216":
            return _has_another(callers, self._gave.get(site, set()))
        if code in ("TAP108", "TAP109"):
            return _has_another(callers, self._calls.get(site, set()))
        if code not in ("TAP101", "TAP114"):
            return False
        other = self._found.get(("TAP114" if code == "TAP101" else "TAP101", site))
        if other is None:
            return False
        certain = self._found["TAP101", site]
        exists = not certain[2] or site not in self._ran
        return exists is (code == "TAP114")


def _has_another(callers: tuple[Site, ...], others: set[tuple[Site, ...]]) -> bool:
    """Whether some of these calls from this file are others than this one.

    A function that is run on its own sees the calls in it again, with fewer callers before them.
    """

    def same(other: tuple[Site, ...]) -> bool:
        shorter = min(len(other), len(callers))
        return len(other) != len(callers) and other[-shorter:] == callers[-shorter:]

    return bool(callers) and not all(same(other) for other in others)


def _diagnose(
    path: str,
    rule: Rule,
    finding: Finding,
    callers: tuple[Site, ...],
    geometry: Geometry,
    variants: list[Finding],
) -> Diagnostic:
    locate = geometry.locate
    span = locate(finding.site)
    message = of_no_name(finding.message(_Places(span, locate)))
    related = [Related(locate(site), of_no_name(label)) for site, label in finding.related]
    related += [Related(locate(site), CALLER) for site in callers]
    fixes = offered(variants, geometry)
    return Diagnostic(
        path,
        span,
        rule.code,
        rule.name,
        message[:1].upper() + message[1:],
        rule.severity,
        finding.certainty,
        tuple(related),
        fix=fixes[0] if fixes else None,
        url=f"{DOCUMENTATION}{rule.code}" if DOCUMENTATION else None,
        alternatives=fixes[1:],
    )


class _Places:
    """Lines in words, for a message about the place at `span`."""

    def __init__(self, span: Span, locate: Callable[[object], Span]) -> None:
        self._span = span
        self._locate = locate

    def line(self, site: Site) -> str:
        """`line 12`, or `line 3 of cell 5` when that is another cell."""
        place = self._locate(site)
        return self._words(place.line, place.cell)

    def end(self, site: Site) -> str:
        """The same for the last line of a statement."""
        place = self._locate(site)
        return self._words(place.end_line, place.cell)

    def _words(self, line: int, cell: int | None) -> str:
        return f"line {line}" if cell == self._span.cell else f"line {line} of cell {cell}"
