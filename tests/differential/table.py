"""The counts of a campaign as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from .campaign import Row, Tally, by_design
from .compare import Verdict


def table(tally: Tally) -> str:
    """Everything that was counted."""
    calls, bad = sum(tally.calls.values()), sum(tally.bad.values())
    false = sum(n for (_, verdict), n in tally.verdicts.items() if verdict is Verdict.FALSE)
    lines = [
        f"{tally.programs} programs, {tally.complete} run to their end",
        f"{tally.written} derivative calls written, {calls} executed, {bad} bad",
        f"{false} false alarms, {len(tally.alarms)} programs with one or a crash",
        "",
        "| planted cause | symptom | bad calls | found | share |",
        "|---|---|---:|---:|---:|",
        *_rows(tally.bad, tally.found),
        "",
        "| other operation | symptom | bad | found | share |",
        "|---|---|---:|---:|---:|",
        *_rows(tally.others, tally.others_found),
        "",
        "| code | " + " | ".join(verdict.value for verdict in Verdict) + " |",
        "|---|" + "---:|" * len(Verdict),
    ]
    for code in sorted({code for code, _ in tally.verdicts}):
        counts = " | ".join(str(tally.verdicts[code, verdict]) for verdict in Verdict)
        lines.append(f"| {code} | {counts} |")
    lines += ["", "| planted cause | codes that name it |", "|---|---|", *_codes(tally.named)]
    return "\n".join(lines)


def _rows(bad: Counter[Row], found: Counter[Row]) -> Iterator[str]:
    judged = [row for row in bad if not by_design(*row)]
    for row in sorted(bad):
        note = "" if row in judged else " (by design)"
        yield _row(f"{row[0]}{note} | {row[1]}", bad[row], found[row])
    for symptom in ("None", "zeros"):
        rows = [row for row in judged if row[1].startswith(symptom)]
        yield from _sum(f"all {symptom}", rows, bad, found)
    raised = [r for r in judged if r[1].startswith("raises")]
    yield from _sum("all that raise", raised, bad, found)
    yield from _sum("**all**", judged, bad, found)


def _sum(name: str, rows: Iterable[Row], bad: Counter[Row], found: Counter[Row]) -> Iterator[str]:
    rows = list(rows)
    if rows:
        yield _row(f"{name} | ", sum(bad[row] for row in rows), sum(found[row] for row in rows))


def _row(name: str, bad: int, found: int) -> str:
    return f"| {name} | {bad} | {found} | {100 * found / bad:.1f}% |"


def _codes(named: Counter[tuple[str, str]]) -> Iterator[str]:
    for cause in sorted({cause for cause, _ in named}):
        codes = Counter({code: n for (of, code), n in named.items() if of == cause})
        said = ", ".join(f"{code} {n}" for code, n in codes.most_common())
        yield f"| {cause} | {said} |"
