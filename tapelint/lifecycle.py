"""The life of one tape: what each operation does to it, and what it answers.

Knows nothing of syntax and nothing of values: a table from (phase, persistence, operation) to
the next phase and the error, if any. The facts were observed on TensorFlow 2.21, and
`tests/lifecycle` drives this table and a real `tf.GradientTape` with the same random operations.

Terms: a *record* is what the tape wrote down since it last began afresh; a derivative call of a
tape that is not persistent *spends* the record, and the next entry begins a new one.
"""

from __future__ import annotations

from typing import NamedTuple

from tapelint.enums import Single


class Persistence(Single):
    """What `persistent=` was.

    The Python class tests truth and the C++ tape under it tests for the object True, so a
    truthy value that is not True makes a tape whose two halves disagree.
    """

    NO = "no"
    YES = "yes"
    TRUTHY = "truthy"


class Phase(Single):
    """Where a tape is in its life.

    TensorFlow itself sees FRESH and SPENT as one (`_tape is None`); closed after its block and
    paused by `stop_recording` are one as well: IDLE. BROKEN is an idle tape whose record was
    destroyed without its Python object knowing: by a derivative call of a TRUTHY tape or by a
    backward pass that failed. Entered again it records like any other, but its old targets stay
    lost, and TensorFlow aborts the process when a tensor of the old record dies meanwhile.
    """

    FRESH = "fresh"
    RECORDING = "recording"
    IDLE = "idle"
    SPENT = "spent"
    BROKEN = "broken"


class Operation(Single):
    """What can be done to a tape.

    Derivative calls ask for a target that the tape recorded since it was last entered or reset,
    and before its record was destroyed if it was: a target equal to its source, or known from
    elsewhere, gets an answer from a BROKEN tape too. Success includes a result of None.
    """

    ENTER = "enter"  # with tape:, tape.__enter__()
    EXIT = "exit"
    PAUSE = "pause"  # entering tape.stop_recording()
    RESUME = "resume"  # leaving it
    RESET = "reset"
    WATCH = "watch"  # of one tensor or variable at least
    WATCHED_VARIABLES = "watched_variables"
    GRADIENT = "gradient"
    GRADIENT_REFUSED = "gradient, refused"  # fails before the backward pass: target None ...
    GRADIENT_FAILED = "gradient, failed"  # fails in it: an operation without gradient ...
    JACOBIAN = "jacobian"
    JACOBIAN_UNROLLED = "jacobian, unrolled"  # experimental_use_pfor=False, eager
    BATCH_JACOBIAN = "batch_jacobian"
    BATCH_JACOBIAN_UNROLLED = "batch_jacobian, unrolled"
    JACOBIAN_REFUSED = "jacobian, refused"  # either of the two, with a target that is no tensor


class Error(Single):
    """How TensorFlow refuses: the exception's class and a part of its text."""

    SPENT = ("RuntimeError", "A non-persistent GradientTape can only be used to")
    ACTIVE = ("ValueError", "Tape is still recording")
    NOT_RECORDING = ("ValueError", "Tape is not recording.")
    NOT_PAUSABLE = ("RuntimeError", "Trying to stop recording a tape which is not recording.")
    NO_TAPE = ("AttributeError", "'NoneType' object has no attribute '_tape'")
    NEEDS_PERSISTENT = ("RuntimeError", "GradientTape must be created with persistent=True")
    IN_BLOCK = ("RuntimeError", "gradient() cannot be invoked within the GradientTape context")
    INTERNAL = ("InternalError", "Internal state of the gradient tape is invalid")
    REFUSED = ("TypeError", "Argument `target` should be a list or nested structure")
    NO_TENSOR = ("AttributeError", "object has no attribute 'shape'")
    NO_GRADIENT = ("LookupError", "gradient registry has no entry for")

    @property
    def exception(self) -> str:
        """The name of the exception's class."""
        return self.value[0]

    @property
    def text(self) -> str:
        """A part of its message, the same for every way to it."""
        return self.value[1]


class Step(NamedTuple):
    """What an operation leads to; `new_record`: a new, empty record begins."""

    phase: Phase
    error: Error | None = None
    new_record: bool = False


Entry = Phase | Error | Step
"""A table entry: success into a phase, an error that changes nothing, or all of it."""

NO, YES, TRUTHY = Persistence
FRESH, RECORDING, IDLE, SPENT, BROKEN = Phase
_BEGIN = Step(RECORDING, new_record=True)
_POPPED = Step(IDLE, Error.REFUSED)  # a tape that is not persistent leaves its block first
_BREAKS = Step(BROKEN, Error.NO_GRADIENT)
_NEEDS, _INTERNAL, _IN_BLOCK = Error.NEEDS_PERSISTENT, Error.INTERNAL, Error.IN_BLOCK
_REFUSED, _NO_TENSOR, _LOOKUP = Error.REFUSED, Error.NO_TENSOR, Error.NO_GRADIENT
_ACTIVE, _NOT_RECORDING = Error.ACTIVE, Error.NOT_RECORDING

