"""What a client asks: findings, actions, hovers, hints, pictures."""

from __future__ import annotations

import asyncio
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from tapelint.editor import actions, findings
from tapelint.editor.actions import FIX_ALL, QUICK_FIX, wanted
from tapelint.editor.hints import hints
from tapelint.editor.hover import told
from tapelint.editor.pages import Json
from tapelint.editor.programs import Result
from tapelint.server import traces
from tapelint.server.answered import digest
from tapelint.server.programs import path_of
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
    async def findings_of(ls: Service, params: types.DocumentDiagnosticParams) -> Json:
        result = await ls.result(params.text_document.uri)
        found = _of_document(ls, params.text_document.uri, result)
        return _report(found, params.previous_result_id)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def findings_of_all(ls: Service, params: types.WorkspaceDiagnosticParams) -> Json:
        known = {it.uri: it.value for it in params.previous_result_ids}
        roots = ls.folders()
        await asyncio.sleep(ls.unopened.rest())
        found = await ls.analyses.apart(lambda: dict(ls.unopened.findings(roots)), long=True)
        gone = {uri: list[Json]() for uri in known if uri not in found}
        reports = [
            {**_report(items, known.get(uri)), "uri": uri, "version": None}
            for uri, items in {**found, **gone}.items()
            if (items or uri in known) and ls.documents.document(uri) is None
        ]
        return {"items": reports}


def _report(found: list[Json], known: str | None) -> Json:
    """Findings, or that they are those that the client knows already."""
    result_id = digest(found)
    if result_id == known:
        return {"kind": "unchanged", "resultId": result_id}
    return {"kind": "full", "resultId": result_id, "items": found}


def _of_document(ls: Service, uri: str, result: Result | None) -> list[Json]:
    if result is None:
        return []
    found = findings.by_page(result, related=ls.manners.related).get(uri, [])
    ls.answered.note(result.snapshot.pages.values(), uri, digest(found))
    return found


def _for_actions(server: Service) -> None:
    options = types.CodeActionOptions(actions.KINDS, resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def actions_for(ls: Service, params: types.CodeActionParams) -> list[Json]:
        uri, only = params.text_document.uri, ls.protocol.plain(params.context.only)
        result = await ls.mended(uri)
        if result is None:
            return []
        offered: list[Json] = []
        if wanted(QUICK_FIX, only):
            offered += actions.quick_fixes(result, uri, _lines(params.range), ls.manners)
        if wanted(FIX_ALL, only) and actions.is_fixable(result):
            action = actions.fix_all(uri)
            offered.append(action if ls.manners.lazy else await _filled_in(ls, action))
        return offered

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolved(ls: Service, params: types.CodeAction) -> Json:
        action: Json = ls.protocol.plain(params)
        return action if "edit" in action else await _filled_in(ls, action)


def _lines(range_: types.Range) -> tuple[int, int]:
    return range_.start.line, range_.end.line


async def _filled_in(ls: Service, action: Json) -> Json:
    """An action with the edit that it stands for."""
    data = action.get("data")
    uri = data.get("uri") if isinstance(data, dict) else None
    result = await ls.mended(uri) if isinstance(uri, str) else None
    if result is not None:
        manners = ls.manners
        edit = await ls.analyses.apart(lambda: actions.all_fixed(result, manners))
        action = {**action, "edit": edit}
    return action


def _for_places(server: Service) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(ls: Service, params: types.HoverParams) -> Json | None:
        uri = params.text_document.uri
        result = await ls.result(uri)
        known = result.snapshot.cell_of(uri, params.position.line) if result else None
        if result is None or known is None:
            return None
        cell, page = known
        place = page.place(params.position.line, params.position.character)
        text = await ls.analyses.apart(lambda: told(result, cell, *place))
        return {"contents": {"kind": "markdown", "value": text}} if text else None

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(ls: Service, params: types.InlayHintParams) -> list[Json]:
        uri, lines = params.text_document.uri, _lines(params.range)
        result = await ls.result(uri)
        if result is None or not ls.settings.hints(path_of(uri)):
            return []
        return await ls.analyses.apart(lambda: hints(result.snapshot, uri, lines))


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
