"""The parts that samples have in common."""

from __future__ import annotations

Samples = tuple[tuple[str | tuple[str, ...], str, str], ...]

MATH, LINALG, NN, IMAGE = (
    "tensorflow.math",
    "tensorflow.linalg",
    "tensorflow.nn",
    "tensorflow.image",
)
TF, OPS, BACKEND, NP = "tensorflow", "keras.ops", "keras.backend", "numpy"
TNP = "tensorflow.experimental.numpy"

D = "tf.linalg.diag(x)"
I = "tf.cast(x, tf.int32)"  # noqa: E741
C = "tf.cast(x, tf.complex64)"
S = "tf.strings.as_string(x)"
GREY = "tf.reshape(x, [1, 1, 3, 1])"
RGB = "tf.reshape(x, [1, 1, 1, 3])"
FIELD = "tf.reshape(tf.tile(x, [48]), [1, 12, 12, 1])"
SPARSE = "tf.sparse.from_dense(x)"
SQUARE_SPARSE = "tf.sparse.from_dense(tf.linalg.diag(x))"

UNARY = "f(x)"
BINARY = ("f(x, 2.)", "f(2., x)")
LISTS = ("f(x, [1., 3., 4.])", "f([1., 3., 4.], x)")
COMPARISON = ("f(x, 2)",)
NORMAL = ("f([3])", "f([3], x)", "f([3], 0., x)", "f([3], dtype=tf.float64)")
UNIFORM = ("f([3])", "f([3], x[0], 9.)", "f([3], 0., x[0])", "f([3], 0, 9, dtype=tf.int32)")