_UPKEEP: dict[Operation, tuple[Entry, ...]] = {
    # of any persistence:  FRESH               RECORDING  IDLE            SPENT               BROKEN
    Operation.ENTER: (_BEGIN, _ACTIVE, RECORDING, _BEGIN, RECORDING),
    Operation.RESUME: (_BEGIN, _ACTIVE, RECORDING, _BEGIN, RECORDING),
    Operation.EXIT: (FRESH, IDLE, IDLE, SPENT, BROKEN),
    Operation.PAUSE: (Error.NOT_PAUSABLE, IDLE, _NOT_RECORDING, Error.NOT_PAUSABLE, _NOT_RECORDING),
    Operation.RESET: (_NOT_RECORDING, _BEGIN, _NOT_RECORDING, _NOT_RECORDING, _NOT_RECORDING),
    Operation.WATCH: (Error.NO_TAPE, RECORDING, IDLE, Error.NO_TAPE, BROKEN),
    Operation.WATCHED_VARIABLES: (FRESH, RECORDING, IDLE, SPENT, BROKEN),
}

_DERIVATIVES: dict[tuple[Operation, Persistence], tuple[Entry, Entry, Entry]] = {
    # FRESH and SPENT: always Error.SPENT             RECORDING   IDLE        BROKEN
    (Operation.GRADIENT, NO): (SPENT, SPENT, _INTERNAL),
    (Operation.GRADIENT, YES): (RECORDING, IDLE, _INTERNAL),
    (Operation.GRADIENT, TRUTHY): (_IN_BLOCK, BROKEN, _INTERNAL),
    (Operation.GRADIENT_REFUSED, NO): (_POPPED, _REFUSED, _REFUSED),
    (Operation.GRADIENT_REFUSED, YES): (_REFUSED, _REFUSED, _REFUSED),
    (Operation.GRADIENT_REFUSED, TRUTHY): (_REFUSED, _REFUSED, _REFUSED),
    (Operation.GRADIENT_FAILED, NO): (_BREAKS, _BREAKS, _INTERNAL),
    (Operation.GRADIENT_FAILED, YES): (_LOOKUP, _LOOKUP, _INTERNAL),
    (Operation.GRADIENT_FAILED, TRUTHY): (_IN_BLOCK, _BREAKS, _INTERNAL),
    (Operation.JACOBIAN, NO): (SPENT, SPENT, SPENT),
    (Operation.JACOBIAN, YES): (RECORDING, IDLE, BROKEN),
    (Operation.JACOBIAN, TRUTHY): (_IN_BLOCK, BROKEN, BROKEN),
    (Operation.JACOBIAN_UNROLLED, NO): (_NEEDS, _NEEDS, _NEEDS),
    (Operation.JACOBIAN_UNROLLED, YES): (RECORDING, IDLE, BROKEN),
    (Operation.JACOBIAN_UNROLLED, TRUTHY): (_IN_BLOCK, BROKEN, BROKEN),
    (Operation.BATCH_JACOBIAN, NO): (SPENT, SPENT, SPENT),
    (Operation.BATCH_JACOBIAN, YES): (RECORDING, IDLE, BROKEN),
    (Operation.BATCH_JACOBIAN, TRUTHY): (_IN_BLOCK, BROKEN, BROKEN),
    (Operation.BATCH_JACOBIAN_UNROLLED, NO): (_NEEDS, _NEEDS, _NEEDS),
    (Operation.BATCH_JACOBIAN_UNROLLED, YES): (RECORDING, IDLE, BROKEN),
    (Operation.BATCH_JACOBIAN_UNROLLED, TRUTHY): (_IN_BLOCK, BROKEN, BROKEN),
    (Operation.JACOBIAN_REFUSED, NO): (_NO_TENSOR, _NO_TENSOR, _NO_TENSOR),
    (Operation.JACOBIAN_REFUSED, YES): (_NO_TENSOR, _NO_TENSOR, _NO_TENSOR),
    (Operation.JACOBIAN_REFUSED, TRUTHY): (_NO_TENSOR, _NO_TENSOR, _NO_TENSOR),
}


def _expand() -> dict[tuple[Phase, Persistence, Operation], Step]:
    """The two tables as one, over every combination."""
    rows: dict[tuple[Operation, Persistence], tuple[Entry, ...]] = {
        (operation, persistence): entries
        for operation, entries in _UPKEEP.items()
        for persistence in Persistence
    }
    for key, (recording, idle, broken) in _DERIVATIVES.items():
        rows[key] = (Error.SPENT, recording, idle, Error.SPENT, broken)
    return {
        (phase, persistence, operation): _step(phase, entry)
        for (operation, persistence), entries in rows.items()
        for phase, entry in zip(Phase, entries, strict=True)
    }


def _step(phase: Phase, entry: Entry) -> Step:
    if isinstance(entry, Phase):
        return Step(entry)
    if isinstance(entry, Error):
        return Step(phase, entry)
    return entry


TABLE = _expand()


def step(phase: Phase, persistence: Persistence, operation: Operation) -> Step:
    """What `operation` does to a tape of this persistence in this phase."""
    return TABLE[phase, persistence, operation]
