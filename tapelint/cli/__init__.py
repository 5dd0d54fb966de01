"""The command line: one module for each command.

Exit codes: 0 nothing found, 1 findings, 2 wrong usage or something that could not be read.
"""

from __future__ import annotations

import sys
from importlib import import_module

from tapelint import __version__
from tapelint.cli.streams import INTERRUPTED, TROUBLE, complain, emit, ready
from tapelint.config import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (default: that of the process); the exit code."""
    ready()
    given = [*(sys.argv[1:] if argv is None else argv)]
    try:
        if given == ["--version"]:
            emit(f"tapelint {__version__}")
            return 0
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
    except Exception as error:  # one clear line, whatever it is
        from tapelint.cli.faults import told

        complain(f"error: {told(error)}")
        return TROUBLE
    return code
