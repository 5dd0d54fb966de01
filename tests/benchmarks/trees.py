"""The trees and texts that are measured: this Python's own files, and files with tapes."""

from __future__ import annotations

import shutil
import sysconfig
from collections.abc import Iterable, Iterator
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


def _fill(root: Path, paths: Iterable[Path]) -> int:
    count = 0
    for count, path in enumerate(paths, 1):
        folder = root / f"package_{count // FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"module_{count}.py")
    return count


def long_text(lines: int) -> str:
    """A program of about so many lines."""
    count = max(1, lines // PIECE.count("\n"))
    return "import tensorflow as tf\n\n" + "".join(PIECE.format(n=n) for n in range(count))


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


def nested_loops(depth: int) -> str:
    """A tape in so many loops."""
    headers = "".join("    " * level + f"for i{level} in items():\n" for level in range(depth))
    return f"import tensorflow as tf\nx = tf.Variable(1.0)\n{headers}{indent(TAPE, '    ' * depth)}"


def nested_finally(depth: int) -> str:
    """A tape in so many `finally` blocks."""
    text = TAPE
    for _ in range(depth):
        text = f"try:\n    work()\nfinally:\n{indent(text, '    ')}"
    return f"import tensorflow as tf\nx = tf.Variable(1.0)\n{text}"
