"""A finding in a function names the calls that led there, in whatever way it is called."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tapelint.analysis import check

HEAD = """
import contextlib, dataclasses, functools, typing
import tensorflow as tf
x = tf.Variable(3.0)
with tf.GradientTape() as tape:
    y = x * x
def take(*_):
    return tape.gradient(y, x)  # HERE
"""
WAYS = {
    "a call": "take()\ntake()  # FROM",
    "map": "list(map(take, [x, x]))  # FROM",
    "map in a loop": "for _ in map(take, [x, x]):  # FROM\n    pass",
    "filter": "list(filter(take, [x, x]))  # FROM",
    "reduce": "functools.reduce(take, [x, x, x])  # FROM",
    "sorted": "sorted([x, x], key=take)  # FROM",
    "map_fn": "tf.map_fn(take, x)  # FROM",
    "scan": "tf.scan(take, x)  # FROM",
    "while_loop": "tf.while_loop(lambda *_: True, take, [x])  # FROM",
    "vectorized_map": "take()\ntf.vectorized_map(take, x)  # FROM",
    "switch_case": "take()\ntf.switch_case(0, [take])  # FROM",
    "py_function": "take()\ntf.py_function(take, [x], tf.float32)  # FROM",
    "a manager": """
        @contextlib.contextmanager
        def managed():
            yield
            take()  # FROM
        take()
        with managed():  # FROM
            pass
        """,
    "a generator": """
        def items():
            yield 1
            take()  # FROM
        take()
        for _ in items():  # FROM
            pass
        """,
    "a generator, gathered": """
        def items():
            yield take()  # FROM
            yield take()  # FROM
        take()
        list(items())  # FROM
        """,
    "__post_init__": """
        @dataclasses.dataclass
        class Taker:
            source: object = None
            def __post_init__(self):
                take()  # FROM
        take()
        Taker()  # FROM
        """,
    "a decorated function": """
        def logged(function):
            def wrapper():
                return function()  # FROM
            return wrapper
        take()
        logged(take)()  # FROM
        """,
    "super": """
        class Base:
            def step(self):
                take()  # FROM
        class Derived(Base):
            def step(self):
                super().step()  # FROM
        take()
        Derived().step()  # FROM
        """,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_calls_are_named(way: str) -> None:
    text = HEAD + dedent(WAYS[way]).strip("\n") + "\n"
    lines = text.split("\n")
    found = [it for it in check(text) if "# HERE" in lines[it.span.line - 1]]
    assert [it.code for it in found] in (["TAP101"], ["TAP114"])
    named = {r.span.line for r in found[0].related if r.message == "called from here"}
    from_ = {number for number, line in enumerate(lines, 1) if line.endswith("# FROM")}
    assert named
    assert named <= from_
    if way != "a generator, gathered":
        assert named == from_


def test_the_body_of_a_managed_block_is_not_called_from_there() -> None:
    text = """
import contextlib
import tensorflow as tf
x = tf.Variable(3.0)
@contextlib.contextmanager
def managed():
    with tf.GradientTape() as tape:
        yield tape
with managed() as tape:
    y = x * x
    tape.gradient(y, x)
    tape.gradient(y, x)
"""
    (found,) = check(text)
    assert found.code == "TAP101"
    assert "called from here" not in {related.message for related in found.related}


COMPUTED = {
    "in the function that asks": """
        def ask():
            y = x * x  # THERE
            with tf.GradientTape() as tape:
                pass
            return tape.gradient(y, x)
        ask()
        """,
    "by a function that is called": """
        def ask():
            y = square(x)  # THERE
            with tf.GradientTape() as tape:
                pass
            return tape.gradient(y, x)
        ask()
        """,
    "by a function that the caller calls": """
        def ask(y):
            with tf.GradientTape() as tape:
                pass
            return tape.gradient(y, x)
        def both():
            y = square(x)  # THERE
            return ask(y)
        both()
        """,
    "around the function that asks": """
        y = x * x  # THERE
        def ask():
            with tf.GradientTape() as tape:
                pass
            return tape.gradient(y, x)
        ask()
        """,
    "by a layer of the file": """
        class Layer(tf.keras.layers.Layer):
            def call(self, x):
                return square(x)
        y = Layer()(x)  # THERE
        with tf.GradientTape() as tape:
            pass
        tape.gradient(y, x)
        """,
}


@pytest.mark.parametrize("way", COMPUTED)
def test_what_came_too_early_is_named_where_the_code_around_comes_to_it(way: str) -> None:
    """Not by a line of a function that may be called at any time."""
    text = "import tensorflow as tf\nx = tf.Variable(3.0)\ndef square(x):\n    return x * x\n"
    text += dedent(COMPUTED[way]).strip("\n") + "\n"
    (line,) = (n for n, words in enumerate(text.split("\n"), 1) if words.endswith("# THERE"))
    (found,) = check(text)
    assert found.code == "TAP203"
    assert found.message.startswith(f"`y` was computed on line {line}, ")
