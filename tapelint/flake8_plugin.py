"""The flake8 plugin: the findings of `tapelint check` at the same places.

flake8 reads the file, decides on `noqa` and on what to select among the `TAP` codes that it
is given; rules that are off stay off unless `[tool.tapelint]` turns them on. What is said of code
out of sight may stand in flake8's own configuration as well, and goes before ours. Results are kept
between runs, where `tapelint check` keeps its own.
"""

from __future__ import annotations

import os
from functools import cache

from tapelint import __version__
from tapelint.collector import import_to_stay
from tapelint.config import KERAS_VERSIONS, Config, ConfigError, Configs

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    import ast
    from collections.abc import Iterator

    from flake8.options.manager import OptionManager

    from tapelint.diagnostic import Analysis
    from tapelint.lasting import Lasting

    Finding = tuple[int, int, str, type]


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
        config = _config(os.path.dirname(os.path.abspath(self._filename)))
        text = "".join(self._lines)
        if not any(word in text for word in config.terms.words):
            return
        from tapelint.reports.text import visible

        for found in self._analysis(text, config).diagnostics:
            span = found.span
            told = f"{found.code} {visible(found.message)}"
            yield span.line, span.column, told, type(self)

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """The options of flake8's command line and configuration that are ours."""
        for name, text in (
            (
                "--tapelint-tape-wrappers",
                "functions that are given a tape and return it, or make one",
            ),
            ("--tapelint-consumers", "functions that take a gradient from a tape they are given"),
        ):
            manager.add_option(
                name, parse_from_config=True, comma_separated_list=True, metavar="NAMES", help=text
            )
        manager.add_option(
            "--tapelint-keras-version",
            parse_from_config=True,
            choices=KERAS_VERSIONS,
            help="the version of Keras (default: by what a file imports)",
        )
        manager.add_option(
            "--tapelint-no-cache",
            parse_from_config=True,
            action="store_true",
            help="neither use nor keep results of earlier runs",
        )

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Take up what was given."""
        global _configs, _keeps  # noqa: PLW0603 - flake8 gives the options to the class, once
        names = ("tape_wrappers", "consumers", "keras_version")
        given = {name: getattr(options, f"tapelint_{name}", None) for name in names}
        _configs = Configs({name: value for name, value in given.items() if value})
        _config.cache_clear()
        _keeps = not getattr(options, "tapelint_no_cache", False)

    def _analysis(self, text: str, config: Config) -> Analysis:
        from tapelint.diagnostic import Analysis
        from tapelint.source import Source

        source = Source.from_text(text, self._filename, config.terms)
        config = _under_flake8(config)

        def analysed() -> Analysis:
            import_to_stay("tapelint.analysis")
            from tapelint.analysis import analyse

            return analyse(source, config, fixes=False)

        try:
            return _lasting().of(source, config, analysed) if _keeps else analysed()
        except Exception:  # flake8 would end the whole run; `tapelint check` tells the user
            return Analysis()


_configs = Configs()
_keeps = True


@cache
def _lasting() -> Lasting:
    from tapelint.lasting import Lasting

    return Lasting()


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
