"""Findings in the protocol's words."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from tapelint.diagnostic import Diagnostic, Severity
from tapelint.server.pages import Page
from tapelint.server.programs import Result

SOURCE = "tapelint"
SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
WASTE = "TAP3"
"""Findings of code that could be left out, which editors show faded."""


def by_page(result: Result, *, related: bool) -> dict[str, list[types.Diagnostic]]:
    """The findings of each document of a program; `related`: with the places that explain them."""
    pages = result.snapshot.pages
    told: dict[str, list[types.Diagnostic]] = {page.uri: [] for page in pages.values()}
    for found in result.analysis.diagnostics:
        told[pages[found.span.cell].uri].append(said(found, pages, related=related))
    return told


def said(found: Diagnostic, pages: Mapping[int | None, Page], *, related: bool) -> types.Diagnostic:
    """One finding."""
    return types.Diagnostic(
        range=pages[found.span.cell].range(found.span),
        message=found.message,
        severity=SEVERITIES[found.severity],
        code=found.code,
        code_description=types.CodeDescription(found.url) if found.url else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if found.code.startswith(WASTE) else None,
        related_information=_related(found, pages) if related and found.related else None,
    )


def _related(
    found: Diagnostic, pages: Mapping[int | None, Page]
) -> list[types.DiagnosticRelatedInformation]:
    return [
        types.DiagnosticRelatedInformation(pages[it.span.cell].location(it.span), it.message)
        for it in found.related
    ]
