"""What Python's operators make of numbers, tensors and the unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from tapelint.history import How
from tapelint.tensors import NEW, Recipe
from tapelint.values import (
    Atom,
    Constant,
    Detached,
    Dtype,
    Ref,
    Sequence,
    Symbol,
    Tensor,
    Value,
)

ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "%", "**", "@", "~", "arith"})
COMPARISON = frozenset({"<", "<=", ">", ">=", "==", "!=", "compare"})


@lru_cache(maxsize=256)
def of_operator(op: str) -> Recipe:
    """What an operator makes of tensors."""
    if op in COMPARISON:
        return NEW._replace(how=How.NO_GRADIENT, dtype=Dtype.BOOL, word=op)
    if op == "//":
        return NEW._replace(how=How.NO_GRADIENT, word=op)
    if op == "/":
        return NEW._replace(dtype=Dtype.FLOAT, word=op)
    return NEW._replace(word=op)


def power_dtype(dtype: Dtype) -> Dtype:
    """The dtype of a power of numbers: `2**-1` is a float."""
    return Dtype.FLOAT if dtype is Dtype.FLOAT else Dtype.UNKNOWN


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def compared(op: str, atoms: list[Atom | None]) -> bool | None:
    """What comparing two constants of one kind gives; None: not known."""
    values = [a.value for a in atoms if isinstance(a, Constant)]
    for kind in ((int, float), (str,)):
        if op in _COMPARE and len(atoms) == 2 and all(type(v) in kind for v in values):
            return _COMPARE[op](*values) if len(values) == 2 else None
    return None


def is_number(atom: Atom | None) -> bool:
    """Whether it certainly is a number or an array of numbers."""
    if isinstance(atom, Constant):
        return isinstance(atom.value, (bool, int, float, complex))
    return isinstance(atom, Detached)


def gives_number(op: str, values: list[Value]) -> bool:
    """Whether an operator on something unknown gives a tensor, an array or a number.

    Lists and strings know `+`, `*` and `%`: beside a number or a tensor they do not know `+`, and
    beside a float not `*`.
    """
    if any(isinstance(a, (Ref, Sequence, Symbol)) or _is_text(a) for v in values for a in v):
        return False
    if op in ("+", "*"):
        return any(all(_is_firm(a, op) for a in value) for value in values)
    return op in ("-", "/", "//", "**", "@")


def _is_text(atom: Atom) -> bool:
    return isinstance(atom, Constant) and isinstance(atom.value, (str, bytes))


def _is_firm(atom: Atom, op: str) -> bool:
    if isinstance(atom, Detached) and atom.data:
        return False  # It may be a list.
    if op == "+":
        return is_number(atom) or isinstance(atom, Tensor)
    whole = isinstance(atom, Constant) and not isinstance(atom.value, float)
    return is_number(atom) and not whole and not isinstance(atom, Detached)
