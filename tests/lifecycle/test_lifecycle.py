"""The model of a tape's life: against a table of observations, and against TensorFlow itself.

`TAPELINT_FUZZ=5000` makes the comparison with TensorFlow as long as that many examples.
"""

from __future__ import annotations

import os
from itertools import product

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tapelint import lifecycle
from tapelint.lifecycle import Error, Operation, Persistence, Phase, Step, step

from .cover import differences
from .machine import QuickTapeMachine, TapeMachine, budget

ENTER, EXIT, PAUSE, GRADIENT = (
    Operation.ENTER, Operation.EXIT, Operation.PAUSE, Operation.GRADIENT
)  # fmt: skip
NO, YES, TRUTHY = Persistence

COLUMNS: dict[str, tuple[Persistence, tuple[Operation, ...]]] = {
    "fresh": (NO, ()),
    "fresh, persistent": (YES, ()),
    "recording": (NO, (ENTER,)),
    "recording, persistent": (YES, (ENTER,)),
    "paused": (NO, (ENTER, PAUSE)),
    "paused, persistent": (YES, (ENTER, PAUSE)),
    "closed": (NO, (ENTER, EXIT)),
    "closed, persistent": (YES, (ENTER, EXIT)),
    "closed, persistent, used": (YES, (ENTER, EXIT, GRADIENT)),
    "spent": (NO, (ENTER, EXIT, GRADIENT)),
    "spent in its own block": (NO, (ENTER, GRADIENT)),
}
"""How a tape gets into each of the states that were observed."""

OBSERVED = """
enter                     ok>rec ok>rec  ACTIVE>rec ACTIVE>rec  ok>rec ok>rec  ok>rec ok>rec ok>rec  ok>rec ok>rec
exit                      ok>none ok>none  ok>idle ok>idle  ok>idle ok>idle  ok>idle ok>idle ok>idle  ok>none ok>none
gradient                  SPENT>none SPENT>none  ok>none ok>rec  ok>none ok>idle  ok>none ok>idle ok>idle  SPENT>none SPENT>none
gradient_refused          SPENT>none SPENT>none  REFUSED>idle REFUSED>rec  REFUSED>idle REFUSED>idle  REFUSED>idle REFUSED>idle REFUSED>idle  SPENT>none SPENT>none
jacobian                  SPENT>none SPENT>none  ok>none ok>rec  ok>none ok>idle  ok>none ok>idle ok>idle  SPENT>none SPENT>none
jacobian_unrolled         SPENT>none SPENT>none  NEEDS_PERSISTENT>rec ok>rec  NEEDS_PERSISTENT>idle ok>idle  NEEDS_PERSISTENT>idle ok>idle ok>idle  SPENT>none SPENT>none
batch_jacobian            SPENT>none SPENT>none  ok>none ok>rec  ok>none ok>idle  ok>none ok>idle ok>idle  SPENT>none SPENT>none
batch_jacobian_unrolled   SPENT>none SPENT>none  NEEDS_PERSISTENT>rec ok>rec  NEEDS_PERSISTENT>idle ok>idle  NEEDS_PERSISTENT>idle ok>idle ok>idle  SPENT>none SPENT>none
watch                     NO_TAPE>none NO_TAPE>none  ok>rec ok>rec  ok>idle ok>idle  ok>idle ok>idle ok>idle  NO_TAPE>none NO_TAPE>none
reset                     NOT_RECORDING>none NOT_RECORDING>none  ok>rec ok>rec  NOT_RECORDING>idle NOT_RECORDING>idle  NOT_RECORDING>idle NOT_RECORDING>idle NOT_RECORDING>idle  NOT_RECORDING>none NOT_RECORDING>none
pause                     NOT_PAUSABLE>none NOT_PAUSABLE>none  ok>idle ok>idle  NOT_RECORDING>idle NOT_RECORDING>idle  NOT_RECORDING>idle NOT_RECORDING>idle NOT_RECORDING>idle  NOT_PAUSABLE>none NOT_PAUSABLE>none
watched_variables         ok>none ok>none  ok>rec ok>rec  ok>idle ok>idle  ok>idle ok>idle ok>idle  ok>none ok>none
"""  # noqa: E501
"""TensorFlow 2.21, a row per operation, a column per entry of `COLUMNS`: outcome>state."""

STATES = {
    "none": (Phase.FRESH, Phase.SPENT),
    "rec": (Phase.RECORDING,),
    "idle": (Phase.IDLE,),
}


def observations() -> list[tuple[str, str, str, str]]:
    """(operation, column, outcome, state) of each cell of the table."""
    cells = []
    for row in OBSERVED.strip().splitlines():
        operation, *entries = row.split()
        for column, entry in zip(COLUMNS, entries, strict=True):
            cells.append((operation, column, *entry.split(">")))
    return cells  # type: ignore[return-value]


def reach(persistence: Persistence, path: tuple[Operation, ...]) -> Phase:
    """The phase after these operations on a new tape, all of which succeed."""
    phase = Phase.FRESH
    for operation in path:
        phase, error, _ = step(phase, persistence, operation)
        assert error is None
    return phase


@pytest.mark.parametrize(("operation", "column", "outcome", "state"), observations())
def test_observed_table(operation: str, column: str, outcome: str, state: str) -> None:
    persistence, path = COLUMNS[column]
    result = step(reach(persistence, path), persistence, Operation[operation.upper()])
    assert result.error is (None if outcome == "ok" else Error[outcome])
    assert result.phase in STATES[state]


