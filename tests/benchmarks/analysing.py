"""A process of its own that compares `analyse` with libcst: the seconds of each, as JSON.

    python -m tests.benchmarks.analysing parse|check FILE...
    python -m tests.benchmarks.analysing growth

For each file the two take turns, so that both see the same machine.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import libcst

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.reading import read_file
from tapelint.source import Source

from .trees import long_text, nested

LENGTHS = (1_000, 5_000, 10_000, 25_000, 50_000)
DEPTHS = (2, 4, 8, 16)


def seconds(work: Callable[[], object]) -> float:
    """Processor time; what earlier work left behind is cleared away first."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def compared(paths: list[str]) -> dict[str, object]:
    """Both on the files that both can read."""
    analyse(Source.from_text(long_text(20)), Config())
    checks, parses, lines = [], [], 0
    for path in paths:
        source = read_file(path)
        if not isinstance(source, Source):
            continue
        text = source.cells[0].text
        try:
            parses.append(seconds(lambda text=text: libcst.parse_module(text)))
        except libcst.ParserSyntaxError:
            continue
        checks.append(seconds(lambda source=source: analyse(source, Config())))
        lines += text.count("\n")
    return {"check": checks, "parse": parses, "lines": lines}


def growth() -> dict[str, object]:
    """How the time of `analyse` grows with length and depth."""
    analyse(Source.from_text(long_text(20)), Config())

    def check(text: str) -> float:
        source = Source.from_text(text)
        return min(seconds(lambda: analyse(source, Config())) for _ in range(3))

    return {
        "length": [(n, check(long_text(n))) for n in LENGTHS],
        "loops": [(d, check(nested("for _ in work():", "", d))) for d in DEPTHS],
        "finally": [(d, check(nested("", "finally:", d))) for d in DEPTHS],
    }


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "one":
        analyse(read_file(rest[0]), Config())
    else:
        files = rest or json.loads(sys.stdin.read() or "[]")
        print(json.dumps(growth() if what == "growth" else compared([*map(str, map(Path, files))])))
