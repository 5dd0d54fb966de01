"""Does with some bytes all that the fronts do, and sees whether it keeps what is promised."""

from __future__ import annotations

import ast
import json
import warnings
from typing import Any

from tapelint.analysis import analyse
from tapelint.baseline import Baseline
from tapelint.config import Config
from tapelint.diagnostic import Analysis, Problem, Span
from tapelint.fixing.choice import Terms
from tapelint.fixing.ignoring import with_ignores
from tapelint.fixing.rounds import Settled, settled
from tapelint.fixing.texts import UnwritableError, encoding_of, rewritten
from tapelint.flake8_plugin import Plugin
from tapelint.lower import lower
from tapelint.lower.room import many_frames
from tapelint.lower.show import show
from tapelint.reading import read_bytes
from tapelint.reports import FORMATS, render
from tapelint.reports.outcome import Outcome, Report
from tapelint.reports.text import problem_line, source_lines
from tapelint.source import Source

EVERY = Config(select=("ALL",))


class BrokenPromiseError(Exception):
    """What came out is not what was promised."""


def exercise(data: bytes, path: str) -> str:
    """In one word what became of it."""
    source = read_bytes(data, path)
    if source is None:
        return "no tape"
    if isinstance(source, Problem):
        _told((source,))
        return "refused"
    analysis = analyse(source, EVERY)
    _told(analysis.problems)
    _placed(source, analysis)
    _reported(source, analysis)
    show(lower(source)[0])
    if not path.endswith(".ipynb"):
        list(
            Plugin(
                ast.Module([], []), path, source.cells[0].original.splitlines(keepends=True)
            ).run()
        )
    account = Baseline("baseline.json", {})
    account.unknown(source, analysis.diagnostics)
    account.renewed(lambda _name, _code: True)
    return _fixed(data, source, analysis)


def _told(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        line = problem_line(problem)
        if not problem.message or len(line.splitlines()) != 1 or "internal error" in line:
            raise BrokenPromiseError(f"a problem in other than one clear line: {line!r}")


def _placed(source: Source, analysis: Analysis) -> None:
    """Every place that is told is one in the user's text."""
    lines = {cell.index: source_lines(source, cell.index) for cell in source.cells}

    def look(span: Span) -> None:
        own = lines[span.cell]
        ordered = (1, 0) <= (span.line, span.column) <= (span.end_line, span.end_column)
        if not ordered or span.end_line > len(own):
            raise BrokenPromiseError(f"{span} is not in the text")

    for found in analysis.diagnostics:
        look(found.span)
        for related in found.related:
            look(related.span)


def _reported(source: Source, analysis: Analysis, cured: Settled | None = None) -> None:
    reports = (Report(source, analysis.diagnostics),) if analysis.diagnostics else ()
    mended: tuple[Report, ...] = ()
    if cured is not None:
        after = Report(cured.source, cured.analysis.diagnostics, cured.cured, before=source)
        reports, mended = (after,) if after.diagnostics else (), (after,) if after.cured else ()
    outcome = Outcome(reports, analysis.problems, mended, unsafe_fixes=True)
    for form in _some(source):
        render(form, outcome).encode("utf-8", "backslashreplace")
    from tapelint.reports import diff

    diff.shown(outcome)
    diff.patch(outcome)


def _some(source: Source) -> list[str]:
    """Some of the formats: in the end each has met many inputs."""
    first = sum(len(cell.text) for cell in source.cells) % len(FORMATS)
    return [*FORMATS, *FORMATS][first : first + 3]


def _fixed(data: bytes, source: Source, analysis: Analysis) -> str:
    terms = Terms(unsafe=True, encoding=encoding_of(data, source.path))

    def analysed(each: Source) -> Analysis:
        return analysis if each is source else analyse(each, EVERY)

    def silenced(each: Source) -> Analysis:
        return with_ignores(each, analysed(each))

    done = settled(source, analysis, analysed, terms)
    quiet = settled(source, silenced(source), silenced, terms)
    for each in (done, quiet):
        _kept(data, source, analysis, each)
        _reported(source, analysis, each)
    if done.faults or quiet.faults:
        raise BrokenPromiseError((done.faults or quiet.faults)[0].message)
    return "fixed" if done.cured else "found" if analysis.diagnostics else "read"


def _kept(data: bytes, source: Source, analysis: Analysis, done: Settled) -> None:
    """What was fixed reads as before wherever it was not to change."""
    try:
        new = rewritten(data, source, done.source)
    except UnwritableError as error:
        if "would not be read again" in str(error):
            raise BrokenPromiseError(str(error)) from None
        return
    if not done.cured and new != data:
        raise BrokenPromiseError("nothing was cured, but the bytes are others")
    if source.path.endswith(".ipynb") and _without_code(new) != _without_code(data):
        raise BrokenPromiseError("more than the code of the notebook has changed")
    for before, after in zip(source.cells, done.source.cells, strict=True):
        if _parses(before.text) and not _parses(after.text):
            raise BrokenPromiseError(f"the fixed cell {after.index} does not parse")
    if all(found in analysis.diagnostics for found in done.cured):
        _untouched(source, done)


def _untouched(source: Source, done: Settled) -> None:
    """The lines that no edit was in are all there, in the same order."""
    touched = {
        (edit.span.cell, line)
        for found in done.cured
        for edit in (found.fix.edits if found.fix else ())
        for line in range(edit.span.line, edit.span.end_line + 1)
    }
    for before, after in zip(source.cells, done.source.cells, strict=True):
        left = iter(source_lines(done.source, after.index))
        for number, line in enumerate(source_lines(source, before.index), 1):
            if (before.index, number) not in touched and line not in left:
                raise BrokenPromiseError(f"line {number} is gone, which no fix was to change")


def _without_code(data: bytes) -> str:
    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) if k not in {"source", "input"} else 0 for k, v in value.items()}
        return [bare(each) for each in value] if isinstance(value, list) else value

    with many_frames():
        return json.dumps(bare(json.loads(data)))


def _parses(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
