from __future__ import annotations

import json

import pytest

from tapelint.fixing import texts
from tapelint.fixing.texts import UnwritableError, encoding_of, rewritten, with_texts
from tapelint.reading import read_bytes

CODE = "a = 'é'  # GradientTape"


def changed(data, path="x.py", cell=None):
    before = read_bytes(data, path)
    old = next(each.original for each in before.cells if each.index == cell)
    after = with_texts(before, {cell: old.replace("a =", "bc =")})
    return rewritten(data, before, after)


ENCODINGS = [
    ("", "utf-8"),
    ("", "utf-8-sig"),
    ("# coding: utf-8\n", "utf-8-sig"),
    ("# coding: latin-1\n", "latin-1"),
    ("#!/bin/python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
    ("# coding: koi8-r\n", "koi8-r"),
    ("# coding: euc-jp\n", "euc-jp"),
]
"""What the file begins with. (In one first line without a line feed Python finds no encoding.)"""


@pytest.mark.parametrize(
    ("first", "encoding", "end"),
    [
        (*each, end)
        for each in ENCODINGS
        for end in ("\n", "\r\n", "\r")
        if end != "\r" or "utf-8" in each[1]
    ],
)
def test_encodings(first, encoding, end):
    code = f"{first}\f{CODE}\nb".replace("\n", end)
    if encoding in ("koi8-r", "euc-jp"):
        code = code.replace("é", "щ")
    data = code.encode(encoding)
    assert encoding_of(data, "x.py").replace("iso-8859-1", "latin-1") == encoding
    assert changed(data) == code.replace("a =", "bc =").encode(encoding)


def test_mixed_line_ends_stay():
    data = b"x\r\na = 1\n\r# GradientTape\r"
    assert changed(data) == data.replace(b"a =", b"bc =")


def test_an_encoding_that_is_not_written_as_it_was_read():
    data = b"# coding: utf-7\n# GradientTape\na = '+AGE-'\n"
    with pytest.raises(UnwritableError, match="reading and writing utf-7 would change other bytes"):
        changed(data)


def test_a_file_that_has_changed():
    data = CODE.encode()
    before = read_bytes(data, "x.py")
    with pytest.raises(UnwritableError, match="changed since it was read"):
        rewritten(data + b"\n", before, with_texts(before, {None: "GradientTape"}))


def test_what_would_be_read_otherwise(monkeypatch):
    monkeypatch.setattr(texts, "_file", lambda *_: b"GradientTape")
    with pytest.raises(UnwritableError, match="would not be read again"):
        changed(CODE.encode())


def test_nothing_to_change():
    data = CODE.encode()
    before = read_bytes(data, "x.py")
    assert rewritten(data, before, before) == data


# --- notebooks -----------------------------------------------------------------------------


def notebook(*sources, **more):
    cells = [{"cell_type": "code", "source": source, "metadata": {}} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, **more}, indent=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
def test_encodings_of_notebooks(encoding):
    text = notebook(CODE)
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        assert read_bytes(data, "n.ipynb") is None, "no tape is seen in it"
        return
    assert changed(data, "n.ipynb", 1) == text.replace("a =", "bc =").encode(encoding)


def test_a_cell_under_a_magic():
    text = notebook(f"%%time\n{CODE}\n!ls\n", "%%bash\na = GradientTape")
    assert changed(text.encode(), "n.ipynb", 1).decode() == text.replace("a =", "bc =", 1)


def test_cells_that_register_a_magic_are_seen_again():
    register = (
        "from IPython.core.magic import register_cell_magic\n"
        "@register_cell_magic\ndef own(line, cell):\n    get_ipython().run_cell(cell)\n"
    )
    data = notebook(register, f"%%own\n{CODE}").encode()
    assert read_bytes(data, "n.ipynb").cells[1].may_be_skipped
    assert changed(data, "n.ipynb", 2) == data.replace(b"a =", b"bc =")


def test_other_cells_stay_out_of_it():
    text = notebook(CODE, CODE, ["a = 1\n"])
    result = changed(text.encode(), "n.ipynb", 2).decode()
    assert result.split(CODE.replace("é", "\\u00e9"))[2:] == []
    assert json.loads(result)["cells"][1]["source"] == CODE.replace("a =", "bc =")
    assert len(result) == len(text) + 1


def test_lone_surrogates_elsewhere_stay():
    text = notebook("'\\ud800'", CODE).replace("\\\\ud800", "\\ud800")
    assert changed(text.encode(), "n.ipynb", 2).decode() == text.replace("a =", "bc =")
