"""`tapelint check --show-files` and `--show-settings`: what a run would do, without doing it."""

from __future__ import annotations

import os

from tapelint.cli.streams import TROUBLE, complain, emit
from tapelint.config import OPTIONS, TABLES
from tapelint.discovery import discover

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapelint.config import Config, Configs


def show_files(paths: list[str], configs: Configs) -> int:
    """Print the files that would be checked; the exit code."""
    from tapelint.reports.text import place, problem_line

    found = list(discover(paths or ["."], configs))
    problems = [problem_line(path) for path in found if not isinstance(path, str)]
    emit("\n".join(sorted(place(p, None, None, None) for p in found if isinstance(p, str))))
    if problems:
        complain("\n".join(problems))
    return TROUBLE if problems else 0


def show_settings(paths: list[str], configs: Configs) -> int:
    """Print the configuration in force for the first path, as TOML; the exit code."""
    path = os.path.abspath(paths[0] if paths else ".")
    config = configs.of(path if os.path.isdir(path) else os.path.dirname(path))
    emit("\n".join(_settings(config)))
    return 0


def _settings(config: Config) -> Iterator[str]:
    from tapelint.reports.text import visible
    from tapelint.rule import all_rules

    yield f"# from {visible(config.origin or 'the defaults: no configuration file')}"
    on = [rule.code for rule in all_rules() if config.enabled(rule.code, rule.name, rule.enabled)]
    yield f"# in force: {' '.join(on)}"
    for name, value in config._asdict().items():
        option = name.replace("_", "-")
        if option not in OPTIONS:
            continue
        if value is None:
            yield f"# {option} is not set"
        else:
            yield f"{option} = {_toml(dict(value) if option in TABLES else value)}"


def _toml(value: object) -> str:
    """The value as TOML, which has JSON's strings, numbers and lists."""
    import json

    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k)} = {_toml(v)}' for k, v in value.items())} }}"
    if isinstance(value, (tuple, list)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value)
