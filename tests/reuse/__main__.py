"""The campaign on the command line; see `campaign`."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

from . import campaign


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.reuse", description=campaign.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    given = parser.parse_args()
    choose = random.Random(given.seed)
    outcome = campaign.Outcome()
    for cells in campaign.texts(given.corpus, choose):
        if outcome.edits >= given.edits:
            break
        campaign.series(cells, choose, campaign.SERIES, outcome)
    print(
        f"{outcome.edits} edits, {outcome.readable} to a text that parses, "
        f"{outcome.findings} findings, {len(outcome.bad)} mistaken"
    )
    for before, after in outcome.bad[:3]:
        for name, cells in (("before", before), ("after", after)):
            print(f"--- {name}")
            print("\n# %%\n".join(cells))
    sys.exit(bool(outcome.bad))


if __name__ == "__main__":
    main()
