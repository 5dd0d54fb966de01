"""`python -m tests.robust --inputs 10000 --seed 1 [--corpus DIR]`."""

from __future__ import annotations

import argparse
import sys
import sysconfig
from itertools import islice
from pathlib import Path

from .campaign import campaign, explained
from .mutate import LARGEST, inputs, originals
from .workshop import PATIENCE, Workshop

FIXTURES = Path(__file__).parents[2] / "fixtures"
LIBRARY = Path(sysconfig.get_paths()["stdlib"]) / "asyncio"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.robust", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="more files")
    parser.add_argument("--largest", type=int, default=LARGEST, help="bytes of a file to damage")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds for one input")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that fail or are slow")
    options = parser.parse_args()
    paths = originals([FIXTURES, LIBRARY, *options.corpus], options.largest)
    workshop = Workshop(options.patience)
    tally = campaign(islice(inputs(paths, options.seed), options.inputs), workshop)
    print(tally.table())
    kept = [("slow", given) for *_, given in tally.slow]
    for failures in tally.failures.values():
        kept += [("failed", given) for given, _ in failures[:3]]
        print("\n" + explained(failures, workshop), flush=True)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        for number, (why, given) in enumerate(kept):
            (options.keep / f"{why}_{number}_{given.path}").write_bytes(given.data)
    workshop.close()
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
