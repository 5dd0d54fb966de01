"""Emacs with Eglot, with the configuration that the documentation shows."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls")

from .bench import EDITORS, MORE, Bench
from .installed import missing, program
from .session import Session

SESSION = Path(__file__).with_name("emacs.el")

pytestmark = pytest.mark.xdist_group("emacs")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    emacs = program("emacs")
    bench = Bench(tmp_path_factory.mktemp("emacs"))
    if bench.run(emacs, "--batch", "-l", "eglot").returncode:
        missing("eglot")
    text = (EDITORS / "emacs" / "tapelint.el").read_text(encoding="utf-8")
    assert ":extendSelect []" in text
    configuration = bench.home / "tapelint.el"
    configuration.write_text(text.replace("[]", f'["{MORE}"]'), encoding="utf-8")
    seen = bench.session(emacs, "--batch", "-l", configuration, "-l", SESSION)
    return seen | {"fixed": bench.fixed()}


class TestEmacs(Session):
    def test_severities(self, seen):
        kinds = [it["severity"] for it in seen["opened"]]
        assert kinds == ["eglot-error", "eglot-warning", "eglot-warning"]
