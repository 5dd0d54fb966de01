"""How often each rule was found, the most frequent first; the columns are ruff's."""

from __future__ import annotations

import json
from collections import defaultdict

from tapelint.diagnostic import Diagnostic
from tapelint.reports.outcome import Outcome
from tapelint.reports.summary import with_summary


def render(outcome: Outcome, *, as_json: bool) -> str:
    """A line or an object for each rule. `[*]`: all are fixable, `[-]`: some, `[ ]`: none."""
    rules: dict[tuple[str, str], list[Diagnostic]] = defaultdict(list)
    for _, found in outcome.found():
        rules[found.code, found.name].append(found)
    ordered = sorted(rules.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [
        {
            "code": code,
            "name": name,
            "count": len(found),
            "fixable": _fixable(found) == len(found),
            "fixable_count": _fixable(found),
        }
        for (code, name), found in ordered
    ]
    if as_json:
        return json.dumps(rows, indent=2)
    width = max(len(str(row["count"])) for row in rows)
    lines = [
        f"{row['count']:>{width}}\t{row['code']}\t[{_mark(row)}] {row['name']}" for row in rows
    ]
    return with_summary("\n".join(lines), outcome)


def _fixable(found: list[Diagnostic]) -> int:
    """How many can be fixed safely."""
    return sum(diagnostic.fix is not None and diagnostic.fix.safe for diagnostic in found)


def _mark(row: dict[str, object]) -> str:
    return "*" if row["fixable"] else "-" if row["fixable_count"] else " "
