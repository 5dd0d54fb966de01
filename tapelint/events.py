"""What the interpreter tells the rules: things that happen to tapes and variables.

An event describes one execution, or all executions of one round of a loop; the same call can
be told several times (once for each round, caller and path). `Context` says how far it holds.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from tapelint.diagnostic import Edit
from tapelint.lifecycle import Error
from tapelint.records import dataclass
from tapelint.tape_state import Mode, Tape
from tapelint.values import Site


class Context(NamedTuple):
    """How far an event holds.

    `certain`: on every execution that reaches the site (or that reaches it in this round of
    a loop that certainly gets there). `round`: 1, or the iteration of the innermost loop that
    this is about. `callers`: the calls within this file that led here, outermost first.
    """

    certain: bool
    round: int = 1
    callers: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at `site`."""

    site: Site
    context: Context


@dataclass(frozen=True, slots=True)
class TapeClassEntered(Event):
    """`with tf.GradientTape as tape:`, the class and not a tape. `spelling`: as written."""

    spelling: str
    target: str | None


@dataclass(frozen=True, slots=True)
class BadArguments(Event):
    """A call of `spelling` with keywords or a number of arguments that it does not accept."""

    spelling: str
    unknown: tuple[str, ...]
    accepted: tuple[str, ...]
    too_many: bool = False


@dataclass(frozen=True, slots=True)
class TapeEvent(Event):
    """Something that is done with one tape, called `name` there; `tape`: its facts before."""

    name: str
    tape: Tape


@dataclass(frozen=True, slots=True)
class TapeEntered(TapeEvent):
    """`with tape:` or `tape.__enter__()`; `errors`: what it may raise (None: nothing)."""

    errors: frozenset[Error | None]


