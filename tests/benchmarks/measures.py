"""What is measured, one function for each line of the table."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .editing import server, shapes
from .lines import Line, Options, beside, tool
from .timing import command, in_turns
from .trees import WORD, mixed_tree, plain_tree, tape_files, torch_tree

ROOT = Path(__file__).parents[2]
TAPELINT = (sys.executable, "-c", "import sys; from tapelint.cli import main; sys.exit(main())")
"""What the console script does."""
FEW = 60
"""So many files at most are given to what is slow."""
SHARE = 20
"""One file in so many uses tapes, where a tree is mixed."""


# --- the lines -----------------------------------------------------------------------------


def start_up(options: Options) -> Iterator[Line]:
    place = options.scratch / "start"
    place.mkdir()
    (place / "module.py").write_text("x = 1\n")
    costs = in_turns(
        {
            "tapelint --version": command(*TAPELINT, "--version", where=place),
            "tapelint check": command(*TAPELINT, "check", where=place),
            "python -c pass": command(sys.executable, "-c", "pass", where=place),
        },
        4 * options.rounds,
    )
    yield beside("start-up, `--version`", "python -c pass", costs, "≤ 2.5")
    del costs["tapelint --version"]
    yield beside("start-up, nothing to do", "python -c pass", costs, "≤ 2.5")


def without_tapes(options: Options) -> Iterator[Line]:
    place = options.scratch / "plain"
    count = plain_tree(place, options.count)
    ruff = (tool("ruff"), "check", "--isolated", "--select", "F")
    costs = in_turns(
        {
            "tapelint check": command(*TAPELINT, "check", "--isolated", place),
            "ruff check --no-cache --select F": command(*ruff, "--no-cache", place),
            "grep -rl GradientTape": command("grep", "-rl", WORD.decode(), place),
        },
        options.rounds,
    )
    what = f"{count:,} files without tapes"
    yield beside(what, "ruff check --no-cache --select F", costs, "≤ 1")
    yield beside(what, "grep -rl GradientTape", costs, "≤ 8")


def second_run(options: Options) -> Iterator[Line]:
    place = options.scratch / "mixed"
    count = mixed_tree(place, options.count // 2, tape_files(options.corpus), SHARE)
    caches = options.scratch / "caches"
    ours = (*TAPELINT, "check", "--isolated", "--cache-dir", caches / "ours", place)
    ruff = (tool("ruff"), "check", "--isolated", "--select", "F", "--cache-dir", caches / "ruff")
    runs = {
        "tapelint check": command(*ours),
        "ruff check --select F, cached": command(*ruff, place),
    }
    in_turns(runs, 1)
    costs = in_turns(runs, options.rounds)
    what = f"second run, {count:,} files, {count // SHARE} with tapes"
    yield beside(what, "ruff check --select F, cached", costs, "≤ 2")


def cold(options: Options) -> Iterator[Line]:
    files = tape_files(options.corpus)
    figures = _analysing("parse", *files)
    yield _sums("files with tapes, cold, one core", "`libcst.parse_module`", "≤ 1.2", figures)
    if options.corpus is not None:
        largest = sorted(files, key=lambda path: -path.stat().st_size)[:40]
        figures = _analysing("parse", *largest)
        yield _sums("the 40 largest of them", "`libcst.parse_module`", "≤ 1.2", figures)


def torchfix(options: Options) -> Iterator[Line]:
    what = "files with tapes, `torchfix`"
    if options.torchfix is None:
        yield Line(what, "tapelint", "-", "≥ 15", "not measured: no `--torchfix PYTHON` given")
        return
    files = tape_files(options.corpus)
    files = files[:: len(files) // FEW + 1]
    place = options.scratch / "torch"
    torch_tree(place, files)
    torch = Path(options.torchfix).with_name("torchfix")
    costs = in_turns(
        {
            "torchfix": command(torch, "--select=ALL", "-j1", place),
            "tapelint check": command(*TAPELINT, "check", "--isolated", "--no-cache", "-j1", place),
        },
        max(3, options.rounds // 2),
    )
    yield beside(f"{len(files)} {what}", "tapelint check", costs, "≥ 15")
    figures = _analysing("torchfix", *files, python=options.torchfix)
    ours, theirs = sum(figures["ours"]), sum(figures["theirs"])
    told = f"{theirs:.2f} : {ours:.2f} s; {len(figures['ours'])} files"
    yield Line(f"{what}, its plugin alone", "`analyse`", f"{theirs / ours:.1f}", "", told)


def growth(_: Options) -> Iterator[Line]:
    for name, points in _analysing("growth").items():
        target = "≤ 1.1" if name.startswith("lines") else "polynomial"
        told = ", ".join(f"{size:,}: {took * 1000:.0f} ms" for size, took in points)
        yield Line(f"exponent over {name}", "", f"{_slope(points):.2f}", target, told)


def memory(options: Options) -> Iterator[Line]:
    largest = max(tape_files(options.corpus), key=lambda path: path.stat().st_size)
    words = (sys.executable, "-m", "tests.benchmarks.analysing", "once", largest)
    cost = command(*words, where=ROOT)()
    lines = len(largest.read_bytes().splitlines())
    yield Line("peak memory, MB", "", f"{cost.memory:.0f}", "< 300", f"a file of {lines:,} lines")


def plugin(options: Options) -> Iterator[Line]:
    place = options.scratch / "flake8"
    count = mixed_tree(place, options.count // 20, tape_files(options.corpus), SHARE)
    flake8 = (sys.executable, "-c", _FLAKE8)
    first, again = "flake8 with the plugin", "the same again"
    runs = {
        first: command(*flake8, "with", "--tapelint-no-cache", where=place),
        again: command(*flake8, "with", where=place),
        "flake8": command(*flake8, "without", where=place),
    }
    runs[again]()
    costs = in_turns(runs, max(3, options.rounds // 2))
    what = f"flake8, {count} files, {count // SHARE} with tapes"
    yield beside(what, "flake8", costs, "≤ 1.05")
    del costs[first]
    yield beside(f"{what}, again", "flake8", costs, "≤ 1.05")


_FLAKE8 = """
import importlib.metadata, sys
from flake8.main.cli import main
plugged, *more = sys.argv[1:]
find = importlib.metadata.distributions
def those(**given):
    return (d for d in find(**given) if plugged == "with" or d.metadata["name"] != "tapelint")
