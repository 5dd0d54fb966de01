"""What becomes of real tapes while a program runs: their phase at every line, what they watch.

Python's own tracing tells each line before it runs; the tapes are asked there and then.
"""

from __future__ import annotations

import ast
import functools
import sys
import types
import weakref
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf  # type: ignore[import-untyped, unused-ignore]
from tensorflow.python.eager import record  # type: ignore[import-untyped, unused-ignore]

from tapelint.lifecycle import Phase
from tests.oracle.instrument import Recorder
from tests.oracle.marks import expectations
from tests.oracle.programs import Program
from tests.oracle.running import run

Place = tuple[int, int]
"""Cell and line."""


@dataclass(slots=True)
class Seen:
    """What was seen, by place; a tape goes by the place where it was made.

    `values`: whether the name that a line binds got something that a tape recorded.
    """

    phases: dict[tuple[Place, Place], set[Phase]] = field(default_factory=lambda: defaultdict(set))
    watched: set[tuple[Place, Place]] = field(default_factory=set)
    values: dict[tuple[Place, str], set[bool]] = field(default_factory=lambda: defaultdict(set))
    lines: set[Place] = field(default_factory=set)
    derivatives: dict[Place, list[Any]] = field(default_factory=dict)


class _Spy:
    """Follows the lines of the program."""

    def __init__(self, program: Program, recorder: Recorder) -> None:
        self.seen = Seen()
        self.recorder = recorder
        self.entered: weakref.WeakSet[Any] = weakref.WeakSet()
        self.made: dict[Place, list[weakref.ref[Any]]] = defaultdict(list)
        self.owner: dict[int, Place] = {}
        self.bound = {(c.index, line): name for c in program.cells for line, name in _bound(c.code)}

    def here(self) -> Place | None:
        return self.recorder.innermost()

    def trace(self, frame: types.FrameType, event: str, _: object) -> Any:
        cell = self.recorder.files.get(frame.f_code.co_filename)
        name = frame.f_code.co_name
        if cell is None or event != "call" or (name.startswith("<") and name != "<module>"):
            return None
        last: list[Place | None] = [None]

        def local(frame: types.FrameType, event: str, _: object) -> Any:
            if event in ("line", "return"):
                if last[0] is not None:
                    self.look_at_value(last[0], frame)
                last[0] = (cell, frame.f_lineno) if event == "line" else None
                if last[0] is not None:
                    self.look_at_tapes(last[0], frame)
            return local

        return local

    def look_at_tapes(self, place: Place, frame: types.FrameType) -> None:
        """Ask the tapes that have a name here; others may be garbage that lives on."""
        self.seen.lines.add(place)
        named = [frame.f_globals.get(name) for name in frame.f_code.co_names]
        for value in {id(v): v for v in (*frame.f_locals.values(), *named)}.values():
            if isinstance(value, tf.GradientTape) and (made := self.owner.get(id(value))):
                self.seen.phases[made, place].add(self.phase(value))

    def phase(self, tape: Any) -> Phase:
        if tape._recording:
            return Phase.RECORDING
        if tape._tape is not None:
            return Phase.IDLE
        return Phase.SPENT if tape in self.entered else Phase.FRESH

    def look_at_value(self, place: Place, frame: types.FrameType) -> None:
        name = self.bound.get(place)
        value = frame.f_locals.get(name) if name is not None else None
        recording = any(t._recording for refs in self.made.values() for r in refs if (t := r()))
        if name is not None and recording and isinstance(value, tf.Tensor):
            self.seen.values[place, name].add(bool(record.should_record_backprop((value,))))


def _bound(code: str) -> Iterator[tuple[int, str]]:
    """The lines that do nothing but bind one plain name."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) if node.lineno == node.end_lineno:
                yield node.lineno, name


@contextmanager
def _patched(spy: _Spy) -> Iterator[None]:
    kept = {name: getattr(tf.GradientTape, name) for name in ("__init__", "_push_tape", "watch")}

    @functools.wraps(kept["__init__"])
    def made(tape: Any, *args: Any, **kwargs: Any) -> None:
        kept["__init__"](tape, *args, **kwargs)
        if (place := spy.here()) is not None:
            spy.made[place].append(weakref.ref(tape))
            spy.owner[id(tape)] = place

    def pushed(tape: Any) -> None:
        kept["_push_tape"](tape)
        spy.entered.add(tape)

    def watched(tape: Any, tensor: Any) -> None:
        place, made = spy.here(), spy.owner.get(id(tape))
        kept["watch"](tape, tensor)
        if place is not None and made is not None:
            spy.seen.watched.add((made, place))

    for name, replacement in (("__init__", made), ("_push_tape", pushed), ("watch", watched)):
        setattr(tf.GradientTape, name, replacement)
    try:
        yield
    finally:
        for name, original in kept.items():
            setattr(tf.GradientTape, name, original)


def observe(program: Program) -> tuple[Seen, Recorder]:
    """Run a program under the oracle and look at every line of it."""
    recorder = Recorder()
    spy = _Spy(program, recorder)
    before = sys.gettrace()
    with _patched(spy):
        sys.settrace(spy.trace)
        try:
            run(program, expectations(program), recorder)
        finally:
            sys.settrace(before)
    return spy.seen, recorder
