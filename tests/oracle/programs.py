"""The fixtures as programs: a file is one cell, a notebook has several.

A *cell* has an index (0 for a file, else the 1-based index among all cells of the notebook)
and code with the same lines as its source, IPython's own syntax blanked out.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FOLDERS = ("seed", "rules", "flow", "names", "quiet", "notebooks")

_NOT_PYTHON = re.compile(
    r"%%(bash|sh|script|html|javascript|js|latex|markdown|perl|ruby|svg|writefile|file)\b"
)
_ESCAPED = re.compile(r"(\s*)(?:[%!?]|[^#'\"]*\w\?\??\s*$)")
_CAPTURED = re.compile(r"(\s*[\w.,\s]+=\s*)[%!]")


@dataclass(frozen=True, slots=True)
class Cell:
    """Code that runs as one."""

    index: int
    code: str


@dataclass(frozen=True, slots=True)
class Program:
    """A fixture."""

    path: Path
    cells: tuple[Cell, ...]
    is_notebook: bool

    @property
    def name(self) -> str:
        """The path below `fixtures/`."""
        if FIXTURES in self.path.parents:
            return self.path.relative_to(FIXTURES).as_posix()
        return self.path.name


def fixture_paths(*folders: str) -> list[Path]:
    """Every fixture of these folders (all of them by default), in order."""
    return [
        path
        for folder in folders or FOLDERS
        for path in sorted((FIXTURES / folder).rglob("*"))
        if path.suffix in {".py", ".ipynb"} and ".ipynb_checkpoints" not in path.parts
    ]


def load(path: Path) -> Program:
    """The program in `path`."""
    return parse(path, path.read_text(encoding="utf-8"))


def parse(path: Path, text: str) -> Program:
    """The program with this text, as if it stood in `path`."""
    if path.suffix != ".ipynb":
        return Program(path, (Cell(0, text),), is_notebook=False)
    cells = [
        Cell(index, blank_magics(_text(cell)))
        for index, cell in enumerate(_raw_cells(json.loads(text)), start=1)
        if cell["cell_type"] == "code"
    ]
    return Program(path, tuple(cells), is_notebook=True)


def blank_magics(code: str) -> str:
    """`code` with magics, shell escapes and help lines made harmless, line for line."""
    if _NOT_PYTHON.match(code.lstrip()):
        return "\n" * code.count("\n")
    lines: list[str] = []
    for line in code.split("\n"):
        before = "\n".join(lines)
        inside = before.endswith("\\") or any(before.count(it) % 2 for it in ('"""', "'''"))
        lines.append(line if inside else _plain(line))
    return "\n".join(lines)


def _plain(line: str) -> str:
    if match := _CAPTURED.match(line):
        return f"{match[1]}None"
    if match := _ESCAPED.match(line):
        return f"{match[1]}pass"
    return line


def _raw_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    if "worksheets" in notebook:
        return [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    cells: list[dict[str, Any]] = notebook["cells"]
    return cells


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)
