"""A process of its own that times the analysis of files, and prints the seconds as JSON.

    python -m tests.benchmarks.analysing parse FILE...      beside `libcst.parse_module`
    python -m tests.benchmarks.analysing torchfix FILE...   beside TorchFix's own checker
    python -m tests.benchmarks.analysing growth             over length and depth
    python -m tests.benchmarks.analysing once FILE          nothing is timed

For each file the two take turns, so that both see the same machine.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable

import libcst

from tapelint.analysis import analyse
from tapelint.config import Config
from tapelint.reading import read_file
from tapelint.source import Source

from .trees import DISPLAYS, HEADERS, long_module, long_text, nested_blocks, nested_expressions

LENGTHS = (1_000, 2_000, 5_000, 10_000, 25_000, 50_000)
BLOCKS = (4, 8, 16)
"""Python takes no more than twenty of most of them."""
BRACKETS = (4, 8, 16, 32, 64, 128)
"""Python takes no more than two hundred of them."""
ROUNDS = 2


def seconds(work: Callable[[], object]) -> float:
    """Processor time; what earlier work left behind is cleared away first."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def check(source: Source) -> Callable[[], object]:
    return lambda: analyse(source, Config())


def compared(other: Callable[[str], object], paths: list[str]) -> dict[str, object]:
    """Ours and the other on the files that libcst can read."""
    ours, theirs, lines = [], [], 0
    for path in paths:
        source = read_file(path)
        if isinstance(source, Source) and is_readable(text := source.cells[0].text):
            theirs.append(seconds(lambda text=text: other(text)))
            ours.append(seconds(check(source)))
            lines += text.count("\n")
    return {"ours": ours, "theirs": theirs, "lines": lines}


def is_readable(text: str) -> bool:
    try:
        compile(text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def torchfix(text: str) -> object:
    """What TorchFix does for flake8, given a word that lets the file pass its gate."""
    from torchfix.torchfix import TorchChecker

    return list(TorchChecker(None, [*text.splitlines(keepends=True), "\n# torch\n"]).run())


def growth() -> dict[str, object]:
    def least(text: str) -> float:
        source = Source.from_text(text)
        return min(seconds(check(source)) for _ in range(ROUNDS))

    return {
        "lines": [(n, least(long_text(n))) for n in LENGTHS],
        "lines of everything": [(n, least(long_module(n))) for n in LENGTHS],
        **{
            f"nested {kind}": [(n, least(nested_blocks(kind, n))) for n in BLOCKS]
            for kind in (*HEADERS, "finally")
        },
        **{
            f"nested {kind}": [(n, least(nested_expressions(kind, n))) for n in BRACKETS]
            for kind in DISPLAYS
        },
    }


def main(what: str, *paths: str) -> None:
    check(Source.from_text(long_text(20)))()  # what is imported late is imported now
    match what:
        case "once":
            check(read_file(paths[0]))()  # type: ignore[arg-type]
        case "growth":
            print(json.dumps(growth()))
        case "torchfix":
            torchfix("")
            print(json.dumps(compared(torchfix, [*paths])))
        case "parse":
            print(json.dumps(compared(libcst.parse_module, [*paths])))


if __name__ == "__main__":
    main(*sys.argv[1:])
