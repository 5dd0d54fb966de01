"""tapelint inside python-lsp-server: its findings, actions and hovers, beside other plugins.

Below it: `programs` (from that server's documents to programs), `known` (what is known of them).
Nothing of ours ever stops that server: a fault goes to its log, and there is nothing to say.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from pylsp import hookimpl

if TYPE_CHECKING:
    from tapelint.pylsp_plugin.known import Known

    Json = dict[str, Any]

NAME = "tapelint"
"""Of the plugin in the settings of python-lsp-server, which is that of its entry point."""

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


def _harmless(hook: Callable[..., _Answer]) -> Callable[..., _Answer | None]:
    """The same hook, which says nothing where it fails."""

    @wraps(hook)  # python-lsp-server reads the names of the parameters
    def guarded(*told: Any) -> _Answer | None:
        try:
            return hook(*told)
        except Exception:
            _log.exception("tapelint failed; the other plugins go on")
            return None

    return guarded


def _known(config: Any, workspace: Any) -> Known:
    from tapelint.pylsp_plugin.known import of_workspace

    return of_workspace(workspace).under(config.plugin_settings(NAME), config.capabilities)


@hookimpl
def pylsp_settings() -> Json:
    """What is set where the user sets nothing."""
    return {"plugins": {NAME: {"enabled": True}}}


@hookimpl
@_harmless
def pylsp_lint(config: Any, workspace: Any, document: Any, is_saved: bool) -> list[Json]:
    """What is wrong in a document, or in a notebook."""
    known = _known(config, workspace)
    if is_saved:
        known.read_files_again()
    return known.findings(document)


@hookimpl
@_harmless
def pylsp_code_actions(
    config: Any, workspace: Any, document: Any, range: Json, context: Json
) -> list[Json]:
    """What can be done about it."""
    lines = range["start"]["line"], range["end"]["line"]
    return _known(config, workspace).actions(document, lines, context.get("only"))


@hookimpl(tryfirst=True)
@_harmless
def pylsp_hover(config: Any, workspace: Any, document: Any, position: Json) -> Json | None:
    """What there is to say of a place; only the first plugin with an answer is heard."""
    known = _known(config, workspace)
    return known.hover(document, position["line"], position["character"])
