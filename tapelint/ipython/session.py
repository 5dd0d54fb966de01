"""When a cell is checked and what is remembered of it; nothing of ours ever stops a cell."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tapelint.config import Config, ConfigError, Configs
from tapelint.dataclass import dataclass, replace
from tapelint.ipython.live import Names
from tapelint.ipython.log import EVERYWHERE, Log, Run

if TYPE_CHECKING:
    from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell

    from tapelint.diagnostic import Diagnostic
    from tapelint.lower import Memory
    from tapelint.source import Source

MAGIC = "%%tapelint"
PATIENCE = 0.5
"""Seconds of computing; after a check that took longer, what was run so far is forgotten."""
TOO_LONG = 200_000
"""Characters; a longer cell is not looked at."""
UNCOUNTED = 1_000_000
"""The numbers of cells that have none begin here."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A cell that was checked before it ran: with what ran before it, and what was found."""

    source: Source
    found: tuple[Diagnostic, ...]
    number: int
    config: Config


class Session:
    """Follows the cells of one shell. `checks`: whether they are checked."""

    def __init__(self, shell: InteractiveShell, show: Callable[[Checked], None]) -> None:
        self._shell = shell
        self._show = show
        self._log = Log()
        self._memory: Memory = {}
        self._names = Names()
        self._running: list[Run] = []
        self._is_lost = False
        self._counted, self._uncounted = 0, UNCOUNTED
        self._fault: str | None = None
        self.checks = True
        self.latest: Checked | None = None
        self.found = 0

    # --- what the shell tells -------------------------------------------------------------

    def pre_run_cell(self, info: ExecutionInfo) -> None:
        """A cell is about to run."""
        self._guarded(self._begin, info)

    def post_run_cell(self, result: ExecutionResult) -> None:
        """A cell has run, or failed, or was refused."""
        self._guarded(self._end, result)

    def _guarded(self, work: Callable[[Any], None], told: object) -> None:
        """Whatever goes wrong with us is one line, and costs what was known so far."""
        try:
            work(told)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001
            self.forget()
            what = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"tapelint: this cell was not checked: {what}", file=sys.stderr)

    # --- a cell ---------------------------------------------------------------------------

    def _begin(self, info: ExecutionInfo) -> None:
        if self._running and info.store_history:
            self._running.clear()
            self.forget()  # A cell whose end nobody told.
        run = Run(self._number(info), info.raw_cell or "", {})
        self._running.append(run)
        self._is_lost = len(self._running) > 1
        if self._is_lost:
            return
        run = self._running[-1] = replace(run, present=self._names.seen(self._shell.user_ns))
        if (self.checks or run.raw.startswith(MAGIC)) and len(run.raw) <= TOO_LONG:
            self._check(run)

    def _number(self, info: ExecutionInfo) -> int:
        """What the prompt says; it begins anew after a `%reset`, and ours does not."""
        if info.store_history:
            self._counted = max(_next_prompt(self._shell), self._counted + 1)
            return self._counted
        self._uncounted += 1
        return self._uncounted

    def _end(self, result: ExecutionResult) -> None:
        run = self._running.pop() if self._running else None
        if self._running:
            return
        if run is None or self._is_lost or len(run.raw) > TOO_LONG:
            # A cell that ran in another one, or before us: what it did is not known.
            self.forget()
        elif result.error_before_exec is None:
            error = result.error_in_exec
            failed = None if error is None else self._line_of(error, run.raw)
            self._log.runs.append(replace(run, failed=failed))
        self._names.left(self._shell.user_ns)

    def forget(self) -> None:
        """Nothing that ran so far, or runs, is known; what is there after it is old."""
        self._is_lost = True
        self._log.runs.clear()
        self._memory.clear()
        self._names.forget()

    def _line_of(self, error: BaseException, raw: str) -> int:
        """The line of the cell that an exception came through."""
        names = self._shell.user_ns
        step = error.__traceback__
        while step is not None and step.tb_frame.f_globals is not names:
            step = step.tb_next
        if step is None or raw.lstrip().startswith("%%"):
            return EVERYWHERE
        # IPython leaves out the empty lines that a cell begins with.
        lines = raw.split("\n")
        empty = next((n for n, line in enumerate(lines) if line.strip()), 0)
        return step.tb_lineno + empty

    # --- the check ------------------------------------------------------------------------

    def _check(self, run: Run) -> None:
        began = time.process_time()
        config = self._config()
        source = self._log.source(run, config.terms)
        if not source.concerns_tapes:
            return
        from tapelint.analysis import analyse

        analysis = analyse(source, config, memory=self._memory)
        lost = {problem.cell for problem in analysis.problems}
        if lost & {known.number for known in self._log.runs}:
            # The kernel ran what we cannot read.
            self.forget()
            return
        found = tuple(it for it in analysis.diagnostics if concerns(it, run.number))
        self.found += len(found)
        if found:
            self.latest = Checked(source, found, run.number, config)
            self._show(self.latest)
        if time.process_time() - began > PATIENCE:
            self.forget()

    def _config(self) -> Config:
        """The configuration of the directory that the kernel is in; what is wrong is said once."""
        fault = None
        try:
            config = Configs().of(os.getcwd())
        except (ConfigError, OSError) as error:
            config, fault = Config(), f"tapelint: {error}"
        if fault is not None and fault != self._fault:
            print(fault, file=sys.stderr)
        self._fault = fault
        # Whether a comment is of use shows when the cells it speaks of are known, and not before.
        return config._replace(ignore=(*config.ignore, "TAP001"))

    def status(self) -> str:
        """What there is to say of it, in one line."""
        state = "on" if self.checks else "off"
        cells, found = len(self._log.runs), self.found
        return f"tapelint is {state}; it knows {cells} cells that ran, and has found {found}."


def _next_prompt(shell: InteractiveShell) -> int:
    """The number of a cell that is about to run: `execution_count` may have gone on already."""
    return len(shell.history_manager.input_hist_parsed) if shell.history_manager else 0


def concerns(found: Diagnostic, cell: int) -> bool:
    """Whether a finding is news of this cell: it stands there, or is reached from there."""
    from tapelint.analysis import CALLER

    return found.span.cell == cell or any(
        near.span.cell == cell and near.message == CALLER for near in found.related
    )
