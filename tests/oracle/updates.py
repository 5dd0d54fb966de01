"""What an update by an optimizer does to the variables, measured.

For mistakes that nothing but the weights shows. A gradient is known again by the tensor that a
derivative call gave, and belongs to the source that it was asked for.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]

from .record import MISPAIRED, UNSCALED

SMALL = 1e-3


class Updates:
    """Remembers derivatives, and watches what optimizers make of them."""

    def __init__(self) -> None:
        self._given: dict[int, tuple[Any, Any, Sequence[Any]]] = {}

    def learn(self, result: Any, sources: Any) -> None:
        """A derivative call gave this for these."""
        gradients, by = tf.nest.flatten(result), tf.nest.flatten(sources)
        if len(gradients) == len(by):
            for gradient, source in zip(gradients, by, strict=True):
                self._given[id(gradient)] = (gradient, source, by)

    def of_update(
        self, optimizer: Any, pairs: Any, update: Callable[[], Any]
    ) -> tuple[Any, tuple[str, ...]]:
        """Run `update`, which applies `pairs`: what it gives, and what was wrong with it."""
        gradients, variables = columns(pairs)
        if not tf.executing_eagerly():
            return update(), ()
        sources = [self._source(gradient) for gradient in gradients]
        everything = {id(v): v for v in [*variables, *sources] if hasattr(v, "assign")}
        before = {key: np.array(v) for key, v in everything.items()}
        result = update()
        moved = {key: np.abs(np.array(v) - before[key]).max() for key, v in everything.items()}
        found = []
        if self._crossed(gradients, variables) or _left(gradients, variables, sources, moved):
            found.append(MISPAIRED)
        if hasattr(optimizer, "dynamic_scale") and _hardly(optimizer, gradients, variables, moved):
            found.append(UNSCALED)
        return result, tuple(found)

    def _source(self, gradient: Any) -> Any:
        return self._given.get(id(gradient), (None, None, ()))[1]

    def _crossed(self, gradients: Sequence[Any], variables: Sequence[Any]) -> bool:
        """Whether a variable gets another gradient, though its own was computed with it."""
        for gradient, variable in zip(gradients, variables, strict=False):
            _, source, others = self._given.get(id(gradient), (None, None, ()))
            if source is not variable and any(variable is other for other in others):
                return True
        return False


def _left(
    gradients: Sequence[Any], variables: Sequence[Any], sources: Sequence[Any], moved: Any
) -> bool:
    """Whether one list is longer, and the variables of its rest stayed as they were."""
    shorter = min(len(gradients), len(variables))
    rest = [*variables[shorter:], *sources[shorter:]]
    return any(moved.get(id(variable)) == 0.0 for variable in rest)


def _hardly(optimizer: Any, gradients: Sequence[Any], variables: Sequence[Any], moved: Any) -> bool:
    """Whether each step is far too small for a gradient of this size.

    No step is made, and the scale is lowered, if a scaled gradient overflows.
    """
    if not all(np.isfinite(np.array(gradient)).all() for gradient in gradients):
        return False
    rate = float(optimizer.learning_rate)
    steps = [
        moved[id(variable)] < SMALL * rate * min(np.abs(np.array(gradient)).max(), 1.0)
        for gradient, variable in zip(gradients, variables, strict=False)
        if gradient is not None
    ]
    return bool(steps) and all(steps)


def columns(pairs: Any) -> tuple[list[Any], list[Any]]:
    """Gradients and variables, without using up a zip."""
    if isinstance(pairs, zip):
        # A zip says what it iterates over, and copies of these leave it as it is.
        inner = [list(copy.copy(it)) for it in pairs.__reduce__()[1]]
        if len(inner) == 2:
            return inner[0], inner[1]
        return [], []
    try:
        rows = [tuple(pair) for pair in pairs] if isinstance(pairs, (list, tuple)) else []
    except TypeError:
        return [], []
    rows = [row for row in rows if len(row) == 2]
    return [row[0] for row in rows], [row[1] for row in rows]
