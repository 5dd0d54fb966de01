"""Every fix of every fixture: what it says, what it leaves, and what TensorFlow does then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tapelint.fixing import fixed
from tests.oracle.linting import expected_findings, implemented, lint
from tests.oracle.marks import expectations
from tests.oracle.programs import load

from .corpus import findings, name, paths
from .mending import any_one, mend, mend_all, other_one, safe_one, unsafe_one
from .promises import complaints, contrary

PATHS = [path for path in paths() if any(it.fix for it in findings(path))]
PAIRS = [path for path in PATHS if path.parent.name == "fixes"]
RULES = [path for path in PATHS if path.parent.name in ("fixes", "rules", "seed")]
"""The fixes of the other folders are proven by the command."""


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
    assert settled.faults == ()
    assert settled.source.cells[0].text == after


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_findings_are_the_marks(path: Path) -> None:
    wanted = expected_findings(expectations(load(path)), implemented())
    assert lint(path.read_text(encoding="utf-8"), str(path)) == wanted


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_each_by_itself(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for it in findings(path):
        for other, fix in enumerate((it.fix, *it.alternatives)):
            if fix is not None:
                after = [mend(text, [fix])]
                found = complaints(str(path), findings(path), [it], after, other=bool(other))
                assert list(found) == [], fix


@pytest.mark.parametrize("path", [path for path in PATHS if path.parent.name != "names"], ids=name)
def test_all_together(path: Path) -> None:
    """They come to an end, keep the text, and leave nothing but what had been hidden."""
    mended = [it for it in findings(path) if it.fix is not None]
    rounds = mend_all(path.read_text(encoding="utf-8"), str(path), any_one)
    assert list(complaints(str(path), findings(path), mended, rounds)) == []


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", RULES, ids=name)
def test_tensorflow_agrees(path: Path) -> None:
    from .effects import complaints as effects

    for choose in (safe_one, unsafe_one, other_one):
        mended = [it for it in findings(path) if choose(it) is not None]
        if mended:
            rounds = mend_all(path.read_text(encoding="utf-8"), str(path), choose)
            exact = choose is safe_one
            assert list(effects(path, mended, rounds, exact=exact)) == []


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_no_two_safe_fixes_undo_each_other(path: Path) -> None:
    """All rules are on, also those that see waste where another rule sees a need."""
    text = path.read_text(encoding="utf-8")
    kinds = {(it.code, it.fix.title): it.fix for it in findings(path) if it.fix and it.fix.safe}
    for fix in kinds.values():
        assert list(contrary(text, fix, str(path))) == [], fix
