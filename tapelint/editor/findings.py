"""Findings in the protocol's words."""

from __future__ import annotations

from collections.abc import Mapping

from tapelint.diagnostic import Diagnostic, Severity
from tapelint.editor.pages import Json, Page
from tapelint.editor.programs import Result

SOURCE = "tapelint"
SEVERITIES = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.INFO: 3}
UNNECESSARY = 1
WASTE = "TAP3"
"""Findings of code that could be left out, which editors show faded."""


def by_page(result: Result, *, related: bool) -> dict[str, list[Json]]:
    """The findings of each document of a program; `related`: with the places that explain them."""
    pages = result.snapshot.pages
    told: dict[str, list[Json]] = {page.uri: [] for page in pages.values()}
    for found in result.analysis.diagnostics:
        told[pages[found.span.cell].uri].append(said(found, pages, related=related))
    return told


def said(found: Diagnostic, pages: Mapping[int | None, Page], *, related: bool) -> Json:
    """One finding."""
    told: Json = {
        "range": pages[found.span.cell].range(found.span),
        "message": found.message,
        "severity": SEVERITIES[found.severity],
        "code": found.code,
        "source": SOURCE,
    }
    if found.url:
        told["codeDescription"] = {"href": found.url}
    if found.code.startswith(WASTE):
        told["tags"] = [UNNECESSARY]
    if related and found.related:
        told["relatedInformation"] = [
            {"location": pages[it.span.cell].location(it.span), "message": it.message}
            for it in found.related
        ]
    return told
