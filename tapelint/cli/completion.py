"""`tapelint completion`: what makes a shell complete our words.

The scripts are in the package: shtab wrote them from the parser, see `tests/fronts`.
"""

from __future__ import annotations

import os

from tapelint.cli.streams import emit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

SCRIPTS = os.path.join(os.path.dirname(__file__), "completions")


def run(args: argparse.Namespace) -> int:
    """Print the script of one shell."""
    with open(os.path.join(SCRIPTS, f"tapelint.{args.shell}"), encoding="utf-8") as file:
        emit(file.read().rstrip("\n"))
    return 0
