"""What the next input is after the safe fixes of the last findings."""

from __future__ import annotations

from tapelint.dataclass import dataclass
from tapelint.diagnostic import Diagnostic
from tapelint.fixing.choice import Terms, chosen, together
from tapelint.fixing.edits import edited
from tapelint.ipython.session import Checked, concerns
from tapelint.magics import plain_python
from tapelint.source import Source, SourceCell, plain_newlines


@dataclass(frozen=True, slots=True)
class Mended:
    """The new texts of the cells that change, and what was done to them."""

    texts: dict[int, str]
    titles: tuple[str, ...]


def mended(checked: Checked) -> Mended | None:
    """All safe fixes of the findings of one cell; None if there is none that cures."""
    from tapelint.analysis import analyse

    choices = chosen(checked.source, checked.found, Terms())
    if not choices:
        return None
    choice = together(choices)
    texts = {
        cell.index: edited(cell.original, edits)
        for cell in checked.source.cells
        if cell.index is not None and (edits := choice.of_cell(cell.index))
    }
    after = analyse(_with(checked.source, texts), checked.config)
    left = sum(_counts(it, checked.number) for it in after.diagnostics)
    if left >= len(checked.found) or after.problems:
        return None
    titles = dict.fromkeys(it.fix.title for it in choice.cured if it.fix)
    return Mended(texts, tuple(titles))


def _counts(found: Diagnostic, cell: int) -> bool:
    """Whether it is a mistake of the cell; what only a whole life shows is none yet."""
    return found.code.startswith(("TAP1", "TAP2")) and concerns(found, cell)


def _with(source: Source, texts: dict[int, str]) -> Source:
    return Source(
        source.path, tuple(_changed(cell, texts, source) for cell in source.cells), source.terms
    )


def _changed(cell: SourceCell, texts: dict[int, str], source: Source) -> SourceCell:
    """A cell after its fix: what is there of its objects would be other ones then."""
    if cell.index not in texts:
        return SourceCell(cell.index, cell.text, cell.original, cell.tags, cell.may_be_skipped)
    new = texts[cell.index]
    plain = plain_python(plain_newlines(new), source.terms.cell_magics)
    return SourceCell(cell.index, plain, new, cell.tags)
