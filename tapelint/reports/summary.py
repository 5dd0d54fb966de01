"""The last lines for a person: how much was found, and what was or can be fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tapelint.diagnostic import Severity
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import place

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def with_summary(text: str, outcome: Outcome) -> str:
    """The report of the findings with the summary below, unless all is to be quiet."""
    if outcome.quiet:
        return text
    fixes = _fixes(outcome) if outcome.show_fixes else ""
    hint = _hint(outcome)
    return "\n".join(part for part in (text, fixes, summary(outcome), hint) if part)


def summary(outcome: Outcome) -> str:
    """How many findings, and of which severity or how many of them are cured."""
    counts = Counter(diagnostic.severity for _, diagnostic in outcome.found())
    left, cured = sum(counts.values()), outcome.cured()
    if cured:
        parts = [f"{cured} {_deed(outcome)}", f"{left} remaining"]
    else:
        parts = [_plural(counts[key], word) for key, word in _WORDS.items() if counts[key]]
    return f"Found {_plural(left + cured, 'problem')} ({', '.join(parts)})."


def fixed_only(outcome: Outcome) -> str:
    """What is told of a run that fixes and reports nothing else."""
    fixes = _fixes(outcome) if outcome.show_fixes else ""
    did = f"Fixed {_plural(outcome.cured(), 'problem')}" if outcome.cured() else "Nothing was fixed"
    return "\n".join(part for part in (fixes, f"{did}{_additional(outcome)}.") if part)


def would_fix(outcome: Outcome) -> str:
    """What is told below a diff."""
    count = _plural(outcome.cured(), "problem")
    deed = "silence" if outcome.silences else "fix"
    would = f"Would {deed} {count}" if outcome.cured() else f"Nothing would be {_deed(outcome)}"
    return f"{would}{_additional(outcome)}."


def _fixes(outcome: Outcome) -> str:
    if not outcome.mended:
        return ""
    lines = [line for report in outcome.mended for line in _cured(report)]
    return "\n".join(
        [f"{_deed(outcome).capitalize()} {_plural(outcome.cured(), 'problem')}:", *lines, ""]
    )


def _cured(report: Report) -> Iterator[str]:
    yield f"- {place(report.source.path, None, None, None)}:"
    rules = Counter((found.code, found.name) for found in report.cured)
    for (code, name), count in sorted(rules.items(), key=lambda each: (-each[1], each[0])):
        yield f"    {count} x {code} ({name})"


def _deed(outcome: Outcome) -> str:
    return "silenced" if outcome.silences else "fixed"


def _hint(outcome: Outcome) -> str:
    """How many findings can be fixed, and by which options."""
    fixable = sum(bool(outcome.mark(found)) for _, found in outcome.found())
    hidden = _hidden(outcome)
    more = f"{_plural(hidden, 'hidden fix', 'hidden fixes')} can be enabled with"
    if fixable:
        also = f" ({more} the `--unsafe-fixes` option)" if hidden else ""
        return f"[*] {fixable} fixable with the `--fix` option{also}."
    return f"No fixes available ({more} the `--unsafe-fixes` option)." if hidden else ""


def _additional(outcome: Outcome) -> str:
    hidden = _hidden(outcome)
    fixes = _plural(hidden, "additional fix", "additional fixes")
    return f" ({fixes} available with `--unsafe-fixes`)" if hidden else ""


def _hidden(outcome: Outcome) -> int:
    """How many findings have a fix that is not asked for."""
    return sum(found.fix is not None and not outcome.mark(found) for _, found in outcome.found())


def _plural(count: int, word: str, words: str = "") -> str:
    return f"{count} {word}" if count == 1 else f"{count} {words or word + 's'}"
