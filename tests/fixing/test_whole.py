"""The whole way with the real analysis: from the bytes of a file to its bytes."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from tapelint import check
from tapelint.analysis import analyse
from tapelint.cli import main
from tapelint.cli.mend import Mender
from tapelint.config import Config
from tapelint.reading import read_file

SEED = Path(__file__).parents[2] / "fixtures" / "seed"
EXPIRED = """\
import tensorflow as tf

x = tf.Variable(3.0)  # é
with tf.GradientTape(  # one, for both
) as t:
    y = x * x
a = t.gradient(y, x)
b = t.gradient(y, x)"""


@pytest.fixture(scope="module")
def persistent():
    """What the fix makes of the text, whatever its style."""
    from tapelint.fixing import fixed

    done = fixed(EXPIRED)
    (cured,) = done.cured
    text = done.source.cells[0].original
    assert cured.code == "TAP101"
    assert "persistent=True" in text
    assert check(text) == []
    return text


ENCODINGS = [("", "utf-8"), ("", "utf-8-sig"), ("# -*- coding: latin-1 -*-\n", "latin-1")]
"""What the file begins with. (In one first line without a line feed Python finds no encoding.)"""


@pytest.mark.parametrize(
    ("first", "encoding", "end"),
    [
        (*each, end)
        for each in ENCODINGS
        for end in ("\n", "\r\n", "\r")
        if not (each[0] and end == "\r")
    ],
)
@pytest.mark.parametrize("last", ["", "\n"])
def test_bytes(tmp_path, capsys, persistent, first, encoding, last, end):
    path = tmp_path / "x.py"

    def written(text):
        return (first + text + last).replace("\n", end).encode(encoding)

    path.write_bytes(written(EXPIRED))
    assert main(["check", "--isolated", "--fix", str(path)]) == 0
    assert path.read_bytes() == written(persistent)
    assert main(["check", "--isolated", "--fix", str(path)]) == 0
    assert path.read_bytes() == written(persistent)


def test_the_notebook_of_the_seed(tmp_path, capsys):
    before = (SEED / "gradient_tape_basics.ipynb").read_text(encoding="utf-8")
    path = tmp_path / "n.ipynb"
    path.write_text(before, encoding="utf-8")
    main(["check", "--isolated", "--fix", "--unsafe-fixes", str(path)])
    after = path.read_text(encoding="utf-8")
    old, new = json.loads(before), json.loads(after)
    sources = [cell["source"] for cell in new["cells"]]
    changed = [n for n, cell in enumerate(old["cells"]) if cell["source"] != sources[n]]
    assert changed
    for number in changed:
        assert new["cells"][number]["cell_type"] == "code"
        new["cells"][number]["source"] = old["cells"][number]["source"]
    assert list(_ordered(new)) == list(_ordered(old))
    nbformat.validate(nbformat.reads(after, as_version=nbformat.NO_CONVERT))
    main(["check", "--isolated", "--fix", "--unsafe-fixes", str(path)])
    assert path.read_text(encoding="utf-8") == after


def _ordered(value):
    """Everything in a document, in the order in which it stands there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _ordered(inner)
    elif isinstance(value, list):
        yield len(value)
        for inner in value:
            yield from _ordered(inner)
    else:
        yield value


def test_two_runs_at_once(tmp_path, persistent):
    """Each file is fixed once; the run that comes second finds it done, or says why it did not."""
    paths = [tmp_path / f"{number}.py" for number in range(8)]
    for path in paths:
        path.write_text(EXPIRED, encoding="utf-8")
    together = threading.Barrier(2)

    def run() -> list[str]:
        mender = Mender(SimpleNamespace(unsafe_fixes=False, diff=False, add_ignore=False), None)
        config, told = Config(), []
        for path in paths:
            together.wait()
            source = read_file(str(path))
            first = analyse(source, config)
            _, problems = mender.mended(source, first, lambda each: analyse(each, config))
            told += [problem.message for problem in problems]
        return told

    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run), pool.submit(run)]
        told = [message for each in runs for message in each.result(timeout=60)]
    assert set(told) <= {"not fixed: it has changed since it was read"}
    assert [path.read_text(encoding="utf-8") for path in paths] == [persistent] * 8
    assert sorted(tmp_path.iterdir()) == paths
