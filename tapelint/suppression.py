"""What a comment silences: the lines it is about, the rules it names, whether it did anything."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from tapelint.dataclass import dataclass, field, replace
from tapelint.diagnostic import Diagnostic, Edit, Span


@dataclass(eq=False, slots=True)
class Claim:
    """One word of a comment, or (`word` None) all rules, on the lines `first` to `last`.

    `span`: the word itself. `prefix`: the word may be the beginning of a code, and counts for
    the line where a finding begins, as in flake8; else the word is a code or a name, and counts
    for each line of the finding. `used`: it silenced something.
    """

    word: str | None
    span: Span
    first: int
    last: int
    prefix: bool = False
    used: bool = False
    ended: list[Claim] = field(default_factory=list)

    def names(self, code: str, name: str) -> bool:
        """Whether the word speaks of this rule."""
        if self.word is None:
            return True
        return code.startswith(self.word) if self.prefix else self.word in (code, name)

    def covers(self, span: Span) -> bool:
        """Whether the claim is about the place of a finding."""
        last = span.line if self.prefix else span.end_line
        return span.cell == self.span.cell and self.first <= last and span.line <= self.last


@dataclass(eq=False, slots=True)
class Suppression:
    """A comment that silences. `span`: from its `#` to the next one, or to the end of the line.

    `whole`: it is about the whole source. `ends`: it ends the silence that another one
    began. `ours`: it is a comment of tapelint's own. `in_comment`: it is a comment, and not in
    a string, where flake8 sees it too. `fault`: why it silences nothing at all, whatever is found.
    """

    span: Span
    text: str
    claims: list[Claim] = field(default_factory=list)
    whole: bool = False
    ends: bool = False
    ours: bool = True
    in_comment: bool = True
    fault: str | None = None

    @property
    def blanket(self) -> bool:
        """Whether it speaks of every rule."""
        return any(claim.word is None for claim in self.claims)


class Claims:
    """The claims of many comments, by what they are about, so that few are asked of a finding."""

    def __init__(self, comments: Iterable[Suppression]) -> None:
        self._whole: list[tuple[Claim, Suppression]] = []
        self._by_word: dict[str | None, _Ranges] = defaultdict(_Ranges)
        self._by_prefix = _Ranges()
        for comment in comments:
            for claim in comment.claims:
                if comment.whole:
                    self._whole.append((claim, comment))
                else:
                    ranges = self._by_prefix if claim.prefix else self._by_word[claim.word]
                    ranges.claims.append((claim, comment))
        for ranges in (self._by_prefix, *self._by_word.values()):
            ranges.arrange()

    def on(self, found: Diagnostic) -> Iterator[tuple[Claim, Suppression]]:
        """Those that cover a finding, each with its comment."""
        yield from (pair for pair in self._whole if pair[0].names(found.code, found.name))
        for word in (None, found.code, found.name):
            if word in self._by_word:
                yield from self._by_word[word].on(found.span)
        for claim, comment in self._by_prefix.on(found.span):
            if claim.names(found.code, found.name):
                yield claim, comment


class _Ranges:
    """Claims in the order of their first lines."""

    def __init__(self) -> None:
        self.claims: list[tuple[Claim, Suppression]] = []
        self._firsts: list[tuple[int, int]] = []
        self._lasts: list[tuple[int, int]] = []
        """The furthest last line of each claim and those before it."""

    def arrange(self) -> None:
        """When all claims are there."""
        self.claims.sort(key=lambda pair: _place(pair[0].span.cell, pair[0].first))
        self._firsts = [_place(claim.span.cell, claim.first) for claim, _ in self.claims]
        lasts = (_place(claim.span.cell, claim.last) for claim, _ in self.claims)
        self._lasts = list(accumulate(lasts, max))

    def on(self, span: Span) -> Iterator[tuple[Claim, Suppression]]:
        """Those that cover a span."""
        first = _place(span.cell, span.line)
        at = bisect_right(self._firsts, _place(span.cell, span.end_line))
        while at and self._lasts[at - 1] >= first:
            at -= 1
            if self.claims[at][0].covers(span):
                yield self.claims[at]


def _place(cell: int | None, line: int) -> tuple[int, int]:
    return (-1 if cell is None else cell, line)


def without_comment(lines: list[str], span: Span) -> Edit:
    """Take a comment out of its line, and the line if there is nothing else on it.

    Words that follow it in the same comment stay, as a comment.
    """
    line = lines[span.line - 1]
    before, after = line[: span.column].rstrip(), line[span.end_column :].lstrip(", \t")
    if after:
        mark = "" if after.startswith("#") else "# "
        return Edit(replace(span, end_column=len(line) - len(after)), mark)
    if before:
        return Edit(replace(span, column=len(before), end_column=len(line)), "")
    if span.line < len(lines):
        return Edit(Span(span.line, 0, span.line + 1, 0, span.cell), "")
    above = span.line - 1
    start = (above, len(lines[above - 1])) if above else (1, 0)
    return Edit(Span(*start, span.line, len(line), span.cell), "")


def without_claims(lines: list[str], claims: list[Claim], gone: list[Claim]) -> Edit | None:
    """Take some words out of the list in a comment; what separates the others stays."""
    first, last = claims[0].span, claims[-1].span
    if first.line != last.line:
        return None
    line, kept = lines[first.line - 1], ""
    for number, claim in enumerate(claims):
        if claim not in gone:
            start = claims[number - 1].span.end_column if kept else claim.span.column
            kept += line[start : claim.span.end_column]
    return Edit(replace(first, end_column=last.end_column), kept)
