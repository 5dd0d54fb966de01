"""The words of the command line, and which module answers to them."""

from __future__ import annotations

import argparse

from tapelint import __version__
from tapelint.config import SEVERITIES, ConfigError
from tapelint.reports import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn


SHELLS = ("bash", "zsh", "fish", "tcsh")


EXIT_CODES = "exit codes: 0 nothing found, 1 findings, 2 wrong usage or something unreadable"
EXAMPLES = f"""\
examples:
  tapelint check                      this directory, .gitignore respected
  tapelint check train.py notebooks   files and directories
  tapelint check - < train.py         standard input
  tapelint check --output-format sarif --output-file tapelint.sarif

{EXIT_CODES}"""


MOST_JOBS = 512

TRACES = """\
examples:
  tapelint trace train.py             all functions that have tapes
  tapelint trace train.py:42          the function, or the tapes, at line 42
  tapelint trace lab.ipynb:7          cell 7 of a notebook (all cells count, from 1)
  tapelint trace lab.ipynb:7:3        what is at line 3 of that cell
  tapelint trace train.py:42 -o tape.svg

exit codes: 0 drawn, whatever was found; 2 wrong usage or something unreadable"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help of a fixed width: asking for the terminal's would import `shutil` in every run."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **{**options, "width": 88, "max_help_position": 26})


class _Parser(argparse.ArgumentParser):
    """A parser, and those of its subcommands, that takes no abbreviations."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """End the run with one line, as after every other mistake."""
        raise ConfigError(f"{message}; see `{self.prog} --help`")


_CHECK: dict[str, Any] = {"usage": "tapelint check [OPTION ...] [PATH ...]", "epilog": EXAMPLES}


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """The words of a command line; for the usual command no more is built than its parser."""
    if argv[:1] != ["check"]:
        return parser().parse_args(argv)
    check = _Parser(prog="tapelint check", **_CHECK)
    _add_check(check)
    return check.parse_args(argv[1:])


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; each command names its module as `command`."""
    root = _Parser(
        prog="tapelint",
        description="Find misuse of tf.GradientTape in files and notebooks.",
        epilog=EXIT_CODES,
    )
    root.add_argument("--version", action="version", version=f"tapelint {__version__}")
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    _add_check(
        commands.add_parser("check", help="report findings in files and directories", **_CHECK)
    )

    explain = commands.add_parser(
        "explain", help="explain a rule, or the rules behind an error text"
    )
    explain.add_argument(
        "rule", metavar="RULE", nargs="?", help="a code, a name, or what TensorFlow said"
    )
    explain.add_argument("--all", action="store_true", help="the pages of all rules")
    explain.add_argument(
        "--format", choices=("text", "markdown", "json"), default="text", help="text: as read here"
    )
    explain.set_defaults(command="explain")

    rules = commands.add_parser("rules", help="list all rules")
    rules.add_argument("--output-format", choices=("text", "json"), default="text")
    rules.set_defaults(command="rules")

    init = commands.add_parser("init", help="make a project use tapelint: configuration and hooks")
    init.add_argument("directory", metavar="DIRECTORY", nargs="?", default=".", help="default: .")
    init.add_argument("--diff", action="store_true", help="show what would be added, write nothing")
    init.set_defaults(command="init")

    clean = commands.add_parser("clean", help="remove the results that earlier runs left")
    clean.add_argument("--cache-dir", metavar="DIR", help="where they are kept")
    clean.set_defaults(command="clean")

    _add_trace(commands.add_parser("trace", help="draw the lives of the tapes of a file"))

    server = commands.add_parser("server", help="serve an editor: findings and fixes as you type")
    server.add_argument(
        "--stdio", action="store_true", help="the only way there is; may be left out"
    )
    server.set_defaults(command="server")

    completion = commands.add_parser("completion", help="print what makes a shell complete")
    completion.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    completion.set_defaults(command="completion")

    debug = commands.add_parser("debug")
    views = debug.add_subparsers(required=True, metavar="VIEW")
    lower = views.add_parser("lower", help="print the tape program of a file")
    lower.add_argument("file", metavar="FILE")
    lower.set_defaults(command="debug")
    return root


