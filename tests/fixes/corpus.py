"""The programs on which fixes are proven: every fixture that is one text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tapelint.diagnostic import Diagnostic
from tests.oracle.linting import diagnose
from tests.oracle.programs import FIXTURES, fixture_paths

FOLDERS = ("fixes", "rules", "flow", "names", "seed", "quiet")


def paths() -> list[Path]:
    """The programs as they are before a fix."""
    return [
        path
        for path in fixture_paths(*FOLDERS)
        if path.suffix == ".py" and not path.stem.endswith("_fixed")
    ]


def name(path: Path) -> str:
    """The path below `fixtures/`."""
    return path.relative_to(FIXTURES).as_posix()


@cache
def findings(path: Path) -> tuple[Diagnostic, ...]:
    """What tapelint finds in a program."""
    return look(path.read_text(encoding="utf-8"), str(path))


def look(text: str, path: str) -> tuple[Diagnostic, ...]:
    """What tapelint finds in a text, the rule that the fixture is for among it."""
    stem = Path(path).stem
    return diagnose(text, path, (stem,) if stem.startswith("TAP") else ())
