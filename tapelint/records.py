"""`dataclass` for what the analysis makes by the hundred thousand.

Its `frozen` is what the type checker sees to, nothing at run time: CPython sets the fields of a
really frozen one through `object.__setattr__`, which takes four times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses

    def dataclass(*, frozen=False, eq=True, **options):
        """`dataclasses.dataclass`, of which the frozen ones have a hash all the same."""

        def decorate(cls):
            hashed = frozen and eq and "__hash__" not in vars(cls)
            made = dataclasses.dataclass(eq=eq, repr=False, unsafe_hash=hashed, **options)(cls)
            if "__repr__" not in vars(cls):
                made.__repr__ = _shown
            return made

        return decorate

    def _shown(record):
        """As `dataclasses` writes it, which would compile a function for each class."""
        shown = (field.name for field in dataclasses.fields(record) if field.repr)
        given = ", ".join(f"{name}={getattr(record, name)!r}" for name in shown)
        return f"{type(record).__qualname__}({given})"


__all__ = ["dataclass"]
