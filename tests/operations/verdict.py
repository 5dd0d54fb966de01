"""What TensorFlow has to say against a row of the tables."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

from tapelint.operations import DType, Effect, Operation

from .observe import MODES, Observation, dtype_class, function_of, observe

FLOATS, INTEGERS = (1.0, 2.0, 3.0), (1, 2, 3)
OUTCOMES = {
    Effect.CONNECTS: "connected",
    Effect.SAME: "connected",
    Effect.STRUCTURE: "connected",
    Effect.ZEROS: "zeros",
    Effect.RAISES: "lookup",
}
"""What comes back if a parameter that carries was given x; of the other effects: none."""
NEVER_CONNECTED = frozenset({DType.INTEGER, DType.BOOL, DType.STRING})


def complaints(path: str, operation: Operation, expressions: tuple[str, ...]) -> Iterator[str]:
    """All that disagrees, one line each; nothing if the row is right."""
    yield from complaints_about_signature(path, operation)
    same = False
    alone: set[str] = set()
    for expression in expressions:
        special = dict(re.findall(r"(\w+): (\w+)", expression.partition("  # ")[2]))
        for mode in MODES:
            seen = observe(path, expression, mode, FLOATS)
            said = f"{expression}, {mode}: "
            expected = special.get(mode) or special.get("all") or expected_outcome(operation, seen)
            if seen.outcome != expected and not excused(operation, seen, mode, expected):
                yield f"{said}{seen.outcome}, not {expected} {seen.detail}"
            if seen.outcome != "error":
                yield from (said + word for word in complaints_about_result(operation, seen))
            same |= seen.same and mode != "traced"
            carriers = carrying(operation, seen.fed)
            if len(carriers) == 1 and seen.outcome == OUTCOMES.get(operation.effect):
                alone |= carriers
        seen = observe(path, expression, "watched", INTEGERS)
        if seen.outcome != "error" and "integers" not in special:
            for word in complaints_about_dtype(operation, seen):
                yield f"{expression}, integers: {word}"
    if same is not (operation.effect is Effect.SAME):
        yield f"same tensor: {same}"
    if not set(operation.carries or ()) <= alone:
        yield f"no sample gives x to one parameter only: {set(operation.carries or ()) - alone}"


def complaints_about_signature(path: str, operation: Operation) -> Iterator[str]:
    if operation.parameters:
        names = tuple(inspect.signature(function_of(path)).parameters)
        if names[: len(operation.parameters)] != operation.parameters:
            yield f"signature {names}, not {operation.parameters}"


def carrying(operation: Operation, names: frozenset[str]) -> frozenset[str]:
    return names if operation.carries is None else names & set(operation.carries)


def expected_outcome(operation: Operation, seen: Observation) -> str:
    if operation.effect is Effect.LEAVES:
        return "left"
    if operation.effect not in OUTCOMES or not carrying(operation, seen.fed):
        return "none"
    decided = operation.dtype is DType.FROM_ARGUMENT
    if decided and operation.effect is not Effect.RAISES and seen.classes <= NEVER_CONNECTED:
        return "none"
    return OUTCOMES[operation.effect]


def excused(operation: Operation, seen: Observation, mode: str, expected: str) -> bool:
    """Tracing has no numbers to leave TensorFlow with; functions may give plain numbers."""
    if operation.effect is Effect.LEAVES:
        return mode == "traced" and seen.outcome == "error"
    return expected == "none" and seen.outcome == "left"


def complaints_about_result(operation: Operation, seen: Observation) -> Iterator[str]:
    yield from complaints_about_dtype(operation, seen)
    free = (Effect.SAME, Effect.LEAVES, Effect.CUTS, Effect.RAISES)
    if operation.effect not in free and operation.dtype is not DType.UNKNOWN:
        wanted = operation.effect is Effect.STRUCTURE
        if seen.structure is not wanted:
            yield f"list or tuple: {seen.structure}"


def complaints_about_dtype(operation: Operation, seen: Observation) -> Iterator[str]:
    wanted = expected_class(operation, seen)
    given = frozenset().union(*seen.classes_given.values())
    allowed = {wanted}
    if wanted is DType.FLOAT or DType.COMPLEX in given:
        allowed |= {DType.FLOAT, DType.COMPLEX}
    if wanted is not DType.UNKNOWN and not seen.classes <= allowed:
        yield f"dtype {', '.join(c.name for c in seen.classes)}, not {wanted.name}"


def expected_class(operation: Operation, seen: Observation) -> DType:
    dtype = operation.dtype
    if dtype is DType.FROM_ARGUMENT:
        named = seen.given.get(operation.decides)
        if named is not None:
            return dtype_class(named)
        dtype = operation.otherwise
    if dtype is not DType.SAME_AS_INPUT:
        return dtype
    names = carrying(operation, frozenset(seen.classes_given))
    classes = frozenset().union(*(seen.classes_given[name] for name in names))
    return next(iter(classes)) if len(classes) == 1 else DType.UNKNOWN
