"""The flake8 plugin: the findings of `tapelint check` at the same places.

flake8 reads the file, decides on `noqa` and on what to select among the `TAP` codes that it
is given; rules that are off stay off unless `[tool.tapelint]` turns them on.
"""

from __future__ import annotations

import os
from functools import cache

from tapelint import __version__
from tapelint.config import Config, ConfigError, Configs

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from tapelint.diagnostic import Analysis

    Finding = tuple[int, int, str, type]

GATE = "GradientTape"


class Plugin:
    """What flake8 makes for each file; it matches the parameters by their names.

    `tree` is not used, but asking for it is what makes a plugin run once for a file.
    """

    name = "tapelint"
    version = __version__

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        self._filename = filename
        self._lines = lines

    def run(self) -> Iterator[Finding]:
        """Each finding as (line, column from 0, text, type)."""
        if not any(GATE in line for line in self._lines):
            return
        from tapelint.reports.text import visible

        for found in self._analysis().diagnostics:
            span = found.span
            told = f"{found.code} {visible(found.message)}"
            yield span.line, span.column, told, type(self)

    def _analysis(self) -> Analysis:
        from tapelint.diagnostic import Analysis
        from tapelint.source import Source

        source = Source.from_text("".join(self._lines), self._filename)
        try:
            from tapelint.analysis import analyse

            config = _config(os.path.dirname(os.path.abspath(self._filename)))
            return analyse(source, _under_flake8(config))
        except Exception:  # flake8 would end the whole run; `tapelint check` tells the user
            return Analysis()


_configs = Configs()


@cache
def _config(directory: str) -> Config:
    """The configuration of a directory; the default where it is faulty."""
    try:
        return _configs.of(directory)
    except ConfigError:
        return Config()


def _under_flake8(config: Config) -> Config:
    """Without what is flake8's: its comments, and to say which of them do nothing."""
    return config._replace(noqa=False, ignore=(*config.ignore, "TAP001"))
