"""All findings as one JSON array."""

from __future__ import annotations

import json

from tapelint.reports.json_rows import row
from tapelint.reports.outcome import Outcome


def render(outcome: Outcome) -> str:
    """The array, indented."""
    return json.dumps([row(*found) for found in outcome.found()], indent=2)
