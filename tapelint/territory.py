"""Which lines belong to what: the functions of a program, and the heads of its statements."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.diagnostic import Span
from tapelint.lives import Scope
from tapelint.program import Block, Define, DefineClass, Form, Handler, Program
from tapelint.source import Source, plain_newlines
from tapelint.values import Site

BLOCKS = ("body", "then", "orelse", "final", "handlers")


class Territory:
    """The scopes of a program, and how far each statement reaches before its block begins."""

    def __init__(self, program: Program, source: Source) -> None:
        self._program = program
        self._lines = {
            cell.index: plain_newlines(cell.original).split("\n") for cell in source.cells
        }
        self._scopes: list[Scope] = []
        self._heads: dict[Site, Site] = {}
        for cell in program.cells:
            self._scopes.append(Scope(None, 1, len(self._lines[cell.index]), cell.index))
            self._survey(cell.body, "")

    def span(self, site: Site) -> Span:
        """Where a form stands."""
        return self._program.locate(site)

    def written(self, form: Form | None) -> str:
        """The text of an expression, on one line."""
        if form is None:
            return ""
        span = self.span(form.origin)
        lines = self._lines[span.cell][span.line - 1 : span.end_line]
        lines[-1:] = [line[: span.end_column] for line in lines[-1:]]
        lines[:1] = [line[span.column :] for line in lines[:1]]
        return " ".join(" ".join(lines).split())

    def is_silent(self, line: int, cell: int | None) -> bool:
        """Whether nothing runs on a line: it is empty or a comment."""
        text = self._lines[cell][line - 1].strip()
        return not text or text.startswith("#")

    def scope(self, line: int, cell: int | None) -> Scope:
        """The innermost scope of a line."""
        around = [scope for scope in self._scopes if scope.holds(line, cell)]
        return max(around, key=lambda scope: (scope.first, scope.name is not None))

    def own_lines(self, site: Site) -> range:
        """The lines of a statement without those of its blocks."""
        span = self.span(site)
        first = self._heads.get(site)
        if first is None:
            return range(span.line, span.end_line + 1)
        return range(span.line, max(span.line + 1, self.span(first).line))

    def has_block(self, site: Site) -> bool:
        """Whether a statement has a block of its own."""
        return site in self._heads

    def _survey(self, block: Block, prefix: str) -> None:
        for statement in block:
            inner = next(_blocks(statement), None)
            if inner:
                self._heads[statement.origin] = inner[0].origin
            name = prefix
            match statement:
                case Define(function=function):
                    name = f"{prefix}{function.name}."
                    span = self.span(statement.origin)
                    self._scopes.append(Scope(name[:-1], span.line, span.end_line, span.cell))
                    self._heads[statement.origin] = function.body[0].origin
                    self._survey(function.body, name)
                case DefineClass(name=own):
                    name = f"{prefix}{own}."
            for inner in _blocks(statement):
                self._survey(inner, name)


def _blocks(form: Form | Handler) -> Iterator[Block]:
    """The blocks of a statement, those of its handlers included."""
    for name in BLOCKS:
        part = getattr(form, name, ())
        if name == "handlers":
            for handler in part:
                yield handler.body
        elif part:
            yield part
