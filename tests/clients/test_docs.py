"""The page on editors and the README show the very files that are tested."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .bench import EDITORS, ROOT

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- (editors/\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
SHOWN = dict(BLOCK.findall(PAGE))
OWN = {"vscode"}
"""Folders with more than a configuration."""


def configurations() -> list[str]:
    found = (path for path in EDITORS.rglob("*") if path.is_file())
    names = (path.relative_to(ROOT) for path in found if path.suffix != ".md")
    return sorted(name.as_posix() for name in names if name.parts[1] not in OWN)


def test_all_are_shown():
    assert sorted(SHOWN) == configurations()


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_shown_as_it_is(name):
    assert SHOWN[name] == (ROOT / name).read_text(encoding="utf-8")


def test_the_readme_shows_some_of_them():
    shown = dict(BLOCK.findall(README))
    assert sorted(shown) == ["editors/emacs/tapelint.el", "editors/neovim/tapelint.lua"]
    assert shown.items() <= SHOWN.items()


def test_they_can_be_read():
    sublime = json.loads(SHOWN["editors/sublime/LanguageServers.sublime-settings"])
    assert sublime["tapelint"]["command"] == ["tapelint", "server"]
    tomllib = pytest.importorskip("tomllib")
    helix = tomllib.loads(SHOWN["editors/helix/languages.toml"])
    assert helix["language-server"]["tapelint"]["args"] == ["server"]
    assert "tapelint" in helix["language"][0]["language-servers"]


def test_the_line_format_is_the_one_that_is_tested():
    efm = SHOWN["editors/efm/config.yaml"]
    vim = SHOWN["editors/vim/tapelint.vim"].replace("\\ ", " ")
    assert re.search(r"lint-formats: \['(.*)'\]", efm)[1] == re.search("errorformat=(.*)", vim)[1]


def test_links():
    from_readme = re.findall(r"\(docs/editors\.md#([\w-]+)\)", README)
    assert from_readme
    assert {*from_readme, *re.findall(r"\(#([\w-]+)\)", PAGE)} <= _anchors()


def _anchors() -> set[str]:
    titles = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    return {title.lower().replace(" ", "-") for title in titles}


def test_other_pages_are_there():
    pages = re.findall(r"\(([\w-]+\.md)\)", PAGE)
    assert pages
    assert all((Path(ROOT) / "docs" / page).is_file() for page in pages)
