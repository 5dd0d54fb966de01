"""The words in which a library call is described, and the notation of the tables.

A table is a tuple of `(operation, module, names)`: every one of the `names` in `module` is that
operation. An `Operation` is written as

    op(CONNECTS, SAME_AS_INPUT, "params* indices", "array_grad.py")

where the third part, needed only if the parameters differ, is the beginning of the signature:
a star marks the parameters that carry gradients, an equals sign the one that names the dtype.
"""

from __future__ import annotations

from typing import NamedTuple

from tapelint.enums import Single


class Effect(Single):
    """What the result of a call has to do with its arguments, for a tape that records it.

    A function among the arguments (`tf.cond`, `tf.map_fn`) stands for what it returns and
    closes over. Connected results of integer, bool or string dtype are worth nothing: the next
    operation is not recorded because of them.
    """

    CONNECTS = "a new tensor, connected to the arguments that carry"
    SAME = "when run eagerly maybe one of the arguments itself, else as CONNECTS"
    STRUCTURE = "a list, tuple or named tuple of new tensors, at least one of them connected"
    CUTS = "tensors that are connected to nothing"
    ZEROS = "connected, but the gradient is zero everywhere"
    RAISES = "connected to an operation without gradient: LookupError in the backward pass"
    MAKES = "a tensor made without the help of tensors"
    LEAVES = "no tensor: an array, a Python value, a dataset"


class DType(Single):
    """The class of the result's dtype. Real and complex floats both carry gradients."""

    SAME_AS_INPUT = "that of the arguments that carry, or of all tensor arguments"
    FLOAT = "float, or complex if an argument is"
    INTEGER = "integer"
    BOOL = "bool"
    STRING = "string"
    COMPLEX = "complex"
    FROM_ARGUMENT = "named by the argument `decides`; `otherwise` if that is missing or None"
    UNKNOWN = "none of these, mixed, or not worth telling"


class Operation(NamedTuple):
    """What is known of a call."""

    effect: Effect
    dtype: DType
    source: str
    """Where TensorFlow, Keras or NumPy says so: mostly the file that registers the gradient."""
    carries: tuple[str, ...] | None = None
    """The parameters that carry gradients to the result; None: all tensor arguments."""
    parameters: tuple[str, ...] = ()
    """The beginning of the signature, at least as far as `carries` and `decides`, if given."""
    decides: str = ""
    otherwise: DType = DType.UNKNOWN


Table = tuple[tuple[Operation, str, str], ...]


def op(
    effect: Effect,
    dtype: DType,
    signature: str,
    source: str,
    *,
    otherwise: DType = DType.UNKNOWN,
) -> Operation:
    """Read the notation of the tables."""
    words = signature.split()
    return Operation(
        effect,
        dtype,
        source,
        carries=tuple(word[:-1] for word in words if word.endswith("*")) or None,
        parameters=tuple(word.rstrip("*=") for word in words),
        decides=next((word[:-1] for word in words if word.endswith("=")), ""),
        otherwise=otherwise,
    )


def spread(table: Table) -> dict[str, Operation]:
    """One entry for each name; a name that stands in two rows is a mistake."""
    entries: dict[str, Operation] = {}
    for operation, module, names in table:
        for name in names.split():
            path = f"{module}.{name}"
            if path in entries:
                raise ValueError(f"{path} stands in two rows")
            entries[path] = operation
    return entries