def _add_check(check: argparse.ArgumentParser) -> None:
    check.set_defaults(command="check")
    check.add_argument("paths", nargs="*", metavar="PATH", help="files and directories, or -")
    check.add_argument("--stdin-filename", metavar="FILE", help="what standard input is called")
    _add_output(check)
    _add_fixes(check)
    _add_baseline(check)
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
    _add_running(check)
    source = check.add_mutually_exclusive_group()
    source.add_argument("--config", metavar="FILE", help="read this configuration file")
    source.add_argument("--isolated", action="store_true", help="read no configuration file")


def _add_trace(trace: argparse.ArgumentParser) -> None:
    trace.description = "Draw what happens to each tape, line by line, beside the source."
    trace.epilog = TRACES
    trace.set_defaults(command="trace")
    trace.add_argument("file", metavar="FILE[:LINE]", help="a file or a place in it, or -")
    trace.add_argument(
        "-o", "--output", metavar="FILE", help="write a picture (.svg) or a page (.html)"
    )
    trace.add_argument("--stdin-filename", metavar="FILE", help="what standard input is called")


def _add_output(check: argparse.ArgumentParser) -> None:
    output = check.add_argument_group("output")
    output.add_argument(
        "--output-format",
        choices=FORMATS,
        default="full",
        metavar="FORMAT",
        help=f"{', '.join(FORMATS)} (default: full)",
    )
    output.add_argument("--output-file", metavar="FILE", help="write the report to this file")
    output.add_argument("-q", "--quiet", action="store_true", help="print findings only")
    alternatives = output.add_mutually_exclusive_group()
    for option, text in (
        ("--statistics", "print how often each rule was found instead"),
        ("--show-files", "print the files that would be checked, and check none"),
        ("--show-settings", "print the configuration of the first path, and check nothing"),
    ):
        alternatives.add_argument(option, action="store_true", help=text)
    output.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        metavar="SEVERITY",
        help="error, warning or info: exit with 1 for findings as bad as this (default: info)",
    )
    output.add_argument("--exit-zero", action="store_true", help="exit with 0 despite findings")


def _add_fixes(check: argparse.ArgumentParser) -> None:
    fixes = check.add_argument_group("fixes")
    for option, text in (
        ("--fix", "fix what can safely be fixed, in place; report the rest"),
        ("--unsafe-fixes", "with the other options, count in fixes that need a look"),
        ("--diff", "print what the fixes would change, and write nothing"),
        ("--fix-only", "fix, and do not report the rest"),
        ("--show-fixes", "list what was fixed"),
        ("--exit-non-zero-on-fix", "exit with 1 if anything was fixed"),
        ("--add-ignore", "silence each finding by a comment, in place (with --diff: show it)"),
    ):
        fixes.add_argument(option, action="store_true", help=text)


def _add_baseline(check: argparse.ArgumentParser) -> None:
    known = check.add_argument_group("known findings")
    known.add_argument("--baseline", metavar="FILE", help="do not report what this file lists")
    for option, text in (
        ("--write-baseline", "list what is found in the baseline, and report nothing"),
        ("--fail-on-stale", "exit with 1 if something in the baseline is gone"),
    ):
        known.add_argument(option, action="store_true", help=text)


def _add_running(check: argparse.ArgumentParser) -> None:
    running = check.add_argument_group("running")
    running.add_argument(
        "-j", "--jobs", type=_jobs, metavar="N", help="processes at most (default: as many as pay)"
    )
    running.add_argument(
        "--no-cache", action="store_true", help="neither use nor keep results of earlier runs"
    )
    running.add_argument("--cache-dir", metavar="DIR", help="where results are kept")
    running.add_argument("--watch", action="store_true", help="check again whenever a file changes")


def _jobs(text: str) -> int | None:
    """A number of processes; `auto`, the default, is None."""
    if text == "auto":
        return None
    if not text.isdecimal() or not 0 < int(text) <= MOST_JOBS:
        raise argparse.ArgumentTypeError(
            f"`{text}` is neither `auto` nor a number from 1 to {MOST_JOBS}"
        )
    return int(text)
