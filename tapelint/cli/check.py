"""`tapelint check`: findings in files and directories.

A run that meets no tape imports nothing but this package, `config`, `discovery`, `gitignore` and
`reading`.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from tapelint.cli.streams import FOUND, TROUBLE, complain, emit
from tapelint.cli.survey import Checked, Survey
from tapelint.config import Config, Configs, rooted
from tapelint.discovery import discover, is_excluded, shown
from tapelint.reading import GATE, Unread, gate

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import Any

    from tapelint.cache import Cache
    from tapelint.diagnostic import Problem
    from tapelint.report import Report


def run(args: argparse.Namespace) -> int:
    """Report findings; the exit code."""
    open_cache = _cache(args)
    if args.watch:
        from tapelint.cli.watch import keep_checking

        keep_checking(args.paths, lambda: _checked(args, open_cache))
    return _checked(args, open_cache)


def _checked(args: argparse.Namespace, open_cache: Callable[[], Cache] | None) -> int:
    configs = Configs(_given(args), args.config, isolated=args.isolated)
    _refuse_unknown_rules(Config().overridden(_given(args)))
    survey = Survey(lambda path: _config_of(path, configs), args.jobs, open_cache)
    reports, problems = _surveyed(args, configs, survey)
    if problems:
        from tapelint.report import problem_line

        complain("\n".join(map(problem_line, problems)))
    emit(_told(reports, args.output_format, is_sure=not problems))
    return TROUBLE if problems else FOUND if reports else 0


def _surveyed(
    args: argparse.Namespace, configs: Configs, survey: Survey
) -> tuple[list[Report], list[Problem]]:
    """All findings, by source, and all problems."""
    reports: list[Report] = []
    problems: list[Problem] = []
    for found in survey.of(_found(args, configs)):
        from tapelint.report import Report

        if not isinstance(found, Checked):
            problems.append(found)
            continue
        problems += found.analysis.problems
        if found.analysis.diagnostics:
            reports.append(Report(found.source, found.analysis.diagnostics))
    return reports, problems


def _cache(args: argparse.Namespace) -> Callable[[], Cache] | None:
    """Opens what earlier runs found; what comes from an editor is not remembered."""
    if args.paths == ["-"] or (args.no_cache and not args.watch):
        return None

    @lru_cache
    def opened() -> Cache:
        from tapelint.cache import Cache, directory

        return Cache(None if args.no_cache else directory(args.cache_dir))

    return opened


def _found(args: argparse.Namespace, configs: Configs) -> Iterator[Unread | Problem]:
    """What may concern a tape among the paths, and what could not be read."""
    if args.paths == ["-"]:
        yield from _standard_input(args.stdin_filename, configs)
        return
    count = 0
    for path in discover(args.paths or ["."], configs):
        count += 1
        outcome = gate(path) if isinstance(path, str) else path
        if outcome is not None:
            yield outcome
    if not count:
        complain("warning: no Python files or notebooks found under the given paths")


def _standard_input(name: str | None, configs: Configs) -> Iterator[Unread]:
    if name is not None:
        absolute = os.path.abspath(name)
        config = configs.of(os.path.dirname(absolute))
        if config.force_exclude and is_excluded(absolute, config):
            return
    data = sys.stdin.buffer.read()
    if GATE in data:
        yield Unread(shown(name) if name else "-", data)


def _config_of(path: str, configs: Configs) -> Config:
    config = configs.of(os.path.dirname(os.path.abspath(path)))
    _refuse_unknown_rules(config)
    return config


def _refuse_unknown_rules(config: Config) -> None:
    if config.selectors():
        from tapelint.rule import all_rules

        config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())


def _told(reports: list[Report], form: str, *, is_sure: bool) -> str:
    """The findings in the form asked for."""
    if form == "json":
        if not reports:
            return "[]"
        from tapelint.report import as_json

        return as_json(reports)
    if not reports:
        return "All checks passed!" if is_sure else ""
    from tapelint.report import concise, summary

    found = [diagnostic for report in reports for diagnostic in report.diagnostics]
    text = "\n".join(map(concise, found)) if form == "concise" else _framed(reports)
    return f"{text}\n{summary(found)}"


def _framed(reports: list[Report]) -> str:
    from tapelint.report_full import coloured, plain, rows, wants_colour

    drawn = [
        row
        for report in reports
        for diagnostic in report.diagnostics
        for row in rows(report.source, diagnostic)
    ]
    return coloured(drawn) if wants_colour(sys.stdout) else "\n".join(map(plain, drawn))


def _given(args: argparse.Namespace) -> dict[str, Any]:
    """The options of the command line that were used."""
    here = os.getcwd()
    given: dict[str, Any] = {}
    for name in ("select", "extend_select", "ignore"):
        if getattr(args, name):
            given[name] = _split(getattr(args, name))
    for name in ("exclude", "extend_exclude"):
        if getattr(args, name):
            given[name] = rooted(_split(getattr(args, name)), here)
    if args.force_exclude:
        given["force_exclude"] = True
    return given


def _split(values: list[str]) -> tuple[str, ...]:
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(word for word in words if word)
