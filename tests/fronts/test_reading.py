from __future__ import annotations

import pytest

from tapelint.config import Config
from tapelint.diagnostic import Problem
from tapelint.reading import read_bytes, read_file
from tapelint.source import Source


def test_words_of_the_users_own_open_the_gate():
    terms = Config(tape_wrappers=("ours.tapes.recording",)).terms
    source = read_bytes(b"with recording() as t: pass", "x.py", terms)
    assert isinstance(source, Source)
    assert source.concerns_tapes
    assert read_bytes(b"with recorded() as t: pass", "x.py", terms) is None
    assert read_bytes(b"with recording() as t: pass", "x.py") is None


def test_without_the_word_nothing_is_read():
    assert read_bytes(b"\xff\xfe not text at all", "x.py") is None
    assert read_bytes(b"{", "x.ipynb") is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfGradientTape = 1\n", "GradientTape = 1\n"),
        (b"# coding: latin-1\nGradientTape = '\xe9'", "# coding: latin-1\nGradientTape = 'é'"),
        ("GradientTape = 'é'".encode(), "GradientTape = 'é'"),
        (b"GradientTape\r\nx\ry\n", "GradientTape\nx\ny\n"),
        (b"GradientTape = '\x0c \xe2\x80\xa8'\n", "GradientTape = '\x0c \u2028'\n"),
    ],
)
def test_text_as_python_reads_it(data, text):
    found = read_bytes(data, "x.py")
    assert found == Source("x.py", found.cells)
    assert found.cells[0].text == text


def test_the_original_keeps_its_line_ends():
    assert read_bytes(b"GradientTape\r\n", "x.py").cells[0].original == "GradientTape\r\n"


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        (b"x\n# GradientTape \xe9\n", "not valid utf-8: byte 0xe9", 2),
        (b"# GradientTape\n\n\n\n\xe9", "not valid utf-8: byte 0xe9", 5),
        (b"# coding: wat\n# GradientTape", "unknown encoding: wat", None),
        (b"# coding: rot13\n# GradientTape", "not a text encoding: rot13", None),
        (b"\xef\xbb\xbf# coding: latin-1\n# GradientTape", "encoding problem: utf-8", None),
    ],
)
def test_undecodable_text_is_a_problem(data, message, line):
    assert read_bytes(data, "x.py") == Problem("x.py", message, line)


def test_a_word_that_only_the_bytes_hold_is_no_tape():
    assert read_bytes(b"# coding: utf-16\n# GradientTape!", "x.py") is None


def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path):
    path = str(tmp_path / "gone.py")
    assert read_file(path) == Problem(path, "no such file or directory")
