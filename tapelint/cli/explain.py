"""`tapelint explain`: the pages of rules, by code, by name or by what TensorFlow said."""

from __future__ import annotations

import sys

from tapelint.cli.streams import emit
from tapelint.config import ConfigError, nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from tapelint.rule import Rule


def run(args: argparse.Namespace) -> int:
    """Print the pages of the rules that are asked for."""
    from tapelint.reports.colour import wants_colour
    from tapelint.rule import all_rules

    if args.all == (args.rule is not None):
        raise ConfigError("explain one rule, or `--all` of them")
    rules = all_rules() if args.all else _rules_called(args.rule)
    from tapelint import catalogue, pages

    if args.format == "json":
        emit(catalogue.as_json(rules))
    elif len(rules) > 1 and not args.all:
        emit(f"{_INTRODUCTION}\n\n{catalogue.table(rules, colour=wants_colour(sys.stdout))}")
    elif args.format == "text" and wants_colour(sys.stdout):
        emit(catalogue.rendered(map(pages.page, rules)))
    else:
        emit("\n\n".join(map(pages.page, rules)))
    return 0


_INTRODUCTION = (
    "These mistakes end like this; `tapelint check` tells which one it is, and\n"
    "`tapelint explain CODE` what to do."
)


def _rules_called(word: str) -> tuple[Rule, ...]:
    from tapelint.rule import all_rules
    from tapelint.said import rules_behind

    for rule in all_rules():
        if word.upper() == rule.code or word.lower() == rule.name:
            return (rule,)
    found = tuple(rules_behind(word)) if word.strip() else ()
    if found:
        return found
    if " " in word.strip():
        raise ConfigError("no rule is known behind this text; `tapelint rules` lists them all")
    known = [name for rule in all_rules() for name in (rule.code, rule.name)]
    raise ConfigError(f"unknown rule `{word}`{nearest(word, known)}")
