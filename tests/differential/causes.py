"""Why a call goes wrong, without asking tapelint: what the generator planted, and what was raised.

The generator says it in a comment on the line of the call: `# cause: late-watch`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests.oracle.record import Outcome

UNPLANNED = "unplanned"
MARK = re.compile(r"#\s*cause: ([a-z-]+)\s*$")

BY_DESIGN = frozenset({"linear"})
"""Right answers of None, which no rule may speak of."""

SILENT_AS_ZEROS = frozenset(
    "unwatched no-gradient integer state-write frozen unrelated linear".split()
)
"""Causes of which tapelint is silent if zeros were asked for (`batch_jacobian` is not asked)."""

ERRORS = (
    ("can only be used to compute one set", "spent"),
    ("still recording", "active"),
    ("is not recording", "not recording"),
    ("persistent=True to compute", "needs persistent"),
    ("Internal state of the gradient tape", "internal"),
    ("nested structure of Tensors", "argument"),
    ("TensorFlow DType", "argument"),
    ("has no attribute '_tape'", "no tape"),
    ("has no attribute '_id'", "argument"),
    ("has no attribute 'dtype'", "argument"),
    ("has no attribute 'shape'", "argument"),
    ("not tf.Tensor or tf.Variable", "watch"),
    ("unexpected keyword", "keyword"),
    ("object has no attribute", "attribute"),
)
"""Part of a message, and a short word for it."""


def planted(text: str) -> dict[int, str]:
    """The causes that the generator wrote down, by line."""
    lines = enumerate(text.splitlines(), 1)
    return {number: match[1] for number, line in lines if (match := MARK.search(line))}


def symptom(outcomes: Sequence[Outcome]) -> str:
    """How a call goes wrong; empty if every execution of it is fine."""
    raised = next((it for it in outcomes if it.errors), None)
    if raised is not None:
        known = (word for part, word in ERRORS if part in raised.message)
        return f"raises {next(known, raised.errors[0])}"
    if any(it.missing for it in outcomes):
        return "None"
    blank = [it for it in outcomes if it.zeros]
    if any(it.operation == "batch_jacobian" for it in blank):
        return "zeros, never None"
    return "zeros" if blank else ""
