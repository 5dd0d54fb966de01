"""Which names a function, a class body or the module binds.

Filled while its statements are lowered: every binding of a target passes through here, so
no second walk is needed. The targets of a comprehension bind in a scope of their own
(`inner`), but `:=` inside it binds in the scope around.
"""

from __future__ import annotations


class Scope:
    """One function, lambda, class body, module, or (with `around`) a comprehension in one."""

    __slots__ = ("around", "bound", "globals_", "is_generator", "nonlocals")

    def __init__(self, around: Scope | None = None) -> None:
        self.bound: set[str] = set()
        self.globals_: set[str] = set()
        self.nonlocals: set[str] = set()
        self.is_generator = False
        self.around = around

    def inner(self) -> Scope:
        """The scope of a comprehension that stands in this one."""
        return Scope(self)

    @property
    def body(self) -> Scope:
        """The scope in which `:=` binds and `yield` counts."""
        scope = self
        while scope.around is not None:
            scope = scope.around
        return scope

    @property
    def local(self) -> frozenset[str]:
        """The names that live here."""
        return frozenset(self.bound - self.globals_ - self.nonlocals)
