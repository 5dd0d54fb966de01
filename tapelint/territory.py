"""Which lines belong to what: the functions of a program, and the heads of its statements."""

from __future__ import annotations

from collections.abc import Iterator

from tapelint.cells import Program
from tapelint.diagnostic import Span
from tapelint.lives import Scope
from tapelint.program import (
    Block,
    Branch,
    Define,
    DefineClass,
    For,
    Form,
    Statement,
    Try,
    While,
    With,
)
from tapelint.source import Source, plain_newlines
from tapelint.values import Site

COMPOUND = (Branch, Define, DefineClass, For, Try, While, With)


class Territory:
    """The scopes of a program, and how far each statement reaches before its block begins."""

    def __init__(self, program: Program, source: Source) -> None:
        self._program = program
        self._lines = {
            cell.index: plain_newlines(cell.original).split("\n") for cell in source.cells
        }
        self._scopes: list[Scope] = []
        self._heads: dict[Site, Site | None] = {}
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
        if site not in self._heads:
            return range(span.line, span.end_line + 1)
        first = self._heads[site]
        begin = span.line if first is None else self.span(first).line
        return range(span.line, max(span.line + 1, begin))

    def has_block(self, site: Site) -> bool:
        """Whether a statement has a block of its own."""
        return site in self._heads

    def _survey(self, block: Block, prefix: str) -> None:
        for statement in block:
            blocks = list(_blocks(statement))
            if isinstance(statement, COMPOUND):
                # A block of nothing but `pass` is empty.
                self._heads[statement.origin] = next((b[0].origin for b in blocks if b), None)
            name = prefix
            match statement:
                case Define(function=function):
                    span = self.span(statement.origin)
                    name = f"{prefix}{function.name}"
                    self._scopes.append(Scope(name, span.line, span.end_line, span.cell))
                    name += "."
                case DefineClass(name=own):
                    name = f"{prefix}{own}."
            for inner in blocks:
                self._survey(inner, name)


def _blocks(statement: Statement) -> Iterator[Block]:
    """The blocks of a statement, in order."""
    match statement:
        case Define(function=function):
            yield function.body
        case Try(body=body, handlers=handlers, orelse=orelse, final=final):
            yield from (body, *(handler.body for handler in handlers), orelse, final)
        case Branch(then=then, orelse=orelse):
            yield from (then, orelse)
        case For(body=body, orelse=orelse) | While(body=body, orelse=orelse):
            yield from (body, orelse)
        case With(body=body) | DefineClass(body=body):
            yield body
