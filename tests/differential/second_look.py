"""Knows which sources are unconnected even where TensorFlow hands out zeros for them.

All derivatives come down to `imperative_grad`, once in a call or several times. It is asked for
None in place of zeros, which changes nothing else, and the zeros are filled in afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]
from tensorflow.python.eager import (  # type: ignore[import-untyped, unused-ignore]
    imperative_grad,
)

NONE, ZERO = tf.UnconnectedGradients.NONE, tf.UnconnectedGradients.ZERO


@dataclass(slots=True)
class Sight:
    """What the innermost derivative call has come to: whether some source is unconnected, and
    whether that could not be asked."""

    unconnected: bool = False
    unclear: bool = False


@contextmanager
def second_look(sight: Sight) -> Iterator[None]:
    """Note in `sight` what is unconnected meanwhile."""
    original = imperative_grad.imperative_grad

    def looking(
        tape: Any,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        sources_raw: Any = None,
        unconnected_gradients: Any = NONE,
    ) -> Any:
        arguments = (tape, target, sources, output_gradients, sources_raw)
        filled = _is_zero(unconnected_gradients)
        if filled and not all(isinstance(raw, tf.Tensor | tf.Variable) for raw in sources_raw):
            sight.unclear = True
            return original(*arguments, unconnected_gradients)
        asked = NONE if filled else unconnected_gradients
        leaves = original(*arguments, asked)
        sight.unconnected |= any(leaf is None for leaf in leaves)
        if not filled:
            return leaves
        pairs = zip(leaves, sources_raw, strict=True)
        return [tf.zeros_like(raw) if leaf is None else leaf for leaf, raw in pairs]

    imperative_grad.imperative_grad = looking
    try:
        yield
    finally:
        imperative_grad.imperative_grad = original


def _is_zero(unconnected_gradients: Any) -> bool:
    return bool(getattr(unconnected_gradients, "value", unconnected_gradients) == ZERO.value)
