"""Which findings the comments of a source silence, and which comments do nothing.

A comment does nothing if no rule that it names finds anything where it stands. Of rules that
are switched off that is not known, nor of a text that could not be read to its end; and what
an `ignore-file` without codes or a bare `# noqa` is there for is not ours to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tapelint.config import Config, nearest
from tapelint.diagnostic import Diagnostic, Edit, Problem
from tapelint.events import Context, IdleComment
from tapelint.noqa import noqa_comments
from tapelint.own_comments import own_comments
from tapelint.rule import Rule, all_rules
from tapelint.source import Source, plain_newlines
from tapelint.suppression import Claim, Claims, Suppression, without_claims, without_comment

OURS = "TAP001"
_OUR_CODE = re.compile(r"TAP\d+")


class Silencer:
    """The comments of one source, and what they have silenced so far."""

    def __init__(self, source: Source, config: Config) -> None:
        self._config = config
        self._lines: dict[int | None, list[str]] = {}
        self._all: list[Suppression] = []
        for cell in source.cells:
            text = plain_newlines(cell.text)
            self._lines[cell.index] = text.split("\n")
            self._all += own_comments(text, cell.index)
            self._all += noqa_comments(text, cell.index) if config.noqa else []
        self._claims = Claims(self._all)
        self._ending: dict[Claim, Suppression] = {
            ended: comment
            for comment in self._all
            for claim in comment.claims
            for ended in claim.ended
        }
        """The comments that end what others began."""

    def heard(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The findings that no comment silences."""
        return [it for it in found if not self._silenced(it)]

    def _silenced(self, found: Diagnostic) -> bool:
        # Every comment on it counts as used, not only the first.
        on_it = [claim for claim, it in self._claims.on(found) if _may_silence(it, found)]
        for claim in on_it:
            claim.used = True
        return bool(on_it)

    def idle(self, problems: Sequence[Problem]) -> Iterator[IdleComment]:
        """The comments, or parts of them, that have silenced nothing."""
        unread = {problem.cell for problem in problems}
        for comment in self._all:
            cell = comment.span.cell
            if cell in unread or (unread and comment.whole):
                continue
            if comment.fault is not None:
                yield IdleComment(comment.span, Context(True), comment.text, fault=comment.fault)
                continue
            claims = [claim for claim in comment.claims if self._is_idle(comment, claim)]
            if claims:
                yield self._event(comment, claims)

    def _is_idle(self, comment: Suppression, claim: Claim) -> bool:
        if claim.used or claim.word == OURS or (comment.blanket and comment.whole):
            return False
        if not comment.ours and not (comment.in_comment and _OUR_CODE.fullmatch(claim.word or "")):
            return False
        named = [rule for rule in all_rules() if claim.names(rule.code, rule.name)]
        on = [rule for rule in named if self._enabled(rule)]
        return not named or (bool(on) and all(r in on for r in named if r.enabled))

    def _enabled(self, rule: Rule) -> bool:
        return self._config.enabled(rule.code, rule.name, rule.enabled)

    def _event(self, comment: Suppression, idle: list[Claim]) -> IdleComment:
        words = [claim.word for claim in idle if claim.word is not None]
        known = [word for rule in all_rules() for word in (rule.code, rule.name)]
        unknown = [
            claim.word
            for claim in idle
            if claim.word and not any(claim.names(r.code, r.name) for r in all_rules())
        ]
        return IdleComment(
            comment.span,
            Context(True),
            comment.text,
            tuple(word for word in words if word not in unknown),
            tuple((word, nearest(word, known)) for word in unknown),
            whole=len(idle) == len(comment.claims),
            ends=comment.ends,
            edits=self._edits(comment, idle),
        )

    def _edits(self, comment: Suppression, idle: list[Claim]) -> tuple[Edit, ...]:
        """Take out these claims, and those that do no more than end them."""
        edits = [self._edit(comment, idle)]
        for other in dict.fromkeys(self._ending[c] for c in idle if c in self._ending):
            ending = [c for c in other.claims if c.ended and all(e in idle for e in c.ended)]
            edits += [self._edit(other, ending)] if ending else []
        return tuple(edit for edit in edits if edit is not None)

    def _edit(self, comment: Suppression, gone: list[Claim]) -> Edit | None:
        lines = self._lines[comment.span.cell]
        if len(gone) == len(comment.claims):
            return without_comment(lines, comment.span)
        return without_claims(lines, comment.claims, gone)


def _may_silence(comment: Suppression, found: Diagnostic) -> bool:
    """A comment of ours silences a word about comments only where it says so."""
    if found.code != OURS:
        return True
    return not comment.ours or comment.whole or not comment.blanket
