"""Commands to the runner of GitHub Actions, which shows them as annotations.

    ::error title=tapelint (TAP101),file=/src/x.py,line=4,endLine=4,col=6,endColumn=25::x.py…

Columns are told where a finding ends on the line it begins: GitHub refuses them otherwise. A
path is absolute, for the runner makes it relative to the repository.
"""

from __future__ import annotations

import os

from tapelint.diagnostic import Diagnostic, Severity
from tapelint.reports.concise import concise
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import line_in_file, posix, visible
from tapelint.source import Source

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(outcome: Outcome) -> str:
    """A command for each finding."""
    return "\n".join(_command(*found) for found in outcome.found())


def _command(source: Source, found: Diagnostic) -> str:
    properties = {"title": f"tapelint ({found.code})"}
    if found.path != "-":
        properties["file"] = visible(posix(os.path.abspath(found.path)))
        properties |= _lines(source, found)
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_LEVELS[found.severity]} {told}::{_data(concise(found))}"


def _lines(source: Source, found: Diagnostic) -> dict[str, str]:
    span = found.span
    if span.cell is not None:
        return {"line": str(line_in_file(source, span))}
    lines = {"line": str(span.line), "endLine": str(span.end_line)}
    if span.line == span.end_line:
        lines |= {"col": str(span.column + 1), "endColumn": str(span.end_column + 1)}
    return lines


def _data(text: str) -> str:
    """What the runner undoes to the text after the second `::`."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The same for a value before it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