importlib.metadata.distributions = those
sys.exit(main(["--isolated", "--extend-select=TAP", "-j1", *more]))
"""
"""flake8 in one process, where the plugin is installed or seems not to be."""


def _analysing(what: str, *paths: Path, python: str = sys.executable) -> dict[str, list[Any]]:
    done = subprocess.run(
        [python, "-m", "tests.benchmarks.analysing", what, *map(str, map(Path.absolute, paths))],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    figures: dict[str, list[Any]] = json.loads(done.stdout)
    return figures


def _sums(what: str, beside: str, target: str, figures: dict[str, list[float]]) -> Line:
    ours, theirs = sum(figures["ours"]), sum(figures["theirs"])
    told = f"{ours:.2f} : {theirs:.2f} s; {len(figures['ours'])} files, {figures['lines']:,} lines"
    return Line(what, beside, f"{ours / theirs:.2f}", target, told)


def _slope(points: list[tuple[float, float]]) -> float:
    """The exponent of the growth, by least squares of the logarithms."""
    x = [math.log(size) for size, _ in points]
    y = [math.log(took) for _, took in points]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    over = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return over / sum((a - middle_x) ** 2 for a in x)


MEASURES = {
    measure.__name__: measure
    for measure in (
        without_tapes,
        start_up,
        cold,
        torchfix,
        second_run,
        growth,
        memory,
        plugin,
        server,
        shapes,
    )
}
