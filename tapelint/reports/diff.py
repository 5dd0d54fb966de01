"""What the fixes would change, as a unified diff; of a notebook, cell by cell.

Into a file or a pipe goes a patch, with the user's own characters and line ends. A terminal gets
what it can safely show.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from tapelint.reports.colour import Row, coloured, plain
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import posix, visible
from tapelint.source import SourceCell

_STYLES = {"-": "red", "+": "green", "@": "cyan"}
_NO_END = "\\ No newline at end of file"


def patch(outcome: Outcome) -> str:
    """The diff, without its last line end."""
    return "\n".join(_lines(outcome))


def shown(outcome: Outcome) -> str:
    """The diff, as a terminal shows it."""
    drawn: list[Row] = [
        [(_STYLES.get(line[:1], ""), visible(line.removesuffix("\r").expandtabs(4)))]
        for line in _lines(outcome)
    ]
    return coloured(drawn) if outcome.colour else "\n".join(map(plain, drawn))


def _lines(outcome: Outcome) -> Iterator[str]:
    for report in outcome.mended:
        yield from _report(report)


def _report(report: Report) -> Iterator[str]:
    if report.before is None:
        return
    for before, after in zip(report.before.cells, report.source.cells, strict=True):
        if before.original != after.original:
            name = posix(report.source.path)
            label = name if before.index is None else f"{name}:cell {before.index}"
            yield from _cell(label, before, after)


def _cell(label: str, before: SourceCell, after: SourceCell) -> Iterator[str]:
    old, new = _split(before.original), _split(after.original)
    for number, line in enumerate(difflib.unified_diff(old, new, label, label, lineterm="")):
        if line.endswith("\n"):
            yield line[:-1]
        else:
            yield line
            if number > 1 and not line.startswith("@@"):
                yield _NO_END


def _split(text: str) -> list[str]:
    """The lines as `patch` counts them."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]
