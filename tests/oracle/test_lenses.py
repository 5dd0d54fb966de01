"""The same findings however the program is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .lenses import LENSES, Seen
from .linting import Found, expected_findings, implemented, lint
from .marks import expectations
from .programs import fixture_paths, load

SCRIPTS = [path for path in fixture_paths() if path.suffix == ".py"]


def through(path: Path, lens: str) -> Seen | None:
    """The fixture through a lens; None where it does not apply or the fixture opts out."""
    if lens in expectations(load(path)).no_lens:
        return None
    return LENSES[lens](path.read_text(encoding="utf-8"))


APPLY = [(path, lens) for path in SCRIPTS for lens in LENSES if through(path, lens)]


@pytest.mark.parametrize("lens", LENSES)
def test_lens_applies_to_most_fixtures(lens: str) -> None:
    assert sum(lens == other for _, other in APPLY) > len(SCRIPTS) / 2


@pytest.mark.parametrize(
    ("path", "lens"), APPLY, ids=lambda it: it if isinstance(it, str) else it.stem
)
def test_same_findings(path: Path, lens: str) -> None:
    codes = implemented()
    wanted = expected_findings(expectations(load(path)), codes)
    seen = through(path, lens)
    assert seen is not None
    found = lint(seen.text, str(path.with_suffix(seen.suffix)), {code for _, code in wanted})
    original: Found = Counter()
    for (place, code), times in found.items():
        original[(0, seen.lines[place]), code] += times
    assert original == wanted


@pytest.mark.parametrize("lens", [lens for lens in LENSES if lens != "cells"])
def test_lens_keeps_the_program_whole(lens: str) -> None:
    """What the lens makes is Python, with every line of the original in its place."""
    for path in (path for path, other in APPLY if other == lens):
        text = path.read_text(encoding="utf-8")
        seen = through(path, lens)
        assert seen is not None
        compile(seen.text, str(path), "exec")
        if lens in {"alias", "from-import"}:
            continue
        old, new = text.split("\n"), seen.text.split("\n")
        for (_, line), was in seen.lines.items():
            assert new[line - 1].strip() == old[was - 1].strip()


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", fixture_paths("flow"), ids=lambda path: path.stem)
def test_tensorflow_agrees_through_the_lens(path: Path) -> None:
    """In a function the program does what it does at the module's level."""
    from .observed import observe_text

    seen = through(path, "function")
    if seen is None:
        pytest.skip(expectations(load(path)).no_lens["function"])
    assert observe_text(path, seen.text).complaints == []
