"""Knows where a piece of code may stand: at the top, in a function, a method, a loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from tests.differential.writer import Table, Writer

from .values import Value

Place = Callable[[Writer, Sequence[Value]], AbstractContextManager[list[Value]]]
PLACES: Table[Place] = Table("place")
FUNCTIONS = ("train_step", "main", "run", "experiment", "compute", "step", "demo", "lesson")


def place(kind: str, weight: float) -> Callable[[Callable[..., Iterator[list[Value]]]], Place]:
    """Decorates what writes around a piece of code, and gives its values as spelled there."""

    def added(function: Callable[..., Iterator[list[Value]]]) -> Place:
        return PLACES.add(kind, weight)(contextmanager(function))

    return added


def placed(
    w: Writer, values: Sequence[Value], *, rebinds: bool = False
) -> AbstractContextManager[list[Value]]:
    """Somewhere; if the code binds the names of the values, they are its own there."""
    plain = {"place: top", "place: parameters", "place: main", "place: try"}
    return w.choose(PLACES, only=lambda it: not rebinds or it.kind in plain)(w, values)


@place("top", 20)
def top(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    yield list(values)


@place("globals", 4)
def with_globals(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    name = w.name(*FUNCTIONS)
    w.put("")
    with w.indented(f"def {name}():"):
        yield list(values)
        w.put(w.pick("return True", "print('done')"))
    w.put("", f"{name}()")


@place("parameters", 5)
def with_parameters(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    name = w.name(*FUNCTIONS)
    names = ", ".join(value.name for value in values)
    w.put("")
    with w.indented(f"def {name}({names}):"):
        yield list(values)
        w.put("return True")
    w.put("", f"{name}({names})")


@place("other parameters", 2)
def with_other_parameters(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    name = w.name(*FUNCTIONS)
    renamed = [value.spelled(w.name("p", "q", "arg")) for value in values]
    defaults = ", ".join(it.name for it in renamed)
    w.put("")
    with w.indented(f"def {name}({defaults}, verbose=False):"):
        yield renamed
        w.put("return verbose")
    pairs = (f"{it.name}={value.name}" for it, value in zip(renamed, values, strict=True))
    w.put("", f"{name}({', '.join(pairs)})")


@place("method", 4)
def method(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    cls, obj = w.name("Trainer", "Solver", "Agent", "PINN"), w.name("trainer", "solver", "agent")
    names = [value.name for value in values]
    step = w.pick("step", "train", "fit", "residual")
    w.put("")
    with w.indented(f"class {cls}:"):
        with w.indented(f"def __init__(self, {', '.join(names)}):"):
            w.put(*(f"self.{name} = {name}" for name in names))
        w.put("")
        with w.indented(f"def {step}(self):"):
            yield [value.spelled(f"self.{value.name}") for value in values]
            w.put("return self")
    w.put("", f"{obj} = {cls}({', '.join(names)})", f"{obj}.{step}()")


@place("loop", 3)
def loop(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    before, w.repeated = w.repeated, True
    head = w.pick(
        "for epoch in range(2):", "for i in [0, 1]:", "for _ in tf.data.Dataset.range(2):"
    )
    with w.indented(head):
        yield list(values)
    w.repeated = before


@place("while", 1)
def while_loop(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    before, w.repeated = w.repeated, True
    count = w.name("step", "epoch", "iteration")
    w.put(f"{count} = 0")
    with w.indented(f"while {count} < 2:"):
        yield list(values)
        w.put(f"{count} += 1")
    w.repeated = before


@place("try", 1)
def tried(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    with w.indented("try:"):
        yield list(values)
    with w.indented(w.pick("finally:", "except KeyError:")):
        w.put("print('end')")


@place("main", 1)
def main_guard(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    with w.indented('if __name__ == "__main__":'):
        yield list(values)


@place("traced", 1.5)
def traced(w: Writer, values: Sequence[Value]) -> Iterator[list[Value]]:
    name = w.name(*FUNCTIONS)
    names = ", ".join(value.name for value in values) if w.chance(0.6) else ""
    before, w.graph = w.graph, True
    w.put("", w.pick("@tf.function", "@tf.function()", "@tf.function(reduce_retracing=True)"))
    with w.indented(f"def {name}({names}):"):
        yield list(values)
        w.put("return 0")
    w.graph = before
    w.put("", f"{name}({names})")
