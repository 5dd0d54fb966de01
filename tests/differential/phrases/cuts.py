"""Knows how the path is lost on the way: each expression cuts what it is given off."""

from __future__ import annotations

from tests.differential.writer import Table, Writer, atom

from .values import SHAPES, Value

LEAVES: Table[str] = Table("leaves TensorFlow")
LEAVES.extend(
    "tf.constant({v}.numpy())",
    "np.square({v})",
    "tf.convert_to_tensor(np.sin({v}))",
    "tf.numpy_function(lambda a: a * a, [{v}], tf.float32)",
    "tf.reduce_sum(np.array([{v}, {v}]))",
    "tf.constant(np.exp(-{v}), dtype=tf.float32)",
    "tf.cast(np.mean({v}), tf.float32)",
    "tf.constant({v}.numpy().tolist())",
    "{v}.numpy() * tf.ones([])",
    "tf.reduce_mean(np.abs({v}))",
    eager=True,
)
LEAVES.extend("tf.numpy_function(np.square, [{v}], tf.float32)")
NUMBERS: Table[str] = Table("leaves TensorFlow as a number")
NUMBERS.extend(
    "tf.constant(float({v}))",
    "float({v}) * tf.ones([])",
    "tf.convert_to_tensor({v}.numpy().item())",
    "tf.constant(int({v}) * 1.0)",
    eager=True,
)

BLOCKED: Table[str] = Table("no gradient")
BLOCKED.extend(
    "tf.round({v})",
    "tf.floor({v})",
    "tf.math.ceil({v})",
    "tf.cast({v} > 0.5, tf.float32)",
    "tf.cast(tf.cast({v}, tf.int32), tf.float32)",
    "tf.stop_gradient({v})",
    "{v} // 2.0",
    "tf.cast(tf.greater({v}, 1.0), tf.float32) * 2.0",
    "tf.zeros_like({v}) + 1.0",
    "tf.stop_gradient({v}) * 2.0",
    "tf.cast(tf.shape({v} + 0.0), tf.float32)",
    "tf.where({v} > 1.0, 1.0, 0.0)",
    "tf.ones_like({v}) * 3.0",
)
ROWS: Table[str] = Table("no gradient of rows")
ROWS.extend(
    "tf.cast(tf.argmax({v}, axis=-1), tf.float32)",
    "tf.one_hot(tf.argmax({v}, axis=-1), 3)",
    "tf.cast(tf.argsort({v}), tf.float32)",
    "tf.cast(tf.argmin({v}), tf.float32)",
    "tf.reduce_sum(tf.one_hot(tf.cast({v}, tf.int32), 4), axis=-1)",
    "tf.cast(tf.equal({v}, tf.reduce_max({v})), tf.float32)",
    "tf.cast(tf.math.count_nonzero({v}), tf.float32)",
)


def leaving(w: Writer, value: Value) -> str:
    """An expression that leaves TensorFlow and may come back."""
    table = NUMBERS if value.rank == 0 and not w.graph and w.chance(0.4) else LEAVES
    return w.choose(table).replace("{v}", atom(value.name))


def blocked(w: Writer, value: Value) -> str:
    """An expression of operations without a gradient."""
    table = ROWS if value.rank and w.chance(0.5) else BLOCKED
    return w.choose(table).replace("{v}", atom(value.name))


def written(w: Writer, value: Value) -> str:
    """The name of a variable that got the value inside the block."""
    state = w.name("state", "buffer", "cache", "moving")
    if w.chance(0.3):
        w.put(f"{state} = tf.Variable({value.name})")
        return state
    w.put(f"{state} = tf.Variable(tf.zeros({SHAPES[value.rank]}))")
    w.put(f"{state}.{w.pick('assign', 'assign_add')}({value.name})")
    return state
