"""What is known of each library call by its canonical name: what it does to gradients and dtypes.

Facts only, as data: `kinds` has the words, the other modules the tables. Each row is run under
TensorFlow by the tests. What is not in the tables is unknown.
"""

from __future__ import annotations

from . import arrays, images, keras_calls, mathematics, networks, numpy_calls, surroundings
from .kinds import DType, Effect, Operation, spread
from .names import ALIASES

__all__ = ["OPERATIONS", "DType", "Effect", "Operation", "lookup"]

OPERATIONS: dict[str, Operation] = spread(
    arrays.ROWS
    + mathematics.ROWS
    + networks.ROWS
    + images.ROWS
    + keras_calls.ROWS
    + numpy_calls.ROWS
    + surroundings.ROWS
)
for _other, _module, _names in ALIASES:
    for _name in _names.split():
        OPERATIONS[f"{_other}.{_name}"] = OPERATIONS[f"{_module}.{_name}"]


def lookup(path: str) -> Operation | None:
    """What is known of a call of `path`; None: nothing."""
    return OPERATIONS.get(path)
