"""The formats of a report: one module for each, imported when it is asked for.

Every module has `render(outcome) -> str`. This one is imported by every run, so it knows their
names and nothing else.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tapelint.reports.outcome import Outcome

FORMATS = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "json_array",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "azure": "azure",
    "pylint": "pylint",
}
"""Each format and its module."""

FOR_PEOPLE = ("full", "concise", "grouped")
"""Those that end in a summary, and say so when all is well."""


def render(form: str, outcome: Outcome) -> str:
    """The outcome in the form asked for, without a line end."""
    from importlib import import_module

    text: str = import_module(f"tapelint.reports.{FORMATS[form]}").render(outcome)
    return text
