"""When the model and TensorFlow agree about one operation."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest

from tapelint import lifecycle

from .real_tape import Outcome


@cache
def tensorflow() -> tuple[Any, Any]:
    """TensorFlow and the variable that every tape reads, made once."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tf = pytest.importorskip("tensorflow")
    return tf, tf.Variable([[1.0, 2.0], [3.0, 4.0]])


def disagreement(step: lifecycle.Step, observed: Outcome) -> str:
    """How the model and TensorFlow differ, or nothing."""
    exception, text = step.error.value if step.error else ("", "")
    if exception != observed.exception or text not in observed.text:
        return f"model: {step.error}, TensorFlow: {observed.exception}: {observed.text}"
    model = (
        step.phase is lifecycle.Phase.RECORDING,
        step.phase in (lifecycle.Phase.FRESH, lifecycle.Phase.SPENT),
        step.new_record,
    )
    seen = (observed.recording, observed.empty, observed.new_record)
    return "" if model == seen else f"(recording, empty, new record): {model}, TensorFlow {seen}"
