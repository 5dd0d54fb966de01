"""The trees and texts that are measured: this Python's own files, and files with tapes."""

from __future__ import annotations

import shutil
import sysconfig
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

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


def tree(root: Path, plain: int, tapes: list[Path]) -> int:
    """Fill a directory with copies, `plain` without tapes among them; the number of files."""
    sources = [*islice(plain_files(), plain), *tapes]
    for number, path in enumerate(sources):
        folder = root / f"package_{number // FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / f"module_{number}.py")
    return len(sources)


def mixed(root: Path, count: int, tapes: list[Path], share: int) -> int:
    """A tree in which one file in `share` uses tapes."""
    return tree(root, count - count // share, [*islice(cycle(tapes), count // share)])


def long_text(lines: int) -> str:
    """A program of about so many lines."""
    count = max(1, lines // PIECE.count("\n"))
    return "import tensorflow as tf\n\n" + "".join(PIECE.format(n=n) for n in range(count))


def nested(header: str, tail: str, depth: int) -> str:
    """A tape in blocks that stand `depth` deep in each other; `tail` closes each of them."""
    body = ["with tf.GradientTape() as tape:", "    y = x * x", "g = tape.gradient(y, x)"]
    for _ in range(depth):
        inner = ["    " + line for line in body]
        body = [header, *inner] if not tail else ["try:", "    work()", tail, *inner]
    return "\n".join(["import tensorflow as tf", "x = tf.Variable(1.0)", *body, ""])
