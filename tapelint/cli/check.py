"""`tapelint check`: findings in files and directories.

A run that meets no tape imports nothing but this package, `config`, `discovery`, `gitignore` and
`reading`.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache, partial

from tapelint.cli.output import deliver, refuse_impossible
from tapelint.cli.streams import FOUND, TROUBLE, complain, emit_bytes, standard_input
from tapelint.cli.survey import Checked, Survey
from tapelint.config import Config, ConfigError, Configs, rooted
from tapelint.discovery import discover, is_excluded, shown
from tapelint.reading import Unread, gate, passes

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import Any

    from tapelint.cache import Cache
    from tapelint.cli.known import Account
    from tapelint.cli.mend import Mender
    from tapelint.diagnostic import Analysis, Problem
    from tapelint.reports.outcome import Report
    from tapelint.source import Source


def run(args: argparse.Namespace) -> int:
    """Report findings; the exit code."""
    refuse_impossible(args)
    open_cache = _cache(args)
    if args.watch:
        from tapelint.cli.watch import keep_checking

        keep_checking(args.paths, lambda: _checked(args, open_cache))
    return _checked(args, open_cache)


def _checked(args: argparse.Namespace, open_cache: Callable[[], Cache] | None) -> int:
    configs = Configs(_given(args), args.config, isolated=args.isolated)
    _refuse_unknown_rules(Config().overridden(_given(args)))
    if args.show_files or args.show_settings:
        from tapelint.cli.listing import show_files, show_settings

        return (show_files if args.show_files else show_settings)(args.paths, configs)
    text = standard_input() if args.paths == ["-"] else None
    mender, account = _mender(args, text), _account(args, configs)
    config_of = partial(_config_of, configs)
    survey = Survey(config_of, args.jobs, open_cache).of(_found(args, configs, text, account))
    reports, problems = _surveyed(survey, config_of, mender, account)
    if problems:
        from tapelint.reports.text import problem_line

        complain("\n".join(map(problem_line, problems)))
    if account and args.write_baseline:
        account.write(problems)
        return TROUBLE if problems else 0
    is_stale = account.is_stale(problems) if account else False
    if mender and mender.text is not None and not args.diff:
        emit_bytes(mender.text)
        deliver(args, reports, problems, beside=True)
    else:
        deliver(args, reports, problems)
    return TROUBLE if problems else FOUND if is_stale else _verdict(args, configs, reports)


def _verdict(args: argparse.Namespace, configs: Configs, reports: list[Report]) -> int:
    """The exit code of a run without trouble."""
    left = any(
        _config_of(configs, report.source.path).fails(found.severity.value)
        for report in reports
        for found in report.diagnostics
    )
    cured = any(report.cured for report in reports)
    if args.diff:
        left = cured
    elif args.fix_only:
        left = False
    left = left or (cured and args.exit_non_zero_on_fix)
    return FOUND if left and not args.exit_zero else 0


def _is_mending(args: argparse.Namespace) -> bool:
    return bool(args.fix or args.fix_only or args.diff or args.add_ignore)


def _mender(args: argparse.Namespace, text: bytes | None) -> Mender | None:
    if not _is_mending(args):
        return None
    from tapelint.cli.mend import Mender

    return Mender(args, text)


def _account(args: argparse.Namespace, configs: Configs) -> Account | None:
    if args.baseline is None:
        return None
    from tapelint.cli.known import Account

    return Account(args, configs)


def _cache(args: argparse.Namespace) -> Callable[[], Cache] | None:
    """Opens what earlier runs found; what comes from an editor is not remembered."""
    if args.paths == ["-"] or (args.no_cache and not args.watch):
        return None

    @lru_cache
    def opened() -> Cache:
        from tapelint.cache import Cache, directory

        where = None if args.no_cache else directory(args.cache_dir)
        return Cache(where, is_trusted=not _is_mending(args))

    return opened


def _surveyed(
    survey: Iterator[Checked | Problem],
    config_of: Callable[[str], Config],
    mender: Mender | None,
    account: Account | None,
) -> tuple[list[Report], list[Problem]]:
    """What there is to tell of each source, and all problems."""
    reports: list[Report] = []
    problems: list[Problem] = []

    def unknown(source: Source, analysis: Analysis) -> Analysis:
        return account.unknown(source, analysis) if account else analysis

    def analysed(source: Source) -> Analysis:
        from tapelint.cli.work import analysed

        return unknown(source, analysed(source, config_of(source.path))[0])

    for found in survey:
        from tapelint.reports.outcome import Report

        if not isinstance(found, Checked):
            problems.append(found)
            continue
        analysis = unknown(found.source, found.analysis)
        report, own = Report(found.source, analysis.diagnostics), analysis.problems
        if mender:
            report, own = mender.mended(found.source, analysis, analysed)
        problems += own
        if report.diagnostics or report.cured:
            reports.append(report)
    return reports, problems


def _found(
    args: argparse.Namespace, configs: Configs, text: bytes | None, account: Account | None
) -> Iterator[Unread | Problem]:
    """What may concern a tape among the paths, and what could not be read."""
    if text is not None:
        yield from _standard_input(text, args.stdin_filename, configs)
        return
    count = 0
    paths = discover(args.paths or ["."], configs)
    for path in _watched(account.seeing(paths) if account else paths, args):
        count += 1
        outcome = gate(path, configs.terms_near(path)) if isinstance(path, str) else path
        if outcome is not None:
            yield outcome
    if not count and not args.quiet:
        complain("warning: no Python files or notebooks found under the given paths")


def _watched(paths: Iterator[str | Problem], args: argparse.Namespace) -> Iterator[str | Problem]:
    """The paths, with a progress bar for a person who waits."""
    if args.quiet or not sys.stderr.isatty():
        return paths
    from tapelint.cli.progress import watched

    return watched(paths)


def _standard_input(text: bytes, name: str | None, configs: Configs) -> Iterator[Unread]:
    absolute = os.path.abspath(name or "-")
    config = configs.of(os.path.dirname(absolute))
    if name is not None and config.force_exclude and is_excluded(absolute, config):
        return
    if passes(text, config.terms):
        yield Unread(shown(name) if name else "-", text, config.terms)


def _config_of(configs: Configs, path: str) -> Config:
    """The configuration for one file."""
    config = configs.of(os.path.dirname(os.path.abspath(path)))
    _refuse_unknown_rules(config)
    return config


def _refuse_unknown_rules(config: Config) -> None:
    if config.selectors():
        from tapelint.rule import all_rules

        config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())


def _given(args: argparse.Namespace) -> dict[str, Any]:
    """The options of the command line that were used."""
    try:
        here = os.getcwd()
    except OSError:
        raise ConfigError("the working directory is gone") from None
    given: dict[str, Any] = {}
    for name in ("select", "extend_select", "ignore"):
        if getattr(args, name):
            given[name] = _split(getattr(args, name))
    for name in ("exclude", "extend_exclude"):
        if getattr(args, name):
            given[name] = rooted(_split(getattr(args, name)), here)
    if args.fail_on:
        given["fail_on"] = args.fail_on
    if args.force_exclude:
        given["force_exclude"] = True
    return given


def _split(values: list[str]) -> tuple[str, ...]:
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(word for word in words if word)
