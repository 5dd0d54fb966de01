"""Many programs: counts, and the disagreements made small."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .execute import Exploration, accidents, explore
from .fake import DERIVATIVES
from .generate import generate
from .shrink import shrink
from .verdict import Analyser, Finding, Judgement, Verdict, compare, tapelint_findings

UNBOUND = frozenset({"NameError", "UnboundLocalError", "KeyError"})
"""Where one of these leaves a path, no analysis of tapes is to blame for going on."""


@dataclass(slots=True)
class Disagreement:
    """A program about which tapelint and CPython differ; `unclear` where names are unbound."""

    kind: str
    seed: int
    text: str


@dataclass(slots=True)
class Tally:
    """What a campaign has seen."""

    programs: int = 0
    exhausted: int = 0
    runs: int = 0
    calls: int = 0
    raising: int = 0
    findings: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    missed: Counter[tuple[str, bool]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, exploration: Exploration) -> None:
        """Count the runs of a program, and the lines on which they took derivatives."""
        self.programs += 1
        self.exhausted += exploration.exhaustive
        self.runs += len(exploration.runs)
        events = [e for run in exploration.runs for e in run.events if e.operation in DERIVATIVES]
        self.calls += len({event.site.line for event in events})
        self.raising += len({event.site.line for event in events if event.error})

    def judged(self, seed: int, text: str, judgement: Judgement) -> None:
        """Count the verdicts, and keep what must not be."""
        for finding, verdict in judgement.findings:
            self.findings[finding.code, verdict] += 1
        for missed in judgement.missed:
            self.missed[missed.cause, missed.certain] += 1
        for kind in sorted(kinds(judgement)):
            doubtful = kind.startswith("false") and accidents(text) & UNBOUND
            said = kind.replace("false", "unclear") if doubtful else kind
            self.disagreements.append(Disagreement(said, seed, text))

    @property
    def alarms(self) -> list[Disagreement]:
        """The false alarms and the crashes of the analysis."""
        return [d for d in self.disagreements if d.kind.split()[0] in ("false", "crash")]


def kinds(judgement: Judgement) -> set[str]:
    """What is wrong with what tapelint says, in words that a smaller program may share."""
    wrong = {f"false {finding.code}" for finding in judgement.of(Verdict.FALSE)}
    wrong |= {f"hidden {finding.code}" for finding in judgement.of(Verdict.HIDDEN)}
    wrong |= {f"other {finding.code}" for finding in judgement.of(Verdict.OTHER)}
    return wrong | {f"missed {missed.cause}" for missed in judgement.missed if missed.certain}


def analysed(text: str, analyser: Analyser) -> list[Finding] | str:
    """What the analyser finds, or the name of its crash."""
    try:
        return analyser(text)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a result
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"crash {type(error).__name__} in {Path(place.filename).name}, {place.name}"


def campaign(
    seeds: Iterable[int], analyser: Analyser = tapelint_findings, *, first: bool = False
) -> Tally:
    """Examine the programs of these seeds; if `first`, until there is an alarm."""
    tally = Tally()
    for seed in seeds:
        text = generate(seed)
        exploration = explore(text)
        tally.add(exploration)
        findings = analysed(text, analyser)
        if isinstance(findings, str):
            tally.disagreements.append(Disagreement(findings, seed, text))
        else:
            tally.judged(seed, text, compare(text, findings, exploration))
        if first and tally.alarms:
            break
    return tally


def reduced(found: Disagreement, analyser: Analyser = tapelint_findings) -> str:
    """The smallest program with the same disagreement that simple edits lead to."""

    known = accidents(found.text)

    def holds(text: str) -> bool:
        findings = analysed(text, analyser)
        if isinstance(findings, str):
            return found.kind == findings
        kind = found.kind.replace("unclear", "false")
        if kind not in kinds(compare(text, findings, explore(text))):
            return False
        return accidents(text) <= known

    return shrink(found.text, holds)


def explained(found: Disagreement, analyser: Analyser = tapelint_findings) -> str:
    """The reduced program, and what is said of its lines."""
    text = reduced(found, analyser)
    findings = analysed(text, analyser)
    notes = []
    if not isinstance(findings, str):
        judgement = compare(text, findings, explore(text))
        notes += [f"line {f.line}: {f.code}: {v.value}" for f, v in judgement.findings]
        notes += [f"line {m.line}: missed {m.cause}" for m in judgement.missed if m.certain]
    lines = [f"{number:3} {line}" for number, line in enumerate(text.splitlines(), 1)]
    return "\n".join([f"--- {found.kind} (seed {found.seed})", *lines, *notes])


def table(tally: Tally) -> str:
    """The counts, as Markdown."""
    rows = [
        f"{tally.programs} programs, {tally.exhausted} on every stream of decisions",
        f"{tally.runs} runs; {tally.calls} lines with derivative calls, {tally.raising} raising",
        "",
        "| rule | " + " | ".join(verdict.value for verdict in Verdict) + " |",
        "|---|" + "---:|" * len(Verdict),
    ]
    for code in sorted({code for code, _ in tally.findings}):
        counts = " | ".join(str(tally.findings[code, verdict]) for verdict in Verdict)
        rows.append(f"| {code} | {counts} |")
    rows += ["", "| missed: error and place | certain | sometimes |", "|---|---:|---:|"]
    for cause in sorted({cause for cause, _ in tally.missed}):
        rows.append(f"| {cause} | {tally.missed[cause, True]} | {tally.missed[cause, False]} |")
    crashes = Counter(found.kind for found in tally.disagreements if "crash" in found.kind)
    rows += ["", *(f"{kind}: {count}" for kind, count in crashes.most_common())]
    return "\n".join(rows)
