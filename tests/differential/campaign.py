"""Many programs: counts, and the disagreements made small."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.flow_fuzz.shrink import shrink

from .causes import BY_DESIGN, SILENT_AS_ZEROS
from .compare import Analyser, Call, Finding, Judgement, Verdict, compare, tapelint_findings
from .generate import generate
from .run import execute

Row = tuple[str, str]
"""Planted cause and symptom."""

CHUNK = 250
"""Programs at a time; a process, which TensorFlow lets grow, is given four times as many."""


@dataclass(slots=True)
class Disagreement:
    """A program about which tapelint and TensorFlow differ."""

    kind: str
    seed: int
    text: str


@dataclass(slots=True)
class Tally:
    """What a campaign has seen; calls are the derivative calls that were executed."""

    programs: int = 0
    complete: int = 0
    written: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    bad: Counter[Row] = field(default_factory=Counter)
    found: Counter[Row] = field(default_factory=Counter)
    others: Counter[Row] = field(default_factory=Counter)
    others_found: Counter[Row] = field(default_factory=Counter)
    named: Counter[tuple[str, str]] = field(default_factory=Counter)
    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    def judged(self, seed: int, text: str, judgement: Judgement) -> None:
        """Count the verdicts, and keep what must not be."""
        self.written += judgement.written
        for finding, verdict in judgement.findings:
            self.verdicts[finding.code, verdict] += 1
        for call in judgement.calls:
            self._count(call)
        for kind in sorted(kinds(judgement)):
            self.disagreements.append(Disagreement(kind, seed, text))

    def _count(self, call: Call) -> None:
        row = (call.cause, call.symptom)
        if call.derivative:
            self.calls[call.cause] += 1
        if not call.symptom:
            return
        bad, found = (self.bad, self.found) if call.derivative else (self.others, self.others_found)
        bad[row] += 1
        found[row] += bool(call.codes)
        for code in call.codes or ("-",):
            self.named[call.cause, code] += 1

    def merge(self, other: Tally) -> None:
        """Take in what another process has seen."""
        self.programs += other.programs
        self.complete += other.complete
        self.written += other.written
        for mine, its in zip(self.counters, other.counters, strict=True):
            mine.update(its)
        self.disagreements += other.disagreements

    @property
    def counters(self) -> tuple[Counter[object], ...]:
        """Everything that is counted by something."""
        made = (self.calls, self.bad, self.found, self.others, self.others_found)
        return (*made, self.named, self.verdicts)  # type: ignore[return-value]

    @property
    def alarms(self) -> list[Disagreement]:
        """The false alarms and the crashes of the analysis."""
        return [d for d in self.disagreements if d.kind.split()[0] in ("false", "crash")]


def kinds(judgement: Judgement) -> set[str]:
    """What is wrong with what tapelint says, in words that a smaller program may share."""
    wrong = {f"false {finding.code}" for finding in judgement.of(Verdict.FALSE)}
    wrong |= {f"other {finding.code}" for finding in judgement.of(Verdict.OTHER)}
    return wrong | {
        f"missed {call.cause}: {call.symptom}"
        for call in judgement.calls
        if call.missed and not by_design(call.cause, call.symptom)
    }


def by_design(cause: str, symptom: str) -> bool:
    """Whether tapelint is silent on purpose."""
    return cause in BY_DESIGN or (symptom == "zeros" and cause in SILENT_AS_ZEROS)


def examine(seed: int, tally: Tally, analyser: Analyser, writer: Callable[[int], str]) -> None:
    """Write, run and judge one program."""
    text = writer(seed)
    tally.programs += 1
    findings = analysed(text, analyser)
    if isinstance(findings, str):
        tally.disagreements.append(Disagreement(findings, seed, text))
        return
    observed = execute(text)
    tally.complete += not observed.end
    tally.judged(seed, text, compare(text, findings, observed))


def analysed(text: str, analyser: Analyser) -> list[Finding] | str:
    """What the analyser finds, or the name of its crash."""
    try:
        return analyser(text)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a result
        return f"crash {type(error).__name__}"


def campaign(
    seeds: Iterable[int],
    analyser: Analyser = tapelint_findings,
    writer: Callable[[int], str] = generate,
) -> Tally:
    """Examine the programs of these seeds in this process."""
    tally = Tally()
    for seed in seeds:
        examine(seed, tally, analyser, writer)
    return tally


def campaigns(seeds: range, jobs: int) -> Tally:
    """Examine the programs of these seeds in several processes, each one fresh."""
    chunks = [seeds[at : at + CHUNK] for at in range(0, len(seeds), CHUNK)]
    if jobs == 1 and len(chunks) == 1:
        return campaign(seeds)
    tally = Tally()
    context = multiprocessing.get_context("spawn")
    with context.Pool(jobs, maxtasksperchild=4) as pool:
        for part in pool.imap(campaign, chunks):
            tally.merge(part)
    return tally


def reduced(found: Disagreement, analyser: Analyser = tapelint_findings) -> str:
    """The smallest program with the same disagreement that simple edits lead to.

    It may end by no other exception than the whole one: an unbound name proves nothing.
    """
    ends = {"", "SyntaxError"} if found.kind.startswith("crash") else {"", execute(found.text).end}

    def holds(text: str) -> bool:
        findings = analysed(text, analyser)
        if isinstance(findings, str):
            return found.kind == findings
        if found.kind.startswith("crash"):
            return False
        observed = execute(text)
        return observed.end in ends and found.kind in kinds(compare(text, findings, observed))

    return shrink(found.text, holds)


def explained(found: Disagreement, analyser: Analyser = tapelint_findings) -> str:
    """The reduced program, and what is said of its lines."""
    text = reduced(found, analyser)
    findings = analysed(text, analyser)
    notes = []
    if not isinstance(findings, str):
        judgement = compare(text, findings, execute(text))
        notes += [f"line {f.site.line}: {f.code}: {v.value}" for f, v in judgement.findings]
        notes += [
            f"line {call.site.line}: {call.operation}: {call.symptom or 'fine'}"
            f" ({call.cause or 'nothing planted'})"
            for call in judgement.calls
        ]
    lines = [f"{number:3} {line}" for number, line in enumerate(text.splitlines(), 1)]
    return "\n".join([f"--- {found.kind} (seed {found.seed})", *lines, *notes])
