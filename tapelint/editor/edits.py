"""Changes of documents in the form that a client can apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from tapelint.diagnostic import Edit
from tapelint.editor.pages import Json, Page
from tapelint.editor.programs import Snapshot
from tapelint.fixing.edits import Lines
from tapelint.source import Source

Changes = Mapping[str, list[Json]]


def of_fix(snapshot: Snapshot, edits: Iterable[Edit]) -> Changes:
    """The edits of a fix, by document."""
    changes: dict[str, list[Json]] = {}
    for edit in edits:
        page = snapshot.pages[edit.span.cell]
        changes.setdefault(page.uri, []).append(page.text_edit(edit))
    return changes


def between(snapshot: Snapshot, after: Source) -> Changes:
    """What makes a program into another with the same cells."""
    texts = {cell.index: cell.original for cell in after.cells}
    changes: dict[str, list[Json]] = {}
    for cell, page in snapshot.pages.items():
        if hunks := list(_hunks(page, texts[cell])):
            changes.setdefault(page.uri, []).extend(hunks)
    return changes


def _hunks(page: Page, text: str) -> Iterator[Json]:
    if text == page.lines.text:
        return
    before, after = _whole_lines(page.lines), _whole_lines(Lines.of(text))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind != "equal":
            place = {"start": page.position(first + 1, 0), "end": page.position(last + 1, 0)}
            yield page.change(place, "".join(after[start:stop]))


def _whole_lines(lines: Lines) -> list[str]:
    return [lines.line(n) + end for n, end in enumerate(lines.ends, 1)]


def workspace_edit(snapshot: Snapshot, changes: Changes, *, versioned: bool) -> Json:
    """Changes for a client that checks the versions of documents, or for one that does not."""
    if not versioned:
        return {"changes": dict(changes)}
    versions = {page.uri: page.version for page in snapshot.pages.values()}
    return {
        "documentChanges": [
            {"textDocument": {"uri": uri, "version": versions[uri]}, "edits": list(edits)}
            for uri, edits in changes.items()
        ]
    }