def test_total() -> None:
    """Every combination has an answer, and an error never begins a record."""
    for phase, persistence, operation in product(Phase, Persistence, Operation):
        result = step(phase, persistence, operation)
        assert not (result.error and result.new_record)
        assert result.new_record <= (result.phase is Phase.RECORDING)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("persistence", Persistence)
def test_leaving_a_pause_is_entering(phase: Phase, persistence: Persistence) -> None:
    assert step(phase, persistence, Operation.RESUME) == step(phase, persistence, Operation.ENTER)


def test_a_new_record_begins_only_where_there_was_none_or_at_reset() -> None:
    begins = {
        (phase, operation)
        for phase, persistence, operation in product(Phase, Persistence, Operation)
        if step(phase, persistence, operation).new_record
    }
    starts = set(product((Phase.FRESH, Phase.SPENT), (Operation.ENTER, Operation.RESUME)))
    assert begins == starts | {(Phase.RECORDING, Operation.RESET)}


@pytest.mark.tensorflow
@pytest.mark.parametrize("persistence", Persistence)
def test_tensorflow_agrees_on_every_transition(persistence: Persistence) -> None:
    assert not list(differences(persistence))


@pytest.mark.tensorflow
def test_tensorflow_agrees_on_random_lives() -> None:
    examples = int(os.environ.get("TAPELINT_FUZZ", "0"))
    settings = budget(examples, 50, seed=False) if examples else budget(40)
    run_state_machine_as_test(TapeMachine, settings=settings)


MUTANTS = {
    "entry of an active tape": ((Phase.RECORDING, YES, ENTER), Step(Phase.RECORDING)),
    "entry does not refresh": ((Phase.SPENT, NO, ENTER), Step(Phase.RECORDING)),
    "entry begins a new record": ((Phase.IDLE, NO, ENTER), Step(Phase.RECORDING, None, True)),
    "exit spends": ((Phase.RECORDING, NO, EXIT), Step(Phase.SPENT)),
    "gradient does not spend": ((Phase.IDLE, NO, GRADIENT), Step(Phase.IDLE)),
    "gradient does not pop": ((Phase.RECORDING, NO, GRADIENT), Step(Phase.RECORDING)),
    "gradient of a fresh tape": ((Phase.FRESH, YES, GRADIENT), Step(Phase.FRESH)),
    "another error": ((Phase.SPENT, NO, GRADIENT), Step(Phase.SPENT, Error.INTERNAL)),
    "a refused call spends": (
        (Phase.IDLE, NO, Operation.GRADIENT_REFUSED),
        Step(Phase.SPENT, Error.REFUSED),
    ),
    "a refused call stays": (
        (Phase.RECORDING, NO, Operation.GRADIENT_REFUSED),
        Step(Phase.RECORDING, Error.REFUSED),
    ),
    "truthy is persistent": ((Phase.IDLE, TRUTHY, GRADIENT), Step(Phase.IDLE)),
    "truthy may be used in its block": (
        (Phase.RECORDING, TRUTHY, GRADIENT),
        Step(Phase.RECORDING),
    ),
    "unrolled spends": (
        (Phase.IDLE, NO, Operation.JACOBIAN_UNROLLED),
        Step(Phase.SPENT),
    ),
    "jacobian is free": ((Phase.IDLE, NO, Operation.JACOBIAN), Step(Phase.IDLE)),
    "reset of an idle tape": (
        (Phase.IDLE, YES, Operation.RESET),
        Step(Phase.RECORDING, None, True),
    ),
    "pause of an idle tape": ((Phase.IDLE, NO, PAUSE), Step(Phase.IDLE)),
    "resume of a recording tape": ((Phase.RECORDING, NO, Operation.RESUME), Step(Phase.RECORDING)),
    "resume leaves it spent": ((Phase.SPENT, NO, Operation.RESUME), Step(Phase.SPENT)),
    "a failure breaks nothing": (
        (Phase.IDLE, NO, Operation.GRADIENT_FAILED),
        Step(Phase.IDLE, Error.NO_GRADIENT),
    ),
}
"""Faults of the model, each of which the comparison with TensorFlow has to notice."""


QUICKLY_FOUND = (
    "entry of an active tape",
    "entry does not refresh",
    "exit spends",
    "gradient does not pop",
    "gradient of a fresh tape",
    "another error",
    "truthy may be used in its block",
    "reset of an idle tape",
)
"""The faults that a short random search comes upon."""


def break_model(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the model wrong in one entry of its table."""
    key, wrong = MUTANTS[fault]
    assert lifecycle.TABLE[key] != wrong
    monkeypatch.setitem(lifecycle.TABLE, key, wrong)


@pytest.mark.tensorflow
@pytest.mark.parametrize("fault", MUTANTS)
def test_a_wrong_model_is_noticed_on_a_transition(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_model(fault, monkeypatch)
    persistence = MUTANTS[fault][0][1]
    assert next(differences(persistence), None)


@pytest.mark.tensorflow
@pytest.mark.parametrize("fault", QUICKLY_FOUND)
def test_a_wrong_model_is_noticed_in_a_random_life(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_model(fault, monkeypatch)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(QuickTapeMachine, settings=budget(600))
