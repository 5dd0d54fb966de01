"""`python -m tests.flow_fuzz --programs 2000 --seed 7`: a long campaign and its table."""

from __future__ import annotations

import argparse
import sys

from .campaign import campaign, explained, table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.flow_fuzz", description=__doc__)
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first program")
    parser.add_argument("--show", type=int, default=3, help="disagreements to print of each kind")
    parser.add_argument("--all", action="store_true", help="print more than the false alarms")
    options = parser.parse_args()
    tally = campaign(range(options.seed, options.seed + options.programs))
    print(table(tally))
    shown: dict[str, int] = {}
    for found in tally.disagreements if options.all else tally.alarms:
        shown[found.kind] = shown.get(found.kind, 0) + 1
        if shown[found.kind] <= options.show:
            print("\n" + explained(found))
    for kind, count in shown.items():
        print(f"{kind}: {count} programs")
    return 1 if tally.alarms else 0


if __name__ == "__main__":
    sys.exit(main())
