"""Neovim's own client, with the configuration that the documentation shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from .bench import EDITORS, LAB, MORE, TEXTS, Bench
from .installed import every, program
from .session import Session, in_bytes

SESSION = Path(__file__).with_name("neovim.lua")

pytestmark = pytest.mark.xdist_group("neovim")


def configuration(nvim: str) -> Path:
    """The file for this version."""
    said = subprocess.run([nvim, "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.match(r"NVIM v(\d+)\.(\d+)", said).groups()))
    return EDITORS / "neovim" / ("tapelint.lua" if version >= (0, 11) else "tapelint_0_7.lua")


QUICK = "let g:loaded_python3_provider = 0"
"""Neovim does not look for a Python of its own, which takes seconds."""


@pytest.fixture(scope="module", params=every("nvim"))
def seen(request, tmp_path_factory):
    nvim = program(request.param)
    bench = Bench(tmp_path_factory.mktemp("neovim"))
    plugins = bench.home / ".config" / "nvim" / "plugin"
    plugins.mkdir(parents=True)
    text = configuration(nvim).read_text(encoding="utf-8")
    assert "extendSelect = {}" in text
    text = text.replace("extendSelect = {}", f'extendSelect = {{ "{MORE}" }}')
    (plugins / "tapelint.lua").write_text(text, encoding="utf-8")
    seen = bench.session(nvim, "--headless", "-n", "--cmd", QUICK, "-S", SESSION)
    return seen | {"fixed": bench.fixed()}


class TestNeovim(Session):
    def test_severities_and_source(self, seen):
        assert [it["severity"] for it in seen["opened"]] == [1, 2, 2]
        assert {it["source"] for it in seen["opened"]} == {"tapelint"}

    def test_everything_is_offered(self, seen):
        assert seen["quick_fix"]["titles"][3:] == ["Fix all that tapelint can safely fix"]


LIST = "writefile([json_encode({'list': getqflist()})], 'seen.json')"


def test_the_list_of_errors(tmp_path):
    """The `errorformat` of the documentation, which other programs understand as well."""
    bench = Bench(tmp_path)
    compiler = bench.home / ".config" / "nvim" / "compiler" / "tapelint.vim"
    compiler.parent.mkdir(parents=True)
    shutil.copy(EDITORS / "vim" / "tapelint.vim", compiler)
    commands = [f"edit {LAB}", "compiler tapelint", "silent make!", f"call {LIST}", "qall!"]
    options = [part for command in commands for part in ("-c", command)]
    seen = bench.session(program("nvim"), "--headless", "-n", "--cmd", QUICK, *options)["list"]
    assert all(it["valid"] for it in seen)
    assert [it["text"].split()[0] for it in seen] == ["TAP101", "TAP201", "TAP201"]
    places = [(it["lnum"] - 1, it["col"] - 1) for it in seen]
    assert places == [found[:2] for found in in_bytes(TEXTS[LAB])]
