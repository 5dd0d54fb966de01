"""`tapelint check`: findings in files and directories.

A run that meets no tape imports nothing but this package, `config`, `discovery`, `gitignore` and
`reading`.
"""

from __future__ import annotations

import os
import sys

from tapelint.cli.output import deliver, refuse_impossible
from tapelint.cli.streams import FOUND, TROUBLE, complain, emit_bytes
from tapelint.config import Config, ConfigError, Configs, rooted
from tapelint.discovery import discover, is_excluded, shown
from tapelint.reading import read_bytes, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from typing import Any

    from tapelint.cli.known import Account
    from tapelint.cli.mend import Mender
    from tapelint.diagnostic import Analysis, Problem
    from tapelint.reports.outcome import Report
    from tapelint.source import Source


def run(args: argparse.Namespace) -> int:
    """Report findings; the exit code."""
    refuse_impossible(args)
    configs = Configs(_given(args), args.config, isolated=args.isolated)
    _refuse_unknown_rules(Config().overridden(_given(args)))
    if args.show_files or args.show_settings:
        from tapelint.cli.listing import show_files, show_settings

        return (show_files if args.show_files else show_settings)(args.paths, configs)
    text = sys.stdin.buffer.read() if args.paths == ["-"] else None
    mender, account = _mender(args, text), _account(args, configs)
    reports, problems = _surveyed(args, configs, text, mender, account)
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
        _config_of(report.source.path, configs).fails(found.severity.value)
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


def _mender(args: argparse.Namespace, text: bytes | None) -> Mender | None:
    if not (args.fix or args.fix_only or args.diff or args.add_ignore):
        return None
    from tapelint.cli.mend import Mender

    return Mender(args, text)


def _account(args: argparse.Namespace, configs: Configs) -> Account | None:
    if args.baseline is None:
        return None
    from tapelint.cli.known import Account

    return Account(args, configs)


def _surveyed(
    args: argparse.Namespace,
    configs: Configs,
    text: bytes | None,
    mender: Mender | None,
    account: Account | None,
) -> tuple[list[Report], list[Problem]]:
    """What there is to tell of each source, and all problems."""
    reports: list[Report] = []
    problems: list[Problem] = []

    def analysed(source: Source) -> Analysis:
        analysis = _analysed(source, configs)
        return account.unknown(source, analysis) if account else analysis

    for found in _found(args, configs, text, account):
        from tapelint.diagnostic import Problem
        from tapelint.reports.outcome import Report

        if isinstance(found, Problem):
            problems.append(found)
            continue
        analysis = analysed(found)
        report, own = Report(found, analysis.diagnostics), analysis.problems
        if mender:
            report, own = mender.mended(found, analysis, analysed)
        problems += own
        if report.diagnostics or report.cured:
            reports.append(report)
    return reports, problems


def _found(
    args: argparse.Namespace, configs: Configs, text: bytes | None, account: Account | None
) -> Iterator[Source | Problem]:
    """What concerns a tape among the paths, and what could not be read."""
    if text is not None:
        yield from _standard_input(text, args.stdin_filename, configs)
        return
    count = 0
    paths = discover(args.paths or ["."], configs)
    for path in _watched(account.seeing(paths) if account else paths, args):
        count += 1
        outcome = read_file(path, configs.terms_near(path)) if isinstance(path, str) else path
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


def _standard_input(text: bytes, name: str | None, configs: Configs) -> Iterator[Source | Problem]:
    absolute = os.path.abspath(name or "-")
    config = configs.of(os.path.dirname(absolute))
    if name is not None and config.force_exclude and is_excluded(absolute, config):
        return
    outcome = read_bytes(text, shown(name) if name else "-", config.terms)
    if outcome is not None:
        yield outcome


def _analysed(source: Source, configs: Configs) -> Analysis:
    """The analysis of one source; a fault of our own is a problem of this source only."""
    from tapelint.diagnostic import Analysis, Problem

    try:
        config = _config_of(source.path, configs)
        _refuse_unknown_rules(config)
        from tapelint.analysis import analyse

        return analyse(source, config)
    except ConfigError:
        raise
    except Exception as error:  # whatever it is: the other files are still to be checked
        from tapelint.cli.faults import internal_error

        return Analysis(problems=(Problem(source.path, internal_error(error)),))


def _config_of(path: str, configs: Configs) -> Config:
    return configs.of(os.path.dirname(os.path.abspath(path)))


def _refuse_unknown_rules(config: Config) -> None:
    if config.selectors():
        from tapelint.rule import all_rules

        config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())


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
    if args.fail_on:
        given["fail_on"] = args.fail_on
    if args.force_exclude:
        given["force_exclude"] = True
    return given


def _split(values: list[str]) -> tuple[str, ...]:
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(word for word in words if word)
