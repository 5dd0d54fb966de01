"""The trees and texts that are measured: this Python's own files, and files with tapes."""

from __future__ import annotations

import shutil
import sysconfig
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from textwrap import dedent, indent

WORD = b"GradientTape"
FOLDER = 25
"""Files in each directory of a tree."""
FIXTURES = Path(__file__).parents[2] / "fixtures"
PIECE = """\
def step_{n}(model, data, optimizer):
    for batch in data:
        with tf.GradientTape(persistent=True) as tape:
            loss = tf.reduce_mean(tf.square(model(batch) - {n}.0))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        if loss < 0.1:
            break
    return gradients


"""
"""Ten lines and more of an ordinary training loop."""

PLAIN = """\
def prepare_{n}(rows, limit={n}):
    kept = []
    for row in rows:
        if row.size > limit:
            continue
        name = row.name.strip().lower()
        values = [float(value) for value in row.values if value is not None]
        kept.append((name, values))
    if not kept:
        raise ValueError("nothing left")
    table = {{}}
    for name, values in kept:
        table.setdefault(name, []).extend(values)
    total = sum(len(values) for values in table.values())
    print(total, len(table))
    return table


def report_{n}(table, path):
    lines = []
    for name in sorted(table):
        values = table[name]
        mean = sum(values) / len(values)
        spread = max(values) - min(values)
        lines.append(f"{{name}}: {{mean:.3f}} +- {{spread:.3f}}")
    with open(path, "w") as file:
        file.write("\\n".join(lines))
    print(path, len(lines))
    return len(lines)


def shuffled_{n}(rows, seed={n}):
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    print(seed, len(order))
    return [rows[i] for i in order]


"""
"""What stands between tapes in an ordinary file."""


MODULE = '''\
class Model_{n}(tf.keras.Model):
    """A model with a training step of its own."""

    def __init__(self, units={n}):
        super().__init__()
        self.dense = tf.keras.layers.Dense(units)
        self.rate = tf.Variable(0.1)

    def call(self, inputs, training=False):
        return self.dense(inputs)

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {{"loss": loss}}


def sensitivity_{n}(model, data):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(data)
        inner = model(data)
        outer = tf.reduce_sum(inner * inner)
    first = tape.gradient(inner, data)
    return first, tape.gradient(outer, data)


def table_{n}(rows):
    found = {{}}
    for row in rows:
        if row.name not in found:
            found[row.name] = [cell.strip() for cell in row.cells if cell]
    return sorted(found.items(), key=lambda item: item[1])


model_{n} = Model_{n}()
weights_{n} = tf.Variable([1.0, 2.0])
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(weights_{n} ** 2)
gradient_{n} = tape.gradient(loss, weights_{n})
print(table_{n}([]), sensitivity_{n}(model_{n}, weights_{n}))


'''
"""Fifty lines of classes, functions, and code that stands in none."""


def plain_files() -> Iterator[Path]:
    """Files of this Python and its packages that have no tape."""
    for key in ("stdlib", "purelib"):
        for path in sorted(Path(sysconfig.get_paths()[key]).rglob("*.py")):
            if WORD not in path.read_bytes():
                yield path


def tape_files(corpus: Path | None) -> list[Path]:
    """The Python files of a directory that have the word; without one, the fixtures."""
    found = sorted((corpus or FIXTURES).rglob("*.py"))
    return [path for path in found if path.is_file() and WORD in path.read_bytes()]


def plain_tree(root: Path, count: int) -> int:
    """Fill a directory with copies of files without tapes; how many there are."""
    return _fill(root, islice(plain_files(), count))


def mixed_tree(root: Path, count: int, tapes: list[Path], share: int) -> int:
    """The same, where one file in `share` uses tapes."""
    plain = islice(plain_files(), count - count // share)
    return _fill(root, [*plain, *islice(cycle(tapes), count // share)])


def torch_tree(root: Path, paths: Iterable[Path]) -> None:
    """Fill a directory with copies of files that have the word TorchFix looks for."""
    root.mkdir()
    for number, path in enumerate(paths):
        (root / f"module_{number}.py").write_bytes(path.read_bytes() + b"\n# torch\n")


def _fill(root: Path, paths: Iterable[Path]) -> int:
    count = 0
    for count, path in enumerate(paths, 1):
        folder = root / f"package_{count // FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"module_{count}.py")
    return count


def long_text(lines: int, piece: str = PIECE) -> str:
    """A program of about so many lines."""
    count = max(1, lines // piece.count("\n"))
    return "import tensorflow as tf\n\n" + "".join(piece.format(n=n) for n in range(count))


def long_module(lines: int) -> str:
    """One of everything, over and over."""
    return long_text(lines, MODULE)


def typed_text(tapes: int, shape: str = "") -> str:
    """About 50 lines for each tape.

    `shape`: `script`, all of it stands in no function; `called`, a call at the end runs it all.
    """
    step = PIECE
    if shape == "script":
        step = "model, data, optimizer = make_{n}()\n"
        step += dedent(PIECE.partition("\n")[2].replace("    return gradients\n", ""))
    text = "".join((step + PLAIN).format(n=n) for n in range(tapes))
    if shape == "called":
        calls = "".join(f"    step_{n}(model, data, optimizer)\n" for n in range(tapes))
        text += f"def main(model, data, optimizer):\n{calls}\n\nmain(*make())\n"
    return f"import random\n\nimport tensorflow as tf\n\n\n{text}"


TAPE = """\
with tf.GradientTape() as tape:
    y = x * x
tape.gradient(y, x)
"""


START = "import tensorflow as tf\nx = tf.Variable(1.0)\n"
HEADERS = {
    "for": "for i{n} in items():",
    "while": "while more():",
    "with": "with manager{n}():",
    "if": "if test{n}():",
    "functions": "def f{n}(a{n}):",
}
DISPLAYS = {
    "parentheses": "({0})",
    "comprehensions": "[{0} for i{n} in range(3)]",
    "lambdas": "(lambda: {0})()",
}


def nested_blocks(kind: str, depth: int) -> str:
    """A tape in so many blocks of a kind."""
    if kind == "finally":
        return START + _nested(lambda _, text: f"try:\n    work()\nfinally:\n{text}", depth)
    return START + _nested(lambda n, text: f"{HEADERS[kind].format(n=n)}\n{text}", depth)


def _nested(around: Callable[[int, str], str], depth: int) -> str:
    text = TAPE
    for n in range(depth):
        text = around(n, indent(text, "    "))
    return text


def nested_expressions(kind: str, depth: int) -> str:
    """A tape that records what is computed in so many of these."""
    text = "x"
    for n in range(depth):
        text = DISPLAYS[kind].format(text, n=n)
    return START + TAPE.replace("x * x", text)
