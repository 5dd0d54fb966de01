"""A JSON object on a line of its own for each finding."""

from __future__ import annotations

import json

from tapelint.reports.json_rows import row
from tapelint.reports.outcome import Outcome


def render(outcome: Outcome) -> str:
    """The lines."""
    return "\n".join(json.dumps(row(*found)) for found in outcome.found())
