"""The same findings however the program is written."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .lenses import LENSES, Seen
from .linting import Found, expected_findings, implemented, lint
from .marks import expectations
from .programs import FIXTURES, fixture_paths, load

SCRIPTS = [path for path in fixture_paths() if path.suffix == ".py"]


def through(path: Path, lens: str) -> Seen:
    """The fixture through a lens; skips where it does not apply."""
    reason = expectations(load(path)).no_lens.get(lens)
    if reason is not None:
        pytest.skip(reason)
    seen = LENSES[lens](path.read_text(encoding="utf-8"))
    if seen is None:
        pytest.skip(f"{path.name} is not written in a way that the lens {lens} can change")
    return seen


@pytest.mark.parametrize("lens", LENSES)
@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_same_findings(path: Path, lens: str) -> None:
    codes = implemented()
    wanted = expected_findings(expectations(load(path)), codes)
    seen = through(path, lens)
    found = lint(seen.text, str(path.with_suffix(seen.suffix)), {code for _, code in wanted})
    original: Found = Counter()
    for (place, code), times in found.items():
        original[(0, seen.lines[place]), code] += times
    assert original == wanted


@pytest.mark.parametrize("lens", [lens for lens in LENSES if lens != "cells"])
def test_lens_keeps_the_program_whole(lens: str) -> None:
    """What the lens makes is Python, with every line of the original in its place."""
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        if lens in expectations(load(path)).no_lens or (seen := LENSES[lens](text)) is None:
            continue
        compile(seen.text, str(path), "exec")
        old, new = text.split("\n"), seen.text.split("\n")
        if lens in {"alias", "from-import"}:
            continue
        for (_, line), was in seen.lines.items():
            assert new[line - 1].strip() == old[was - 1].strip()


@pytest.mark.tensorflow
@pytest.mark.parametrize(
    "path", fixture_paths("flow"), ids=lambda path: path.relative_to(FIXTURES).as_posix()
)
def test_tensorflow_agrees_through_the_lens(path: Path) -> None:
    """In a function the program does what it does at the module's level."""
    from .observed import observe_text

    assert observe_text(path, through(path, "function").text).complaints == []
