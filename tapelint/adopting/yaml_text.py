"""An addition to the text of a `.pre-commit-config.yaml`, where it is written as it mostly is.

Of anything else than one plain list of repositories nothing is understood, and nothing made.
"""

from __future__ import annotations

import re

_REPOS = re.compile(r"^repos:[ \t]*(?:#.*)?$", re.MULTILINE)
_ITEM = re.compile(r"^(?P<indent> *)-(?P<gap> +)repo:")
_KEY = re.compile(r"^[A-Za-z_][\w-]*:(?:\s|$)")
_PLAIN = re.compile(r"^(?:\s|#|- |$)")


def with_repository(text: str, entry: list[str]) -> str | None:
    """With one more item, given as its lines without indentation, at the end of `repos`."""
    starts = list(_REPOS.finditer(text))
    lines = text.split("\n")
    strange = any(line.startswith(("---", "...", "%")) for line in lines[1:]) or "\t" in text
    if len(starts) != 1 or strange:
        return None
    first = text.count("\n", 0, starts[0].start()) + 1
    last, styles = first, set()
    for number in range(first, len(lines)):
        line = lines[number]
        if _KEY.match(line):
            break
        if not _PLAIN.match(line):
            return None
        if line.strip() and not line.startswith("#"):
            last = number + 1
        if item := _ITEM.match(line):
            styles.add((item["indent"], item["gap"]))
    if (
        not styles
        or len({indent for indent, _ in styles}) != 1
        or not _ITEM.match(_item(lines, first))
    ):
        return None
    indent, gap = min(styles)
    body = f"{indent} {gap}"
    new = [f"{indent}-{gap}{entry[0]}", *(f"{body}{line}" for line in entry[1:])]
    return "\n".join([*lines[:last], *new, *(lines[last:] or [""])])


def _item(lines: list[str], first: int) -> str:
    """The first line of the list."""
    return next((it for it in lines[first:] if it.strip() and not it.lstrip().startswith("#")), "")
