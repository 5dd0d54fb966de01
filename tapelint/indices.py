"""Indices that tell what they index."""

from __future__ import annotations

from tapelint.program import Expr, Items, Literal


def is_of_axes(index: Expr) -> bool:
    """Whether an index is one of tensors and arrays: `[:, 0]`, `[..., 0]`; no list takes those."""
    return (
        isinstance(index, Items)
        and index.kind == "tuple"
        and any(
            (isinstance(element, Items) and element.kind == "slice")
            or (isinstance(element, Literal) and element.value is ...)
            for element in index.elements
        )
    )
