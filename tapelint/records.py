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
            return dataclasses.dataclass(eq=eq, unsafe_hash=hashed, **options)(cls)

        return decorate


__all__ = ["dataclass"]
