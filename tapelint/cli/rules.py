"""`tapelint rules`: all rules, a line each."""

from __future__ import annotations

import sys

from tapelint.cli.streams import emit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


def run(args: argparse.Namespace) -> int:
    """Print all rules."""
    from tapelint import catalogue
    from tapelint.reports.colour import wants_colour
    from tapelint.rule import all_rules

    if args.output_format == "json":
        emit(catalogue.as_json(all_rules()))
    else:
        emit(catalogue.table(all_rules(), colour=wants_colour(sys.stdout)))
    return 0
