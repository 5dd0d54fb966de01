"""The analysis takes a bounded number of steps for each statement; counted, not timed."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import libcst
import pytest

from tapelint import analysis
from tapelint.config import Config
from tapelint.interpret import Interpreter
from tapelint.lower import lower
from tapelint.run import run
from tapelint.source import Source

HEAD = "import tensorflow as tf\nx = tf.Variable(1.0)\n"
TAPE = "with tf.GradientTape() as tape:\n    y = x * x\nd = tape.gradient(y, x)\n"


def steps(text: str) -> int:
    program, problems = lower(Source.from_text(HEAD + text))
    assert not problems
    return run(program, Interpreter(lambda _: None, lambda _: None))


def indented(text: str, depth: int) -> str:
    return "".join("    " * depth + line for line in text.splitlines(keepends=True))


def nested_loops(depth: int) -> str:
    loops = "".join("    " * i + f"for i{i} in items():\n" for i in range(depth))
    return loops + indented(TAPE, depth)


def nested_finally(depth: int) -> str:
    text = TAPE
    for _ in range(depth):
        text = "try:\n    work()\nfinally:\n" + indented(text, 1)
    return text


def nested_tries(depth: int) -> str:
    text = TAPE
    for _ in range(depth):
        text = (
            "try:\n" + indented(text, 1) + "except ValueError:\n    work()\nfinally:\n    work()\n"
        )
    return text


def calls_of_calls(depth: int) -> str:
    text = "def f0():\n" + indented(TAPE, 1) + "    return d\n"
    for i in range(1, depth):
        text += f"def f{i}():\n    return f{i - 1}() + f{i - 1}()\n"
    return text


def long_body(count: int) -> str:
    return TAPE * count


@pytest.mark.parametrize("program", [nested_loops, nested_finally, nested_tries, calls_of_calls])
def test_depth_costs_no_more_than_its_square(program: Callable[[int], str]) -> None:
    shallow, deep = steps(program(4)), steps(program(12))
    assert deep <= 9 * shallow


def test_length_costs_the_same_for_each_statement() -> None:
    short, long = steps(long_body(20)), steps(long_body(400))
    assert long <= 21 * short


@pytest.mark.parametrize("enabled", [True, False])
def test_no_garbage_is_collected_during_a_check(
    enabled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []

    def spy(*_: object, **more: object) -> None:
        found.append(gc.isenabled())
        raise KeyError

    monkeypatch.setattr(analysis, "_analysed", spy)
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with pytest.raises(KeyError):
            analysis.analyse(Source.from_text(HEAD + TAPE), Config())
        found.append(gc.isenabled())
    finally:
        (gc.enable if was else gc.disable)()
    assert found == [False, enabled]


def test_what_was_parsed_is_gone_after_a_check() -> None:
    """No cycle and no cache keeps the trees: a run over many files would pile them up."""
    text = Path("fixtures/rules/TAP202.py").read_text(encoding="utf-8")
    before = trees()
    gc.disable()
    try:
        assert analysis.analyse(Source.from_text(text), Config()).diagnostics
        assert trees() == before
    finally:
        gc.enable()


def trees() -> int:
    return sum(isinstance(each, libcst.CSTNode) for each in gc.get_objects())


def test_a_loop_that_spends_tapes_on_conditions_settles() -> None:
    loop = "for i in items():\n    if i:\n" + indented(TAPE, 2)
    spent = "for i in items():\n" + indented(TAPE, 1)
    assert steps(loop) < 3 * steps(spent)
