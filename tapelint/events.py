"""What the interpreter tells the rules: things that happen to tapes and variables.

An event describes one execution, or all executions of one round of a loop; the same call can
be told several times (once for each round, caller and path). `Context` says how far it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tapelint.lifecycle import Error
from tapelint.state import Mode, Tape
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


@dataclass(frozen=True, slots=True)
class UnknownMember(TapeEvent):
    """A read of an attribute that no tape has."""

    member: str


class Slip(NamedTuple):
    """A derivative that the asked tape did not record: its call, and what that tape did then.

    `when`: before (it had not started), after (its block had ended) or paused.
    """

    derivative: Site
    name: str | None
    when: str


@dataclass(frozen=True, slots=True)
class DerivativeTaken(TapeEvent):
    """A call of gradient, jacobian or batch_jacobian.

    `errors`: what it may raise (None: nothing). `modes`: the ways the tape may be before.
    `correlated`: the tests before this call and before the one that spent the tape share a
    name. `alone`: no other tape may be the one that is asked; `chosen`: if one may, the choice
    was made by a test before. `blind`: the tape certainly watched nothing. `slips`: not empty if
    the result is certainly None because the target is computed from derivatives that the tape
    did not record. `zeros`: zeros come in the place of None. `unrolled`: pfor is, or may be,
    switched off. `stuck`: `parallel_iterations=1`.
    """

    method: str
    errors: frozenset[Error | None]
    modes: frozenset[Mode]
    correlated: bool = False
    alone: bool = True
    blind: bool = False
    chosen: bool = False
    slips: tuple[Slip, ...] = ()
    target: str | None = None
    source: str | None = None
    zeros: bool = False
    unrolled: bool = False
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class VariableAugmented(Event):
    """`variable op= value` on a `tf.Variable`."""

    name: str
    operator: str
