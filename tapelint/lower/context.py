"""Where lowering stands: the unit of text, the scope, the words seen, the depth."""

from __future__ import annotations

from typing import Any

from tapelint.lower.plain import Plain
from tapelint.lower.scopes import Scope
from tapelint.lower.spans import Unit

MARK = "__tapelint_blank__"
"""What stands in the text where something was blanked out before parsing."""


class Context:
    """Handed down through lowering; an origin is the pair of `unit` and a node."""

    __slots__ = ("depth", "scope", "temporaries", "unit", "words")

    def __init__(self, unit: Unit | Plain, temporaries: int = 0) -> None:
        self.unit: Any = unit
        self.scope = Scope()
        self.words: set[str] = set()
        self.depth = 0
        self.temporaries = temporaries

    def temporary(self, kind: str) -> str:
        """A name that no program can spell."""
        self.temporaries += 1
        name = f"{kind}@{self.temporaries}"
        self.scope.bound.add(name)
        return name
