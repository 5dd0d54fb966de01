"""The pages about configuration and suppression say what is so."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest

from tapelint.cli.parser import parser
from tapelint.config import OPTIONS, configured
from tapelint.magics import PYTHON_BODY
from tapelint.rule import all_rules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DOCS = Path(__file__).parents[2] / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
SUPPRESSION = (DOCS / "suppression.md").read_text(encoding="utf-8")


def test_every_option_has_its_row() -> None:
    assert re.findall(r"^\| `([\w-]+)` \|", CONFIGURATION, re.MULTILINE) == list(OPTIONS)


def test_the_example_is_a_configuration() -> None:
    text = re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.DOTALL)[0]
    config = configured(tomllib.loads(text)["tool"]["tapelint"], "/x/pyproject.toml", "")
    config.refuse_unknown_rules((rule.code, rule.name) for rule in all_rules())


def test_every_known_magic_is_named() -> None:
    paragraph = CONFIGURATION.partition("**cell-magics**")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", paragraph)) == PYTHON_BODY


@pytest.mark.parametrize("page", [CONFIGURATION, SUPPRESSION])
def test_every_command_is_one(page: str) -> None:
    commands = re.findall(r"(?:^\$ |`)tapelint ((?:check|init|explain)[^\n`]*)", page, re.MULTILINE)
    assert commands
    for words in commands:
        parser().parse_args(shlex.split(words))
