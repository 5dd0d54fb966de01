"""How often each rule was found, the most frequent first; the columns are ruff's."""

from __future__ import annotations

import json
from collections import Counter

from tapelint.reports.outcome import Outcome
from tapelint.reports.summary import with_summary


def render(outcome: Outcome, *, as_json: bool) -> str:
    """A line or an object for each rule. `[*]`: all are fixable, `[-]`: some, `[ ]`: none."""
    found: Counter[tuple[str, str]] = Counter()
    fixable: Counter[tuple[str, str]] = Counter()
    for _, diagnostic in outcome.found():
        rule = diagnostic.code, diagnostic.name
        found[rule] += 1
        fixable[rule] += bool(outcome.mark(diagnostic))
    rows = [
        {
            "code": rule[0],
            "name": rule[1],
            "count": count,
            "fixable": fixable[rule] == count,
            "fixable_count": fixable[rule],
        }
        for rule, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    ]
    if as_json:
        return json.dumps(rows, indent=2)
    width = max(len(str(row["count"])) for row in rows)
    lines = [
        f"{row['count']:>{width}}\t{row['code']}\t[{_mark(row)}] {row['name']}" for row in rows
    ]
    return with_summary("\n".join(lines), outcome)


def _mark(row: dict[str, object]) -> str:
    return "*" if row["fixable"] else "-" if row["fixable_count"] else " "
