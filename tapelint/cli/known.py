"""`tapelint check --baseline`: leaves out what is known, and keeps the account of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from tapelint.baseline import Baseline, Known
from tapelint.cli.streams import complain, emit
from tapelint.config import ConfigError, Configs
from tapelint.dataclass import replace
from tapelint.diagnostic import Analysis, Problem
from tapelint.rule import all_rules
from tapelint.source import Source
from tapelint.writing import WriteError, put

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


class Account:
    """What one run meets of a baseline."""

    def __init__(self, args: argparse.Namespace, configs: Configs) -> None:
        self._path: str = args.baseline
        self._fails: bool = args.fail_on_stale
        self._configs = configs
        self._seen: set[str] = set()
        is_new = args.write_baseline and not os.path.exists(self._path)
        self._baseline = Baseline(self._path, {}) if is_new else Baseline.read(self._path)

    def seeing(self, paths: Iterable[str | Problem]) -> Iterator[str | Problem]:
        """The paths, as this run comes to them."""
        for path in paths:
            if isinstance(path, str):
                self._seen.add(self._baseline.name(path))
            yield path

    def unknown(self, source: Source, analysis: Analysis) -> Analysis:
        """The analysis without what is known."""
        if source.path == "-":
            return analysis
        left = self._baseline.unknown(source, analysis.diagnostics)
        return replace(analysis, diagnostics=left)

    def write(self, problems: list[Problem]) -> None:
        """Make what was met the baseline."""
        self._forget(problems)
        text, count = self._baseline.renewed(self._is_settled)
        try:
            put(self._path, text.encode("utf-8", "backslashreplace"))
        except WriteError as error:
            raise ConfigError(f"{self._path}: {error}") from None
        emit(f"Wrote {_findings(count)} to {self._path}.")

    def is_stale(self, problems: list[Problem]) -> bool:
        """Tell what is known and gone; whether that is to fail the run."""
        self._forget(problems)
        stale = self._baseline.stale(self._is_settled)
        if not stale:
            return False
        count = sum(sum(counts.values()) for counts in stale.values())
        gone = _findings(count)
        complain(
            f"warning: {self._path}: {gone} of it {'is' if count == 1 else 'are'} gone; rewrite it "
            f"with `--write-baseline`\n{_listed(stale)}"
        )
        return self._fails

    def _forget(self, problems: list[Problem]) -> None:
        """What could not be read shows nothing."""
        self._seen -= {self._baseline.name(problem.path) for problem in problems}

    def _is_settled(self, name: str, code: str) -> bool:
        path = os.path.join(os.path.dirname(os.path.abspath(self._path)), name)
        if not os.path.exists(path):
            return True
        if name not in self._seen:
            return False
        config = self._configs.of(os.path.dirname(os.path.normpath(path)))
        rule = next((rule for rule in all_rules() if rule.code == code), None)
        return rule is None or config.enabled(rule.code, rule.name, rule.enabled)


def _findings(count: int) -> str:
    return "1 finding" if count == 1 else f"{count} findings"


def _listed(stale: Known) -> str:
    from tapelint.reports.text import visible

    return "\n".join(
        f"  {visible(name)}: {visible(code)}: {visible(text)}" + (f" ({n} times)" if n > 1 else "")
        for name, counts in sorted(stale.items())
        for (code, text), n in sorted(counts.items())
    )
