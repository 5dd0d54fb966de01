"""How the outcome of a check is delivered: in which form, and where to."""

from __future__ import annotations

import sys

from tapelint.cli.streams import emit
from tapelint.config import ConfigError
from tapelint.reports import FOR_PEOPLE, render

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from tapelint.diagnostic import Problem
    from tapelint.reports.outcome import Report


def refuse_impossible(args: argparse.Namespace) -> None:
    """Raise `ConfigError` for options that cannot be followed, before any work is done."""
    if args.statistics and args.output_format not in (*FOR_PEOPLE, "json"):
        raise ConfigError(f"`--statistics` cannot be told as `{args.output_format}`")
    if args.output_file == "-":
        raise ConfigError("`--output-file` takes a file; without it the report goes to the screen")


def deliver(args: argparse.Namespace, reports: list[Report], problems: list[Problem]) -> None:
    """Print the report, or write it to the file asked for."""
    text = _told(args, reports, problems)
    if args.output_file is None:
        emit(text)
        return
    from tapelint.cli.files import replace

    try:
        replace(args.output_file, f"{text}\n" if text else "")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"{args.output_file}: {why[:1].lower()}{why[1:]}") from None


def _told(args: argparse.Namespace, reports: list[Report], problems: list[Problem]) -> str:
    if args.output_format in FOR_PEOPLE and not reports:
        return "" if problems or args.quiet else "All checks passed!"
    from tapelint.reports.colour import wants_colour
    from tapelint.reports.outcome import Outcome
    from tapelint.reports.text import posix

    outcome = Outcome(
        tuple(sorted(reports, key=lambda report: posix(report.source.path))),
        tuple(sorted(problems, key=lambda problem: posix(problem.path))),
        colour=args.output_file is None and wants_colour(sys.stdout),
        quiet=args.quiet,
    )
    if args.statistics:
        from tapelint.reports import counts

        return counts.render(outcome, as_json=args.output_format == "json")
    return render(args.output_format, outcome)
