"""What a client asks: findings, actions, hovers, hints, pictures."""

from __future__ import annotations

from hashlib import sha1
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from tapelint.server import actions, findings, traces
from tapelint.server.actions import FIX_ALL, QUICK_FIX, wanted
from tapelint.server.hints import hints
from tapelint.server.hover import told
from tapelint.server.programs import Result, path_of
from tapelint.server.service import Service
from tapelint.server.traces import Wanted

PULL = types.DiagnosticOptions(
    inter_file_dependencies=False, workspace_diagnostics=True, identifier="tapelint"
)


def register(server: Service) -> None:
    """Answer all of it."""
    _for_findings(server)
    _for_actions(server)
    _for_places(server)
    _for_traces(server)


def _for_findings(server: Service) -> None:
    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, PULL)
    async def findings_of(
        ls: Service, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        result = await ls.result(params.text_document.uri)
        found = _of_document(ls, params.text_document.uri, result)
        digest = _digest(found)
        if params.previous_result_id == digest:
            return types.RelatedUnchangedDocumentDiagnosticReport(digest)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=digest)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def findings_of_all(
        ls: Service, params: types.WorkspaceDiagnosticParams
    ) -> types.WorkspaceDiagnosticReport:
        known = {it.uri: it.value for it in params.previous_result_ids}
        roots = ls.folders()
        found = await ls.analyses.apart(lambda: dict(ls.unopened.findings(roots)), long=True)
        gone = {uri: list[types.Diagnostic]() for uri in known if uri not in found}
        reports = [
            _report(uri, items, known.get(uri))
            for uri, items in {**found, **gone}.items()
            if (items or uri in known) and ls.documents.document(uri) is None
        ]
        return types.WorkspaceDiagnosticReport(reports)


def _report(
    uri: str, found: list[types.Diagnostic], known: str | None
) -> types.WorkspaceDocumentDiagnosticReport:
    digest = _digest(found)
    if digest == known:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, digest)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, found, result_id=digest)


def _of_document(ls: Service, uri: str, result: Result | None) -> list[types.Diagnostic]:
    if result is None:
        return []
    return findings.by_page(result, related=ls.manners.related).get(uri, [])


def _digest(found: list[types.Diagnostic]) -> str:
    """The same for the same findings."""
    return sha1(repr(found).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def _for_actions(server: Service) -> None:
    options = types.CodeActionOptions(list(actions.KINDS), resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions_for(ls: Service, params: types.CodeActionParams) -> list[types.CodeAction]:
        uri, only = params.text_document.uri, params.context.only
        result = await ls.mended(uri)
        if result is None:
            return []
        offered: list[types.CodeAction] = []
        if wanted(QUICK_FIX, only):
            offered += actions.quick_fixes(result, uri, params.range, ls.manners)
        if wanted(FIX_ALL, only) and actions.is_fixable(result):
            action = actions.fix_all(uri)
            offered.append(action if ls.manners.lazy else await _filled_in(ls, action))
        return offered

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(ls: Service, action: types.CodeAction) -> types.CodeAction:
        return action if action.edit else await _filled_in(ls, action)


async def _filled_in(ls: Service, action: types.CodeAction) -> types.CodeAction:
    """An action with the edit that it stands for."""
    uri = action.data.get("uri") if isinstance(action.data, dict) else None
    result = await ls.mended(uri) if isinstance(uri, str) else None
    if result is not None:
        manners = ls.manners
        action.edit = await ls.analyses.apart(lambda: actions.all_fixed(result, manners))
    return action


def _for_places(server: Service) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(ls: Service, params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        result = await ls.result(uri)
        known = result.snapshot.cell_of(uri) if result else None
        if result is None or known is None:
            return None
        cell, page = known
        place = page.place(params.position)
        text = await ls.analyses.apart(lambda: told(result, cell, *place))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(ls: Service, params: types.InlayHintParams) -> list[types.InlayHint]:
        uri, range_ = params.text_document.uri, params.range
        result = await ls.result(uri)
        if result is None or not ls.settings.hints(path_of(uri)):
            return []
        return await ls.analyses.apart(lambda: hints(result.snapshot, uri, range_))


def _for_traces(server: Service) -> None:
    @server.command(traces.SHOW)
    async def drawn(ls: Service, sent: Any = None) -> dict[str, str] | None:
        wanted = Wanted.of(sent)
        if wanted is None:
            raise JsonRpcInvalidParams("the argument is no `uri` and `line`")
        result = await ls.result(wanted.uri)
        if result is None:
            return None
        html = await ls.analyses.apart(lambda: traces.page_at(result.snapshot, wanted))
        if html is None:
            return None
        if wanted.show and ls.shows_documents:
            shown = types.ShowDocumentParams(traces.as_file(html), external=True)
            ls.window_show_document(shown)
        return {"html": html}

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(ls: Service, params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        result = await ls.result(uri)
        # What is drawn is of use only to a client that can show it.
        if result is None or not (ls.settings.lenses(path_of(uri)) and ls.shows_documents):
            return []
        return await ls.analyses.apart(lambda: traces.lenses(result.snapshot, uri))
