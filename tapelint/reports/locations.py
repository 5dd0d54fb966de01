"""Where things are, as SARIF says it: URIs, regions, and cells of notebooks."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from tapelint.diagnostic import Problem, Span
from tapelint.reports.text import encodable, line_in_file, posix
from tapelint.source import Source

Json = dict[str, Any]

BASE = "SRCROOT"
"""The working directory; paths below it are told relative to it."""


def base() -> Json:
    """Where the base of relative URIs is."""
    here = posix(os.getcwd()).rstrip("/")
    return {BASE: {"uri": f"{_file_uri(here)}/"}}


def artifact(path: str) -> Json:
    """A file."""
    if os.path.isabs(path) or path.startswith(os.pardir):
        return {"uri": _file_uri(os.path.abspath(path))}
    # A colon in the first part would make a scheme of it; `quote` leaves none.
    return {"uri": _quoted(path), "uriBaseId": BASE}


def location(source: Source, span: Span) -> Json:
    """A place of the program."""
    lines = region(span)
    if span.cell is None:
        return _in_file(source.path, lines)
    place = _in_file(source.path, {"startLine": line_in_file(source, span)})
    return {**place, **_in_cell(span.cell, lines)}


def problem_location(problem: Problem) -> Json:
    """The place of a problem, as far as it is known."""
    lines: Json = {} if problem.line is None else {"startLine": problem.line}
    if problem.line is not None and problem.column is not None:
        lines["startColumn"] = problem.column + 1
    if problem.cell is None:
        return _in_file(problem.path, lines)
    return {**_in_file(problem.path, {}), **_in_cell(problem.cell, lines)}


def region(span: Span) -> Json:
    """Lines and columns from 1, the end exclusive."""
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _in_file(path: str, lines: Json) -> Json:
    place = {"artifactLocation": artifact(path)}
    return {"physicalLocation": {**place, "region": lines} if lines else place}


def _in_cell(cell: int, lines: Json) -> Json:
    name = f"cell {cell}"
    return {
        "logicalLocations": [{"name": name, "fullyQualifiedName": name, "kind": "module"}],
        "properties": {"cell": cell, "region": lines} if lines else {"cell": cell},
    }


def _file_uri(path: str) -> str:
    quoted = _quoted(path)
    return f"file://{quoted}" if quoted.startswith("/") else f"file:///{quoted}"


def _quoted(path: str) -> str:
    try:
        return quote(os.fsencode(posix(path)))
    except UnicodeEncodeError:  # The name of no file, as standard input may be called.
        return quote(encodable(posix(path)))
