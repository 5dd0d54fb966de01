"""One corpus, many lenses: the same program written another way.

A lens turns the text of a file into another text with the same mistakes, and says for each
line of the new text which line of the old one it is. A lens that does not apply (a program
that does not spell its import as the lens expects) returns None.
"""

from __future__ import annotations

import ast
import io
import json
import tokenize
from collections.abc import Callable
from dataclasses import dataclass

from .marks import Place


@dataclass(frozen=True, slots=True)
class Seen:
    """A program through a lens; `lines` maps a place to the line of the original."""

    text: str
    lines: dict[Place, int]
    suffix: str = ".py"


Lens = Callable[[str], Seen | None]


def other_alias(text: str) -> Seen | None:
    """`import tensorflow as T`."""
    return _respelled(text, "import tensorflow as T", "T")


def from_import(text: str) -> Seen | None:
    """`from tensorflow import GradientTape` for the class, `tf` for the rest."""
    changes = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr == "GradientTape":
            if not isinstance(node.value, ast.Name) or node.value.id != "tf":
                return None
            assert node.end_col_offset is not None
            changes[node.lineno, node.col_offset, node.end_col_offset] = "GradientTape"
    plain = _plain_import(text)
    if plain is None or not changes:
        return None
    new = "import tensorflow as tf; from tensorflow import GradientTape"
    return _same_lines(_replaced(text, {**changes, plain: new}))


def in_function(text: str) -> Seen | None:
    """The whole program in a function, called at the end."""
    return _wrapped(text, ["def program():"], ["program()"], 1)


def in_method(text: str) -> Seen | None:
    """In a method."""
    opening = ["class Program:", "    def run(self):"]
    return _wrapped(text, opening, ["Program().run()"], 2)


def in_branch(text: str) -> Seen | None:
    """Under `if True:`."""
    return _wrapped(text, ["if True:"], [], 1)


def in_try(text: str) -> Seen | None:
    """In `try:` with a `finally:`."""
    return _wrapped(text, ["try:"], ["finally:", "    pass"], 1)


def in_cells(text: str) -> Seen | None:
    """A notebook with a cell for each statement of the module, and Markdown between."""
    lines = text.split("\n")
    cells: list[dict[str, object]] = []
    where: dict[Place, int] = {}
    end = 0
    for statement in ast.parse(text).body:
        assert statement.end_lineno is not None
        if statement.lineno <= end:  # `a; b` shares a line with the one before
            if statement.end_lineno > end:
                return None
            continue
        cells.append({"cell_type": "markdown", "metadata": {}, "source": "Next."})
        here = lines[end : statement.end_lineno]
        cells.append(
            {
                "cell_type": "code",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": [f"{line}\n" for line in here[:-1]] + here[-1:],
            }
        )
        where |= {(len(cells), number): end + number for number in range(1, len(here) + 1)}
        end = statement.end_lineno
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return Seen(json.dumps(notebook), where, ".ipynb")


LENSES: dict[str, Lens] = {
    "alias": other_alias,
    "from-import": from_import,
    "function": in_function,
    "method": in_method,
    "branch": in_branch,
    "try": in_try,
    "cells": in_cells,
}


def _respelled(text: str, new_import: str, name: str) -> Seen | None:
    plain = _plain_import(text)
    if plain is None:
        return None
    changes: dict[tuple[int, int, int], str] = {plain: new_import}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and node.id == "tf":
            assert node.end_col_offset is not None
            changes[node.lineno, node.col_offset, node.end_col_offset] = name
        elif isinstance(node, ast.JoinedStr) and "tf" in {
            part.id for part in ast.walk(node) if isinstance(part, ast.Name)
        }:
            return None  # positions inside f-strings are wrong before Python 3.12
    return _same_lines(_replaced(text, changes))


def _plain_import(text: str) -> tuple[int, int, int] | None:
    """Where `import tensorflow as tf` stands, if it is the one binding of `tf`."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import) and [it.asname for it in node.names] == ["tf"]:
            found.append(node)
        elif (
            (
                isinstance(node, (ast.Import, ast.ImportFrom))
                and "tf" in {it.asname or it.name for it in node.names}
            )
            or (
                isinstance(node, ast.Name)
                and node.id == "tf"
                and not isinstance(node.ctx, ast.Load)
            )
            or (isinstance(node, ast.arg) and node.arg == "tf")
        ):
            return None
    if len(found) != 1 or found[0].names[0].name != "tensorflow":
        return None
    assert found[0].end_col_offset is not None
    return found[0].lineno, found[0].col_offset, found[0].end_col_offset


def _replaced(text: str, changes: dict[tuple[int, int, int], str]) -> str:
    lines = [line.encode() for line in text.split("\n")]
    for (number, start, end), new in sorted(changes.items(), reverse=True):
        line = lines[number - 1]
        lines[number - 1] = line[:start] + new.encode() + line[end:]
    return b"\n".join(lines).decode()


def _wrapped(text: str, opening: list[str], closing: list[str], depth: int) -> Seen | None:
    """The body of the module, after its docstring and `__future__` imports, further in."""
    lines = text.rstrip("\n").split("\n")
    head = _head(text)
    kept = _inside_strings(text)
    body = [
        line if number in kept or not line else "    " * depth + line
        for number, line in enumerate(lines[head:], start=head + 1)
    ]
    new = [*lines[:head], *opening, *body, *closing]
    shift = len(opening)
    where = {(0, number): number for number in range(1, head + 1)}
    where |= {(0, number + shift): number for number in range(head + 1, len(lines) + 1)}
    return Seen("\n".join(new) + "\n", where)


def _head(text: str) -> int:
    """The last line of the docstring and the `__future__` imports."""
    last = 0
    for index, node in enumerate(ast.parse(text).body):
        docstring = (
            index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        )
        future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not docstring and not future:
            break
        last = node.end_lineno or 0
    return last


def _inside_strings(text: str) -> set[int]:
    """The lines that begin inside a string, where indentation would change its value."""
    found: set[int] = set()
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = tokenize.tok_name[token.type]
        if kind in {"FSTRING_START", "TSTRING_START"}:
            opened.append(token.start[0])
        elif kind in {"FSTRING_END", "TSTRING_END"}:
            found |= set(range(opened.pop() + 1, token.end[0] + 1))
        elif kind == "STRING":
            found |= set(range(token.start[0] + 1, token.end[0] + 1))
    return found


def _same_lines(text: str) -> Seen:
    return Seen(text, {(0, number): number for number in range(1, text.count("\n") + 2)})
