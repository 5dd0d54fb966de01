"""The baseline: findings that are known and not to be reported again.

A finding is known by its file, its rule and the text of its lines, white space and comments aside,
and as often as it was counted; so it stays known when its lines move. Paths are relative to the
baseline file, which is JSON in a fixed order, one line for each text.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tapelint.comments import comments
from tapelint.config import ConfigError
from tapelint.diagnostic import Diagnostic
from tapelint.source import Source, plain_newlines

VERSION = 1
MOST = 10**9

Key = tuple[str, str]
"""The code of a rule and the text of a finding's lines."""
Known = dict[str, Counter[Key]]
"""For each file how often each finding is known."""


class Baseline:
    """What is known, and what of it a run has met."""

    def __init__(self, path: str, known: Known) -> None:
        self._path = path
        self._known = known
        self._met: Known = {}

    @classmethod
    def read(cls, path: str) -> Baseline:
        """The baseline in a file."""
        try:
            with open(path, encoding="utf-8") as file:
                return cls(path, _known(json.load(file)))
        except OSError as error:
            raise ConfigError(f"{path}: {error.strerror or error}") from None
        except (ValueError, RecursionError) as error:
            raise ConfigError(f"{path}: not a baseline: {error}") from None

    def name(self, path: str) -> str:
        """What a file is called in the baseline."""
        root = os.path.dirname(os.path.abspath(self._path))
        try:
            return os.path.relpath(path, root).replace(os.sep, "/")
        except ValueError:  # another drive
            return os.path.abspath(path).replace(os.sep, "/")

    def unknown(self, source: Source, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """The findings of a source that the baseline does not cover; all of them are met."""
        name = self.name(source.path)
        left = Counter(self._known.get(name, ()))
        met: Counter[Key] = Counter()
        unknown = []
        texts = _Texts(source)
        for finding in found:
            key = (finding.code, texts.of(finding))
            met[key] += 1
            if left[key] > 0:
                left[key] -= 1
            else:
                unknown.append(finding)
        self._met[name] = met
        return tuple(unknown)

    def stale(self, is_settled: Callable[[str, str], bool]) -> Known:
        """What is known and was not met.

        `is_settled`: whether this run would have met what this rule finds in this file.
        """
        gone = {
            name: Counter(
                {
                    key: count
                    for key, count in (counts - self._met.get(name, Counter())).items()
                    if is_settled(name, key[0])
                }
            )
            for name, counts in self._known.items()
        }
        return {name: counts for name, counts in gone.items() if counts}

    def renewed(self, is_settled: Callable[[str, str], bool]) -> tuple[str, int]:
        """The text of a baseline of what was met, and how many findings that are.

        What is known of other files and rules stays.
        """
        kept = {
            name: Counter({key: n for key, n in counts.items() if not is_settled(name, key[0])})
            for name, counts in self._known.items()
        }
        names = {*kept, *self._met}
        known = {n: kept.get(n, Counter()) | self._met.get(n, Counter()) for n in names}
        return _written(known), sum(sum(counts.values()) for counts in known.values())


class _Texts:
    """The lines of a source without their comments."""

    def __init__(self, source: Source) -> None:
        self._lines = {cell.index: _bare(plain_newlines(cell.text)) for cell in source.cells}

    def of(self, found: Diagnostic) -> str:
        """The lines of a finding in one, white space aside."""
        span = found.span
        lines = self._lines[span.cell][span.line - 1 : span.end_line]
        return " ".join(" ".join(lines).split())


def _bare(code: str) -> list[str]:
    lines = code.split("\n")
    for comment in comments(code):
        lines[comment.line - 1] = lines[comment.line - 1][: comment.column]
    return lines


def _written(known: Mapping[str, Mapping[Key, int]]) -> str:
    files: dict[str, dict[str, dict[str, int]]] = {}
    for name, counts in sorted(known.items()):
        for (code, text), count in sorted(counts.items()):
            files.setdefault(name, {}).setdefault(code, {})[text] = count
    document = {"version": VERSION, "findings": files}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _known(document: Any) -> Known:
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise ValueError(f"it has no `version` {VERSION}")
    return {
        name: Counter(
            {
                (code, text): _count(count)
                for code, texts in _mapping(codes).items()
                for text, count in _mapping(texts).items()
            }
        )
        for name, codes in _mapping(document.get("findings")).items()
    }


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("files, rules and texts are objects")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < MOST:
        raise ValueError(f"a count is a whole number above 0 and below {MOST}")
    return value
