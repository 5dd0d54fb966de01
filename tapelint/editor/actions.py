"""What can be done about findings: their fixes, comments that silence them, and all at once.

Only our own analysis counts: of the findings that a client sends along the columns may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Analysis, Diagnostic, Fix
from tapelint.editor.edits import between, of_fix, workspace_edit
from tapelint.editor.findings import said
from tapelint.editor.pages import Json
from tapelint.editor.programs import Result

FIX_ALL = "source.fixAll.tapelint"
QUICK_FIX = "quickfix"
KINDS = (QUICK_FIX, FIX_ALL)


@dataclass(frozen=True, slots=True)
class Manners:
    """What a client understands.

    `versioned`: edits with the versions of documents; `lazy`: actions whose edit it asks for
    later; `related`: findings with other places.
    """

    versioned: bool = False
    lazy: bool = False
    related: bool = False

    @classmethod
    def of(cls, capabilities: Json) -> Manners:
        """As the client announces."""
        edit = _at(capabilities, "workspace", "workspaceEdit")
        action = _at(capabilities, "textDocument", "codeAction")
        publish = _at(capabilities, "textDocument", "publishDiagnostics")
        resolved = _at(action, "resolveSupport").get("properties")
        return cls(
            bool(edit.get("documentChanges")),
            bool(action.get("dataSupport") and "edit" in (resolved or ())),
            bool(publish.get("relatedInformation")),
        )


def _at(table: Json, *keys: str) -> Json:
    """What lies in a table below these keys; empty where nothing does."""
    for key in keys:
        below: Any = table.get(key)
        table = below if isinstance(below, dict) else {}
    return table


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether actions of a kind are asked for: by it, or by the beginning of it."""
    return only is None or any(not k or kind == k or kind.startswith(f"{k}.") for k in only)


def quick_fixes(
    result: Result, uri: str, lines: tuple[int, int], manners: Manners
) -> Iterator[Json]:
    """The actions for the findings on some lines, which a client counts; the best ones first."""
    from tapelint.fixing.choice import Terms

    here = [found for found in result.analysis.diagnostics if _is_on(result, found, uri, lines)]
    preferred: set[Fix] = set()
    for found in here:
        for fix in _cures(found):
            if Terms(unsafe=True).allow(result.snapshot.source, fix):
                best = fix.safe and fix is found.fix and fix not in preferred
                preferred |= {fix} if best else set()
                yield _action(result, found, fix, manners, preferred=best)
    for found in here:
        for fix in _silences(result, found):
            yield _action(result, found, fix, manners)


def _is_on(result: Result, found: Diagnostic, uri: str, lines: tuple[int, int]) -> bool:
    page = result.snapshot.pages[found.span.cell]
    place = page.range(found.span)
    first, last = lines
    return page.uri == uri and place["start"]["line"] <= last and first <= place["end"]["line"]


def _cures(found: Diagnostic) -> list[Fix]:
    fixes = [found.fix, *found.alternatives]
    return [fix for fix in fixes if fix is not None]


def _silences(result: Result, found: Diagnostic) -> Iterator[Fix]:
    """Comments, ours and flake8's; a finding about comments has none."""
    from tapelint.fixing.ignoring import noqa, with_ignores
    from tapelint.silencing import OURS

    if found.code == OURS:
        return
    source = result.snapshot.source
    mended = with_ignores(source, Analysis((found,))).diagnostics[0].fix
    fixes = (mended, noqa(source, found) if result.snapshot.config.noqa else None)
    yield from (fix for fix in fixes if fix is not None)


def _action(
    result: Result, found: Diagnostic, fix: Fix, manners: Manners, *, preferred: bool = False
) -> Json:
    pages = result.snapshot.pages
    changes = of_fix(result.snapshot, fix.edits)
    action: Json = {
        "title": fix.title,
        "kind": QUICK_FIX,
        "diagnostics": [said(found, pages, related=manners.related)],
        "edit": workspace_edit(result.snapshot, changes, versioned=manners.versioned),
    }
    return {**action, "isPreferred": True} if preferred else action


def fix_all(uri: str) -> Json:
    """The action that applies all safe fixes; what it changes is yet to be filled in."""
    title = "Fix all that tapelint can safely fix"
    return {"title": title, "kind": FIX_ALL, "data": {"uri": uri}}


def is_fixable(result: Result) -> bool:
    """Whether anything can safely be fixed."""
    return any(found.fix and found.fix.safe for found in result.analysis.diagnostics)


def all_fixed(result: Result, manners: Manners) -> Json:
    """The change that applies all safe fixes; it takes several analyses."""
    from tapelint.analysis import analyse
    from tapelint.fixing.choice import Terms
    from tapelint.fixing.rounds import settled

    snapshot = result.snapshot
    after = settled(
        snapshot.source, result.analysis, lambda each: analyse(each, snapshot.config), Terms()
    )
    changes = between(snapshot, after.source)
    return workspace_edit(snapshot, changes, versioned=manners.versioned)
