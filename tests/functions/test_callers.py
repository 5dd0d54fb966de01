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
