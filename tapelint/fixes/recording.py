"""The block in which the asked tape recorded, seen from the derivative call."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile

from tapelint.dataclass import dataclass
from tapelint.events import DerivativeTaken
from tapelint.fixes.tape_class import is_tape_class
from tapelint.geometry import Geometry, Sheet
from tapelint.geometry.names import binds

DERIVATIVES = ("gradient", "jacobian", "batch_jacobian")
_LEAVING = (ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Assert)
_STRAIGHT = (
    *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.With, ast.Call),
    *(ast.keyword, ast.Attribute, ast.Tuple, ast.List, ast.BinOp, ast.UnaryOp, ast.Subscript),
)
"""What is certainly evaluated if what it stands in is."""
_BINDING = (ast.Assign, ast.AnnAssign, ast.AugAssign)


@dataclass(frozen=True, slots=True)
class Recording:
    """A `with` on a tape called `tape`, and a derivative call after its beginning.

    Both stand in one function, and `tape` means the same at both. `opening`: the line with the
    colon. `indent`: that of the block.
    """

    sheet: Sheet
    block: ast.With
    call: ast.Call
    tape: str
    opening: int
    indent: str

    @property
    def asking(self) -> ast.stmt:
        """The statement of the derivative call."""
        return self.sheet.statement(self.call)

    @property
    def is_asked_once(self) -> bool:
        """Whether this is the one derivative call on a tape of this name in the function."""
        scope = self.sheet.scope(self.block)
        return self.sheet.once(_times_asked, self.sheet, self.tape, scope) == 1

    @property
    def is_certainly_asked(self) -> bool:
        """Whether whoever enters the block gets to the derivative call, which makes no test of it.

        What the call asks for may be something else where it is not reached: `if x is not None:`.
        """
        shared = {self.block, *self.sheet.ancestors(self.block)}
        own = takewhile(lambda each: each not in shared, self.sheet.ancestors(self.call))
        leaving = self.sheet.once(_leaving, self.sheet.scope(self.block))
        left = bisect_left(leaving, self.asking.lineno) > bisect_left(leaving, self.block.lineno)
        return all(isinstance(each, _STRAIGHT) for each in own) and not left

    @property
    def is_of_tapes_alone(self) -> bool:
        """Whether the `with` enters nothing but tapes."""
        return all(
            self.sheet.text(item.context_expr) == self.tape
            or (
                isinstance(item.context_expr, ast.Call)
                and is_tape_class(self.sheet, item.context_expr.func)
            )
            for item in self.block.items
        )

    @property
    def tapes(self) -> set[str]:
        """The names of the tapes that are entered."""
        return {self.tape, *binds(self.block.items)}

    def bindings(self, names: set[str], until: ast.stmt | None = None) -> Sequence[ast.stmt]:
        """The statements from the block's start to the derivative call that may bind names.

        Or only those before `until`. What the call's own statement assigns is bound after the call.
        """
        asking = self.asking
        value = asking.value if isinstance(asking, _BINDING) else None
        after = {*ast.walk(asking)} - {*ast.walk(value)} if value is not None else set()
        end = until.lineno - 1 if until is not None else asking.end_lineno or asking.lineno
        scope, lines = self.sheet.scope(self.block), (self.block.lineno, end)
        binders = [node for name in names for node in self.sheet.binders(name, scope, lines)]
        found = []
        for node in binders:
            statement = node if isinstance(node, ast.stmt) else self.sheet.statement(node)
            if statement is not self.block and node not in after:
                found.append(statement)
        return found


def _times_asked(sheet: Sheet, tape: str, scope: ast.AST) -> int:
    """How many derivative calls a scope has on tapes of this name."""
    around = [next(sheet.ancestors(use)) for use in sheet.uses(tape, scope)]
    return sum(getattr(each, "attr", "") in DERIVATIVES for each in around)


def _leaving(scope: ast.AST) -> list[int]:
    """The lines where a scope may be left, in order."""
    return sorted(node.lineno for node in ast.walk(scope) if isinstance(node, _LEAVING))


def recording(geometry: Geometry, event: DerivativeTaken) -> Recording | None:
    """The recording that a derivative call asks for, if it stands before it in one function."""
    tape, call = event.tape, geometry.find(event.site, ast.Call)
    entered = tape.left if tape.left is not None else tape.entered
    block = geometry.find(entered, ast.With) if entered is not None else None
    if call is None or block is None or block.sheet is not call.sheet:
        return None
    sheet, node = block.sheet, block.node
    opening = sheet.opening(node)
    if opening is None or not event.name.isidentifier() or not enters(sheet, node, event.name):
        return None
    if sheet.scope(node) is not sheet.scope(call.node) or call.node.lineno <= node.lineno:
        return None
    found = Recording(sheet, node, call.node, event.name, opening, sheet.indent(node.body[0]))
    return None if found.bindings({event.name}) else found


def enters(sheet: Sheet, block: ast.With, name: str) -> bool:
    """Whether a `with` enters the tape that is called by this name."""
    return any(
        sheet.text(item.optional_vars) == name
        if item.optional_vars is not None
        else sheet.text(item.context_expr) == name
        for item in block.items
    )
