"""Commands to the agent of Azure Pipelines, which shows them as issues of the build.

##vso[task.logissue type=error;sourcepath=x.py;linenumber=4;columnnumber=6;code=TAP101;]…
"""

from __future__ import annotations

import os

from tapelint.diagnostic import Diagnostic, Severity
from tapelint.reports.outcome import Outcome
from tapelint.reports.text import line_in_file, posix, told_with_cell, visible
from tapelint.source import Source


def render(outcome: Outcome) -> str:
    """A command for each finding."""
    return "\n".join(_command(*found) for found in outcome.found())


def _command(source: Source, found: Diagnostic) -> str:
    span = found.span
    properties = {"type": "error" if found.severity is Severity.ERROR else "warning"}
    if found.path != "-":
        properties["sourcepath"] = visible(posix(os.path.abspath(found.path)))
        properties["linenumber"] = str(line_in_file(source, span))
        properties["columnnumber"] = str(span.column + 1 if span.cell is None else 1)
    properties["code"] = found.code
    told = "".join(f"{name}={_property(value)};" for name, value in properties.items())
    return f"##vso[task.logissue {told}]{_data(visible(told_with_cell(found)))}"


def _data(text: str) -> str:
    """What the agent undoes to the text after the bracket."""
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """The same for a value inside of the brackets."""
    return _data(text).replace(";", "%3B").replace("]", "%5D")
