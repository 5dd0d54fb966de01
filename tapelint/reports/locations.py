"""Where things are, as SARIF says it: URIs, regions, and cells of notebooks."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

from tapelint.diagnostic import Problem, Span
from tapelint.reports.text import posix

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


def location(path: str, span: Span) -> Json:
    """A place of the program."""
    return _location(path, region(span), span.cell)


def problem_location(problem: Problem) -> Json:
    """The place of a problem, as far as it is known."""
    lines: Json = {} if problem.line is None else {"startLine": problem.line}
    if problem.line is not None and problem.column is not None:
        lines["startColumn"] = problem.column + 1
    return _location(problem.path, lines, problem.cell)


def region(span: Span) -> Json:
    """Lines and columns from 1, the end exclusive."""
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _location(path: str, lines: Json, cell: int | None) -> Json:
    physical: Json = {"artifactLocation": artifact(path)}
    if cell is None:
        return {"physicalLocation": {**physical, **({"region": lines} if lines else {})}}
    name = f"cell {cell}"
    return {
        "physicalLocation": {**physical, "region": {"startLine": 1}},
        "logicalLocations": [{"name": name, "fullyQualifiedName": name, "kind": "module"}],
        "properties": {"cell": cell, **({"region": lines} if lines else {})},
    }


def _file_uri(path: str) -> str:
    quoted = _quoted(path)
    return f"file://{quoted}" if quoted.startswith("/") else f"file:///{quoted}"


def _quoted(path: str) -> str:
    return quote(os.fsencode(posix(path)))
