"""Every fix of every fixture: what it says, what it leaves, and what TensorFlow does then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tapelint.fixing import fixed

from .corpus import findings, name, paths
from .mending import any_one, mend, mend_all, safe_one
from .promises import complaints

PATHS = [path for path in paths() if any(it.fix for it in findings(path))]
PAIRS = [path for path in PATHS if path.parent.name == "fixes"]
RUN = [path for path in PATHS if path.parent.name in ("fixes", "rules", "seed")]
"""Those of other folders run by the command."""

of_each = pytest.mark.parametrize("path", PATHS, ids=name)


def chooser(path: Path):
    return any_one if "fixes: unsafe" in path.read_text(encoding="utf-8") else safe_one


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_before_and_after(path: Path) -> None:
    """To the character, by the tests' own hand and by the engine's."""
    text = path.read_text(encoding="utf-8")
    after = path.with_name(f"{path.stem}_fixed.py").read_text(encoding="utf-8")
    choose = chooser(path)
    assert mend_all(text, str(path), choose)[-1].after == after
    settled = fixed(text, unsafe=choose is any_one)
    assert settled.fault is None
    assert settled.source.cells[0].text == after


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_each_by_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for it in findings(path):
        for fix in (it.fix, *it.alternatives):
            if fix is not None:
                mended = [mend(text, [fix])]
                assert list(complaints(str(path), findings(path), [it], mended)) == [], fix
