"""Fixes one source as the options say, and writes it back."""

from __future__ import annotations

from tapelint.diagnostic import Analysis, Problem
from tapelint.fixing.choice import Terms
from tapelint.fixing.ignoring import with_ignores
from tapelint.fixing.rounds import Analyse, settled
from tapelint.fixing.texts import UnwritableError, encoding_of, rewritten
from tapelint.reports.outcome import Report
from tapelint.source import Source
from tapelint.writing import WriteError, reason, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse


class Mender:
    """Fixes files in place, and standard input on its way to standard output.

    `text` are the bytes that came in, and then those that go out; None where files are checked.
    """

    def __init__(self, args: argparse.Namespace, text: bytes | None) -> None:
        self._unsafe: bool = args.unsafe_fixes
        self._ignores: bool = args.add_ignore
        self._writes = not args.diff
        self.text = text

    def mended(
        self, source: Source, first: Analysis, analyse: Analyse
    ) -> tuple[Report, tuple[Problem, ...]]:
        """What there is to tell about a source after its fixes, or without them if they fail."""
        as_it_was = Report(source, first.diagnostics)
        try:
            return self._mended(source, first, analyse)
        except (UnwritableError, WriteError) as error:
            return as_it_was, (*first.problems, _unfixed(source, str(error)))
        except Exception as error:  # a fault of ours ends this file, not the run
            from tapelint.cli.faults import internal_error

            return as_it_was, (*first.problems, _unfixed(source, internal_error(error)))

    def _mended(
        self, source: Source, first: Analysis, analyse: Analyse
    ) -> tuple[Report, tuple[Problem, ...]]:
        diagnostics = first.diagnostics
        if self._ignores:
            first, analyse = with_ignores(source, first), _ignoring(analyse)
        if not any(Terms(self._unsafe).allow(source, found.fix) for found in first.diagnostics):
            return Report(source, diagnostics), first.problems
        data = self._read(source.path) if self.text is None else self.text
        terms = Terms(self._unsafe, encoding_of(data, source.path))
        done = settled(source, first, analyse, terms)
        self._write(source.path, data, rewritten(data, source, done.source))
        report = Report(done.source, done.analysis.diagnostics, done.cured, before=source)
        return report, (*done.analysis.problems, *done.faults)

    def _read(self, path: str) -> bytes:
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError as error:
            raise UnwritableError(reason(error)) from None

    def _write(self, path: str, old: bytes, new: bytes) -> None:
        if not self._writes or old == new:
            return
        if self.text is None:
            replace(path, old, new)
        else:
            self.text = new


def _ignoring(analyse: Analyse) -> Analyse:
    return lambda source: with_ignores(source, analyse(source))


def _unfixed(source: Source, why: str) -> Problem:
    return Problem(source.path, f"not fixed: {why}")
