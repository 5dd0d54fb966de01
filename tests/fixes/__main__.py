"""`python -m tests.fixes`: every fix of every fixture by itself, then under TensorFlow.

python -m tests.fixes                      the table of all
python -m tests.fixes rules/TAP202.py      of some fixtures
python -m tests.fixes --text               without TensorFlow
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tapelint.diagnostic import Diagnostic
from tests.oracle.programs import FIXTURES

from .corpus import findings, name, paths
from .mending import is_safe, mend, mend_all, now
from .promises import complaints, spot


@dataclass(slots=True)
class Table:
    """The counts by code and safety, and everything that is wrong."""

    offered: Counter[tuple[str, bool]] = field(default_factory=Counter)
    proven: Counter[tuple[str, bool]] = field(default_factory=Counter)
    left: Counter[tuple[str, bool]] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def print(self) -> None:
        """Print it."""
        print(f"{'code':8}{'':8}{'fixes':>6}{'cured under TensorFlow':>24}{'next cause':>12}")
        for key in sorted(self.offered):
            code, safe = key
            kind = "safe" if safe else "unsafe"
            print(f"{code:8}{kind:8}{self.offered[key]:6}{self.proven[key]:24}{self.left[key]:12}")
        without = ", ".join(f"{code} {count}" for code, count in sorted(self.without.items()))
        print(f"findings without a fix: {without}")
        print("\n".join(self.wrong) or "nothing is wrong")


def main(argv: list[str]) -> int:
    """Print the table; 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.fixes")
    parser.add_argument("fixtures", nargs="*")
    parser.add_argument("--text", action="store_true", help="without TensorFlow")
    options = parser.parse_args(argv)
    chosen = [FIXTURES / each for each in options.fixtures] or paths()
    table = Table()
    for path in chosen:
        _by_themselves(path, table)
        if not options.text:
            _under_tensorflow(path, table)
    table.print()
    return bool(table.wrong)


def _by_themselves(path: Path, table: Table) -> None:
    text = path.read_text(encoding="utf-8")
    for it in findings(path):
        fixes = [fix for fix in (it.fix, *it.alternatives) if fix is not None]
        table.without[it.code] += not fixes
        for fix in fixes:
            found = complaints(str(path), findings(path), [it], [mend(text, [fix])])
            table.wrong += [f"{name(path)}:{it.span.line}: {fix.title}: {each}" for each in found]


def _under_tensorflow(path: Path, table: Table) -> None:
    from . import effects

    text = path.read_text(encoding="utf-8")
    for wanted in (is_safe, lambda it: not is_safe(it)):
        mended = [it for it in findings(path) if it.fix is not None and wanted(it)]
        if not mended:
            continue
        rounds = mend_all(text, str(path), wanted)
        found = effects.complaints(path, mended, rounds)
        table.wrong += [f"{name(path)}: under TensorFlow: {each}" for each in found]
        after = effects.ran(path, rounds[-1].after)
        for it in mended:
            _count(it, effects.is_cured(after, now(rounds, spot(it)) or (0, 0), it.code), table)


def _count(it: Diagnostic, cured: bool, table: Table) -> None:
    key = it.code, is_safe(it)
    table.offered[key] += 1
    (table.proven if cured else table.left)[key] += 1


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    sys.exit(main(sys.argv[1:]))
