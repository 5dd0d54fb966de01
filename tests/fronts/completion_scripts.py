"""The scripts of `tapelint completion`, as shtab makes them of the parser.

python -m tests.fronts.completion_scripts     writes them into the package
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import shtab

from tapelint.cli.completion import SCRIPTS
from tapelint.cli.parser import SHELLS, parser


def script(shell: str) -> str:
    """The script of one shell: paths and files are completed as such."""
    root = parser()
    for action in actions(root):
        if action.metavar in ("PATH", "FILE"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(root, shell=shell).rstrip("\n") + "\n"


def actions(root: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in root._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from actions(inner)


def main() -> None:
    for shell in SHELLS:
        Path(SCRIPTS, f"tapelint.{shell}").write_text(script(shell), encoding="utf-8")


if __name__ == "__main__":
    main()
