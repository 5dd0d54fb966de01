"""The command line.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage or something that could not be read.
A run that meets no tape imports nothing but this module, `config`, `discovery`, `gitignore`
and `reading`.
"""

from __future__ import annotations

import argparse
import os
import sys

from tapelint import __version__
from tapelint.config import Config, ConfigError, Configs, nearest, rooted
from tapelint.discovery import discover, is_excluded, shown
from tapelint.reading import read_bytes, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from tapelint.diagnostic import Analysis, Problem
    from tapelint.report import Report
    from tapelint.rule import Rule
    from tapelint.source import Source

FOUND, TROUBLE, INTERRUPTED = 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process); the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        args = _parser().parse_args(argv)
        code: int = args.run(args)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else TROUBLE
    except ConfigError as error:
        _complain(f"error: {error}")
        return TROUBLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


# --- check ---------------------------------------------------------------------------------


def _check(args: argparse.Namespace) -> int:
    configs = Configs(_given(args), args.config, isolated=args.isolated)
    _refuse_unknown_rules(Config().overridden(_given(args)))
    reports, problems = _surveyed(args, configs)
    if problems:
        from tapelint.report import problem_line

        _complain("\n".join(map(problem_line, problems)))
    _emit(_told(reports, args.output_format, is_sure=not problems))
    return TROUBLE if problems else FOUND if reports else 0


def _surveyed(args: argparse.Namespace, configs: Configs) -> tuple[list[Report], list[Problem]]:
    """All findings, by source, and all problems."""
    reports: list[Report] = []
    problems: list[Problem] = []
    for found in _found(args, configs):
        from tapelint.diagnostic import Problem
        from tapelint.report import Report

        if isinstance(found, Problem):
            problems.append(found)
            continue
        analysis = _analysed(found, configs)
        problems += analysis.problems
        if analysis.diagnostics:
            reports.append(Report(found, analysis.diagnostics))
    return reports, problems


def _found(args: argparse.Namespace, configs: Configs) -> Iterator[Source | Problem]:
    """What concerns a tape among the paths, and what could not be read."""
    if args.paths == ["-"]:
        yield from _standard_input(args.stdin_filename, configs)
        return
    count = 0
    for path in discover(args.paths or ["."], configs):
        count += 1
        outcome = read_file(path) if isinstance(path, str) else path
        if outcome is not None:
            yield outcome
    if not count:
        _complain("warning: no Python files or notebooks found under the given paths")


def _standard_input(name: str | None, configs: Configs) -> Iterator[Source | Problem]:
    if name is not None:
        absolute = os.path.abspath(name)
        config = configs.of(os.path.dirname(absolute))
        if config.force_exclude and is_excluded(absolute, config):
            return
    outcome = read_bytes(sys.stdin.buffer.read(), shown(name) if name else "-")
    if outcome is not None:
        yield outcome


def _analysed(source: Source, configs: Configs) -> Analysis:
    """The analysis of one source; a fault of our own is a problem of this source only."""
    from tapelint.diagnostic import Analysis, Problem

    try:
        config = configs.of(os.path.dirname(os.path.abspath(source.path)))
        _refuse_unknown_rules(config)
        from tapelint.analysis import analyse

        return analyse(source, config)
    except ConfigError:
        raise
    except Exception as error:  # whatever it is: the other files are still to be checked
        return Analysis(problems=(Problem(source.path, _internal_error(error)),))


def _internal_error(error: Exception) -> str:
    from traceback import extract_tb

    where = extract_tb(error.__traceback__)[-1]
    what = " ".join(f"{type(error).__name__}: {error}".split())
    place = f"{os.path.basename(where.filename)} line {where.lineno}"
    return f"internal error in {place}: {what}; please report it, with this file if you can"


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


# --- rules, explain, debug -----------------------------------------------------------------


def _rules(args: argparse.Namespace) -> int:
    from tapelint import catalogue
    from tapelint.report_full import wants_colour
    from tapelint.rule import all_rules

    if args.output_format == "json":
        _emit(catalogue.as_json(all_rules()))
    else:
        _emit(catalogue.table(all_rules(), colour=wants_colour(sys.stdout)))
    return 0


def _explain(args: argparse.Namespace) -> int:
    from tapelint import catalogue
    from tapelint.report_full import wants_colour

    _emit(catalogue.explanation(_rule_called(args.rule), colour=wants_colour(sys.stdout)))
    return 0


def _rule_called(word: str) -> Rule:
    from tapelint.rule import all_rules

    for rule in all_rules():
        if word.upper() == rule.code or word == rule.name:
            return rule
    known = [name for rule in all_rules() for name in (rule.code, rule.name)]
    raise ConfigError(f"unknown rule `{word}`{nearest(word, known)}")


def _debug_lower(args: argparse.Namespace) -> int:
    from tapelint.source import Source

    source = read_file(args.file)
    if not isinstance(source, Source):
        raise ConfigError(f"{args.file}: no tape in it, or not readable")
    from tapelint.lower import lower
    from tapelint.lower.show import show

    program, _ = lower(source)
    _emit(show(program))
    return 0


# --- the words -----------------------------------------------------------------------------


class _Help(argparse.HelpFormatter):
    """Help of a fixed width: asking for the terminal's would import `shutil` in every run."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **{**options, "width": 88})


class _Parser(argparse.ArgumentParser):
    """A parser, and those of its subcommands, that takes no abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, allow_abbrev=False, **options)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tapelint", description="Find misuse of tf.GradientTape in files and notebooks."
    )
    parser.add_argument("--version", action="version", version=f"tapelint {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands.add_parser("check", help="report findings in files and directories"))

    explain = commands.add_parser("explain", help="explain one rule")
    explain.add_argument("rule", metavar="RULE", help="a code or a name")
    explain.set_defaults(run=_explain)

    rules = commands.add_parser("rules", help="list all rules")
    rules.add_argument("--output-format", choices=("text", "json"), default="text")
    rules.set_defaults(run=_rules)

    debug = commands.add_parser("debug")
    views = debug.add_subparsers(required=True, metavar="VIEW")
    lower = views.add_parser("lower", help="print the tape program of a file")
    lower.add_argument("file", metavar="FILE")
    lower.set_defaults(run=_debug_lower)
    return parser


def _add_check(check: argparse.ArgumentParser) -> None:
    check.set_defaults(run=_check)
    check.add_argument("paths", nargs="*", metavar="PATH", help="files and directories, or -")
    check.add_argument("--output-format", choices=("full", "concise", "json"), default="full")
    check.add_argument("--stdin-filename", metavar="FILE", help="what standard input is called")
    rules = check.add_argument_group("rules: codes, beginnings of codes, names, or ALL")
    files = check.add_argument_group("files")
    for group, option, text in (
        (rules, "--select", "report these rules only"),
        (rules, "--extend-select", "report these rules too"),
        (rules, "--ignore", "do not report these rules"),
        (files, "--exclude", "leave out these paths (replaces the default)"),
        (files, "--extend-exclude", "leave out these paths too"),
    ):
        group.add_argument(option, action="append", metavar="LIST", help=text)
    files.add_argument(
        "--force-exclude", action="store_true", help="leave out files even if they are named"
    )
    source = check.add_mutually_exclusive_group()
    source.add_argument("--config", metavar="FILE", help="read this configuration file")
    source.add_argument("--isolated", action="store_true", help="read no configuration file")


# --- the streams ---------------------------------------------------------------------------


def _emit(text: str) -> None:
    """Write to standard output; a reader that has gone away is no fault."""
    try:
        if text:
            print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(text: str) -> None:
    print(text, file=sys.stderr)
