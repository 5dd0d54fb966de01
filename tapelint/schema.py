"""The configuration as a JSON schema, for editors: every option, what it takes and what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tapelint.config import EXCLUDE, KERAS_VERSIONS, OPTIONS, SEVERITIES
from tapelint.rule import Rule

Schema = dict[str, Any]

_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_FLAG: Schema = {"type": "boolean"}
_NAMES: Schema = {
    "type": "array",
    "items": {"type": "string", "pattern": r"^[^\W\d]\w*(\.[^\W\d]\w*)*$"},
}
_MAGICS: Schema = {"type": "array", "items": {"type": "string", "pattern": r"^[^\W\d]\w*$"}}
_RULES: Schema = {"type": "array", "items": {"$ref": "#/definitions/rules"}}

_ABOUT: dict[str, tuple[Schema, object, str]] = {
    "select": (_RULES, None, "Report these rules only: codes, beginnings of codes, names or ALL."),
    "extend-select": (_RULES, [], "Report these rules too."),
    "ignore": (_RULES, [], "Do not report these rules."),
    "per-file-ignores": (
        {"type": "object", "additionalProperties": _RULES},
        {},
        "Rules that are not reported in the files that a pattern covers.",
    ),
    "severity": (
        {
            "type": "object",
            "propertyNames": {"$ref": "#/definitions/rules"},
            "additionalProperties": {"enum": list(SEVERITIES)},
        },
        {},
        "How severe findings of these rules are.",
    ),
    "fail-on": (
        {"enum": list(SEVERITIES)},
        "info",
        "Exit with 1 for findings that are as severe as this; milder ones are shown.",
    ),
    "exclude": (_STRINGS, list(EXCLUDE), "Leave out these files and directories."),
    "extend-exclude": (_STRINGS, [], "Leave out these files and directories too."),
    "force-exclude": (_FLAG, False, "Leave out excluded files even if they are named."),
    "respect-gitignore": (_FLAG, True, "Leave out what git ignores."),
    "cell-magics": (_MAGICS, [], "More cell magics whose body is Python that runs as it stands."),
    "keras-version": (
        {"enum": list(KERAS_VERSIONS)},
        "auto",
        "The version of Keras; auto: by what a file imports.",
    ),
    "tape-wrappers": (
        _NAMES,
        [],
        "Functions that are given a tape and return it or one like it, or make one.",
    ),
    "consumers": (_NAMES, [], "Functions that take a gradient from a tape that they are given."),
}


def schema(rules: Sequence[Rule]) -> Schema:
    """The schema of a `tapelint.toml`, or of the table `[tool.tapelint]`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "tapelint",
        "description": "Configuration of tapelint: tapelint.toml, or [tool.tapelint].",
        "type": "object",
        "additionalProperties": False,
        "properties": {option: _property(option) for option in OPTIONS},
        "definitions": {"rules": {"enum": sorted(_selectors(rules))}},
    }


def as_json(rules: Sequence[Rule]) -> str:
    """The same as the text of a file."""
    return json.dumps(schema(rules), indent=2) + "\n"


def commented() -> str:
    """The options that add to the defaults, as comments in a configuration."""
    lines = []
    for option, (_, default, description) in _ABOUT.items():
        if option not in ("select", "exclude"):
            # These defaults are spelled in TOML as in JSON.
            lines += [f"# {description}", f"# {option} = {json.dumps(default)}"]
    return "\n".join(lines) + "\n"


def _property(option: str) -> Schema:
    kind, default, description = _ABOUT[option]
    return {"description": description, **kind, **({} if default is None else {"default": default})}


def _selectors(rules: Iterable[Rule]) -> set[str]:
    """Every word that names a rule."""
    words = {"ALL"}
    for rule in rules:
        words |= {rule.name, *(rule.code[:length] for length in range(1, len(rule.code) + 1))}
    return words
