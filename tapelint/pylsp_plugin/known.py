"""What is known of the documents of one workspace, and what there is to say of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, proxy

from tapelint.config import Config
from tapelint.dataclass import dataclass
from tapelint.diagnostic import Analysis
from tapelint.editor.programs import Result, Snapshot, analysed
from tapelint.editor.settings import Settings
from tapelint.pylsp_plugin.programs import Program, program_of

if TYPE_CHECKING:
    from tapelint.analysis import Earlier
    from tapelint.editor.actions import Manners
    from tapelint.editor.pages import Json

WARNING = 2
MOST = 8
"""Programs that are remembered."""


@dataclass(frozen=True, slots=True)
class _Seen:
    program: Program
    config: Config
    result: Result
    memory: Earlier


class Known:
    """Remembers the programs that were looked at last; threads take turns."""

    def __init__(self, workspace: Any) -> None:
        self._workspace = proxy(workspace)
        self._settings = Settings(self._complain)
        self._given: Json | None = None
        self._capabilities: Json = {}
        self._seen: OrderedDict[str, _Seen] = OrderedDict()
        self._turn = RLock()

    def _complain(self, text: str) -> None:
        self._workspace.show_message(f"tapelint: {text}", WARNING)

    def under(self, given: Json, capabilities: Json) -> Known:
        """The same under the settings of the user, for this client."""
        with self._turn:
            self._capabilities = capabilities
            if given != self._given:
                self._given = dict(given)
                places = ("", self._workspace.root_path or "")
                self._settings.wish(dict.fromkeys(places, given))
        return self

    @property
    def _manners(self) -> Manners:
        from tapelint.editor.actions import Manners

        return Manners.of(self._capabilities)

    def read_files_again(self) -> None:
        """The files of configuration may have changed."""
        with self._turn:
            self._settings.forget()

    # --- what there is to say ---------------------------------------------------------------

    def findings(self, document: Any) -> list[Json]:
        """The findings of a document; those of a notebook by the lines of all its cells."""
        program = program_of(self._workspace, document)
        result = self._result(program) if program else None
        if program is None or result is None:
            return []
        from tapelint.editor.findings import by_page

        told = by_page(result, related=self._manners.related)
        return [_lower(found, part.first) for part in program.parts for found in told[part.uri]]

    def actions(
        self, document: Any, lines: tuple[int, int], only: Sequence[str] | None
    ) -> list[Json]:
        """What can be done about the findings on some lines."""
        result = self._result(program_of(self._workspace, document), fixes=True)
        if result is None or not result.analysis.diagnostics:
            return []
        from tapelint.editor import actions

        manners = self._manners
        offered: list[Json] = []
        if actions.wanted(actions.QUICK_FIX, only):
            offered += actions.quick_fixes(result, document.uri, lines, manners)
        # It takes several analyses, and some editors ask at each step of the cursor.
        asked = actions.wanted(actions.FIX_ALL, only) and (only or offered)
        if asked and actions.is_fixable(result):
            edit = actions.all_fixed(result, manners)
            offered.append({**actions.fix_all(document.uri), "edit": edit})
        return offered

    def hover(self, document: Any, line: int, units: int) -> Json | None:
        """What there is to say of a place."""
        result = self._result(program_of(self._workspace, document))
        known = result.snapshot.cell_of(document.uri, line) if result else None
        if result is None or known is None:
            return None
        from tapelint.editor.hover import told

        cell, page = known
        text = told(result, cell, *page.place(line, units))
        return {"contents": {"kind": "markdown", "value": text}} if text else None

    # --- what is known ----------------------------------------------------------------------

    def _result(self, program: Program | None, *, fixes: bool = False) -> Result | None:
        """What is known of a program; None if there is nothing to say of it, ever."""
        if program is None:
            return None
        with self._turn:
            config, excluded = self._settings.of(program.path)
            seen = self._seen.get(program.uri)
            is_same = seen and seen.program == program and seen.config == config
            if seen and is_same and (seen.result.mended or not fixes):
                return seen.result
            source, pages = program.read(config.terms)
            if excluded or not source.concerns_tapes:
                self._seen.pop(program.uri, None)
                return None
            snapshot = Snapshot(source, pages, config, excluded)
            return self._looked_at(program, snapshot, fixes=fixes)

    def _looked_at(self, program: Program, snapshot: Snapshot, *, fixes: bool) -> Result:
        from tapelint.analysis import Earlier

        seen = self._seen.pop(program.uri, None)
        memory = seen.memory if seen else Earlier()
        analysis: Analysis = analysed(snapshot, memory, fixes=fixes)
        result = Result(snapshot, analysis, fixes)
        self._seen[program.uri] = _Seen(program, snapshot.config, result, memory)
        while len(self._seen) > MOST:
            self._seen.popitem(last=False)
        return result


def _lower(found: Json, lines: int) -> Json:
    """A finding so many lines further down."""
    place = {
        end: {**found["range"][end], "line": found["range"][end]["line"] + lines}
        for end in ("start", "end")
    }
    return {**found, "range": place}


_of_workspaces: WeakKeyDictionary[Any, Known] = WeakKeyDictionary()


def of_workspace(workspace: Any) -> Known:
    """What is known there."""
    if workspace not in _of_workspaces:
        _of_workspaces[workspace] = Known(workspace)
    return _of_workspaces[workspace]
