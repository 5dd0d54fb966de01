"""Prints the table on speed: ratios of runs that took turns on this machine.

    python -m tests.benchmarks [MEASURE...] [--corpus DIR] [--torchfix PYTHON] [--rounds 7]

Ratios are of processor time, which a busy machine blurs less than the clock; each is that of
the least of several rounds. Files with tapes are the fixtures, or those below `--corpus`.
`--torchfix` takes the Python of an environment with torchfix and this project's libcst.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from .lines import Options
from .measures import MEASURES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("measures", nargs="*", metavar="MEASURE", help=", ".join(MEASURES))
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--torchfix", metavar="PYTHON")
    parser.add_argument("--count", type=int, default=5000, help="files of the tree without tapes")
    parser.add_argument("--rounds", type=int, default=7)
    given = parser.parse_args()
    unknown = set(given.measures) - set(MEASURES)
    if unknown:
        parser.error(f"no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    print("| what | beside | ratio | target | figures |")
    print("|---|---|---:|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        options = Options(given.corpus, given.torchfix, given.count, given.rounds, Path(scratch))
        for name in given.measures or MEASURES:
            for line in MEASURES[name](options):
                cells = (line.what, line.beside, line.ratio, line.target, line.figures)
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
