"""What can be done about findings: their fixes, comments that silence them, and all at once.

Only our own analysis counts: of the findings that a client sends along the columns may be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lsprotocol import types

from tapelint.diagnostic import Analysis, Diagnostic, Fix
from tapelint.server.edits import between, of_fix, workspace_edit
from tapelint.server.findings import said
from tapelint.server.programs import Result

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.tapelint"
QUICK_FIX = types.CodeActionKind.QuickFix.value
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]


@dataclass(frozen=True, slots=True)
class Manners:
    """What a client understands.

    `versioned`: edits with the versions of documents; `lazy`: actions whose edit it asks for
    later; `related`: findings with other places; `disabled`, `preferred`: so marked actions.
    """

    versioned: bool = False
    lazy: bool = False
    related: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities) -> Manners:
        """As the client announces."""
        workspace = capabilities.workspace and capabilities.workspace.workspace_edit
        document = capabilities.text_document
        action = document and document.code_action
        resolve = action and action.data_support and action.resolve_support
        publish = document and document.publish_diagnostics
        return cls(
            bool(workspace and workspace.document_changes),
            bool(resolve and "edit" in resolve.properties),
            bool(publish and publish.related_information),
        )


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether actions of a kind are asked for: by it, or by the beginning of it."""
    kinds = [str(getattr(each, "value", each)) for each in only or ()]
    return only is None or any(not k or kind == k or kind.startswith(f"{k}.") for k in kinds)


def quick_fixes(
    result: Result, uri: str, range_: types.Range, manners: Manners
) -> Iterator[types.CodeAction]:
    """The actions for the findings on the lines of a range, the best ones first."""
    from tapelint.fixing.choice import Terms

    known = result.snapshot.cell_of(uri)
    if known is None:
        return
    cell, page = known
    first, last = page.place(range_.start)[0], page.place(range_.end)[0]
    here = [
        found
        for found in result.analysis.diagnostics
        if found.span.cell == cell and found.span.line <= last and first <= found.span.end_line
    ]
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
) -> types.CodeAction:
    pages = result.snapshot.pages
    changes = of_fix(result.snapshot, fix.edits)
    return types.CodeAction(
        fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[said(found, pages, related=manners.related)],
        is_preferred=preferred or None,
        edit=workspace_edit(result.snapshot, changes, versioned=manners.versioned),
    )


def fix_all(uri: str) -> types.CodeAction:
    """The action that applies all safe fixes; what it changes is yet to be filled in."""
    return types.CodeAction("Fix all that tapelint can safely fix", kind=FIX_ALL, data={"uri": uri})


def is_fixable(result: Result) -> bool:
    """Whether anything can safely be fixed."""
    return any(found.fix and found.fix.safe for found in result.analysis.diagnostics)


def all_fixed(result: Result, manners: Manners) -> types.WorkspaceEdit:
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
