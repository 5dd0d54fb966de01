"""`tapelint trace`: a picture of the lives of the tapes of one file."""

from __future__ import annotations

import os
import re
import shutil
import sys

from tapelint.cli.streams import emit, standard_input
from tapelint.config import ConfigError, Configs
from tapelint.discovery import shown
from tapelint.reading import read_bytes, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from tapelint.diagnostic import Analysis
    from tapelint.picture.panel import Panel
    from tapelint.source import Source

WIDTH = 110
"""The columns of a picture that no terminal shows."""
FORMS = (".svg", ".html")


def run(args: argparse.Namespace) -> int:
    """Draw one file, or a part of it."""
    from tapelint.picture.panel import panels

    form = _form(args.output)
    path, numbers = _place(args.file)
    configs = Configs()
    source = _source(path, args.stdin_filename, configs)
    analysis = _analysed(source, configs)
    if analysis.problems and not analysis.lives:
        from tapelint.reports.text import problem_line

        raise ConfigError(problem_line(analysis.problems[0]))
    chosen = _chosen(panels(source, analysis), numbers, source)
    if form:
        _write(args.output, _document(source.path, chosen, form))
    else:
        emit(_text(source.path, chosen))
    return 0


# --- what is to be drawn --------------------------------------------------------------------


def _place(argument: str) -> tuple[str, tuple[int, ...]]:
    """The file, and the numbers after it."""
    found = re.fullmatch(r"(.+?)(?::(\d+))?(?::(\d+))?", argument, re.DOTALL)
    if found is None or os.path.exists(argument):
        return argument, ()
    return found[1], tuple(int(number) for number in found.groups()[1:] if number)


def _source(path: str, name: str | None, configs: Configs) -> Source:
    """What is read from the file, or from standard input."""
    from tapelint.reports.text import problem_line
    from tapelint.source import Source

    if path == "-":
        terms = configs.terms_near(name or "-")
        outcome = read_bytes(standard_input(), shown(name) if name else "-", terms)
    else:
        outcome = read_file(path, configs.terms_near(path))
    if isinstance(outcome, Source):
        return outcome
    raise ConfigError(f"{path}: no tape in it" if outcome is None else problem_line(outcome))


def _analysed(source: Source, configs: Configs) -> Analysis:
    """The findings by the configuration of the file, and the lives of the tapes."""
    from tapelint.analysis import analyse

    config = configs.of(os.path.dirname(os.path.abspath(source.path)))
    try:
        return analyse(source, config, lives=True)
    except Exception as error:  # whatever it is: one line
        from tapelint.cli.faults import internal_error

        raise ConfigError(f"{source.path}: {internal_error(error)}") from None


def _chosen(found: list[Panel], numbers: tuple[int, ...], source: Source) -> list[Panel]:
    """The panels of a line, of a cell, or all of them."""
    if not found:
        raise ConfigError(f"{source.path}: no tape is made in it")
    if not numbers:
        return found
    notebook = source.cells[0].index is not None
    if len(numbers) > notebook + 1:
        raise ConfigError(f"{source.path} is no notebook: say FILE:LINE")
    cell = numbers[0] if notebook else None
    inside = [panel for panel in found if panel.scope.cell == cell]
    if notebook and len(numbers) == 1:
        here = inside
    else:
        holding = [panel for panel in inside if panel.holds(numbers[-1])]
        here = sorted(holding, key=lambda panel: panel.scope.first)[-1:]
    if here:
        return here
    where = f"line {numbers[-1]}" if cell is None else f"cell {cell}"
    if len(numbers) == 2:
        where = f"line {numbers[1]} of {where}"
    raise ConfigError(
        f"{source.path}: no tape at {where}; the nearest is {_nearest(found, numbers)}"
    )


def _nearest(found: list[Panel], numbers: tuple[int, ...]) -> str:
    """The panel nearest to a line, in words."""

    def distance(panel: Panel) -> tuple[int, int]:
        first, last = panel.lines
        cell = panel.scope.cell
        apart = 0 if cell is None else abs(cell - numbers[0])
        return apart, max(first - numbers[-1], numbers[-1] - last, 0)

    panel = min(found, key=distance)
    name = f"{panel.title}, " if panel.title else ""
    first, last = panel.lines
    return f"{name}lines {first}-{last}" if first < last else f"{name}line {first}"


# --- how it is drawn ------------------------------------------------------------------------


def _text(path: str, chosen: list[Panel]) -> str:
    """The picture for the terminal, or for whatever standard output is."""
    from tapelint.picture.terminal import drawn, glyphs_for
    from tapelint.reports.colour import coloured, plain, wants_colour

    columns = shutil.get_terminal_size((WIDTH, 24)).columns
    rows = list(drawn(path, chosen, columns, glyphs_for(sys.stdout.encoding)))
    return coloured(rows) if wants_colour(sys.stdout) else "\n".join(map(plain, rows))


def _form(output: str | None) -> str:
    """The ending of the file to write."""
    if output is None:
        return ""
    ending = os.path.splitext(output)[1].lower()
    if ending not in FORMS:
        raise ConfigError(f"{output}: the name must end in {' or '.join(FORMS)}")
    return ending


def _document(path: str, chosen: list[Panel], form: str) -> str:
    if form == ".svg":
        from tapelint.picture.svg import document

        return document(path, chosen)
    from tapelint.picture.page import page

    return page(path, chosen)


def _write(path: str, text: str) -> None:
    """All of the file, or nothing."""
    from tapelint.writing import WriteError, put

    try:
        put(path, text.encode())
    except WriteError as error:
        raise ConfigError(f"{path}: {error}") from None
