"""Runs a program on every stream of decisions, and keeps what its tapes did.

A *decision* is what the opaque world answers. The first run takes the first option of each;
the next one takes another option of the last decision that has any left: depth first, until
the tree is exhausted or half the budget is. The other half then goes to random streams.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple

from .fake import PROGRAM, fake_tensorflow, opaque_world
from .record import Event, Mode, Pruned, Recorder, TooDeep
from .rounds import EACH, POP, PUSH, ROUND, instrument

TensorFlow = Callable[[Recorder], ModuleType]


class Run(NamedTuple):
    """One execution of a program: its events, and how it ended."""

    events: tuple[Event, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """All runs of a program; `exhaustive` if no decision was left untried."""

    runs: tuple[Run, ...]
    exhaustive: bool


PLAIN = Mode()


def explore(
    text: str,
    budget: int = 800,
    tensorflow: TensorFlow = fake_tensorflow,
    mode: Mode = PLAIN,
) -> Exploration:
    """Run the program on every stream of decisions, or on `budget` of them."""
    code = compile(instrument(text), PROGRAM, "exec")
    runs: list[Run] = []
    exhaustive = True
    prefix: list[int] | None = []
    while prefix is not None and len(runs) < budget // 2:
        recorder = Recorder(mode, prefix)
        runs.append(_run(code, recorder, tensorflow))
        exhaustive = exhaustive and runs[-1].end != TooDeep.__name__
        prefix = _next(recorder.taken)
    exhaustive = exhaustive and prefix is None
    if not exhaustive:
        random = Random(0)
        runs += [_run(code, Recorder(mode, [], random), tensorflow) for _ in range(budget // 2)]
    return Exploration(tuple(runs), exhaustive)


def _next(taken: list[tuple[int, int]]) -> list[int] | None:
    """The stream that differs in the last decision with an option left."""
    while taken:
        choice, options = taken.pop()
        if choice + 1 < options:
            return [earlier for earlier, _ in taken] + [choice + 1]
    return None


def _run(code: CodeType, recorder: Recorder, tensorflow: TensorFlow) -> Run:
    """Execute once; `end` is empty, or the name of the exception that left the program."""
    modules = {"tensorflow": tensorflow(recorder), "world": opaque_world(recorder)}

    def importer(name: str, *rest: Any) -> Any:
        return modules.get(name) or builtins.__import__(name, *rest)

    names = dict(vars(builtins), __import__=importer)
    names |= {PUSH: recorder.push, POP: recorder.pop, ROUND: recorder.round, EACH: recorder.each}
    scope = {"__builtins__": names, "__name__": "__main__"}
    end = ""
    try:
        exec(code, scope)
    except (Exception, SystemExit, Pruned) as error:  # noqa: BLE001 - a program may raise anything
        end = type(error).__name__
        error.__traceback__ = None
    if recorder.pruned is not None:
        end = type(recorder.pruned).__name__
    with suppress(Pruned):
        scope.clear()
    return Run(tuple(recorder.events), end)


def accidents(text: str) -> set[str]:
    """The exceptions that are nobody's intention, caught ones too: of unbound names and such."""
    met: set[str] = set()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename != PROGRAM:
            return None
        frame.f_trace_lines = False
        if event == "exception":
            met.add(argument[0].__name__)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        explore(text)
    finally:
        sys.settrace(before)
    return met - {"RuntimeError", "ValueError", "InternalError", "StopIteration", "SystemExit"}
