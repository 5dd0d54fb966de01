"""`python -m tests.fixes`: every fix of every fixture by itself, then under TensorFlow.

python -m tests.fixes                      the table of all
python -m tests.fixes rules/TAP202.py      of some fixtures
python -m tests.fixes --only text          each by itself, without TensorFlow
python -m tests.fixes --only tensorflow    all of a kind together, under TensorFlow
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.oracle.programs import FIXTURES

from .corpus import findings, name, paths
from .mending import mend, mend_all, now, other_one, safe_one, unsafe_one
from .promises import complaints, contrary, spot

KINDS = {"safe_one": "safe", "unsafe_one": "unsafe", "other_one": "other"}


@dataclass(slots=True)
class Table:
    """The counts by code and kind, and everything that is wrong."""

    proven: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def count(self, code: str, kind: str, cured: bool) -> None:
        """One more fix; what it does not cure has another cause besides, which is told then."""
        (self.proven if cured else self.left)[code, kind] += 1

    def print(self) -> None:
        """Print it."""
        print(f"{'code':8}{'':8}{'proven':>8}{'another cause':>15}")
        for key in sorted({*self.proven, *self.left}):
            print(f"{key[0]:8}{key[1]:8}{self.proven[key]:8}{self.left[key]:15}")
        without = ", ".join(f"{code} {count}" for code, count in sorted(self.without.items()))
        print(f"findings without a fix: {without}")
        print("\n".join(self.wrong) or "nothing is wrong")


def main(argv: list[str]) -> int:
    """Print the table; 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fixes")
    parser.add_argument("fixtures", nargs="*")
    parser.add_argument("--only", choices=["text", "tensorflow"])
    options = parser.parse_args(argv)
    chosen = [FIXTURES / each for each in options.fixtures] or paths()
    table = Table()
    for path in chosen:
        print(name(path), file=sys.stderr, flush=True)
        table.without.update(it.code for it in findings(path) if it.fix is None)
        if options.only != "tensorflow":
            _by_themselves(path, table)
        if options.only != "text":
            _under_tensorflow(path, table)
    table.print()
    return bool(table.wrong)


def _by_themselves(path: Path, table: Table) -> None:
    text = path.read_text(encoding="utf-8")
    for it in findings(path):
        for other, fix in enumerate((it.fix, *it.alternatives)):
            if fix is None:
                continue
            mended = [mend(text, [fix])]
            found = complaints(str(path), findings(path), [it], mended, other=bool(other))
            if fix.safe:
                found = [*found, *contrary(text, fix, str(path))]
            table.wrong += [f"{name(path)}:{it.span.line}: {fix.title}: {each}" for each in found]


def _under_tensorflow(path: Path, table: Table) -> None:
    from . import effects

    text = path.read_text(encoding="utf-8")
    for choose in (safe_one, unsafe_one, other_one):
        mended = [it for it in findings(path) if choose(it) is not None]
        if not mended:
            continue
        rounds = mend_all(text, str(path), choose)
        exact = choose is safe_one
        try:
            found = list(effects.complaints(path, mended, rounds, exact=exact))
        except pytest.fail.Exception as error:
            # Where the program wants the exception, only an unsafe fix may take it away.
            found = [str(error)] if exact else []
            mended = []
        table.wrong += [f"{name(path)}: {choose.__name__}: {each}" for each in found]
        for it in mended:
            here = now(rounds, spot(it))
            after = effects.ran(path, rounds[-1].after)
            kind = KINDS[choose.__name__]
            table.count(it.code, kind, here is None or effects.is_cured(after, here, it.code))


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.exit(main(sys.argv[1:]))