@dataclass(frozen=True, slots=True)
class TapeUsed(TapeEvent):
    """A call of watch, reset or stop_recording."""

    method: str
    errors: frozenset[Error | None]
    misfits: tuple[Misfit, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownMember(TapeEvent):
    """A read of an attribute that no tape has."""

    member: str


class Misuse(Enum):
    """What is wrong about a call of a tape that shares its record with a wrapper."""

    RECORD_GONE = "another tape over the same record has spent it"
    IN_BLOCK = "the tape under it is still recording"
    ARGUMENT = "it does not take this argument"
    METHOD = "it does not have this method in working order"


@dataclass(frozen=True, slots=True)
class WrapperMisused(TapeEvent):
    """A derivative call that raises because of a wrapper.

    `word`: the method or argument. `by`: the call that spent the record; `made`: where the
    wrapper is made.
    """

    how: Misuse
    word: str
    by: Site | None = None
    made: Site | None = None


class Reason(Enum):
    """Why a derivative is None."""

    FIRST_OUTSIDE = "the first derivative was taken when the tape did not record"
    AFTER = "computed after the tape had stopped recording"
    BEFORE = "computed before the tape recorded"
    PAUSED = "computed in a pause of the tape"
    LEFT = "the path leaves TensorFlow"
    NO_GRADIENT = "the path goes through an operation without gradient"
    WRITTEN = "the path goes through the state of a variable"
    UNWATCHED = "a tensor that is not watched"
    LATE = "watched after its use"
    NOTHING_WATCHED = "a variable that is not watched, as watching is switched off"
    NOT_TRAINABLE = "a variable that is not trainable and not watched"
    DTYPE = "no float"
    REBOUND = "a variable that was replaced by a tensor"
    UNRELATED = "the target does not depend on it"


class Kind(Enum):
    """What an argument is that should be a tensor."""

    NONE = "None"
    NUMBER = "a Python number"
    ARRAY = "a NumPy array or number"
    TEXT = "a string"
    ITERATOR = "an iterator"
    KERAS = "a Keras layer or model"
    FUNCTION = "a function"
    OBJECT = "an object"
    STRUCTURE = "a structure and not one tensor"
    SYMBOLIC = "a symbolic Keras tensor"
    KERAS_VARIABLE = "a variable of Keras 3, or a list of some"


class Misfit(NamedTuple):
    """An argument, or an element of one, with which a call certainly raises `exception`.

    `role`: target, source or watched. `what`: as it is written; `inner`: it is an element. `word`:
    what made it, in the user's words. `site`: the derivative call that gave it, if it is the None
    of one.
    """

    role: str
    what: str | None
    kind: Kind
    exception: str
    word: str = ""
    site: Site | None = None
    inner: bool = False


class Lost(NamedTuple):
    """A source without a derivative.

    `source`: as it is written. `site`: where the path to it breaks, by a value called `name`,
    made in the derivative call's own arguments if `inline`. `word`: the operation, or the
    dtype. `when`: where the tape stood then (before, earlier, after, paused); or that the source
    is computed from the target (swapped). `part`: of which of the variables that the source
    lists this holds (each of, some of).
    """

    source: str | None
    reason: Reason
    site: Site | None = None
    name: str | None = None
    word: str = ""
    when: str = ""
    inline: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class DerivativeTaken(TapeEvent):
    """A call of gradient, jacobian or batch_jacobian.

    `errors`: what it may raise (None: nothing). `modes`: the ways the tape may be before.
    `spenders`: the calls that may have spent it, in the order in which they ran first.
    `correlated`: the tests before this call and before the one that spent the tape share a
    name. `alone`: no other tape may be the one that is asked; `chosen`: if one may, the choice
    was made by a test before. `lost`: the sources, of `sources` in all, whose derivative is
    certainly None. `zeros`: zeros come in the place of None; `asked_zeros`: because the program
    asks for them. `unrolled`: pfor is, or may be, switched off. `stuck`: `parallel_iterations=1`.
    `misfits`: the arguments because of which it certainly raises, whatever the tape. `eager`: it
    certainly runs outside of any graph.
    """

    method: str
    errors: frozenset[Error | None]
    modes: frozenset[Mode]
    spenders: tuple[Site, ...] = ()
    correlated: bool = False
    alone: bool = True
    chosen: bool = False
    lost: tuple[Lost, ...] = ()
    sources: int = 1
    target: str | None = None
    source: str | None = None
    zeros: bool = False
    asked_zeros: bool = False
    unrolled: bool = False
    stuck: bool = False
    misfits: tuple[Misfit, ...] = ()
    eager: bool = False


@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """`apply_gradients` of derivatives, in eager code that a loop runs again and again.

    `derivative`: the call that took one of them.
    """

    derivative: Site


@dataclass(frozen=True, slots=True)
class CalledIdly(Event):
    """A model with dropout or batch normalisation is called, as `call`, without `training=`.

    `derivative`: the derivative by its variables of the tape that recorded the call.
    """

    call: str
    derivative: Site


@dataclass(frozen=True, slots=True)
class PenaltyIgnored(Event):
    """A derivative by the variables of a model with regularizers, by a loss without `losses`."""


@dataclass(frozen=True, slots=True)
class VariableAugmented(Event):
    """`variable op= value` on a `tf.Variable`."""

    name: str
    operator: str


@dataclass(frozen=True, slots=True)
class TapeLived(Event):
    """All that becomes of the tapes that one place makes, none of which gets out of sight.

    `asked`: the derivative calls that may reach one; `once`: no tape is asked twice, is used
    after that or must be persistent for it. `idle`: it records and is never asked for anything.
    `entered`: its block. `kept`: the place that holds the tape when the program has ended. `plain`:
    it is asked for no Jacobian.
    """

    name: str
    persistent: bool
    asked: tuple[Site, ...]
    once: bool
    idle: bool
    entered: Site | None
    kept: str | None
    plain: bool


@dataclass(frozen=True, slots=True)
class RecordedInVain(Event):
    """A call in the block of the persistent tape `name`, which records it and is never asked.

    `call`: the method; `derives`: it is a derivative call of the tape itself, not an update.
    `tape`, `entered`: where the tape is made, and its block.
    """

    name: str
    call: str
    derives: bool
    tape: Site
    entered: Site | None


@dataclass(frozen=True, slots=True)
class WatchedAnyway(Event):
    """`watch` of trainable variables by a tape that watches those by itself.

    `name`: the tape; `watched`: the argument as it is written.
    """

    name: str
    watched: str


@dataclass(frozen=True, slots=True)
class IdleComment(Event):
    """A comment that should silence rules and does not; no tape has to do with it.

    `site` is its span, `text` as it is written. `idle`: the words of it that silence nothing;
    `unknown`: those that name no rule, each with a hint. `whole`: that is all that it says.
    `ends`: it is there to end the silence. `fault`: why it is none. `edits` take out what does
    nothing.
    """

    text: str
    idle: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    ends: bool = False
    fault: str | None = None
    edits: tuple[Edit, ...] = ()
