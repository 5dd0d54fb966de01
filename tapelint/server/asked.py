"""What a client asks: findings, actions, hovers, hints."""

from __future__ import annotations

from lsprotocol import types

from tapelint.server import actions, findings
from tapelint.server.actions import FIX_ALL, QUICK_FIX, wanted
from tapelint.server.answered import digest
from tapelint.server.hints import hints
from tapelint.server.hover import told
from tapelint.server.programs import Result, path_of
from tapelint.server.service import Service

PULL = types.DiagnosticOptions(
    inter_file_dependencies=False, workspace_diagnostics=True, identifier="tapelint"
)


def register(server: Service) -> None:
    """Answer all of it."""
    _for_findings(server)
    _for_actions(server)
    _for_places(server)


def _for_findings(server: Service) -> None:
    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, PULL)
    async def findings_of(
        ls: Service, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        result = await ls.result(params.text_document.uri)
        found = _of_document(ls, params.text_document.uri, result)
        result_id = digest(found)
        if params.previous_result_id == result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=result_id)

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
    result_id = digest(found)
    if result_id == known:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, result_id)
    return types.WorkspaceFullDocumentDiagnosticReport(uri, found, result_id=result_id)


def _of_document(ls: Service, uri: str, result: Result | None) -> list[types.Diagnostic]:
    known = result.snapshot.cell_of(uri) if result else None
    if result is None or known is None:
        return []
    found = findings.by_page(result, related=ls.manners.related)[uri]
    ls.answered.note(known[1], digest(found))
    return found


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
