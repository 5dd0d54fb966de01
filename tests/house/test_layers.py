"""Arrows of import go down only."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "tapelint"
ORDER = (
    ("collector", "enums", "meanwhile", "opening", "records", "toml"),
    ("config",),
    ("columns", "diagnostic", "lifecycle", "libraries", "operations", "source", "writing"),
    ("keras_library", "present"),
    ("outside",),
    ("program", "magics", "gitignore", "json_text", "comments", "suppression", "lives", "encoded"),
    ("bound", "cells"),
    ("values", "lower", "notebook", "spelling", "noqa", "own_comments", "baseline"),
    ("cache", "geometry", "joins", "remembered", "tape_state", "territory"),
    ("state",),
    ("events", "history", "indices", "reading", "discovery"),
    ("fates",),
    ("machine", "optimizer_events", "rule"),
    ("reconcile", "silencing"),
    ("fixes", "absence", "collected", "compiled", "keras_objects", "structures", "wrong_kind"),
    ("keras_lists", "stack_uses"),
    ("misfits",),
    ("dependencies", "gradients", "reasons", "rules"),
    ("settled",),
    ("exposure",),
    ("sharing",),
    ("tapes",),
    ("stacks", "tensors", "zips"),
    ("data_libraries", "updates"),
    ("arithmetic", "found"),
    ("results",),
    ("missed", "recorded"),
    ("trained",),
    ("derivatives",),
    ("storing",),
    ("places",),
    ("comprehensions", "parameters"),
    ("evaluate",),
    ("foreign", "known_calls"),
    ("changes",),
    ("keras_classes", "memory"),
    ("instances", "higher_order"),
    ("clipping", "manager_calls", "optimizers", "python_calls"),
    ("containers", "keras_graphs", "keras_variables", "symbols"),
    ("functions",),
    ("calls",),
    ("managers", "definitions"),
    ("loops",),
    ("generators",),
    ("guards",),
    ("interpret",),
    ("course",),
    ("selves",),
    ("ground",),
    ("solo",),
    ("solos",),
    ("run", "witness"),
    ("chronicle", "offers"),
    ("analysis",),
    ("reports", "said", "catalogue", "fixing", "schema"),
    ("pages", "adopting", "picture"),
    ("editor",),
    ("server",),
    ("lasting",),
    ("cli", "flake8_plugin", "ipython", "jupyter_lsp", "pylsp_plugin"),
    ("__main__",),
)
"""Every module may import from the rows above its own, and a package within itself."""
PACKAGES = {
    "adopting",
    "cli",
    "editor",
    "fixes",
    "fixing",
    "geometry",
    "ipython",
    "lower",
    "operations",
    "picture",
    "pylsp_plugin",
    "reports",
    "rules",
    "server",
}
FRONTS = {"cli", "flake8_plugin", "ipython", "jupyter_lsp", "pylsp_plugin", "server", "__main__"}
MAY_SEE = {"cli": {"server"}}
"""A front that starts another one."""
RULES_MAY_SEE = {
    "absence",
    "diagnostic",
    "events",
    "fixes",
    "libraries",
    "lifecycle",
    "optimizer_events",
    "rule",
    "state",
    "tape_state",
    "values",
    "wrong_kind",
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def imported(path: Path, *, everywhere: bool = True) -> Iterator[str]:
    """The modules that a file imports; those for type checking only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "tapelint":
                yield from (f"tapelint.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_go_down(path: Path) -> None:
    level = {name: i for i, row in enumerate(ORDER) for name in row}
    mine = name_of(path)
    if mine == "__init__":
        return
    assert mine in level, f"say in ORDER where {mine} stands"
    for module in imported(path):
        if module.startswith("tapelint."):
            other = module.split(".")[1]
            if other == mine and mine in PACKAGES:
                continue
            if other == "__version__":
                continue
            assert level[other] < level[mine], f"{mine} imports {other}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_who_may_import_what(path: Path) -> None:
    mine = name_of(path)
    roots = {module.split(".")[0] for module in imported(path)}
    assert "tensorflow" not in roots
    assert mine == "lower" or "libcst" not in roots
    assert mine == "gitignore" or "pathspec" not in roots
    assert mine == "server" or not roots & {"pygls", "lsprotocol"}
    assert mine == "pylsp_plugin" or "pylsp" not in roots
    if mine == "rules":
        own = {m.split(".")[1] for m in imported(path) if m.startswith("tapelint.")}
        assert own <= RULES_MAY_SEE
    if mine in FRONTS - {"__main__"}:
        own = {m.split(".")[1] for m in imported(path) if m.startswith("tapelint.")}
        assert not own & (FRONTS - {mine} - MAY_SEE.get(mine, set()))
