"""How tapelint's time compares: with ruff and grep on files without tapes, with libcst on others.

    python -m tests.benchmarks.speed [--files DIRECTORY] [--count 5000] [--rounds 5]

Files without tapes are copies of this Python's own library and packages. Files with tapes are
those of `--files` (default: the fixtures). Every figure is the best of several rounds that take
turns, so the ratios stand even on a busy machine.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

WORD = b"GradientTape"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, default=Path("fixtures"))
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        count = plain_tree(tree, options.count)
        print(f"{count} files without tapes, seconds (best of {options.rounds}):")
        report(commands(tree), options.rounds)
    print("start-up, seconds:")
    report(start_up(), options.rounds)
    print("files with tapes, seconds of one process:")
    report(with_tapes(options.files), options.rounds)


def report(runs: dict[str, Callable[[], object]], rounds: int) -> None:
    """Time the runs in turns; the last one is the measure of the ratios."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(rounds):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            best[name] = min(best[name], time.perf_counter() - start)
    for name, seconds in best.items():
        ratios = ", ".join(
            f"{seconds / other:.2f} x {measure}"
            for measure, other in best.items()
            if measure != name
        )
        print(f"  {name:28} {seconds:8.3f}   {ratios}")


def plain_tree(tree: Path, count: int) -> int:
    """Copy files of this Python that have no tape."""
    made = 0
    for path in library():
        data = path.read_bytes()
        if WORD not in data:
            shutil.copyfile(path, tree / f"module_{made}.py")
            made += 1
            if made == count:
                break
    return made


def library() -> Iterator[Path]:
    for key in ("stdlib", "purelib"):
        yield from sorted(Path(sysconfig.get_paths()[key]).rglob("*.py"))


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run(words, capture_output=True, check=False)


def commands(tree: Path) -> dict[str, Callable[[], object]]:
    folder = Path(sys.executable).parent
    return {
        "tapelint check": command(str(folder / "tapelint"), "check", str(tree)),
        "ruff check --select F": command(
            str(folder / "ruff"), "check", "--no-cache", "--select", "F", str(tree)
        ),
        "grep -rl": command("grep", "-rl", WORD.decode(), str(tree)),
    }


def start_up() -> dict[str, Callable[[], object]]:
    folder = Path(sys.executable).parent
    return {
        "tapelint --version": command(str(folder / "tapelint"), "--version"),
        "python -c pass": command(sys.executable, "-c", "pass"),
    }


def with_tapes(folder: Path) -> dict[str, Callable[[], object]]:
    import libcst

    from tapelint.analysis import analyse
    from tapelint.config import Config
    from tapelint.source import Source

    texts = []
    for path in sorted(folder.rglob("*.py")):
        data = path.read_bytes()
        if WORD not in data:
            continue
        try:
            text = data.decode()
            libcst.parse_module(text)
        except (UnicodeDecodeError, libcst.ParserSyntaxError):
            continue
        texts.append(text)
    print(f"  {len(texts)} files, {sum(t.count(chr(10)) for t in texts)} lines")
    return {
        "analyse": lambda: [analyse(Source.from_text(t), Config()) for t in texts],
        "libcst.parse_module": lambda: [libcst.parse_module(t) for t in texts],
    }


if __name__ == "__main__":
    main()
