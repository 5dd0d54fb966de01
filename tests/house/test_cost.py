"""The analysis takes a bounded number of steps for each statement; counted, not timed."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import libcst
import pytest

from tapelint import analysis
from tapelint.config import Config
from tapelint.interpret import Interpreter
from tapelint.joins import MOST_SEQUENCES, join_values
from tapelint.lower import lower
from tapelint.run import run
from tapelint.source import Source
from tapelint.values import (
    NOTHING,
    Constant,
    Sequence,
)

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


def test_a_value_holds_few_tuples() -> None:
    """A loop that makes another one in every round does not pile them up, and loses none."""
    value = NOTHING
    for number in range(100):
        pair = (frozenset({Constant(number)}), frozenset({Constant(str(number))}))
        value = join_values(value, frozenset({Sequence(pair)}))
    pairs = [atom.items for atom in value if isinstance(atom, Sequence)]
    assert len(pairs) <= MOST_SEQUENCES
    assert all(any(Constant(number) in first for first, _ in pairs) for number in range(100))


def calls(text: str) -> int:
    """How many functions of Python are called to check a program and to find its fixes."""
    count = 0

    def counted(_frame: object, event: str, _more: object) -> None:
        nonlocal count
        count += event == "call"

    threading.setprofile(counted)
    try:
        assert analysis.check(HEAD + text)
    finally:
        threading.setprofile(None)
    return count


GROWING = {
    "tapes": "x = tf.constant(1.0)\n{}",
    "calls of one tape": f"{TAPE}{{}}",
    "idle comments": f"{TAPE}{{}}",
}
AGAIN = {
    "tapes": TAPE,
    "calls of one tape": "tape.gradient(y, x)\n",
    "idle comments": "y = x  # tapelint: ignore[TAP101]\n",
}


@pytest.mark.parametrize("kind", GROWING)
def test_many_findings_cost_the_same_each(kind: str) -> None:
    analysis.check(HEAD + GROWING[kind].format(AGAIN[kind] * 2))  # imports are done now
    few, many = (calls(GROWING[kind].format(AGAIN[kind] * count)) for count in (30, 240))
    assert many <= 9.5 * few


CONTAINERS = [
    "xs = [x]\nxs.append(xs)\n",
    "xs = {'a': x}\nxs['b'] = xs\n",
    "xs = [x]\n" + "xs = [xs, xs]\n" * 60,
    "xs = {'a': x}\n" + "xs = {'a': xs, 'b': xs}\n" * 60,
    "xs = (x,)\n" + "xs = (xs, xs)\n" * 60,
    "xs = [x]\n" + "xs += xs\n" * 60,
    "xs = [x]\n" + "xs = list(zip(xs, xs))\n" * 60,
    "import functools\nxs = tf.add\n" + "xs = functools.partial(xs, xs, xs)\n" * 60,
]


@pytest.mark.parametrize("made", CONTAINERS)
def test_a_container_is_not_followed_for_ever(made: str) -> None:
    """One that holds itself has no end; one that holds another twice, again and again, hardly."""
    found = analysis.check(f"{HEAD}{made}{TAPE}tape.gradient(y, xs)\nprint(xs)\n")
    assert [each.code for each in found] == ["TAP101"]


def test_deep_programs_find_room() -> None:
    loops = " ".join(f"for i{n} in range(3)" for n in range(256))
    assert not analysis.check(f"{HEAD}{TAPE}print([x {loops}])\n")
