"""Knows how people make the things they differentiate by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.differential.writer import Table, Writer

LITERALS = {
    0: ("2.0", "3.0", "0.5", "1.5"),
    1: ("[1.0, 2.0, 3.0]", "[0.5, -1.0, 2.0]"),
    2: ("[[1.0, 2.0], [3.0, 4.0]]", "[[0.1, 0.2], [0.3, 0.4]]"),
}
SHAPES = {0: "[]", 1: "[3]", 2: "[2, 2]"}
VARIABLE_NAMES = ("w", "b", "theta", "alpha", "weight", "scale", "kernel", "a", "v")
CONSTANT_NAMES = ("x", "t", "xs", "inputs", "point", "x_batch", "coords", "z", "u")


@dataclass(frozen=True, slots=True)
class Value:
    """Something to compute with: how it is spelled here, the name it has at module level.

    `watched` says that a tape looks after it by itself.
    """

    name: str
    rank: int
    watched: bool = False
    root: str = ""

    def spelled(self, name: str) -> Value:
        """The same thing under another name."""
        return replace(self, name=name)


Maker = Callable[[Writer, int], Value]

VARIABLES: Table[str] = Table("variable")
VARIABLES.extend(
    "tf.Variable({literal})",
    "tf.Variable({literal}, dtype=tf.float32)",
    weight=5,
)
VARIABLES.extend(
    "tf.Variable(tf.ones({shape}))",
    "tf.Variable(tf.zeros({shape}) + 0.5, name='p')",
    "tf.Variable(tf.random.normal({shape}, seed=1))",
    "tf.Variable(np.array({literal}, dtype=np.float32))",
    "tf.Variable(np.array({literal}), dtype=tf.float32)",
    "tf.Variable({literal}, trainable=True)",
    "tf.Variable(initial_value={literal})",
    "tf.Variable(tf.constant({literal}))",
    "tf.Variable(tf.cast({literal}, tf.float32))",
)

CONSTANTS: Table[str] = Table("constant")
CONSTANTS.extend("tf.constant({literal})", weight=6)
CONSTANTS.extend(
    "tf.constant({literal}, dtype=tf.float32)",
    "tf.ones({shape})",
    "tf.fill({shape}, 0.5)",
    "tf.convert_to_tensor({literal})",
    "tf.convert_to_tensor(np.array({literal}, dtype=np.float32))",
    "tf.random.uniform({shape}, 0.5, 1.5, seed=3)",
    "tf.cast(np.array({literal}), tf.float32)",
    "tf.Variable({literal}) * 1.0",
    "tf.identity({literal})",
)

FROZEN: Table[str] = Table("frozen")
FROZEN.extend(
    "tf.Variable({literal}, trainable=False)",
    "tf.Variable({literal}, False)",
    "tf.Variable({literal}, trainable=False, dtype=tf.float32)",
)

INTEGERS: Table[tuple[str, int]] = Table("integer")
for _text, _rank in (
    ("tf.Variable(3)", 0),
    ("tf.constant(5)", 0),
    ("tf.Variable([1, 2, 3])", 1),
    ("tf.constant([1, 2, 3])", 1),
    ("tf.range(3)", 1),
    ("tf.Variable(np.arange(3))", 1),
    ("tf.constant(np.array([[1, 2], [3, 4]]))", 2),
    ("tf.Variable(2, dtype=tf.int64)", 0),
    ("tf.cast(tf.constant(2.7), tf.int32)", 0),
):
    INTEGERS.add(_text)((_text, _rank))


def _made(w: Writer, table: Table[str], rank: int, names: tuple[str, ...]) -> Value:
    text = w.choose(table).format(literal=w.pick(*LITERALS[rank]), shape=SHAPES[rank])
    name = w.name(*names)
    w.put(f"{name} = {text}")
    return Value(name, rank, root=name)


def variable(w: Writer, rank: int) -> Value:
    """A trainable variable."""
    return replace(_made(w, VARIABLES, rank, VARIABLE_NAMES), watched=True)


def constant(w: Writer, rank: int) -> Value:
    """A plain float tensor."""
    return _made(w, CONSTANTS, rank, CONSTANT_NAMES)


def frozen(w: Writer, rank: int) -> Value:
    """A variable that tapes do not watch."""
    return _made(w, FROZEN, rank, VARIABLE_NAMES)


def integer(w: Writer) -> Value:
    """A tensor or variable of integers."""
    text, rank = w.choose(INTEGERS)
    name = w.name("n", "k", "x", "labels", "index")
    w.put(f"{name} = {text}")
    return Value(name, rank, text.startswith("tf.Variable"), name)
