"""`tapelint explain`: the documentation of a rule."""

from __future__ import annotations

import sys

from tapelint.cli.streams import emit
from tapelint.config import ConfigError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from tapelint.rule import Rule


def run(args: argparse.Namespace) -> int:
    """Print the documentation of one rule."""
    from tapelint import catalogue
    from tapelint.reports.colour import wants_colour

    emit(catalogue.explanation(_rule_called(args.rule), colour=wants_colour(sys.stdout)))
    return 0


def _rule_called(word: str) -> Rule:
    from tapelint.rule import all_rules

    for rule in all_rules():
        if word.upper() == rule.code or word == rule.name:
            return rule
    known = [name for rule in all_rules() for name in (rule.code, rule.name)]
    raise ConfigError(f"unknown rule `{word}`{nearest(word, known)}")
