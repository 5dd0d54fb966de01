"""What a run costs: processor time, time on the clock, memory; and runs that take turns."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """One run: seconds of processor time and on the clock, and the most memory it held (MB)."""

    cpu: float
    wall: float
    memory: float


Run = Callable[[], Cost]


def command(*words: str | Path, where: Path | None = None, expected: Sequence[int] = (0, 1)) -> Run:
    """A run of a command, its output thrown away; its own children are counted."""

    def run() -> Cost:
        start = time.perf_counter()
        process = subprocess.Popen(
            [*map(str, words)],
            cwd=where,
            env=_AS_INSTALLED,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in expected:
            raise RuntimeError(f"exit code {process.returncode}: {' '.join(map(str, words))}")
        return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / _MAXRSS)

    return run


_AS_INSTALLED = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""What is installed is compiled."""
_MAXRSS = 1024 * 1024 if sys.platform == "darwin" else 1024
"""Units of `ru_maxrss` in a megabyte."""


def in_turns(runs: Mapping[str, Run], rounds: int) -> dict[str, Cost]:
    """The least cost of each run; they take turns, so that all see the same machine."""
    seen: dict[str, list[Cost]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            seen[name].append(run())
    return {name: Cost(*map(min, zip(*costs, strict=True))) for name, costs in seen.items()}
