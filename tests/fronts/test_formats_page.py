"""`docs/formats.md` says what is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tapelint.cli.parser import SHELLS, parser
from tapelint.reports import FORMATS

PAGE = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """The words after `tapelint` in every command of the page."""
    blocks = "\n".join(re.findall(r"^ *```\w+\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE))
    found = re.findall(r"(?<![\w.])tapelint ((?:check|completion)[^\n|>\")]*)", blocks)
    return [shlex.split(words, comments=True) for words in found]


def test_every_format_has_its_row():
    assert re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE) == list(FORMATS)


def test_every_command_is_one():
    found = commands()
    assert len(found) >= 14
    for words in found:
        parser().parse_args(words)
    assert {words[1] for words in found if words[0] == "completion"} == set(SHELLS)
