"""A real `tf.GradientTape`, driven by the operations of `tapelint.lifecycle`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

from tapelint.lifecycle import Operation, Persistence


class Outcome(NamedTuple):
    """What can be seen of an operation: the error, the two attributes, the record's identity."""

    exception: str
    text: str
    recording: bool
    empty: bool
    new_record: bool


class RealTape:
    """One tape, the last target it recorded, and the pauses that are still open.

    Every target is kept alive: a tensor that dies while a tape with a destroyed record is
    active again takes the process with it (`Check failed: op_it != op_tape_.end()`).
    """

    def __init__(self, tf: Any, variable: Any, persistence: Persistence) -> None:
        given = {Persistence.NO: False, Persistence.YES: True, Persistence.TRUTHY: 1}
        self.tf = tf
        self.variable = variable
        self.tape = tf.GradientTape(persistent=given[persistence])
        self.pauses: list[AbstractContextManager[None]] = []
        self.kept: list[Any] = []
        self._compute()

    def apply(self, operation: Operation, pause: int = 0) -> Outcome:
        """Do it; RESUME leaves the open pause of this index."""
        record = self.tape._tape
        exception, text = "", ""
        try:
            self._action(operation, pause)()
        except Exception as error:  # noqa: BLE001 - naming its class is the point
            exception, text = type(error).__name__, str(error)
        starts = operation in (Operation.ENTER, Operation.RESUME, Operation.RESET)
        if starts and not exception:
            self._compute()
        now = self.tape._tape
        fresh = now is not None and now is not record
        return Outcome(exception, text, self.tape._recording, now is None, fresh)

    def close(self) -> None:
        """Leave the tape's thread as it was found: nothing recording, no pause to wake up."""
        self.tape.__exit__(None, None, None)
        while self.pauses:
            self._resume(0)
            self.tape.__exit__(None, None, None)

    def _compute(self) -> None:
        self.target = self.variable * self.variable
        flat = self.tf.reshape(self.target, [-1])
        distinct = self.tf.unique(flat)
        self.without_gradient = distinct.y
        self.kept += [self.target, flat, distinct]

    def _pause(self) -> None:
        pause = self.tape.stop_recording()
        pause.__enter__()
        self.pauses.append(pause)

    def _resume(self, index: int) -> None:
        self.pauses.pop(index).__exit__(None, None, None)

    def _action(self, operation: Operation, pause: int) -> Callable[[], object]:
        tape, y, x = self.tape, self.target, self.variable
        actions: dict[Operation, Callable[[], object]] = {
            Operation.ENTER: tape.__enter__,
            Operation.EXIT: lambda: tape.__exit__(None, None, None),
            Operation.PAUSE: self._pause,
            Operation.RESUME: lambda: self._resume(pause),
            Operation.RESET: tape.reset,
            Operation.WATCH: lambda: tape.watch(x),
            Operation.WATCHED_VARIABLES: tape.watched_variables,
            Operation.GRADIENT: lambda: tape.gradient(y, x),
            Operation.GRADIENT_REFUSED: lambda: tape.gradient(None, x),
            Operation.GRADIENT_FAILED: lambda: tape.gradient(self.without_gradient, x),
            Operation.JACOBIAN: lambda: tape.jacobian(y, x),
            Operation.JACOBIAN_UNROLLED: lambda: tape.jacobian(y, x, experimental_use_pfor=False),
            Operation.BATCH_JACOBIAN: lambda: tape.batch_jacobian(y, x),
            Operation.BATCH_JACOBIAN_UNROLLED: lambda: tape.batch_jacobian(
                y, x, experimental_use_pfor=False
            ),
            Operation.JACOBIAN_REFUSED: lambda: tape.jacobian(None, x),
        }
        return actions[operation]
