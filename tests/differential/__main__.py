"""`python -m tests.differential --programs 2000 --seed 7 --jobs 2`: a campaign and its table.

`--only missed` or `--only "missed late-watch"` prints missed alarms in place of false ones.
"""

from __future__ import annotations

import argparse
import sys
import time

from .campaign import campaigns, explained
from .generate import generate
from .table import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first program")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--show", type=int, default=1, help="disagreements to print of each kind")
    parser.add_argument("--only", default="", help="print those whose kind holds this text")
    parser.add_argument("--print", action="store_true", help="print the program of the seed only")
    options = parser.parse_args()
    if options.print:
        print(generate(options.seed), end="")
        return 0
    start = time.monotonic()
    tally = campaigns(range(options.seed, options.seed + options.programs), options.jobs)
    speed = options.programs / (time.monotonic() - start)
    print(table(tally))
    print(f"\n{speed:.1f} programs a second in {options.jobs} processes")
    shown: dict[str, int] = {}
    asked = [it for it in tally.disagreements if options.only in it.kind]
    for found in asked if options.only else tally.alarms:
        shown[found.kind] = shown.get(found.kind, 0) + 1
        if shown[found.kind] <= options.show:
            print("\n" + explained(found))
    for kind, count in shown.items():
        print(f"{kind}: {count} programs")
    return 1 if tally.alarms else 0


if __name__ == "__main__":
    sys.exit(main())
