"""What is lowered from `ast` is what libcst's tree would give, and libcst reads the tapes."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import libcst as cst
import pytest

from tapelint.cells import Program
from tapelint.lower import lower
from tapelint.lower.around import tapes
from tapelint.lower.plain import Plain
from tapelint.lower.show import show
from tapelint.program import Comprehension, Form, Items, Logic, Star
from tapelint.source import Source

from .conftest import PARSE
from .forms import forms, of_kind, program

ROOT = Path(__file__).parents[2]
LIBRARY = Path(sysconfig.get_path("stdlib"))
FIXTURES = sorted(ROOT.glob("fixtures/**/*.py"))
OURS = sorted(ROOT.glob("tapelint/**/*.py"))
FEWER = 16
"""Of what is read besides one module in so many."""
BY_TAPES = """
import tensorflow as tf

@decorated
class Model(tf.Module):
    rate = 1.0

    def gradients(self, x):
        scale = self.rate * 2
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = self(x)
                if loss:
                    print(loss)
            steps = tape.gradient(loss, [x]); print(steps)
            if scale: return tape.gradient(loss, x)
            grads = tape.gradient(loss, x)
        return [scale * each for each in grads]
"""


@pytest.fixture(autouse=True)
def reader() -> None:
    """Both are compared here."""


def by_libcst(source: Source, monkeypatch: pytest.MonkeyPatch) -> Program:
    with monkeypatch.context() as patched:
        patched.setattr(PARSE, "_around", lambda *_: None)
        found, problems = lower(source, blank=False)
    assert problems == ()
    return found


def agree(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways give the same forms, words and places of one file."""
    source = Source.from_text(path.read_text("utf-8"), str(path))
    one, problems = lower(source, blank=False)
    other = by_libcst(source, monkeypatch)
    assert problems == ()
    assert show(one) == show(other)
    assert one.words == other.words
    for a, b in zip(forms(one.cells), forms(other.cells), strict=True):
        if not is_loose(a):
            assert one.locate(a.origin) == other.locate(b.origin), (path, a)


def is_loose(form: Form) -> bool:
    """Whether the two trees disagree on the brackets and spaces around it."""
    return isinstance(form, Comprehension | Items | Logic | Star)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_fixtures(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(path, monkeypatch)


def test_our_own_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in OURS[::FEWER]:
        agree(path, monkeypatch)


@pytest.mark.parametrize("words", ["(?!)", r"\b(?:self|not|x|len)\b", ""])
def test_wherever_libcst_reads(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nowhere, here and there, everywhere."""
    monkeypatch.setattr(tapes, "_WORD", re.compile(words))
    for path in standard_library():
        agree(path, monkeypatch)


def standard_library() -> Iterator[Path]:
    for number, path in enumerate(sorted(LIBRARY.glob("*.py"))):
        if number % FEWER == 0:
            yield path


def test_libcst_reads_what_speaks_of_tapes() -> None:
    found = program(BY_TAPES)
    read = {
        found.locate(form.origin).line
        for form in forms(found.cells)
        if isinstance(form.origin[1], cst.CSTNode)
    }
    # Not the statement that shares its line with another one.
    assert read == {11, 12, 13, 14, 16, 17}
    assert all(isinstance(form.origin[0], Plain) for form in of_kind(found.cells, Star))


REFUSED_BY_LIBCST = "def f(x):\n    y = x.gradient(z)\n    return y\n"


def refusing(_: str) -> None:
    raise RuntimeError


def panicking(_: str) -> None:
    raise BaseException("panic")  # what a panic in Rust becomes


@pytest.mark.parametrize("fails", [refusing, panicking])
def test_what_libcst_cannot_read(
    fails: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cst, "parse_module", fails)
    found, (problem,) = lower(Source.from_text(REFUSED_BY_LIBCST))
    assert found.cells == ()
    assert problem.message.startswith("libcst cannot parse this")


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "-" * 120 + "y",
        "x = " + " and ".join("abcdefghij" * 8),
        "with " + ", ".join(f"f({i})" for i in range(30)) + ":\n    x\n",
    ],
)
def test_what_is_unusual_is_left_to_libcst(text: str) -> None:
    (form, *_) = forms(program(text).cells)
    assert isinstance(form.origin[1], cst.CSTNode)


def test_libcst_reads_statements_that_are_not_known_here() -> None:
    found = program("x = 1\nmatch x:\n    case 1:\n        y = x\nz = y\n")
    kinds = [isinstance(form.origin[1], cst.CSTNode) for form in found.cells[0].body]
    assert kinds == [False, True, True, False]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
def test_newer_syntax() -> None:
    text = "type A = int\ndef f[T](x: T) -> T:\n    return x\n"
    assert "def f(x)" in show(program(text))
