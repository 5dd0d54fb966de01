"""Every transition of the model once, each followed by a probe, on a real tape.

The phases differ in what can be seen at once, or in what a gradient answers; so a walk to each
state, one operation and one gradient tell whether the operation went where the model says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tapelint import lifecycle
from tapelint.lifecycle import Operation, Persistence, Phase

from .agreement import disagreement, tensorflow
from .real_tape import RealTape


class State(NamedTuple):
    """RESUME needs a pause to leave, so the walk keeps account of those as well."""

    phase: Phase
    paused: bool

    def after(self, persistence: Persistence, operation: Operation) -> State:
        step = lifecycle.step(self.phase, persistence, operation)
        opens = operation is Operation.PAUSE and step.error is None
        return State(step.phase, opens or (self.paused and operation is not Operation.RESUME))

    def operations(self) -> Iterator[Operation]:
        """What can be done here at all."""
        return (op for op in Operation if op is not Operation.RESUME or self.paused)


Path = tuple[Operation, ...]


def walks(persistence: Persistence) -> dict[State, Path]:
    """A shortest way to each state that can be reached, by operations that are cheap."""
    found: dict[State, Path] = {State(Phase.FRESH, False): ()}
    for state in (queue := list(found)):
        for operation in state.operations():
            following = state.after(persistence, operation)
            if following not in found and "jacobian" not in operation.value:
                found[following] = (*found[state], operation)
                queue.append(following)
    return found


def differences(persistence: Persistence) -> Iterator[str]:
    """Each transition on which the model and TensorFlow differ."""
    for state, path in walks(persistence).items():
        for operation in state.operations():
            difference = drive(persistence, (*path, operation, Operation.GRADIENT))
            if difference:
                yield difference


def drive(persistence: Persistence, path: Path) -> str:
    """Walk this way in both; the first difference, or nothing."""
    real = RealTape(*tensorflow(), persistence)
    phase = Phase.FRESH
    try:
        for operation in path:
            step = lifecycle.step(phase, persistence, operation)
            if problem := disagreement(step, real.apply(operation)):
                return (
                    f"{persistence}, {[op.name for op in path]}, {operation} in {phase}: {problem}"
                )
            phase = step.phase
    finally:
        real.close()
    return ""
