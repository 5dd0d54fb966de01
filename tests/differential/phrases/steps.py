"""Knows operations that keep the path: each is one expression of what it is given."""

from __future__ import annotations

from tests.differential.writer import Table, Writer, atom

from .values import Value

SMOOTH: Table[str] = Table("smooth step")
"""All derivatives of these depend on what they are given."""
SMOOTH.extend(
    "tf.sin({v})",
    "tf.exp(0.1 * {v})",
    "tf.tanh({v})",
    "tf.sigmoid({v})",
    "{v} ** 5",
    "tf.math.softplus({v})",
    "tf.cos({v}) * {v}",
    "tf.math.log1p({v} ** 2)",
)

PLAIN: Table[str] = Table("step")
PLAIN.extend("{v} * {v}", "tf.square({v})", "{v} ** 2", "{v} * 2.0", "tf.sin({v})", weight=3)
PLAIN.extend(
    "{v} + 1.0",
    "1.0 - {v}",
    "-{v}",
    "{v} / 3.0",
    "2 * {v}",
    "{v} % 2.0",
    "np.float32(2.0) * {v}",
    "{v} * np.pi",
    "tf.multiply({v}, 0.5)",
    "tf.add({v}, {v})",
    "tf.exp(0.1 * {v})",
    "tf.tanh({v})",
    "tf.nn.sigmoid({v})",
    "tf.nn.relu({v}) + 0.1 * {v}",
    "tf.sqrt(tf.abs({v}) + 1.0)",
    "tf.math.log(1.0 + tf.square({v}))",
    "tf.clip_by_value({v}, -5.0, 5.0)",
    "tf.maximum({v}, 0.1)",
    "tf.identity({v})",
    "tf.where({v} > 0.0, {v}, 0.1 * {v})",
    "tf.stack([{v}, {v}])[0]",
    "tf.add_n([{v}, {v}])",
    "abs({v})",
    "pow({v}, 2)",
    "sum([{v}, 2.0 * {v}])",
    "tf.reduce_sum([{v}, {v}], axis=0)",
    "tf.convert_to_tensor([{v}, {v}])[1]",
    "tf.expand_dims({v}, 0)[0]",
    "tf.reshape({v}, tf.shape({v}))",
    "{v} * tf.stop_gradient({v})",
    "{v} + tf.stop_gradient(tf.round({v}) - {v})",
    "tf.cast(tf.cast({v}, tf.float64) * 2.0, tf.float32)",
    "tf.grad_pass_through(tf.round)({v})",
    "(lambda s: s * s)({v})",
    "{v} * tf.cast({v} > 0.0, tf.float32) + {v}",
    "tf.debugging.check_numerics({v}, 'bad')",
)

SAME: Table[str] = Table("same tensor")
"""These hand back the tensor that they are given, if it is one."""
SAME.extend(
    "tf.convert_to_tensor({v})",
    "tf.cast({v}, tf.float32)",
    "tf.cast({v}, {v}.dtype)",
    "tf.nest.flatten([{v}])[0]",
    "[{v}, 0.0][0]",
)
SAME.extend("tf.constant({v})", eager=True)

REDUCE: Table[str] = Table("reduction")
REDUCE.extend("tf.reduce_sum({v})", "tf.reduce_mean({v})", weight=4)
REDUCE.extend(
    "tf.reduce_sum(tf.square({v}))",
    "tf.norm({v} + 0.1)",
    "tf.reduce_max({v})",
    "tf.reduce_mean(tf.square({v} - 1.0))",
    "tf.nn.l2_loss({v})",
    "tf.math.reduce_std({v})",
)

ROWS: Table[str] = Table("reduction of rows")
ROWS.extend("tf.reduce_mean(tf.keras.losses.mse(tf.zeros_like({v}), {v}))")

INDEX: Table[str] = Table("index")
INDEX.extend(
    "{v}[0]", "{v}[-1]", "tf.unstack({v})[1]", "tf.gather({v}, 0)", "tf.split({v}, 3)[0][0]"
)
MATRIX: Table[str] = Table("matrix step")
MATRIX.extend(
    "{v} @ tf.eye(2)",
    "tf.matmul({v}, {v})",
    "tf.transpose({v})",
    "tf.linalg.matvec({v}, [1.0, 2.0])[:, None] * {v}",
    "tf.nn.softmax({v})",
    "{v}[:, :2]",
    "tf.concat([{v}[:, 0:1], {v}[:, 1:2]], axis=1)",
    "tf.reverse({v}, [0])",
)


def fill(template: str, value: str) -> str:
    return template.replace("{v}", atom(value))


def step(w: Writer, value: Value, *, smooth: bool = False) -> Value:
    """One more operation, whose result has the same rank."""
    tables = [SMOOTH] if smooth else [PLAIN] * 6 + [SMOOTH]
    if value.rank == 2 and not smooth:
        tables += [MATRIX] * 3
    return Value(fill(w.choose(w.pick(*tables)), value.name), value.rank)


def same(w: Writer, value: Value) -> str:
    """An expression that gives the very tensor."""
    return fill(w.choose(SAME), value.name)


def scalar(w: Writer, value: Value) -> Value:
    """An operation that leaves a number."""
    if value.rank == 1 and w.chance(0.25):
        return Value(fill(w.choose(INDEX), value.name), 0)
    table = ROWS if value.rank and w.chance(0.1) else REDUCE
    return Value(fill(w.choose(table), value.name), 0)


def mixed(w: Writer, value: Value, other: Value) -> Value:
    """An operation of two things."""
    first, second = atom(value.name), atom(other.name)
    if value.rank == other.rank == 2 and w.chance(0.4):
        return Value(w.pick(f"tf.matmul({first}, {second})", f"{first} @ {second}"), 2)
    shapes = w.pick(
        f"{first} * {second}", f"{first} * {second} + 1.0", f"tf.multiply({first}, {second})"
    )
    if w.chance(0.3):
        shapes = w.pick(f"tf.sin({first}) * {second}", f"{second} * {first} ** 2")
    return Value(shapes, max(value.rank, other.rank))
