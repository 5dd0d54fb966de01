from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from .stand_in import RULES, fake_analyse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def fake_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every front calls the stand-in."""
    import tapelint.pages  # it keeps the analysis that it finds
    import tapelint.rule

    check = ModuleType("tapelint.analysis")
    check.analyse = fake_analyse  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tapelint.analysis", check)
    monkeypatch.setattr(tapelint.rule, "all_rules", lambda: RULES)


@pytest.fixture
def tree(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, str]], Path]:
    """Make files below a scratch directory, which becomes the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TAPELINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache") / "results"))

    def make(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return make
