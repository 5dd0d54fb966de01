"""A hypothesis state machine: the model and a real tape take the same random operations."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st

from tapelint import lifecycle
from tapelint.lifecycle import Operation, Persistence

from .agreement import disagreement, tensorflow
from .real_tape import RealTape

MOVES = (Operation.GRADIENT, Operation.EXIT, Operation.PAUSE, Operation.ENTER)
"""These carry a tape through its phases; the rest mostly looks at where it is."""

SLOW = (Operation.JACOBIAN, Operation.BATCH_JACOBIAN)
"""These trace and vectorise at each call: two hundred times the price of the others."""

QUICK = tuple(
    operation for operation in Operation if operation not in (*SLOW, Operation.RESUME)
)  # fmt: skip

CHOICE = (QUICK + MOVES * 3) * 4 + SLOW


class TapeMachine(stateful.RuleBasedStateMachine):
    """The invariant is in every rule: the same error, and the same visible state after it."""

    vectorises = True

    def __init__(self) -> None:
        super().__init__()
        self.phase = lifecycle.Phase.FRESH
        self.persistence = Persistence.NO
        self.real: RealTape | None = None

    @stateful.initialize(persistence=st.sampled_from(Persistence))
    def create(self, persistence: Persistence) -> None:
        self.persistence = persistence
        self.real = RealTape(*tensorflow(), persistence)

    @stateful.rule(operation=st.sampled_from(CHOICE))
    def operate(self, operation: Operation) -> None:
        slow = operation in SLOW and not self.vectorises
        self._both(Operation.GRADIENT if slow else operation)

    @stateful.precondition(lambda self: self.real is not None and self.real.pauses)
    @stateful.rule(data=st.data())
    def resume(self, data: st.DataObject) -> None:
        """Leave any of the open pauses: those of a program need not nest."""
        assert self.real is not None
        self._both(Operation.RESUME, data.draw(st.integers(0, len(self.real.pauses) - 1)))

    def teardown(self) -> None:
        if self.real is not None:
            self.real.close()

    def _both(self, operation: Operation, pause: int = 0) -> None:
        assert self.real is not None
        observed = self.real.apply(operation, pause)
        before = self.phase
        step = lifecycle.step(before, self.persistence, operation)
        self.phase = step.phase
        problem = disagreement(step, observed)
        assert not problem, f"{operation} of a {self.persistence} in {before}: {problem}"


class QuickTapeMachine(TapeMachine):
    """The same without the slow operations."""

    vectorises = False


def budget(examples: int, steps: int = 30, *, seed: bool = True) -> settings:
    """How long to search; shrinking only where a human will read the result."""
    phases = [Phase.generate] if seed else [Phase.generate, Phase.shrink]
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=seed,
        phases=phases,
        suppress_health_check=list(HealthCheck),
    )
