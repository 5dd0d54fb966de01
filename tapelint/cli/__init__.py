"""The command line: one module for each command.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage or something that could not be read.
"""

from __future__ import annotations

import sys
from importlib import import_module

from tapelint import __version__
from tapelint.cli.streams import INTERRUPTED, TROUBLE, complain, emit
from tapelint.config import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process); the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    given = [*(sys.argv[1:] if argv is None else argv)]
    if given == ["--version"]:
        emit(f"tapelint {__version__}")
        return 0
    try:
        from tapelint.cli.parser import parsed  # argparse is half of what a start costs

        args = parsed(given)
        code: int = import_module(f"tapelint.cli.{args.command}").run(args)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else TROUBLE
    except ConfigError as error:
        from tapelint.reports.text import visible

        complain(f"error: {visible(str(error))}")
        return TROUBLE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
