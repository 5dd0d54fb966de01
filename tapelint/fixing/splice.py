r"""New texts for cells in the JSON of a notebook, everything else as it was written.

A text in JSON is kept as the raw spelling of each of its characters (`\u00e9`, `\n`), and for a
list of lines what stands between two of them (`",\n   "`) as part of the character before. So
only characters that change are written anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from tapelint.dataclass import dataclass
from tapelint.json_text import Stretch, elements, located
from tapelint.notebook import source_paths

_CHARACTER = re.compile(
    r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


def spliced(document: str, texts: Mapping[int, tuple[str, str]]) -> str:
    """The document with the texts of some cells, by number, replaced by others: (old, new)."""
    paths = source_paths(json.loads(document.removeprefix("\ufeff")))
    places = [(located(document, paths[cell]), *both) for cell, both in texts.items()]
    result = document
    for stretch, old, new in sorted(places, reverse=True):
        spelled = _Spelled.of(document, stretch)
        for start, end, text in reversed(list(hunks(old, new))):
            spelled.replace(start, end, text)
        result = result[: stretch[0]] + spelled.written() + result[stretch[1] :]
    return result


def hunks(old: str, new: str) -> Iterator[tuple[int, int, str]]:
    """What turns one text into another, in order: offsets in the old one, and what comes there."""
    ours, theirs = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    at = 0
    done = 0
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        at += sum(map(len, ours[done:first]))
        before, after = "".join(ours[first:last]), "".join(theirs[other_first:other_last])
        if tag != "equal":
            head = _shared(before, after)
            tail = _shared(before[head:][::-1], after[head:][::-1])
            yield at + head, at + len(before) - tail, after[head : len(after) - tail]
        at += len(before)
        done = last


def _shared(one: str, other: str) -> int:
    """The length of the beginning that both have."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


@dataclass(slots=True)
class _Spelled:
    """A string, or a list of strings, as it is written.

    `breaks[i]` is what stands between two strings if `characters[i]` ends one, else empty.
    """

    opening: str
    characters: list[str]
    breaks: list[str]
    closing: str
    between: str
    is_ascii: bool

    @classmethod
    def of(cls, document: str, stretch: Stretch) -> _Spelled:
        start, end = stretch
        strings = [stretch] if document[start] == '"' else elements(document, start)
        is_list = document[start] == "["
        if not strings:
            return cls('["', [], [], '"]', _between(document, start, []), _is_ascii(document))
        opening, closing = document[start : strings[0][0] + 1], document[strings[-1][1] - 1 : end]
        characters: list[str] = []
        breaks: list[str] = []
        pending = ""
        for number, (first, last) in enumerate(strings):
            if number:
                pending += document[strings[number - 1][1] - 1 : first + 1]
            own = _CHARACTER.findall(document, first + 1, last - 1)
            if own and pending:
                if breaks:
                    breaks[-1] = pending
                else:
                    opening += pending
                pending = ""
            characters += own
            breaks += [""] * len(own)
        between = _between(document, start, strings) if is_list else ""
        written = document[start:end]
        return cls(
            opening, characters, breaks, pending + closing, between, _is_ascii(written, document)
        )

    def replace(self, start: int, end: int, text: str) -> None:
        """Write `text` in place of some characters."""
        if (
            self.between
            and start == len(self.characters)
            and start
            and self.characters[-1] == "\\n"
        ):
            self.breaks[-1] = self.between
        self.characters[start:end] = [self._raw(char) for char in text]
        self.breaks[start:end] = [self.between if char == "\n" else "" for char in text]

    def written(self) -> str:
        """The JSON."""
        if self.breaks:
            self.breaks[-1] = ""
        body = "".join(map(str.__add__, self.characters, self.breaks))
        return self.opening + body + self.closing

    def _raw(self, char: str) -> str:
        return json.dumps(char, ensure_ascii=self.is_ascii)[1:-1]


def _between(document: str, start: int, strings: list[Stretch]) -> str:
    """What stands between two strings of the list that starts here."""
    if len(strings) > 1:
        return document[strings[0][1] - 1 : strings[1][0] + 1]
    lead = document[start + 1 : strings[0][0]] if strings else ""
    if "\n" in lead:
        return f'",{lead}"'
    return '", "' if document[start - 1].isspace() else '","'


def _is_ascii(*texts: str) -> bool:
    """Whether characters beyond ASCII are escaped, by the first text that shows it."""
    for text in texts:
        if not text.isascii():
            return False
        if _ESCAPED.search(text):
            return True
    return False
