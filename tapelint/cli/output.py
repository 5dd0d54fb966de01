"""How the outcome of a check is delivered: in which form, and where to."""

from __future__ import annotations

import sys

from tapelint.cli.streams import complain, emit
from tapelint.config import ConfigError
from tapelint.reports import FOR_PEOPLE, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import TextIO

    from tapelint.diagnostic import Problem
    from tapelint.reports.outcome import Outcome, Report


def refuse_impossible(args: argparse.Namespace) -> None:
    """Raise `ConfigError` for options that cannot be followed, before any work is done."""
    if args.statistics and args.output_format not in (*FOR_PEOPLE, "json"):
        raise ConfigError(f"`--statistics` cannot be told as `{args.output_format}`")
    if args.output_file == "-":
        raise ConfigError("`--output-file` takes a file; without it the report goes to the screen")
    if args.diff and args.show_fixes:
        raise ConfigError("`--show-fixes` cannot be used with `--diff`, which fixes nothing")
    if args.add_ignore and (args.fix or args.fix_only or args.unsafe_fixes):
        raise ConfigError(
            "`--add-ignore` cannot be used with fixes: fix first, then silence the rest"
        )
    if args.baseline is None and (args.write_baseline or args.fail_on_stale):
        option = "--write-baseline" if args.write_baseline else "--fail-on-stale"
        raise ConfigError(f"`{option}` needs `--baseline FILE`")
    if args.write_baseline and (args.fix or args.fix_only or args.diff or args.add_ignore):
        raise ConfigError("`--write-baseline` cannot be used with options that change the files")


def deliver(
    args: argparse.Namespace,
    reports: list[Report],
    problems: list[Problem],
    *,
    beside: bool = False,
) -> None:
    """Print the report, or write it to the file asked for.

    `beside`: standard output is for what was fixed, so that the report goes to standard error.
    """
    text = _told(args, reports, problems, beside=beside)
    if args.output_file is None:
        if not beside:
            emit(text)
        elif text:
            complain(text)
        return
    from tapelint.writing import WriteError, put

    try:
        put(args.output_file, f"{text}\n".encode("utf-8", "backslashreplace") if text else b"")
    except WriteError as error:
        raise ConfigError(f"{args.output_file}: {error}") from None


def _told(
    args: argparse.Namespace, reports: list[Report], problems: list[Problem], *, beside: bool
) -> str:
    is_fixing = args.diff or args.fix_only
    if args.output_format in FOR_PEOPLE and not reports and not is_fixing:
        return "" if problems or args.quiet else "All checks passed!"
    outcome = _outcome(args, reports, problems, sys.stderr if beside else sys.stdout)
    if is_fixing:
        return _fixed(args, outcome)
    if args.statistics:
        from tapelint.reports import counts

        return counts.render(outcome, as_json=args.output_format == "json")
    return render(args.output_format, outcome)


def _outcome(
    args: argparse.Namespace, reports: list[Report], problems: list[Problem], stream: TextIO
) -> Outcome:
    from tapelint.reports.colour import wants_colour
    from tapelint.reports.outcome import Outcome
    from tapelint.reports.text import posix

    ordered = sorted(reports, key=lambda report: posix(report.source.path))
    return Outcome(
        tuple(report for report in ordered if report.diagnostics),
        tuple(sorted(problems, key=lambda problem: posix(problem.path))),
        tuple(report for report in ordered if report.cured),
        colour=args.output_file is None and wants_colour(stream),
        quiet=args.quiet,
        unsafe_fixes=args.unsafe_fixes,
        show_fixes=args.show_fixes,
        silences=args.add_ignore,
    )


def _fixed(args: argparse.Namespace, outcome: Outcome) -> str:
    """What is told where only fixes are: the diff, or how many there were."""
    from tapelint.reports import diff, summary

    if not args.diff:
        return "" if args.quiet else summary.fixed_only(outcome)
    if not args.quiet:
        complain(summary.would_fix(outcome))
    is_shown = args.output_file is None and (outcome.colour or sys.stdout.isatty())
    return diff.shown(outcome) if is_shown else diff.patch(outcome)
